"""Senders: where SMS go out, and how fast."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from pydantic import Field

from builder_api.dependencies import DatabaseDep, NowDep, ServicesDep
from builder_api.models.common import Answer, Body, Instant, Page
from builder_api.web.errors import WITH_BODY, InvalidRequest, answers
from builder_api.web.strict_route import room
from engine.store.account import sender_settings
from engine.store.account.sender_settings import SenderSettings

router = room("senders")

SenderId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]


class SenderIn(Body):
    """A sender."""

    carrier: Annotated[str, Field(min_length=1, max_length=40)] = "sandbox"
    """Who takes its messages: `sandbox`, or a carrier that is set up."""
    number: Annotated[str, Field(pattern=r"^(\+[1-9][0-9]{4,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11})$")] | None = None
    """What messages come from: E.164, a short code, or a name of up to 11 letters and digits."""
    rate: Annotated[float, Field(gt=0, le=100_000, allow_inf_nan=False)] | None = None
    """Segments per second, shared by all workers; null is no limit."""
    countries: Annotated[list[Country], Field(min_length=1, max_length=250)] | None = None
    """It texts these only (two letters each); null is all."""


class Sender(Answer):
    """A sender."""

    id: str
    carrier: str
    number: str | None
    rate: float | None
    countries: list[str] | None
    updated_at: Instant


class SenderPage(Page[Sender]):
    """All senders."""


def _told(row: SenderSettings) -> Sender:
    return Sender(
        id=row.id,
        carrier=row.carrier,
        number=row.number,
        rate=row.rate,
        countries=row.settings.get("countries"),
        updated_at=row.updated_at,
    )


@router.get("/senders")
def list_senders(database: DatabaseDep) -> SenderPage:
    """All senders."""
    with database.read() as conn:
        return SenderPage(items=[_told(row) for row in sender_settings.listed(conn)], next_cursor=None)


@router.put("/senders/{sender_id}", responses=answers(*WITH_BODY))
def put_sender(sender_id: SenderId, body: SenderIn, services: ServicesDep, now: NowDep) -> Sender:
    """Creates a sender, or replaces what is set of it."""
    if body.carrier not in services.carriers:
        known = ", ".join(sorted(services.carriers))
        raise InvalidRequest(f'the carrier "{body.carrier}" is not set up here; use one of: {known}')
    settings = {} if body.countries is None else {"countries": body.countries}
    row = SenderSettings(sender_id, body.carrier, body.number, body.rate, settings, now)
    with services.database.write() as conn:
        sender_settings.put(conn, row)
    return _told(row)
