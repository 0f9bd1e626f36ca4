"""A contact's timeline: everything that happened to it, newest first, from all the tables that know of it."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any, Final, NamedTuple

from sqlalchemy import Column, Connection, Select, and_, or_, select

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among
from engine.store.messages.lists import of_contact


class TimelinePlace(NamedTuple):
    """Where an entry stands: by time, then by kind (what is brought about after what brings it about) and id, so that
    no two stand at the same place."""

    at: Millis
    rank: int
    id: int


class TimelineEntry(NamedTuple):
    """One thing that happened."""

    place: TimelinePlace
    kind: str
    """`contact_created`, `event`, `enrolled`, `ended`, `step`, `message`, `reply` or `consent`."""
    details: dict[str, Any]


class _TimelineSource(NamedTuple):
    """One table's part of the timeline."""

    query: Select[*tuple[Any, ...]]
    at: Column[Any]
    id: Column[Any]
    kind: str
    entry: Callable[[Mapping[str, Any]], dict[str, Any]]


def read(
    conn: Connection, contact: Mapping[str, Any], *, before: TimelinePlace | None, limit: int
) -> list[TimelineEntry]:
    """A page of the timeline of a contact (its row)."""
    parts: list[list[TimelineEntry]] = []
    for rank, source in enumerate(_sources(conn, contact)):
        query = source.query.order_by(source.at.desc(), source.id.desc()).limit(limit)
        if before is not None:
            earlier = source.at < before.at
            if rank < before.rank:
                earlier = or_(earlier, source.at == before.at)
            elif rank == before.rank:
                earlier = or_(earlier, and_(source.at == before.at, source.id < before.id))
            query = query.where(earlier)
        rows = conn.execute(query).mappings()
        parts.append(
            [
                TimelineEntry(TimelinePlace(row["at_"], rank, row["id_"]), source.kind, source.entry({**row}))
                for row in rows
            ]
        )
    newest_first = heapq.merge(*parts, key=lambda entry: entry.place, reverse=True)
    return list(islice(newest_first, limit))


def _sources(conn: Connection, contact: Mapping[str, Any]) -> tuple[_TimelineSource, ...]:
    """In the order of cause and effect, for what happened within one millisecond: a reply changes consent, both are
    told as events, an event enrols, a step sends, and an enrolment ends after all it did."""
    contact_id: int = contact["id"]
    return (
        _created(contact_id),
        _replies(contact["phone"]),
        _consents(conn, contact),
        _events(contact_id),
        _enrolled(contact_id),
        _steps(contact_id),
        _messages(conn, contact_id, contact["phone"]),
        _ended(contact_id),
    )


def _plain(*names: str) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    return lambda row: {name: row[name] for name in names}


def _created(contact_id: int) -> _TimelineSource:
    c = t.contact.c
    query = select(c.created_at.label("at_"), c.id.label("id_")).where(c.id == contact_id)
    return _TimelineSource(query, c.created_at, c.id, "contact_created", _plain())


def _events(contact_id: int) -> _TimelineSource:
    e = t.event.c
    query = select(
        e.received_at.label("at_"), e.id.label("id_"), e.name, e.properties, e.occurred_at, e.enrolments
    ).where(e.contact_id == contact_id)
    return _TimelineSource(
        query, e.received_at, e.id, "event", _plain("name", "properties", "occurred_at", "enrolments")
    )


_PASSAGE: Final = ("enrolment_id", "journey", "journey_name")


def _passage_of(contact_id: int, *columns: Any) -> Select[*tuple[Any, ...]]:
    e, j = t.enrolment.c, t.journey.c
    return (
        select(e.id.label("enrolment_id"), j.public_id.label("journey"), j.name.label("journey_name"), *columns)
        .join(t.journey, j.id == e.journey_id)
        .where(e.contact_id == contact_id)
    )


def _enrolled(contact_id: int) -> _TimelineSource:
    e = t.enrolment.c
    query = _passage_of(contact_id, e.admitted_at.label("at_"), e.id.label("id_"), e.key)
    return _TimelineSource(query, e.admitted_at, e.id, "enrolled", _plain(*_PASSAGE, "key"))


def _ended(contact_id: int) -> _TimelineSource:
    e = t.enrolment.c
    query = _passage_of(contact_id, e.ended_at.label("at_"), e.id.label("id_"), e.status, e.note.label("reason")).where(
        e.ended_at.is_not(None)
    )
    return _TimelineSource(query, e.ended_at, e.id, "ended", _plain(*_PASSAGE, "status", "reason"))


_MOVES: Final = 1 << 20
"""More moves than an enrolment makes: (enrolment, revision) as one number."""


def _steps(contact_id: int) -> _TimelineSource:
    p, r, e = t.path.c, t.route.c, t.enrolment.c
    place: Any = p.enrolment_id * _MOVES + p.revision
    query = (
        _passage_of(contact_id, p.at.label("at_"), place.label("id_"), r.hops)
        .join(t.path, p.enrolment_id == e.id)
        .join(t.route, r.id == p.route_id)
    )

    def entry(row: Mapping[str, Any]) -> dict[str, Any]:
        steps = [{"node_id": step, "outcome": outcome, "reason": reason} for step, outcome, reason in row["hops"]]
        return {name: row[name] for name in _PASSAGE} | {"steps": steps}

    return _TimelineSource(query, p.at, place, "step", entry)


def _messages(conn: Connection, contact_id: int, phone: str | None) -> _TimelineSource:
    m, j = t.message.c, t.journey.c
    names = ("channel", "to", "subject", "body", "state", "reason", "step", "segments", "enrolment_id")
    query = (
        select(
            m.created_at.label("at_"),
            m.id.label("id_"),
            j.public_id.label("journey"),
            j.name.label("journey_name"),
            *(m[name] for name in names),
        )
        .outerjoin(t.journey, j.id == m.journey_id)
        .where(of_contact(conn, contact_id, phone))
    )

    def entry(row: Mapping[str, Any]) -> dict[str, Any]:
        details = {name: row[name] for name in names if name != "step"}
        return details | {
            "message_id": row["id_"],
            "node_id": row["step"],
            "journey": row["journey"],
            "journey_name": row["journey_name"],
        }

    return _TimelineSource(query, m.created_at, m.id, "message", entry)


def _replies(phone: str | None) -> _TimelineSource:
    i = t.inbound.c
    query = select(i.at.label("at_"), i.id.label("id_"), i.body, i.kind, i.matched, i.message_id, i.sent_to).where(
        i.number == phone
    )

    def entry(row: Mapping[str, Any]) -> dict[str, Any]:
        details = {name: row[name] for name in ("body", "matched", "message_id", "sent_to")}
        return details | {"reply_kind": row["kind"]}

    return _TimelineSource(query, i.at, i.id, "reply", entry)


def _consents(conn: Connection, contact: Mapping[str, Any]) -> _TimelineSource:
    log = t.consent_log.c
    addresses = [address for address in (contact["phone"], contact["email_address"]) if address is not None]
    names = ("channel", "address", "before", "after", "source", "actor", "evidence")
    query = select(log.at.label("at_"), log.id.label("id_"), *(log[name] for name in names)).where(
        log.channel.in_(("sms", "email")), among(conn, log.address, addresses)
    )
    return _TimelineSource(query, log.at, log.id, "consent", _plain(*names))
