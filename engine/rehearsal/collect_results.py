"""Telling: everything that is in the database when a rehearsal ends, as its result shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from engine.movement.transitions import zone_of
from engine.rehearsal.result import RehearsedEnrolment, RehearsedHop, RehearsedMessage, RehearsedReply
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import EnrolmentStatus
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Plans
from engine.store.enrolments import traces
from engine.store.enrolments.lists import EnrolmentRow


def collect_results(
    conn: Connection, plans: Plans
) -> tuple[tuple[RehearsedMessage, ...], tuple[RehearsedReply, ...], tuple[RehearsedEnrolment, ...]]:
    """Messages, service replies and passages, each in order of time."""
    people = traces.contacts(conn)
    by_name = {row["external_id"]: row for row in people.values()}
    by_number: dict[str, str] = {}
    for row in people.values():
        if row["phone"]:
            by_number.setdefault(row["phone"], row["external_id"])
    messages: list[RehearsedMessage] = []
    replies: list[RehearsedReply] = []
    for row in traces.messages(conn):
        if row.enrolment_id is None or row.version_id is None or row.contact_id is None:
            replies.append(_reply(row, by_number))
            continue
        contact = people[row.contact_id]
        messages.append(_message(row, contact, _zone(plans.get(conn, row.version_id), contact)))
    enrolments: list[RehearsedEnrolment] = []
    for row, version_id, path in traces.passages(conn):
        zone = _zone(plans.get(conn, version_id), by_name[row.contact])
        enrolments.append(_enrolment(row, path, zone))
    return tuple(messages), tuple(replies), tuple(enrolments)


def _zone(compiled: CompiledPlan, contact: Mapping[str, Any]) -> str:
    """The name of the zone that a contact's times are decided in."""
    return zone_of(compiled, contact)[0].key or "UTC"


def _reply(row: traces.TracedMessage, by_number: Mapping[str, str]) -> RehearsedReply:
    return RehearsedReply(
        at=row.at,
        to=row.to or "",
        contact=by_number.get(row.to or ""),
        kind=row.answers or "",
        state=row.state,
        body=row.body or "",
        encoding=row.encoding,
        segments=row.segments,
    )


def _message(row: traces.TracedMessage, contact: Mapping[str, Any], zone: str) -> RehearsedMessage:
    return RehearsedMessage(
        contact=contact["external_id"],
        channel=row.channel,
        to=row.to,
        node_id=row.step or "",
        at=row.at,
        state=row.state,
        reason=row.reason,
        sentence=None if row.reason is None else sentence(row.reason),
        subject=row.subject,
        body=row.body,
        encoding=row.encoding,
        segments=row.segments,
        visit=row.visit,
        enrolment=row.enrolment_id or 0,
        timezone=zone,
    )


def _enrolment(row: EnrolmentRow, path: list[traces.TracedStep], zone: str) -> RehearsedEnrolment:
    active = row.status == EnrolmentStatus.ACTIVE
    return RehearsedEnrolment(
        id=row.id,
        contact=row.contact,
        status=row.status,
        reason=row.reason,
        sentence=None if row.reason is None else sentence(row.reason),
        version=row.version,
        key=row.key,
        enrolled_at=row.enrolled_at,
        ended_at=row.ended_at,
        at_step=row.step if active else None,
        due_at=row.due_at if active else None,
        timezone=zone,
        path=tuple(RehearsedHop(node_id=hop.step, at=hop.at, outcome=hop.outcome, reason=hop.reason) for hop in path),
    )
