"""Advance: moves everybody in a cohort who is due through their instant steps to the next rest."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from sqlalchemy import Connection

from engine.movement.awaited_events import match_past_events
from engine.movement.contact_writes import follow_moves
from engine.movement.going_back import positions_of_returns
from engine.movement.moves import NO_MOVES, MoveOutcome, PlannedMove, apply_moves
from engine.movement.transitions import transition
from engine.rules.outcomes.states import RUNNING, Rest
from engine.rules.time.instants import Millis
from engine.runtime.clock import Clock
from engine.runtime.compiled_plan import CompiledPlan, Needs
from engine.runtime.context import Context
from engine.runtime.quarantine import isolate_failure
from engine.store.database.conflicts import is_its_own_fault
from engine.store.enrolments.cohorts import cohort_row, lock_cohort, record_sign_of_life
from engine.store.enrolments.enrolments import RemainingMembers, due_enrolments, outlets_taken, remaining_members
from engine.store.enrolments.positions import Position, RestingEnrolment
from engine.store.journeys.status import journey_status
from engine.store.segments.facts import load_facts

_log = logging.getLogger(__name__)

CHUNK = 2_000
"""Enrolments moved in one transaction: about 50 ms of writing on SQLite."""

MOVING_RESTS: Final = (Rest.START, Rest.WAIT, Rest.WAIT_FOR)
"""Rests that an advance moves enrolments on from; the others are left by a dispatch."""


@dataclass(frozen=True, slots=True)
class Advanced:
    """What a cohort's workflow has to know after an advance."""

    active: int
    """Enrolments still in it; at 0 the cohort is over."""
    held: bool
    """The journey is paused: nothing moves until it is resumed."""
    next_due_at: Millis | None
    """When somebody waits until."""
    dispatch_at: Millis | None
    """When the gate decides about somebody again, or an outcome must be settled."""
    overdue: bool
    """Somebody's message was claimed and its deadline has passed: its outcome must be settled."""
    wakes: tuple[int, ...]
    """Other cohorts to wake."""
    moved: int
    more: bool
    """The time given was used up before everybody due was moved."""


def advance(context: Context, cohort_id: int, clock: Clock, budget: Millis = 20_000) -> Advanced:
    """Moves due enrolments in chunks, each one short transaction, for at most `budget` ms of the clock's time."""
    began = clock()
    moved = 0
    wakes: list[int] = []
    matched: set[int] = set()
    most = CHUNK
    while True:
        now = clock()
        due: list[RestingEnrolment] = []
        written = NO_MOVES
        try:
            with context.db.read() as conn:
                cohort = cohort_row(conn, cohort_id)
                if cohort is None or cohort.ended_at is not None:
                    return Advanced(0, False, None, None, False, tuple(wakes), moved, False)
                due = due_enrolments(conn, cohort_id, MOVING_RESTS, now, most)
                compiled = context.plans.get(conn, cohort.version_id)
                timed_out = {enrolment.id for enrolment in due if _has_timed_out(enrolment)} - matched
                running = due and not timed_out and cohort.journey_status in RUNNING
                moves = decide(conn, compiled, due, now) if running else []
            if timed_out:
                # An event that was received in time counts before the timeout, should nobody have matched it.
                match_past_events(context, sorted(timed_out), now)
                matched |= timed_out
                continue
            last = len(due) < most
            with context.db.write(urgent=cohort.urgent) as conn:
                status = journey_status(conn, cohort.journey_id)
                if status in RUNNING and moves:
                    written = apply_moves(conn, cohort, moves, now)
                    moved += len(written.moved)
                    wakes.extend(written.wakes)
                going_on = not last and status in RUNNING and now - began < budget
                left = None if going_on else _take_stock(conn, cohort_id, now)
                if going_on:
                    record_sign_of_life(conn, cohort_id, now, False, now)
        except Exception as error:
            if clock() - began >= budget:
                raise
            most = isolate_failure(context, due, error, now) or CHUNK
            continue
        most = min(CHUNK, most * 2)
        woken = _follow(context, written, now)
        wakes.extend(woken)
        if left is None or (cohort_id in woken and now - began < budget):
            continue
        return Advanced(
            active=left.active,
            held=status not in RUNNING,
            next_due_at=left.next_due_at,
            dispatch_at=_earlier(left.at_door_due_at, left.sending_due_at),
            overdue=left.sending_due_at is not None and left.sending_due_at <= now,
            wakes=tuple(dict.fromkeys(wakes)),
            moved=moved,
            more=not last and status in RUNNING,
        )


def _has_timed_out(enrolment: RestingEnrolment) -> bool:
    return enrolment.rest == Rest.WAIT_FOR and enrolment.outcome is None


def _follow(context: Context, written: MoveOutcome, now: Millis) -> list[int]:
    """Does what follows from the moves. What can't be done now, housekeeping tries again by its note."""
    try:
        return follow_moves(context, written, now)
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        _log.exception("what follows from a move of %d enrolments could not be done", len(written.moved))
        return []


def _take_stock(conn: Connection, cohort_id: int, now: Millis) -> RemainingMembers:
    """Counts who is left, and notes it on the cohort, with nobody able to join meanwhile; the last one out ends it."""
    lock_cohort(conn, cohort_id)
    left = remaining_members(conn, cohort_id)
    record_sign_of_life(conn, cohort_id, next_sign(left), left.active == 0, now)
    return left


def next_sign(left: RemainingMembers) -> Millis | None:
    """When the cohort has to do something next: what housekeeping measures its silence against."""
    return _earlier(left.next_due_at, _earlier(left.at_door_due_at, left.sending_due_at))


def _earlier(time: Millis | None, other: Millis | None) -> Millis | None:
    if time is None or other is None:
        return other if time is None else time
    return min(time, other)


def decide(conn: Connection, compiled: CompiledPlan, due: list[RestingEnrolment], now: Millis) -> list[PlannedMove]:
    """Where each of them goes. Reads what their runs need, once per step they rest at; writes nothing."""
    by_step: dict[str, list[RestingEnrolment]] = defaultdict(list)
    for enrolment in due:
        by_step[enrolment.step].append(enrolment)
    moves: list[PlannedMove] = []
    for step_id in sorted(by_step):
        moves.extend(_decide_at(conn, compiled, step_id, by_step[step_id], now))
    return moves


def _decide_at(
    conn: Connection, compiled: CompiledPlan, step_id: str, group: list[RestingEnrolment], now: Millis
) -> list[PlannedMove]:
    needs = compiled.needs_after(step_id)
    people = load_facts(conn, group, needs.reads, now, zone=needs.zone, external_id=needs.arm)
    arms = arms_taken(conn, needs, group)
    returning = positions_of_returns(conn, compiled, group, now)
    moves: list[PlannedMove] = []
    alike: dict[RestingEnrolment, Position] = {}
    for enrolment, known in zip(group, people, strict=True):
        if enrolment.id in returning:
            moves.append(PlannedMove(enrolment, returning[enrolment.id]))
            continue
        outlet, since = _leaving(enrolment)
        if not needs.personal:
            # Nothing about the person is read: whoever rests alike, lands alike.
            stance = enrolment._replace(id=0, contact_id=0, key="", launch_id=None, properties=None, visits=None)
            position = None if enrolment.visits else alike.get(stance)
            if position is None:
                position = transition(compiled, enrolment, outlet, known.facts, known.external_id, now, since=since)
                if not enrolment.visits:
                    alike[stance] = position
        else:
            taken = arms.get(enrolment.id, {})
            position = transition(
                compiled, enrolment, outlet, known.facts, known.external_id, now, since=since, arms=taken
            )
        moves.append(PlannedMove(enrolment, position))
    return moves


def arms_taken(conn: Connection, needs: Needs, group: Sequence[RestingEnrolment]) -> dict[int, dict[str, str]]:
    """The arms that those who go round in a loop took before, by split; an enrolment keeps its arm."""
    if not needs.arm:
        return {}
    return outlets_taken(conn, [enrolment.id for enrolment in group if enrolment.visits], needs.splits)


def _leaving(enrolment: RestingEnrolment) -> tuple[str, Millis | None]:
    """By which outlet an enrolment that is due leaves its rest, and since when it counts as having left."""
    match enrolment.rest:
        case Rest.START:
            return "next", enrolment.entered_at
        case Rest.WAIT_FOR:
            return enrolment.outcome or "timed_out", enrolment.due_at
        case Rest.WAIT:
            return enrolment.outcome or "next", enrolment.due_at
        case Rest.DISPATCH | Rest.SENDING:
            raise ValueError(f"an advance moves nobody on who rests at {enrolment.rest}")
        case _ as never:
            assert_never(never)
