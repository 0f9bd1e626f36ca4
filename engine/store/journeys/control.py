"""Journeys being paused, resumed, cancelled and archived; rows found and marked, under the journey's lock."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, case, select, update

from engine.rules.states import JourneyStatus, MessageState, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked, stand_in_line
from engine.store.enrolments.cohorts import JOURNEYS


class ControlledJourney(NamedTuple):
    """A journey's state."""

    id: int
    status: str
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


def versions_of(conn: Connection, journey_id: int) -> list[int]:
    """The ids of a journey's versions, oldest first."""
    v = t.version.c
    return list(conn.execute(select(v.id).where(v.journey_id == journey_id).order_by(v.number)).scalars())


class ControlledEnrolment(NamedTuple):
    """What control needs to know of an enrolment."""

    id: int
    journey_id: int
    cohort_id: int
    status: str


def find_enrolment(conn: Connection, enrolment_id: int) -> ControlledEnrolment | None:
    e = t.enrolment.c
    row = conn.execute(select(e.id, e.journey_id, e.cohort_id, e.status).where(e.id == enrolment_id)).one_or_none()
    return None if row is None else ControlledEnrolment._make(row)


class ControlledMessage(NamedTuple):
    """What control needs to know of a message."""

    id: int
    state: str
    enrolment_id: int | None
    step: str | None
    visit: int


def lock_message(conn: Connection, message_id: int) -> ControlledMessage | None:
    """The message, locked: a claim of it has committed before, or will see it cancelled."""
    m = t.message.c
    query = select(m.id, m.state, m.enrolment_id, m.step, m.visit).where(m.id == message_id)
    row = conn.execute(locked(conn, query)).one_or_none()
    return None if row is None else ControlledMessage._make(row)


def find_message_enrolment(conn: Connection, message_id: int) -> int | None:
    """The enrolment a message belongs to."""
    return conn.execute(select(t.message.c.enrolment_id).where(t.message.c.id == message_id)).scalar_one_or_none()


def cancel_messages_of(conn: Connection, message: ControlledMessage, now: Millis) -> int | None:
    """Cancels a planned message and lets its enrolment come to the door now, where it is skipped; its cohort."""
    e = t.enrolment.c
    conn.execute(
        update(t.message)
        .where(t.message.c.id == message.id)
        .values(state=MessageState.CANCELLED, reason="message_cancelled", settled_at=now)
    )
    standing = and_(
        e.id == message.enrolment_id,
        t.IS_ACTIVE,
        e.rest == Rest.DISPATCH,
        e.step == message.step,
        e.visit == message.visit,
    )
    conn.execute(update(t.enrolment).where(standing).values(due_at=now, revision=e.revision + 1))
    return conn.execute(select(e.cohort_id).where(standing)).scalar_one_or_none()


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
