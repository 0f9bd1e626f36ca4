"""Active enrolments, found by what may change them: a key, a contact, an awaited event."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked
from engine.store.enrolments.positions import RestingEnrolment


class ActiveEnrolment(NamedTuple):
    """An enrolment with the journey, version and cohort that it belongs to."""

    enrolment: RestingEnrolment
    journey_id: int
    version_id: int
    cohort_id: int
    heard_id: int | None
    """The event that it was last moved on by: the one that enrolled it, or one that it waited for."""


_RESTING_COLUMNS = [t.enrolment.c[name] for name in RestingEnrolment._fields]
COLUMNS = [
    *_RESTING_COLUMNS,
    t.enrolment.c.journey_id,
    t.enrolment.c.version_id,
    t.enrolment.c.cohort_id,
    func.coalesce(t.enrolment.c.heard_id, t.enrolment.c.cause_id),
]


def active_enrolment(row: Sequence[Any]) -> ActiveEnrolment:
    """A row of `COLUMNS`."""
    n = len(_RESTING_COLUMNS)
    return ActiveEnrolment(RestingEnrolment._make(row[:n]), *row[n:])


def with_key(
    conn: Connection, journey_id: int, version_ids: Sequence[int], key: str, contact_id: int | None
) -> list[ActiveEnrolment]:
    """Who is under way on these versions with a key, locked, in order of id; of one contact when it is given."""
    e = t.enrolment.c
    query = select(*COLUMNS).where(
        e.journey_id == journey_id, e.key == key, t.HAS_KEY, t.IS_ACTIVE, among(conn, e.version_id, version_ids)
    )
    if contact_id is not None:
        query = query.where(e.contact_id == contact_id)
    return [active_enrolment(row) for row in conn.execute(locked(conn, query.order_by(e.id)))]


def of_contacts(
    conn: Connection, contact_ids: Iterable[int], rests: Sequence[str] | None = None
) -> list[ActiveEnrolment]:
    """Who of these contacts is under way (and rests in one of these ways), locked, in order of id."""
    e = t.enrolment.c
    query = select(*COLUMNS).where(among(conn, e.contact_id, sorted(set(contact_ids))), t.IS_ACTIVE)
    if rests is not None:
        query = query.where(e.rest.in_(rests))
    return [active_enrolment(row) for row in conn.execute(locked(conn, query.order_by(e.id)))]


def by_ids(conn: Connection, enrolment_ids: Sequence[int]) -> list[ActiveEnrolment]:
    """These enrolments, those of them that are active, locked, in order of id."""
    e = t.enrolment.c
    query = select(*COLUMNS).where(among(conn, e.id, enrolment_ids), t.IS_ACTIVE).order_by(e.id)
    return [active_enrolment(row) for row in conn.execute(locked(conn, query))]


HEARD_EVERYTHING = 2**63 - 1
"""As `heard_id`, of whoever a reply moves on: the reply's events are written after that, and they brought it here."""


class EnrolmentChange(NamedTuple):
    """What becomes of one enrolment's row while it rests."""

    enrolment_id: int
    properties: dict[str, Any] | None
    due_at: Millis | None
    outcome: str | None
    note: str | None
    heard_id: int | None = None
    """The event that this is done for; None leaves what was noted before."""


_CHANGED = (
    update(t.enrolment)
    .where(t.enrolment.c.id == bindparam("_id"))
    .values(
        properties=bindparam("properties"),
        due_at=bindparam("due_at"),
        outcome=bindparam("outcome"),
        note=bindparam("note"),
        heard_id=func.coalesce(bindparam("_heard_id", type_=t.enrolment.c.heard_id.type), t.enrolment.c.heard_id),
        revision=t.enrolment.c.revision + 1,
    )
)


def write_changes(conn: Connection, changes: Sequence[EnrolmentChange]) -> None:
    """Writes changes of enrolments that this transaction has locked."""
    if changes:
        conn.execute(
            _CHANGED,
            [
                {
                    "_id": change.enrolment_id,
                    "properties": change.properties,
                    "due_at": change.due_at,
                    "outcome": change.outcome,
                    "note": change.note,
                    "_heard_id": change.heard_id,
                }
                for change in changes
            ],
        )


def write_properties(conn: Connection, properties: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Writes the properties of enrolments that this transaction has locked, and leaves the rest of them as it is."""
    if properties:
        conn.execute(_PROPERTIES, [{"_id": enrolment_id, "properties": now} for enrolment_id, now in properties])


_PROPERTIES = (
    update(t.enrolment)
    .where(t.enrolment.c.id == bindparam("_id"))
    .values(properties=bindparam("properties"), revision=t.enrolment.c.revision + 1)
)


def decide_outcomes(conn: Connection, outcomes: Sequence[tuple[int, str]]) -> None:
    """Writes how these enrolments, that this transaction has locked, will leave where they rest."""
    if outcomes:
        conn.execute(_OUTCOMES, [{"_id": enrolment_id, "outcome": outcome} for enrolment_id, outcome in outcomes])


_OUTCOMES = (
    update(t.enrolment)
    .where(t.enrolment.c.id == bindparam("_id"))
    .values(outcome=bindparam("outcome"), revision=t.enrolment.c.revision + 1)
)


def resting_at(
    conn: Connection, version_id: int, steps: Sequence[str], due_by: Millis, after_id: int, limit: int
) -> list[ActiveEnrolment]:
    """Who rests at these waits of a version and was due by then, locked, in order of id; some, from an id on."""
    e = t.enrolment.c
    query = select(*COLUMNS).where(
        e.version_id == version_id,
        t.IS_ACTIVE,
        e.rest == Rest.WAIT,
        e.step.in_(steps),
        e.due_at <= due_by,
        e.outcome.is_(None),
        e.id > after_id,
    )
    return [active_enrolment(row) for row in conn.execute(locked(conn, query.order_by(e.id).limit(limit)))]


def waiting_at(conn: Connection, version_id: int, steps: Iterable[str]) -> list[int]:
    """Who waits for an event at these steps of a version, in order of id."""
    e, c = t.enrolment.c, t.cohort.c
    query = (
        select(e.id)
        .join(t.cohort, c.id == e.cohort_id)
        .where(
            c.version_id == version_id,
            c.ended_at.is_(None),
            t.IS_ACTIVE,
            e.rest == Rest.WAIT_FOR,
            e.step.in_(sorted(set(steps))),
        )
        .order_by(e.id)
    )
    return list(conn.execute(query).scalars())


def senders_of(conn: Connection, message_ids: Iterable[int]) -> dict[int, int]:
    """Message -> the enrolment that it was sent by."""
    m = t.message.c
    query = select(m.id, m.enrolment_id).where(among(conn, m.id, sorted(set(message_ids))))
    return {row[0]: row[1] for row in conn.execute(query.where(m.enrolment_id.is_not(None)))}


def contacts_with_key(conn: Connection, journey_id: int, key: str) -> list[int]:
    """The contacts that are, or were, in a journey with a key and were not called off, in order of id."""
    e = t.enrolment.c
    query = select(e.contact_id).where(
        e.journey_id == journey_id, e.key == key, t.HAS_KEY, e.status != EnrolmentStatus.CANCELLED
    )
    return list(conn.execute(query.distinct().order_by(e.contact_id)).scalars())
