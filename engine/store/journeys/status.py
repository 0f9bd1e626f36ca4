"""A journey's status: read, locked and written, and what else a change of it asks for."""

from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from engine.rules.outcomes.states import JourneyStatus
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import locked, stand_in_line

_j = t.journey.c


class ControlledJourney(NamedTuple):
    """A journey's state."""

    id: int
    status: JourneyStatus
    version_id: int | None
    paused_at: Millis | None


def lock_journey(conn: Connection, journey_id: int) -> ControlledJourney | None:
    """The journey, locked: what claims in its name has committed before, or will see the new status."""
    stand_in_line(conn, JOURNEYS, journey_id, share=False)
    j = t.journey.c
    query = select(j.id, j.status, j.version_id, j.paused_at).where(j.id == journey_id)
    row = conn.execute(locked(conn, query)).one_or_none()
    return None if row is None else ControlledJourney._make(row)


def set_status(conn: Connection, journey_id: int, status: str, paused_at: Millis | None, now: Millis) -> None:
    """Writes the journey's status."""
    conn.execute(
        update(t.journey).where(t.journey.c.id == journey_id).values(status=status, paused_at=paused_at, updated_at=now)
    )


def versions_of(conn: Connection, journey_id: int) -> list[int]:
    """The ids of a journey's versions, oldest first."""
    v = t.version.c
    return list(conn.execute(select(v.id).where(v.journey_id == journey_id).order_by(v.number)).scalars())


def cancelled_with_active(conn: Connection, limit: int) -> list[int]:
    """Cancelled journeys that still have enrolments under way: a cancel that was interrupted."""
    j, e = t.journey.c, t.enrolment.c
    query = (
        select(j.id)
        .where(
            j.status == JourneyStatus.CANCELLED,
            select(e.id).where(e.journey_id == j.id, t.IS_ACTIVE).exists(),
        )
        .order_by(j.id)
        .limit(limit)
    )
    return list(conn.execute(query).scalars())


def journey_status(conn: Connection, journey_id: int) -> str:
    """The journey's status, kept from changing until the transaction ends: a pause waits, then holds. Who comes after
    the pause waits for it, so that it waits for nobody but those who are at it now."""
    stand_in_line(conn, JOURNEYS, journey_id, share=True)
    return conn.execute(_JOURNEY_STATUS, {"journey_id": journey_id}).scalar_one()


JOURNEYS = 0x6A726E79
"""The line at a journey's status: "jrny"."""


_JOURNEY_STATUS = select(_j.status).where(_j.id == bindparam("journey_id")).with_for_update(read=True)
