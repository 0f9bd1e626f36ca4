"""What came too late in a rehearsal: texts that were not sent for it, and reminders that were sent all the same."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection

from engine.journey.findings import Finding, FindingCode, warning
from engine.journey.step_types import definition_of
from engine.journey.timing.limits import NO_LIMIT
from engine.journey.wording.phrases import listed
from engine.movement.transitions import zone_of
from engine.rules.outcomes.reasons import Reason
from engine.runtime import lateness
from engine.runtime.context import Plans
from engine.store.messages.late_messages import held_messages, newest_versions_by_step, skips_by_step
from engine.store.segments.facts import load_facts

WHY = {
    Reason.EVENT_PASSED: "the date that it reminds of would have passed",
    Reason.TOO_LATE: "it would have been later than the step allows",
}


def late_findings(conn: Connection, plans: Plans) -> list[Finding]:
    """A line for each step at which something was too late, or was sent after the date that it reminds of."""
    sentences = _sentences(conn, plans)
    skipped = [
        warning(
            FindingCode.REMINDER_TOO_LATE,
            f"{sentences[skips.step]} sent nothing to {_contacts(skips.contacts)}, as {WHY[skips.reason]}",
            'look at what held it; remind earlier, or connect "not_sent" to another way of telling them',
            node=skips.step,
        )
        for skips in skips_by_step(conn, list(WHY))
    ]
    late: dict[str, set[int]] = defaultdict(set)
    dates: dict[str, set[str]] = defaultdict(set)
    for reminder in _sent_without_limit(conn, plans):
        late[reminder.step].add(reminder.contact_id)
        dates[reminder.step] |= reminder.dates
    return skipped + [
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
    return {
        step: f"“{plans.get(conn, version_id).plan.step(step).label}”"
        for step, version_id in newest_versions_by_step(conn).items()
    }


def _contacts(n: int) -> str:
    return "1 contact" if n == 1 else f"{n} contacts"


class _Late(NamedTuple):
    step: str
    contact_id: int
    dates: set[str]


def _sent_without_limit(conn: Connection, plans: Plans) -> list[_Late]:
    reminders: list[_Late] = []
    for message in held_messages(conn):
        compiled = plans.get(conn, message.version_id)
        data = compiled.plan.step(message.step).data
        message_limit = definition_of(data).message_limit
        if message_limit is None or message_limit(data) != NO_LIMIT:
            continue
        reminds = lateness.reminding(compiled.plan, message.step)
        if reminds is None:
            continue
        (known,) = load_facts(conn, [message], reminds.reads, message.handed_at, zone=True)
        limit = reminds.limit(message.planned_at, zone_of(compiled, known.facts.contact)[0], known.facts)
        if limit is not None and message.handed_at > limit.at:
            reminders.append(_Late(message.step, message.contact_id, {date.to for date in reminds.dates}))
    return reminders
