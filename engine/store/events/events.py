"""Events as they were received."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Text, bindparam, cast, func, insert, or_, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, take_ids


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
    """None for one that names no contact."""
    name: str
    properties: dict[str, Any]
    occurred_at: Millis
    """When it happened: as its sender says, else when it was received."""
    received_at: Millis

    @property
    def is_timed(self) -> bool:
        """Whether its sender said when it happened."""
        return self.occurred_at != self.received_at


_e = t.event.c
_RECEIVED = (_e.id, _e.contact_id, _e.name, _e.properties, _e.occurred_at, _e.received_at)


def read_events(conn: Connection, event_ids: Iterable[int]) -> list[ReceivedEvent]:
    """These events, in order of receipt."""
    query = select(*_RECEIVED).where(among(conn, _e.id, event_ids)).order_by(_e.received_at, _e.id)
    return [ReceivedEvent._make(row) for row in conn.execute(query)]


def events_since(
    conn: Connection, contact_ids: Iterable[int], names: Iterable[str], since: Millis
) -> list[ReceivedEvent]:
    """Events of these contacts, and of no contact, by these names that were received since then, in order of receipt.

    All that are written down: one may be of a later moment than whoever asks decided at, or of a clock that is ahead.
    """
    query = (
        select(*_RECEIVED)
        .where(
            or_(among(conn, _e.contact_id, sorted(set(contact_ids))), _e.contact_id.is_(None)),
            _e.name.in_(sorted(set(names))),
            _e.received_at >= since,
        )
        .order_by(_e.received_at, _e.id)
    )
    return [ReceivedEvent._make(row) for row in conn.execute(query)]


def latest_events(conn: Connection, name: str, looked_at: int, most: int) -> list[tuple[int, dict[str, Any]]]:
    """(contact, properties) of at most so many events of a name, newest first, among the last `looked_at` of any."""
    e = t.event.c
    last = conn.execute(select(func.max(e.id))).scalar_one() or 0
    query = select(e.contact_id, e.properties).where(e.id > last - looked_at, e.name == name, e.contact_id.is_not(None))
    return [(row[0], row[1]) for row in conn.execute(query.order_by(e.id.desc()).limit(most))]


def note_enrolments(conn: Connection, enrolments: Mapping[int, list[int]]) -> None:
    """Writes on each event whom it enrolled."""
    if enrolments:
        statement = update(t.event).where(t.event.c.id == bindparam("_id")).values(enrolments=bindparam("enrolments"))
        conn.execute(statement, [{"_id": event_id, "enrolments": ids} for event_id, ids in sorted(enrolments.items())])


def events_between(
    conn: Connection,
    names: Iterable[str],
    contacts: Iterable[int],
    *,
    happened_after: Millis,
    received_after: Millis,
    mentioning: Collection[str] = (),
) -> list[ReceivedEvent]:
    """Events by these names, of these contacts or of nobody, that happened and were received after these times; in the
    order in which they happened. Of nobody's, that can be very many, only those whose properties have one of these
    texts anywhere, when some are given."""
    sorted_names = sorted(set(names))
    happened = _e.name.in_(sorted_names), _e.occurred_at > happened_after
    received = _e.received_at > received_after
    # One by one, so that each goes by an index of its own. Nobody's are found by when they happened alone: by when they
    # were received, each of thousands of updates would look at all that came just before it.
    of_nobody = select(*_RECEIVED).where(_e.contact_id.is_(None), *happened)
    if mentioning:
        written = cast(_e.properties, Text)
        of_nobody = of_nobody.where(or_(*(written.contains(text, autoescape=True) for text in sorted(mentioning))))
    of_contacts = select(*_RECEIVED).where(among(conn, _e.contact_id, sorted(set(contacts))), *happened, received)
    rows = [ReceivedEvent._make(row) for query in (of_nobody, of_contacts) for row in conn.execute(query)]
    return sorted(rows, key=lambda event: (event.occurred_at, event.event_id))


def registrations(
    conn: Connection, enrolment_ids: Iterable[int], *, happened_after: Millis
) -> dict[int, ReceivedEvent]:
    """Enrolment -> the event that enrolled it, where that happened after this time."""
    n = t.enrolment.c
    query = (
        select(n.id, *_RECEIVED)
        .join(t.event, _e.id == n.cause_id)
        .where(among(conn, n.id, sorted(set(enrolment_ids))), _e.occurred_at > happened_after)
    )
    return {row[0]: ReceivedEvent._make(row[1:]) for row in conn.execute(query)}
