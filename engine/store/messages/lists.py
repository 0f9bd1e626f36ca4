"""Messages as they are listed and shown. A page starts where the one before ended, by id, so that what is added
meanwhile neither repeats nor hides a row."""

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, or_, select

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among

_m, _e, _j, _c = t.message.c, t.enrolment.c, t.journey.c, t.contact.c


class MessageRow(NamedTuple):
    """A message as it is shown."""

    id: int
    channel: str
    to: str | None
    subject: str | None
    body: str | None
    encoding: str | None
    segments: int
    state: str
    reason: str | None
    code: str | None
    carrier: str | None
    carrier_id: str | None
    sender_id: str | None
    message_class: str
    step: str | None
    visit: int
    clause: bool
    notes: list[str] | None
    journey: str | None
    contact: str | None
    enrolment_id: int | None
    created_at: Millis
    claimed_at: Millis | None
    handed_at: Millis | None
    delivered_at: Millis | None
    clicked_at: Millis | None
    replied_at: Millis | None
    settled_at: Millis | None


_ELSEWHERE: Final = {"journey": _j.public_id, "contact": _c.external_id}


_MESSAGES: Final = (
    select(*(_ELSEWHERE[name] if name in _ELSEWHERE else _m[name] for name in MessageRow._fields))
    .outerjoin(t.journey, _j.id == _m.journey_id)
    .outerjoin(t.enrolment, _e.id == _m.enrolment_id)
    .outerjoin(t.contact, _c.id == _e.contact_id)
)


class MessageFilter(NamedTuple):
    """Which messages; None asks nothing."""

    journey_id: int | None = None
    contact: tuple[int, str | None] | None = None
    """The contact's id and current number: messages of its enrolments, and service replies to the number."""
    state: str | None = None
    step: str | None = None


def messages(conn: Connection, criteria: MessageFilter, *, before_id: int | None, limit: int) -> list[MessageRow]:
    """A page of messages."""
    query: Select[*tuple[Any, ...]] = _MESSAGES.order_by(_m.id.desc()).limit(limit)
    if criteria.contact is not None:
        query = query.where(of_contact(conn, *criteria.contact))
    for column, value in ((_m.journey_id, criteria.journey_id), (_m.state, criteria.state), (_m.step, criteria.step)):
        if value is not None:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(_m.id < before_id)
    return [MessageRow._make(row) for row in conn.execute(query)]


def of_contact(conn: Connection, contact_id: int, phone: str | None) -> Any:
    """The test for messages that were for a contact."""
    own = list(conn.execute(select(_e.id).where(_e.contact_id == contact_id)).scalars())
    belongs = among(conn, _m.enrolment_id, own)
    return belongs if phone is None else or_(belongs, and_(_m.to == phone, _m.enrolment_id.is_(None)))


def message(conn: Connection, message_id: int) -> MessageRow | None:
    """One message."""
    row = conn.execute(_MESSAGES.where(_m.id == message_id)).one_or_none()
    return None if row is None else MessageRow._make(row)
