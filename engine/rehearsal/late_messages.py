"""What came too late in a rehearsal: texts that were not sent for it, and reminders that were sent all the same."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from engine.journey.findings import Finding, FindingCode, warning
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.timing.limits import NO_LIMIT
from engine.journey.wording.phrases import listed
from engine.movement.transitions import zone_of
from engine.rules.reasons import Reason
from engine.rules.time.instants import Millis
from engine.runtime import lateness
from engine.runtime.context import Plans
from engine.store.database import core as t
from engine.store.segments.facts import load_facts

WHY = {
    Reason.EVENT_PASSED: "the date that it reminds of would have passed",
    Reason.TOO_LATE: "it would have been later than the step allows",
}


def late_findings(conn: Connection, plans: Plans) -> list[Finding]:
    """A line for each step at which something was too late, or was sent after the date that it reminds of."""
    m = t.message.c
    skipped = (
        select(m.step, m.reason, func.count(m.contact_id.distinct()))
        .where(m.state == "skipped", m.reason.in_([str(reason) for reason in WHY]))
        .group_by(m.step, m.reason)
        .order_by(m.step, m.reason)
    )
    sentences = _sentences(conn, plans)
    found = [
        warning(
            FindingCode.REMINDER_TOO_LATE,
            f"{sentences[step]} sent nothing to {_contacts(n)}, as {WHY[Reason(reason)]}",
            'look at what held it; remind earlier, or connect "not_sent" to another way of telling them',
            node=step,
        )
        for step, reason, n in conn.execute(skipped)
    ]
    late: dict[str, set[int]] = defaultdict(set)
    dates: dict[str, set[str]] = defaultdict(set)
    for one in _sent_without_limit(conn, plans):
        late[one.step].add(one.contact_id)
        dates[one.step] |= one.dates
    return found + [
        warning(
            FindingCode.REMINDER_TOO_LATE,
            f"{sentences[step]} was sent to {_contacts(len(late[step]))} after {listed(sorted(dates[step]))}",
            'take "no_limit" off the step, so that nobody is reminded of what is over',
            node=step,
        )
        for step in sorted(late)
    ]


def _sentences(conn: Connection, plans: Plans) -> dict[str, str]:
    """What each step that has messages does, as its newest version says it."""
    m = t.message.c
    versions = select(m.step, func.max(m.version_id)).where(m.version_id.is_not(None)).group_by(m.step)
    return {step: f"“{plans.get(conn, version).plan.step(step).label}”" for step, version in conn.execute(versions)}


def _contacts(n: int) -> str:
    return "1 contact" if n == 1 else f"{n} contacts"


class _Late(NamedTuple):
    step: str
    contact_id: int
    dates: set[str]


class _Sent(NamedTuple):
    """A message that was sent, as facts are asked for."""

    id: int
    contact_id: int
    properties: dict[str, object] | None
    version_id: int
    step: str
    at_door: Millis
    handed_at: Millis


def _sent_without_limit(conn: Connection, plans: Plans) -> list[_Late]:
    m, e = t.message.c, t.enrolment.c
    query = (
        select(e.id, e.contact_id, e.properties, e.version_id, m.step, m.created_at, m.handed_at)
        .join(t.enrolment, e.id == m.enrolment_id)
        .where(m.handed_at > m.created_at)
        .order_by(m.id)
    )
    found: list[_Late] = []
    for one in (_Sent._make(row) for row in conn.execute(query).all()):
        compiled = plans.get(conn, one.version_id)
        data = compiled.plan.step(one.step).data
        if not isinstance(data, SendSmsData | SendEmailData) or data.not_later_than != NO_LIMIT:
            continue
        reminds = lateness.reminding(compiled.plan, one.step)
        if reminds is None:
            continue
        (known,) = load_facts(conn, [one], reminds.reads, one.handed_at, zone=True)
        limit = reminds.limit(one.at_door, zone_of(compiled, known.facts.contact)[0], known.facts)
        if limit is not None and one.handed_at > limit.at:
            found.append(_Late(one.step, one.contact_id, {date.to for date in reminds.dates}))
    return found
