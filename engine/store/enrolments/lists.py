"""Lists of enrolments and messages, newest first: a page starts where the one before ended, by id, so that what is
added meanwhile neither repeats nor hides a row."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, case, or_, select

from engine.rules.states import EnrolmentStatus
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among
from engine.store.enrolments.positions import UNDATED


class EnrolmentRow(NamedTuple):
    """An enrolment as it is shown."""

    id: int
    journey: str
    """The journey's public id."""
    version: int
    contact: str
    """The contact's external id."""
    status: str
    step: str | None
    rest: str | None
    due_at: Millis | None
    entered_at: Millis
    reason: str | None
    key: str
    properties: dict[str, Any] | None
    enrolled_at: Millis
    ended_at: Millis | None


_e, _j, _v, _c, _m = t.enrolment.c, t.journey.c, t.version.c, t.contact.c, t.message.c

_ENROLMENTS: Final = (
    select(
        _e.id,
        _j.public_id,
        _v.number,
        _c.external_id,
        _e.status,
        _e.step,
        _e.rest,
        case((_e.outcome == UNDATED, None), else_=_e.due_at),
        _e.entered_at,
        _e.note,
        _e.key,
        _e.properties,
        _e.admitted_at,
        _e.ended_at,
    )
    .join(t.journey, _j.id == _e.journey_id)
    .join(t.version, _v.id == _e.version_id)
    .join(t.contact, _c.id == _e.contact_id)
)


class EnrolmentFilter(NamedTuple):
    """Which enrolments; None asks nothing."""

    journey_id: int | None = None
    contact_id: int | None = None
    status: str | None = None
    step: str | None = None


def enrolments(conn: Connection, criteria: EnrolmentFilter, *, before_id: int | None, limit: int) -> list[EnrolmentRow]:
    """A page of enrolments."""
    query: Select[*tuple[Any, ...]] = _ENROLMENTS.order_by(_e.id.desc()).limit(limit)
    for column, value in (
        (_e.journey_id, criteria.journey_id),
        (_e.contact_id, criteria.contact_id),
        (_e.status, criteria.status),
        (_e.step, criteria.step),
    ):
        if value is not None:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(_e.id < before_id)
    return [EnrolmentRow._make(row) for row in conn.execute(query)]


def enrolment(conn: Connection, enrolment_id: int) -> EnrolmentRow | None:
    """One enrolment."""
    row = conn.execute(_ENROLMENTS.where(_e.id == enrolment_id)).one_or_none()
    return None if row is None else EnrolmentRow._make(row)


class PassedStep(NamedTuple):
    """One step an enrolment passed."""

    step: str
    at: Millis
    outcome: str | None
    """The outlet it left by; None where it is now."""
    reason: str | None


def path(conn: Connection, enrolment_id: int) -> list[PassedStep]:
    """The steps an enrolment passed, in order, and the one it rests at."""
    p, r = t.path.c, t.route.c
    query = (
        select(p.at, r.hops)
        .join(t.route, r.id == p.route_id)
        .where(p.enrolment_id == enrolment_id)
        .order_by(p.revision)
    )
    hops = [PassedStep(step, at, outcome, reason) for at, way in conn.execute(query) for step, outcome, reason in way]
    current = conn.execute(select(_e.step, _e.entered_at, _e.status, _e.note).where(_e.id == enrolment_id)).one()
    if current.status == EnrolmentStatus.ACTIVE and current.step is not None:
        hops.append(PassedStep(current.step, current.entered_at, None, current.note))
    return hops


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
