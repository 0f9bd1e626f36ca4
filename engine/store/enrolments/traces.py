"""Everything that happened in a database, in order of time: what a rehearsal tells when it is over."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, func, select

from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.enrolments.lists import EnrolmentFilter, EnrolmentRow, enrolments

_EVERYBODY: Final = 10_000_000


class TracedMessage(NamedTuple):
    """A message, with whom it was for and when what became of it was known."""

    id: int
    at: Millis
    """Handed to the carrier, or settled without that; else written down."""
    channel: str
    contact_id: int | None
    enrolment_id: int | None
    version_id: int | None
    step: str | None
    visit: int
    to: str | None
    subject: str | None
    body: str | None
    encoding: str | None
    segments: int
    state: str
    reason: str | None
    answers: str | None
    """Of a service reply, what kind of message it answers: `opt_out`, `opt_in` or `help`."""


def messages(conn: Connection) -> list[TracedMessage]:
    """All messages; of one moment, in the order in which their contacts were enrolled."""
    m, i = t.message.c, t.inbound.c
    at = func.coalesce(m.handed_at, m.settled_at, m.created_at).label("at")
    elsewhere: dict[str, Any] = {"at": at, "answers": i.kind}
    columns = [elsewhere[name] if name in elsewhere else m[name] for name in TracedMessage._fields]
    query = select(*columns).outerjoin(t.inbound, i.id == m.inbound_id).order_by(at, m.enrolment_id, m.id)
    return [TracedMessage._make(row) for row in conn.execute(query)]


class TracedStep(NamedTuple):
    """A step that an enrolment passed."""

    step: str
    at: Millis
    outcome: str | None
    reason: str | None


def passages(conn: Connection) -> list[tuple[EnrolmentRow, int, list[TracedStep]]]:
    """All enrolments with their versions' ids and their paths; the path of an active one ends where it rests."""
    p, r = t.path.c, t.route.c
    query = select(p.enrolment_id, p.at, r.hops).join(t.route, r.id == p.route_id)
    paths: dict[int, list[TracedStep]] = {}
    for enrolment_id, at, hops in conn.execute(query.order_by(p.enrolment_id, p.revision)):
        paths.setdefault(enrolment_id, []).extend(TracedStep(step, at, outcome, why) for step, outcome, why in hops)
    e = t.enrolment.c
    versions = {row[0]: row[1] for row in conn.execute(select(e.id, e.version_id))}
    traced: list[tuple[EnrolmentRow, int, list[TracedStep]]] = []
    for row in enrolments(conn, EnrolmentFilter(), before_id=None, limit=_EVERYBODY):
        path = paths.get(row.id, [])
        if row.status == EnrolmentStatus.ACTIVE and row.step is not None:
            path.append(TracedStep(row.step, row.entered_at, None, row.reason))
        traced.append((row, versions[row.id], path))
    return sorted(traced, key=lambda passage: (passage[0].enrolled_at, passage[0].id))


def contacts(conn: Connection) -> dict[int, dict[str, Any]]:
    """All contacts by id: external id, number and zone."""
    c = t.contact.c
    query = select(c.id, c.external_id, c.phone, c.timezone).order_by(c.id)
    return {row["id"]: dict(row) for row in conn.execute(query).mappings()}


def active_of_contact(conn: Connection, journey_id: int, contact_id: int) -> list[int]:
    """A contact's passages through a journey that are under way."""
    e = t.enrolment.c
    query = select(e.id).where(e.contact_id == contact_id, e.journey_id == journey_id, t.IS_ACTIVE)
    return list(conn.execute(query.order_by(e.id)).scalars())


def planned_at(conn: Connection, journey_id: int, contact_id: int, step: str) -> list[int]:
    """A contact's messages that are held at a step."""
    m = t.message.c
    query = select(m.id).where(
        m.contact_id == contact_id, m.journey_id == journey_id, m.step == step, m.state == MessageState.PLANNED
    )
    return list(conn.execute(query.order_by(m.id)).scalars())
