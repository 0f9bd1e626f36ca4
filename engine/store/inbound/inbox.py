"""The inbox: who answered what to which message, and what was written back."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, select

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among


class ReplyRow(NamedTuple):
    """A message from a phone."""

    id: int
    number: str
    body: str
    at: Millis
    kind: str
    matched: str | None
    sent_to: str | None
    message_id: int | None
    """The message it most likely answers."""
    message_body: str | None
    step: str | None
    journey: str | None
    journey_name: str | None
    contact_id: int | None
    """Whom that message was to."""


class InboxAnswer(NamedTuple):
    """What somebody wrote back."""

    message_id: int
    inbound_id: int
    actor: str
    at: Millis
    body: str | None
    state: str
    reason: str | None


_i, _m, _j, _a = t.inbound.c, t.message.c, t.journey.c, t.answer.c

_REPLIES: Final = (
    select(
        _i.id,
        _i.number,
        _i.body,
        _i.at,
        _i.kind,
        _i.matched,
        _i.sent_to,
        _i.message_id,
        _m.body.label("message_body"),
        _m.step,
        _j.public_id,
        _j.name,
        _m.contact_id,
    )
    .outerjoin(t.message, _m.id == _i.message_id)
    .outerjoin(t.journey, _j.id == _m.journey_id)
)


class ReplyFilter(NamedTuple):
    """Which replies; None asks nothing."""

    journey: str | None = None
    step: str | None = None
    kind: str | None = None
    number: str | None = None
    answered: bool | None = None


def replies(conn: Connection, criteria: ReplyFilter, *, before_id: int | None, limit: int) -> list[ReplyRow]:
    """A page of replies, newest first."""
    query: Select[*tuple[Any, ...]] = _REPLIES.order_by(_i.id.desc()).limit(limit)
    for column, value in (
        (_j.public_id, criteria.journey),
        (_m.step, criteria.step),
        (_i.kind, criteria.kind),
        (_i.number, criteria.number),
    ):
        if value is not None:
            query = query.where(column == value)
    if criteria.answered is not None:
        answered = select(_a.message_id).where(_a.inbound_id == _i.id).exists()
        query = query.where(answered if criteria.answered else ~answered)
    if before_id is not None:
        query = query.where(_i.id < before_id)
    return [ReplyRow._make(row) for row in conn.execute(query)]


def reply(conn: Connection, inbound_id: int) -> ReplyRow | None:
    """One reply."""
    row = conn.execute(_REPLIES.where(_i.id == inbound_id)).one_or_none()
    return None if row is None else ReplyRow._make(row)


def answers_to(conn: Connection, inbound_ids: list[int]) -> dict[int, list[InboxAnswer]]:
    """What was written back to each of these, in order."""
    query = (
        select(_a.message_id, _a.inbound_id, _a.actor, _a.at, _m.body, _m.state, _m.reason)
        .join(t.message, _m.id == _a.message_id)
        .where(among(conn, _a.inbound_id, inbound_ids))
        .order_by(_a.message_id)
    )
    answers: dict[int, list[InboxAnswer]] = {}
    for row in conn.execute(query):
        answers.setdefault(row[1], []).append(InboxAnswer._make(row))
    return answers


def contacts_of(conn: Connection, rows: list[ReplyRow]) -> dict[int, tuple[str, str | None, str | None]]:
    """Reply -> (external id, first name, last name) of who wrote it: whom the answered message was to, else the oldest
    contact with the number."""
    c = t.contact.c
    columns = (c.id, c.phone, c.external_id, c.first_name, c.last_name)
    ids = sorted({row.contact_id for row in rows if row.contact_id is not None})
    numbers = sorted({row.number for row in rows})
    by_id = {row[0]: row for row in conn.execute(select(*columns).where(among(conn, c.id, ids)))}
    by_number: dict[str, Any] = {}
    for row in conn.execute(select(*columns).where(among(conn, c.phone, numbers)).order_by(c.id.desc())):
        by_number[row[1]] = row
    contacts: dict[int, tuple[str, str | None, str | None]] = {}
    for reply_row in rows:
        contact = by_id.get(reply_row.contact_id or 0)
        if contact is None or contact[1] != reply_row.number:
            # The contact has another number by now: the reply is its owner's.
            contact = by_number.get(reply_row.number, contact)
        if contact is not None:
            contacts[reply_row.id] = (contact[2], contact[3], contact[4])
    return contacts
