"""Whether Postroad is up, and whether it can work."""

from __future__ import annotations

from typing import Final, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Response
from pydantic import BaseModel

from builder_api.dependencies import ServicesDep
from engine.store.migrations.readiness import readiness_problem

router = APIRouter(tags=["health"])


class Up(BaseModel):
    """The process answers."""

    status: Literal["up"] = "up"


class PartTrouble(BaseModel):
    """What is wrong with a part."""

    part: Literal["database", "temporal"]
    message: str
    remedy: str


class Readiness(BaseModel):
    """What the API needs, and whether it is there."""

    ready: bool
    database: bool
    temporal: bool
    problems: list[PartTrouble]
    """What is wrong, and what to do; empty when all is well."""


@router.get("/healthz")
async def get_health() -> Up:
    """The process is up; it says nothing about what it depends on."""
    return Up()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Something is missing."}})
async def get_readiness(services: ServicesDep, response: Response) -> Readiness:
    """The database has the tables of this release and takes what is written, and the Temporal server answers. 503 when
    one does not, with what to do."""
    trouble = await run_sync(readiness_problem, services.database)
    temporal = await services.waker.reachable()
    problems: list[PartTrouble] = []
    if trouble is not None:
        problems.append(PartTrouble(part="database", message=trouble.message, remedy=trouble.remedy))
    if not temporal:
        problems.append(PartTrouble(part="temporal", message=_NO_TEMPORAL, remedy=_START_TEMPORAL))
    response.status_code = 503 if problems else 200
    return Readiness(ready=not problems, database=trouble is None, temporal=temporal, problems=problems)


_NO_TEMPORAL: Final = "the Temporal server does not answer; what comes due waits for it"
_START_TEMPORAL: Final = "see that it runs and that TEMPORAL_ADDRESS names it"
