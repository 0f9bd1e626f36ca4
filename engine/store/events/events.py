"""Events as they were received, and which live journeys they start."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, bindparam, cast, insert, or_, select, update

from engine.rules.states import JourneyStatus
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, take_ids

TAKING = (JourneyStatus.LIVE, JourneyStatus.PAUSED)
"""Statuses of journeys that take enrolments."""


class LiveVersion(NamedTuple):
    """A journey that takes enrolments, and the version they travel on."""

    journey_id: int
    version_id: int


def live_versions(conn: Connection) -> list[LiveVersion]:
    """The journeys that take enrolments, in order of id. A paused one takes them and holds them."""
    j = t.journey.c
    query = select(j.id, j.version_id).where(j.status.in_(TAKING), j.version_id.is_not(None)).order_by(j.id)
    return [LiveVersion._make(row) for row in conn.execute(query)]


def contact_ids(conn: Connection, external_ids: Iterable[str]) -> dict[str, int]:
    """external id -> contact id, of those that exist."""
    c = t.contact.c
    sorted_ids = sorted(set(external_ids))
    rows = conn.execute(select(c.external_id, c.id).where(among(conn, c.external_id, sorted_ids)))
    return {row[0]: row[1] for row in rows}


class DuplicateEvent(NamedTuple):
    """An event that was received under the same idempotency id."""

    event_id: int
    enrolments: list[int]
    contact_id: int | None
    name: str
    properties: dict[str, Any]


def duplicate_events(conn: Connection, idempotency_ids: Iterable[str]) -> dict[str, DuplicateEvent]:
    """Which of these ids are known, what the event was, and what was answered then."""
    ids = sorted(set(idempotency_ids))
    if not ids:
        return {}
    e = t.event.c
    query = select(e.idempotency_id, e.id, e.enrolments, e.contact_id, e.name, e.properties)
    rows = conn.execute(query.where(among(conn, e.idempotency_id, ids)))
    return {row[0]: DuplicateEvent._make(row[1:]) for row in rows}


class EventRow(NamedTuple):
    """An event to write down."""

    contact_id: int | None
    name: str
    properties: dict[str, Any]
    occurred_at: Millis
    idempotency_id: str | None


def insert_events(conn: Connection, rows: Sequence[EventRow], received_at: Millis) -> list[int]:
    """Writes events down; their ids, in the same order."""
    ids = take_ids(conn, t.event, len(rows))
    if rows:
        values: list[dict[str, Any]] = [
            {**row._asdict(), "id": event_id, "received_at": received_at, "enrolments": []}
            for row, event_id in zip(rows, ids, strict=True)
        ]
        conn.execute(insert(t.event).inline(), values)
    return ids


class ReceivedEvent(NamedTuple):
    """An event as it was written down."""

    event_id: int
    contact_id: int | None
    name: str
    properties: dict[str, Any]
    received_at: Millis


def read_events(conn: Connection, event_ids: Iterable[int]) -> list[ReceivedEvent]:
    """These events, in order of receipt."""
    e = t.event.c
    query = select(e.id, e.contact_id, e.name, e.properties, e.received_at).where(among(conn, e.id, event_ids))
    return [ReceivedEvent._make(row) for row in conn.execute(query.order_by(e.received_at, e.id))]


def note_enrolments(conn: Connection, enrolments: Mapping[int, list[int]]) -> None:
    """Writes on each event whom it enrolled."""
    if enrolments:
        statement = update(t.event).where(t.event.c.id == bindparam("_id")).values(enrolments=bindparam("enrolments"))
        conn.execute(statement, [{"_id": event_id, "enrolments": ids} for event_id, ids in sorted(enrolments.items())])


class TimedEvent(NamedTuple):
    """An event with when it happened: as its sender says, else when it was received."""

    event_id: int
    contact_id: int | None
    name: str
    properties: dict[str, Any]
    occurred_at: Millis
    received_at: Millis


_e = t.event.c
_TIMED = (_e.id, _e.contact_id, _e.name, _e.properties, _e.occurred_at, _e.received_at)


def events_between(
    conn: Connection,
    names: Iterable[str],
    contacts: Iterable[int],
    *,
    happened_after: Millis,
    received_after: Millis,
    mentioning: Collection[str] = (),
) -> list[TimedEvent]:
    """Events by these names, of these contacts or of nobody, that happened and were received after these times; in the
    order in which they happened. Of nobody's, that can be very many, only those whose properties have one of these
    texts anywhere, when some are given."""
    sorted_names = sorted(set(names))
    happened = _e.name.in_(sorted_names), _e.occurred_at > happened_after
    received = _e.received_at > received_after
    # One by one, so that each goes by an index of its own. Nobody's are found by when they happened alone: by when they
    # were received, each of thousands of updates would look at all that came just before it.
    of_nobody = select(*_TIMED).where(_e.contact_id.is_(None), *happened)
    if mentioning:
        written = cast(_e.properties, Text)
        of_nobody = of_nobody.where(or_(*(written.contains(text, autoescape=True) for text in sorted(mentioning))))
    of_contacts = select(*_TIMED).where(among(conn, _e.contact_id, sorted(set(contacts))), *happened, received)
    rows = [TimedEvent._make(row) for query in (of_nobody, of_contacts) for row in conn.execute(query)]
    return sorted(rows, key=lambda event: (event.occurred_at, event.event_id))


def registrations(conn: Connection, enrolment_ids: Iterable[int], *, happened_after: Millis) -> dict[int, TimedEvent]:
    """Enrolment -> the event that enrolled it, where that happened after this time."""
    n = t.enrolment.c
    query = (
        select(n.id, *_TIMED)
        .join(t.event, _e.id == n.cause_id)
        .where(among(conn, n.id, sorted(set(enrolment_ids))), _e.occurred_at > happened_after)
    )
    return {row[0]: TimedEvent._make(row[1:]) for row in conn.execute(query)}
