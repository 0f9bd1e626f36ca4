"""Re-arming: waits move when the date they were counted from moves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from sqlalchemy import Connection

from engine.rules.clock import At, Missing, Past, WaitRelative, needs_zone, wait_due
from engine.rules.instants import Millis
from engine.store.cohorts import due_earlier
from engine.store.facts import load_facts
from engine.store.under_way import Change, UnderWay, sleeping_past, write_changes
from engine.travel.context import Context
from engine.travel.runnable import Runnable, RunnableStep
from engine.travel.walk import zone_of


def rearm(
    conn: Connection, context: Context, found: Sequence[UnderWay], moved: Literal["event", "contact"], now: Millis
) -> list[int]:
    """Writes these enrolments with the properties they are given here, and the waits that depend on what moved computed
    anew; the cohorts that would otherwise sleep too long. The rows are locked by the caller."""
    by_step: dict[tuple[int, str], list[UnderWay]] = defaultdict(list)
    changes: list[Change] = []
    for one in found:
        by_step[one.version_id, one.traveller.step].append(one)
    earliest: dict[int, Millis] = {}
    for (version_id, step_id), group in sorted(by_step.items()):
        runnable = context.plans.get(conn, version_id)
        step = runnable.steps.get(step_id)
        if step is None or not depends_on(step, moved):
            if moved == "event":
                changes.extend(_as_it_is(one) for one in group)
            continue
        resting = [one for one in group if one.traveller.rest == "wait" and one.traveller.outcome is None]
        if moved == "event":
            changes.extend(_as_it_is(one) for one in group if one not in resting)
        for change, one in zip(_anew(conn, runnable, step, resting, now), resting, strict=True):
            changes.append(change)
            due = now if change.due_at is None else change.due_at
            earliest[one.cohort_id] = min(due, earliest.get(one.cohort_id, due))
    write_changes(conn, changes)
    wakes: list[int] = []
    by_due: dict[Millis, list[int]] = defaultdict(list)
    for cohort_id, due in earliest.items():
        by_due[due].append(cohort_id)
    for due, cohorts in sorted(by_due.items()):
        wakes.extend(sleeping_past(conn, cohorts, due))
        due_earlier(conn, cohorts, due)
    return wakes


def depends_on(step: RunnableStep, moved: Literal["event", "contact"]) -> bool:
    """Whether the wait is counted from the event's properties, or from something of the contact (a date, or the zone
    its local time is decided in)."""
    wait = step.wait
    if wait is None:
        return False
    from_event = isinstance(wait, WaitRelative) and wait.to.startswith("event.")
    return from_event if moved == "event" else needs_zone(wait)


def _as_it_is(one: UnderWay) -> Change:
    """The properties alone."""
    traveller = one.traveller
    return Change(traveller.id, traveller.properties, traveller.due_at, traveller.outcome, None)


def _anew(
    conn: Connection, runnable: Runnable, step: RunnableStep, group: Sequence[UnderWay], now: Millis
) -> list[Change]:
    if step.wait is None or not group:
        return []
    people = load_facts(conn, [one.traveller for one in group], step.step.reads, now, zone=True)
    changes: list[Change] = []
    dated = isinstance(step.wait, WaitRelative)
    for one, known in zip(group, people, strict=True):
        traveller = one.traveller
        zone, note = zone_of(runnable, known.facts.contact)
        # A date is looked at from now on: if it has passed meanwhile, it was missed.
        since = now if dated else traveller.entered_at
        match wait_due(step.wait, since, zone, known.facts.event, known.facts.contact):
            case At(at=at, note=said):
                changes.append(Change(traveller.id, traveller.properties, at, None, said or note))
            case Past() | Missing():
                changes.append(Change(traveller.id, traveller.properties, now, "missed", None))
    return changes
