"""Re-arming: waits move when the date they are counted from moves, or the zone their time is decided in.

Only what a change touches is looked at, and only a time that came out different is written: whoever is due already
stays due (in a pause, while workers are down, in the same second), since what is due is never lost by a change that
moves nothing. A date that is gone is no date that has passed: whoever waited for it waits for another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from engine.journey.definition.arrival import UNDATED
from engine.journey.steps.wait import REVISIT_GAP, UNDATED_LASTS, why_undated
from engine.journey.timing.waits import (
    At,
    Due,
    Missing,
    Past,
    WaitAt,
    WaitRelative,
    WaitSpec,
    WaitUntil,
    moment_of_due,
    needs_zone,
    wait_due,
)
from engine.movement.going_back import apply_returns, as_written, find_returns
from engine.movement.transitions import zone_of
from engine.rules.outcomes.states import Rest
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone
from engine.runtime.compiled_plan import CompiledStep
from engine.runtime.context import Context
from engine.store.contacts.contacts import ZONE
from engine.store.enrolments.active_enrolments import ActiveEnrolment, EnrolmentChange, write_changes, write_properties
from engine.store.enrolments.cohorts import bring_forward
from engine.store.segments.facts import load_facts

Properties = dict[str, Any]


class _Waiting(NamedTuple):
    """Somebody who rests at a wait, with what its time is decided by."""

    enrolment: ActiveEnrolment
    step: CompiledStep
    zone: Zone
    note: str | None
    """What there is to say about the zone."""
    contact: Mapping[str, Any]

    def is_due(self, now: Millis) -> bool:
        """Whether its time has come, and it has only not been moved on yet."""
        enrolment = self.enrolment.enrolment
        return enrolment.outcome is None and enrolment.due_at is not None and enrolment.due_at <= now

    def due(self, since: Millis, properties: Mapping[str, Any] | None = None) -> Due:
        """When the wait is over for somebody who came to it then."""
        assert self.step.wait is not None  # noqa: S101 (only waits are looked at; narrows for the type checker)
        event = self.enrolment.enrolment.properties if properties is None else properties
        return wait_due(self.step.wait, since, self.zone, event or {}, self.contact)

    def moved(self, due: Due, now: Millis) -> EnrolmentChange | None:
        """The row with another time; None when whoever is due stays due."""
        enrolment = self.enrolment.enrolment
        match due:
            case At(at=at, note=note):
                if enrolment.visit > 1 and self.step.in_cycle:
                    at = max(at, enrolment.entered_at + REVISIT_GAP)
                if at == enrolment.due_at and enrolment.outcome is None:
                    return None
                return EnrolmentChange(enrolment.id, enrolment.properties, at, None, note or self.note)
            case Missing():
                lasts = enrolment.due_at if enrolment.outcome == UNDATED else now + UNDATED_LASTS
                return EnrolmentChange(enrolment.id, enrolment.properties, lasts, UNDATED, why_undated(due))
            case Past():
                if self.is_due(now):
                    return None
                return EnrolmentChange(enrolment.id, enrolment.properties, now, "missed", None)


def rearm_for_event(
    conn: Connection, context: Context, updated: Sequence[tuple[ActiveEnrolment, Properties]], now: Millis
) -> list[int]:
    """Writes these enrolments with their new properties, and the waits that are counted from a date among them which
    has changed; whoever has passed one that lies ahead again goes back. The cohorts that would otherwise sleep too
    long. The rows are locked by the caller."""
    returns = find_returns(conn, context, updated, now)
    returning = {back.enrolment.enrolment.id for back in returns}
    write_properties(conn, [(enrolment.enrolment.id, properties) for enrolment, properties in updated])
    new_properties = {enrolment.enrolment.id: properties for enrolment, properties in updated}

    def decide(waiting: _Waiting) -> EnrolmentChange | None:
        resting = waiting.enrolment.enrolment
        properties = new_properties[resting.id]
        # Both as somebody saw them who came when this one did, so that nothing but the date tells them apart.
        before, after = waiting.due(resting.entered_at), waiting.due(resting.entered_at, properties)
        if moment_of_due(before) == moment_of_due(after) and not isinstance(after, Missing):
            return None
        change = waiting.moved(waiting.due(now, properties), now)
        return None if change is None else change._replace(properties=properties)

    staying = [enrolment for enrolment, _ in updated if enrolment.enrolment.id not in returning]
    wakes = _decide_each(conn, context, staying, _counts_from_event, decide, now)
    return wakes + apply_returns(conn, context, [as_written(back) for back in returns], now)


def rearm_for_contacts(
    conn: Connection,
    context: Context,
    enrolments: Sequence[ActiveEnrolment],
    touched: Mapping[int, frozenset[str] | None],
    now: Millis,
) -> list[int]:
    """Moves the waits that depend on what was changed of their contacts; `touched` has its names by contact (None:
    whatever it was). The cohorts that would otherwise sleep too long. The rows are locked by the caller."""

    def decide(waiting: _Waiting) -> EnrolmentChange | None:
        enrolment, wait = waiting.enrolment.enrolment, waiting.step.wait
        names = touched.get(enrolment.contact_id)
        field = _contact_field(wait)
        date_too = field is not None and (names is None or field in names)
        if names is not None and not date_too and ZONE not in names:
            return None
        since_arrival = waiting.due(enrolment.entered_at)
        if enrolment.outcome is None and moment_of_due(since_arrival) == enrolment.due_at:
            return None
        if date_too:
            return waiting.moved(waiting.due(now), now)
        if waiting.is_due(now) or isinstance(since_arrival, Missing):
            return None
        if isinstance(wait, WaitAt):
            # The next time the clocks show it there: it may have shown it since the contact came.
            return waiting.moved(waiting.due(max(now, enrolment.entered_at)), now)
        # The date is what it was, and it was not past when the contact came: by other clocks it is due sooner or later.
        return waiting.moved(At(since_arrival.at, since_arrival.note), now)

    return _decide_each(conn, context, enrolments, _depends_on_contact, decide, now)


def miss_passed_dates(
    conn: Connection, context: Context, enrolments: Sequence[ActiveEnrolment], now: Millis
) -> list[int]:
    """For those whose waits came due while nothing moved, and who go on as if that time had not been: a date that is
    past by now was missed, a time of day comes again. The cohorts that would otherwise sleep too long."""

    def decide(waiting: _Waiting) -> EnrolmentChange | None:
        if not waiting.is_due(now):
            return None
        if isinstance(waiting.step.wait, WaitAt):
            return waiting.moved(waiting.due(now), now)
        enrolment = waiting.enrolment.enrolment
        return EnrolmentChange(enrolment.id, enrolment.properties, now, "missed", None)

    return _decide_each(conn, context, enrolments, is_dated, decide, now)


def is_dated(step: CompiledStep) -> bool:
    """Whether the step waits for a date or a time of day, which a pause does not move."""
    return isinstance(step.wait, (WaitAt, WaitUntil, WaitRelative))


def _counts_from_event(step: CompiledStep) -> bool:
    return isinstance(step.wait, WaitRelative) and step.wait.to.startswith("event.")


def _depends_on_contact(step: CompiledStep) -> bool:
    return step.wait is not None and needs_zone(step.wait)


def _contact_field(wait: WaitSpec | None) -> str | None:
    """`renewal` of a wait that is counted from `contact.renewal.on`; None for any other."""
    if not isinstance(wait, WaitRelative) or not wait.to.startswith("contact."):
        return None
    return wait.to.split(".")[1]


def _decide_each(
    conn: Connection,
    context: Context,
    enrolments: Iterable[ActiveEnrolment],
    concerned: Callable[[CompiledStep], bool],
    decide: Callable[[_Waiting], EnrolmentChange | None],
    now: Millis,
) -> list[int]:
    """Writes what is decided for each who rests at a wait that is concerned."""
    by_step: dict[tuple[int, str], list[ActiveEnrolment]] = defaultdict(list)
    for enrolment in enrolments:
        if enrolment.enrolment.rest == Rest.WAIT and enrolment.enrolment.outcome in (None, UNDATED):
            by_step[enrolment.version_id, enrolment.enrolment.step].append(enrolment)
    changes: list[EnrolmentChange] = []
    earliest: dict[int, Millis] = {}
    for (version_id, step_id), group in sorted(by_step.items()):
        compiled = context.plans.get(conn, version_id)
        step = compiled.steps.get(step_id)
        if step is None or not concerned(step):
            continue
        people = load_facts(conn, [enrolment.enrolment for enrolment in group], step.step.reads, now, zone=True)
        for enrolment, known in zip(group, people, strict=True):
            zone, note = zone_of(compiled, known.facts.contact)
            change = decide(_Waiting(enrolment, step, zone, note, known.facts.contact))
            if change is not None:
                changes.append(change)
                due = now if change.due_at is None else change.due_at
                earliest[enrolment.cohort_id] = min(due, earliest.get(enrolment.cohort_id, due))
    write_changes(conn, changes)
    return _bring_each_forward(conn, earliest)


def _bring_each_forward(conn: Connection, earliest: Mapping[int, Millis]) -> list[int]:
    """Notes when somebody in each of these cohorts is due; those of them that would sleep past it."""
    by_due: dict[Millis, list[int]] = defaultdict(list)
    for cohort_id, due in earliest.items():
        by_due[due].append(cohort_id)
    return [cohort for due, cohorts in sorted(by_due.items()) for cohort in bring_forward(conn, cohorts, due)]
