"""Whether Postroad is up, and whether it can work."""

from __future__ import annotations

from typing import Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Response
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from builder_api.dependencies import PartsDep
from engine.store.database import Database

router = APIRouter(tags=["health"])


class Up(BaseModel):
    """The process answers."""

    status: Literal["up"] = "up"


class Readiness(BaseModel):
    """What the API needs, and whether it is there."""

    ready: bool
    database: bool
    temporal: bool


@router.get("/healthz")
async def get_health() -> Up:
    """The process is up; it says nothing about what it depends on."""
    return Up()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Something is missing."}})
async def get_readiness(parts: PartsDep, response: Response) -> Readiness:
    """The database and the Temporal server answer. 503 when one does not."""
    database = await run_sync(_answers, parts.database)
    temporal = await parts.waker.reachable()
    ready = database and temporal
    response.status_code = 200 if ready else 503
    return Readiness(ready=ready, database=database, temporal=temporal)


def _answers(database: Database) -> bool:
    try:
        with database.read() as conn:
            conn.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
