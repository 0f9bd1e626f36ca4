"""Going back: a webinar that is moved gets its reminders again.

When an update moves the date of the event, whoever has passed a wait that is counted from it, and whose new time lies
ahead, goes back to that wait: the earliest of them on the way that was taken. What lies behind the wait is done once
more, and visits count on, so that a step's second message is a message of its own. This holds for passages that came to
their end as well, as long as the event is not over: its old date may be a day ago, no more.

Waits that are still ahead need nothing, they are decided on arrival; the one somebody rests at moves (`rearming`). A
trigger with `"when_moved": "waits_only"` leaves it at that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from engine.journey.parts.triggers import EventTrigger
from engine.journey.timing.waits import At, Due, WaitRelative, moment_of_due, wait_due
from engine.movement.moves import PlannedMove, apply_moves
from engine.movement.transitions import zone_of
from engine.rules.conditions.conditions import Reads
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest, StepMetric
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import DAY, Millis
from engine.rules.time.zones import Zone
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.enrolments.active_enrolments import ActiveEnrolment, decide_outcomes
from engine.store.enrolments.cohorts import cohort_row, waiting_cohort
from engine.store.enrolments.positions import Position, RestingEnrolment, RouteHop
from engine.store.enrolments.reopening import ReopenedEnrolment, reopen, routes_taken
from engine.store.journeys.counts import add_counts
from engine.store.messages.messages import drop_planned
from engine.store.segments.facts import load_facts

Properties = dict[str, Any]

OVER_AFTER: Final[Millis] = DAY
"""An event whose date is longer ago is over: who has come to the end is not taken up again. A day, because what is put
off at its start is given its new date within one."""

GOES_BACK: Final = "back:"
"""Before the id of a wait, the outcome of whoever is being sent a message and goes back to the wait after it."""

MOVED: Final = "moved"
"""How a step is left that somebody goes back from."""

_ZERO: Final = parse_duration("PT0S")


class ReturnToWait(NamedTuple):
    """Somebody who goes back."""

    enrolment: ActiveEnrolment
    wait: str
    due_at: Millis
    visits: dict[str, int]
    """How often each step was come to, this time at the wait included."""
    ended: bool
    """It had come to its end."""


def find_returns(
    conn: Connection,
    context: Context,
    updated: Sequence[tuple[ActiveEnrolment, Properties]],
    now: Millis,
    *,
    ended: bool = False,
) -> list[ReturnToWait]:
    """Those of these enrolments, with their new properties, that have passed a wait whose time lies ahead again;
    `ended` when all of them have come to their end."""
    by_version: dict[int, list[tuple[ActiveEnrolment, Properties]]] = defaultdict(list)
    for enrolment, properties in updated:
        by_version[enrolment.version_id].append((enrolment, properties))
    returns: list[ReturnToWait] = []
    for version_id, group in sorted(by_version.items()):
        compiled = context.plans.get(conn, version_id)
        waits = _waits(compiled)
        if waits:
            returns.extend(_of_version(conn, compiled, waits, group, ended, now))
    return returns


def apply_returns(conn: Connection, context: Context, returns: Sequence[ReturnToWait], now: Millis) -> list[int]:
    """Lets them go back. Who is being sent a message goes when it is known what became of it. The cohorts to wake. The
    rows are locked by the caller, and their properties written."""
    sending = [back for back in returns if back.enrolment.enrolment.rest == Rest.SENDING]
    decide_outcomes(conn, [(back.enrolment.enrolment.id, GOES_BACK + back.wait) for back in sending])
    by_cohort: dict[int, list[ReturnToWait]] = defaultdict(list)
    ended: list[ReturnToWait] = []
    for back in returns:
        if back.ended:
            ended.append(back)
        elif back.enrolment.enrolment.rest != Rest.SENDING:
            by_cohort[back.enrolment.cohort_id].append(back)
    wakes: list[int] = []
    for cohort_id, group in sorted(by_cohort.items()):
        cohort = cohort_row(conn, cohort_id)
        if cohort is None:
            continue
        drop_planned(conn, [back.enrolment.enrolment.id for back in group], now)
        moves = [PlannedMove(back.enrolment.enrolment, _position(back, now)) for back in group]
        written = apply_moves(
            conn,
            cohort,
            moves,
            now,
            locked={back.enrolment.enrolment.id: back.enrolment.enrolment.revision for back in group},
        )
        wakes += [*written.wakes, cohort_id]
    return wakes + _reopen(conn, ended, now)


def positions_of_returns(
    conn: Connection, compiled: CompiledPlan, group: Sequence[RestingEnrolment], now: Millis
) -> dict[int, Position]:
    """Where those of a group go who go back when they leave where they are (`GOES_BACK`); the others are left out."""
    returning = [enrolment for enrolment in group if (enrolment.outcome or "").startswith(GOES_BACK)]
    if not returning:
        return {}
    ways = routes_taken(conn, [enrolment.id for enrolment in returning])
    positions: dict[int, Position] = {}
    for enrolment, (zone, contact) in zip(returning, _places(conn, compiled, returning, now), strict=True):
        wait = (enrolment.outcome or "").removeprefix(GOES_BACK)
        due_at = moment_of_due(_due(_waits(compiled)[wait], now, zone, enrolment.properties or {}, contact))
        visits = _visits(enrolment, ways.get(enrolment.id, ()), enrolment.step, wait)
        # It may have passed while the message was sent: then it is missed.
        missed = due_at is None or due_at <= now
        positions[enrolment.id] = _at_wait(
            enrolment.step, wait, now if due_at is None else due_at, visits, now
        )._replace(outcome="missed" if missed else None)
    return positions


def _of_version(
    conn: Connection,
    compiled: CompiledPlan,
    waits: Mapping[str, WaitRelative],
    group: Sequence[tuple[ActiveEnrolment, Properties]],
    ended: bool,
    now: Millis,
) -> list[ReturnToWait]:
    people = [enrolment.enrolment for enrolment, _ in group]
    ahead: list[tuple[ActiveEnrolment, dict[str, Millis]]] = []
    for (enrolment, properties), (zone, contact) in zip(group, _places(conn, compiled, people, now), strict=True):
        moved: dict[str, Millis] = {}
        for step_id, wait in waits.items():
            before = moment_of_due(_due(wait, now, zone, enrolment.enrolment.properties or {}, contact))
            after = _due(wait, now, zone, properties, contact)
            if isinstance(after, At) and after.at > now and after.at != before:
                moved[step_id] = after.at
        if moved:
            ahead.append((enrolment, moved))
    # Most updates move no date, and nobody's way need be read for them.
    ways = routes_taken(conn, [enrolment.enrolment.id for enrolment, _ in ahead]) if ahead else {}
    returns: list[ReturnToWait] = []
    for enrolment, moved in ahead:
        resting = enrolment.enrolment
        way = ways.get(resting.id, ())
        here = None if ended else resting.step
        step_id = next((step_id for step_id in passed_waits(way, here, waits) if step_id in moved), None)
        if step_id is not None:
            returns.append(
                ReturnToWait(enrolment, step_id, moved[step_id], _visits(resting, way, here, step_id), ended)
            )
    return returns


def passed_waits(way: Sequence[RouteHop], here: str | None, waits: Mapping[str, WaitRelative]) -> list[str]:
    """The waits among these that were passed on a way and are behind whoever is here, in the order they were first come
    to. What was passed before somebody went back, and lies ahead again, is not behind them."""
    passed: list[str] = []
    back = False
    for step_id, outcome in [*((hop.step, hop.outcome) for hop in way), (here, None)]:
        if back and step_id in passed:
            del passed[passed.index(step_id) :]
        back = outcome == MOVED
        if not back and step_id is not None and outcome is not None and step_id in waits and step_id not in passed:
            passed.append(step_id)
    return passed[: passed.index(here)] if here in passed else passed


def _waits(compiled: CompiledPlan) -> dict[str, WaitRelative]:
    """The waits that are counted from a date of the event; none when they are not to be armed again."""
    trigger = compiled.plan.trigger
    if not isinstance(trigger, EventTrigger) or trigger.when_moved != "again":
        return {}
    return {
        step_id: step.wait
        for step_id, step in compiled.steps.items()
        if isinstance(step.wait, WaitRelative) and step.wait.to.startswith("event.")
    }


def _places(
    conn: Connection, compiled: CompiledPlan, people: Sequence[RestingEnrolment], now: Millis
) -> list[tuple[Zone, Mapping[str, Any]]]:
    people_known = load_facts(conn, people, Reads(), now, zone=True)
    return [(zone_of(compiled, known.facts.contact)[0], known.facts.contact) for known in people_known]


def _due(wait: WaitRelative, now: Millis, zone: Zone, event: Properties, contact: Mapping[str, Any]) -> Due:
    return wait_due(wait, now, zone, event, contact)


def still_upcoming(
    conn: Connection, context: Context, ended: Sequence[ActiveEnrolment], now: Millis
) -> list[ActiveEnrolment]:
    """Those of these for whom a date that they have waited for is not long ago."""
    by_version: dict[int, list[ActiveEnrolment]] = defaultdict(list)
    for enrolment in ended:
        by_version[enrolment.version_id].append(enrolment)
    upcoming: list[ActiveEnrolment] = []
    for version_id, group in sorted(by_version.items()):
        compiled = context.plans.get(conn, version_id)
        dates = [replace(wait, offset=_ZERO) for wait in _waits(compiled).values()]
        people = [enrolment.enrolment for enrolment in group]
        for enrolment, (zone, contact) in zip(
            group, _places(conn, compiled, people, now) if dates else (), strict=bool(dates)
        ):
            moments = (
                moment_of_due(_due(date, now, zone, enrolment.enrolment.properties or {}, contact)) for date in dates
            )
            if any(moment is not None and moment >= now - OVER_AFTER for moment in moments):
                upcoming.append(enrolment)
    return upcoming


def as_written(back: ReturnToWait) -> ReturnToWait:
    """As it is after the enrolment's properties were written, which counts its revision."""
    enrolment = back.enrolment.enrolment
    return back._replace(
        enrolment=back.enrolment._replace(enrolment=enrolment._replace(revision=enrolment.revision + 1))
    )


def _visits(enrolment: RestingEnrolment, way: Sequence[RouteHop], here: str | None, wait: str) -> dict[str, int]:
    counted = Counter(hop.step for hop in way)
    if here is not None:
        counted[here] += 1
    counted[wait] += 1
    return {step_id: max(n, (enrolment.visits or {}).get(step_id, 0)) for step_id, n in sorted(counted.items())}


def _position(back: ReturnToWait, now: Millis) -> Position:
    return _at_wait(back.enrolment.enrolment.step, back.wait, back.due_at, back.visits, now)


def _at_wait(left: str, wait: str, due_at: Millis, visits: dict[str, int], now: Millis) -> Position:
    return Position(
        step=wait,
        visit=visits[wait],
        rest=Rest.WAIT,
        due_at=due_at,
        entered_at=now,
        status=EnrolmentStatus.ACTIVE,
        note=None,
        hops=(RouteHop(left, MOVED, Reason.DATE_MOVED),),
        visits=tuple(sorted(visits.items())),
        changes=(),
    )


def _reopen(conn: Connection, ended: Sequence[ReturnToWait], now: Millis) -> list[int]:
    """Takes those up again who had come to the end: each into a shared cohort of those who are due with it."""
    wakes: list[int] = []
    by_place: dict[tuple[int, Millis], list[ReturnToWait]] = defaultdict(list)
    for back in ended:
        by_place[back.enrolment.version_id, back.due_at].append(back)
    for (version_id, due_at), group in sorted(by_place.items()):
        cohort_id, needs_wake = waiting_cohort(conn, version_id, due_at, len(group), False, now)
        rows = [
            ReopenedEnrolment(back.enrolment.enrolment, back.wait, back.due_at, back.visits, cohort_id)
            for back in group
        ]
        reopen(conn, rows, Reason.DATE_MOVED, MOVED, now)
        tally = Counter[tuple[str, str, str]]()
        for back in group:
            tally[back.wait, StepMetric.ENTERED, ""] += 1
            tally[back.wait, StepMetric.HERE, ""] += 1
        add_counts(conn, version_id, tally)
        if needs_wake:
            wakes.append(cohort_id)
    return wakes
