"""Enrolments that a person pauses, resumes, cancels or moves, or that a STOP ends: found and marked in bulk."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, select, update

from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among


def active_ids(conn: Connection, journey_id: int, limit: int) -> list[int]:
    """Enrolments under way in a journey, in order of id."""
    e = t.enrolment.c
    query = select(e.id).where(e.journey_id == journey_id, t.IS_ACTIVE).order_by(e.id).limit(limit)
    return list(conn.execute(query).scalars())


def skip_next_sends(conn: Connection, journey_id: int, now: Millis) -> int:
    """The next send of everybody overdue is skipped; how many are overdue."""
    e = t.enrolment.c
    overdue = and_(e.journey_id == journey_id, t.IS_ACTIVE, e.due_at <= now, e.rest != Rest.SENDING)
    return conn.execute(update(t.enrolment).where(overdue).values(skip_next=True, revision=e.revision + 1)).rowcount


def shift_waits(conn: Connection, version_id: int, steps: Sequence[str], length: Millis, paused_at: Millis) -> int:
    """Moves the waits at these steps of a version later, for whoever was waiting when the pause began."""
    e = t.enrolment.c
    if not steps:
        return 0
    waiting = and_(
        e.version_id == version_id,
        t.IS_ACTIVE,
        e.rest.in_((Rest.WAIT, Rest.WAIT_FOR)),
        e.outcome.is_(None),
        e.step.in_(steps),
        e.entered_at <= paused_at,
    )
    # A wait is counted from its beginning, whenever it is counted again. At a `wait_for`, what came since the beginning
    # counts, and has to go on counting.
    entered_at = case((e.rest == Rest.WAIT, e.entered_at + length), else_=e.entered_at)
    return conn.execute(
        update(t.enrolment)
        .where(waiting)
        .values(due_at=e.due_at + length, entered_at=entered_at, revision=e.revision + 1)
    ).rowcount


class ControlledEnrolment(NamedTuple):
    """What control needs to know of an enrolment."""

    id: int
    journey_id: int
    cohort_id: int
    status: EnrolmentStatus


def find_enrolment(conn: Connection, enrolment_id: int) -> ControlledEnrolment | None:
    e = t.enrolment.c
    row = conn.execute(select(e.id, e.journey_id, e.cohort_id, e.status).where(e.id == enrolment_id)).one_or_none()
    return None if row is None else ControlledEnrolment._make(row)


def resting_for_dispatch(conn: Connection, enrolment_ids: Sequence[int], now: Millis) -> None:
    """Those of these enrolments that are held at the door are judged again now."""
    e = t.enrolment.c
    on_hold = and_(among(conn, e.id, enrolment_ids), t.IS_ACTIVE, e.rest == Rest.DISPATCH, e.due_at > now)
    conn.execute(update(t.enrolment).where(on_hold).values(due_at=now, revision=e.revision + 1))


def release_held(conn: Connection, journey_id: int, now: Millis) -> None:
    """Whoever stood at the door through a pause is let go when it ends: their messages count from now."""
    e = t.enrolment.c
    stood = and_(e.journey_id == journey_id, t.IS_ACTIVE, e.rest == Rest.DISPATCH, e.due_at < now)
    conn.execute(update(t.enrolment).where(stood).values(due_at=now, revision=e.revision + 1))


def active_with_number(conn: Connection, number: str, limit: int, after_id: int) -> list[tuple[int, int, str, str]]:
    """Enrolments under way of contacts with this number: (id, version, step, rest), in order of id, locked."""
    e, c = t.enrolment.c, t.contact.c
    query = (
        select(e.id, e.version_id, e.step, e.rest)
        .join(t.contact, c.id == e.contact_id)
        .where(c.phone == number, t.IS_ACTIVE, e.id > after_id)
        .order_by(e.id)
        .limit(limit)
        .with_for_update(of=t.enrolment)
    )
    return [(row[0], row[1], row[2], row[3]) for row in conn.execute(query)]


def numbers_with_active(conn: Connection, numbers: Iterable[str]) -> set[str]:
    """Those of these numbers whose contacts have anybody under way."""
    c = t.contact.c
    query = select(c.phone).join(t.enrolment, t.enrolment.c.contact_id == c.id)
    rows = conn.execute(query.where(among(conn, c.phone, sorted(set(numbers))), t.IS_ACTIVE).distinct())
    return {str(number) for number in rows.scalars()}


def count_revision(conn: Connection, enrolment_ids: Sequence[int]) -> None:
    """Whoever has decided where these go, and not written it yet, has to decide again."""
    e = t.enrolment.c
    conn.execute(update(t.enrolment).where(among(conn, e.id, enrolment_ids)).values(revision=e.revision + 1))


def cohorts_of(conn: Connection, enrolment_ids: Sequence[int]) -> list[int]:
    """The cohorts these enrolments are in."""
    e = t.enrolment.c
    query = select(e.cohort_id).where(among(conn, e.id, enrolment_ids)).distinct().order_by(e.cohort_id)
    return list(conn.execute(query).scalars())
