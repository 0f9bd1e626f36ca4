"""Control: pause, resume, cancel, archive. Each takes the locks that a claim takes, so that its answer is true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from sqlalchemy import Connection

from engine.journey.step_types import definition_of
from engine.movement.ending import end_and_count
from engine.movement.rearming import is_dated, miss_passed_dates
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import DISPATCHED, EnrolmentStatus, JourneyStatus, MessageState, Overdue
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.enrolments.active_enrolments import resting_at
from engine.store.enrolments.cohorts import due_earlier, open_cohorts
from engine.store.enrolments.control import (
    active_ids,
    cohorts_of,
    find_enrolment,
    release_held,
    shift_waits,
    skip_next_sends,
)
from engine.store.enrolments.enrolments import lock_active
from engine.store.journeys.status import (
    ControlledJourney,
    cancelled_with_active,
    journey_status,
    lock_journey,
    set_status,
    versions_of,
)
from engine.store.messages.cancelling import cancel_messages_of, find_message_enrolment, lock_message
from engine.store.messages.messages import messages_of

CHUNK = 2_000
"""Enrolments changed in one transaction."""


class NotPossible(Refusal):
    """The journey's state does not allow it."""

    code = "conflict"


@dataclass(frozen=True, slots=True)
class ControlOutcome:
    """The journey's new status, and the cohorts that must look at it."""

    status: JourneyStatus
    affected: int
    wakes: tuple[int, ...]


def pause(context: Context, journey_id: int, now: Millis) -> ControlOutcome:
    """Holds everything in place. When this returns, no message of the journey is claimed any more."""
    with context.db.write(urgent=True) as conn:
        row = _journey(conn, journey_id)
        if row.status == JourneyStatus.PAUSED:
            return ControlOutcome(JourneyStatus.PAUSED, 0, ())
        if row.status != JourneyStatus.LIVE:
            raise NotPossible(f"the journey is {row.status}; only a live one can be paused")
        set_status(conn, journey_id, JourneyStatus.PAUSED, now, now)
        return ControlOutcome(JourneyStatus.PAUSED, 0, ())


def resume(context: Context, journey_id: int, overdue: Overdue, now: Millis) -> ControlOutcome:
    """Lets the journey go on; `overdue` says what becomes of whatever came due meanwhile.

    `send` goes on now. `skip` goes on too, but the next send of the overdue is skipped. `shift` moves `for` waits and
    timeouts of everybody who was waiting by the length of the pause. Dated waits never move: whoever's came due
    meanwhile missed it, and a time of day comes again.
    """
    with context.db.write(urgent=True) as conn:
        row = _journey(conn, journey_id)
        if row.status != JourneyStatus.PAUSED:
            raise NotPossible(f"the journey is {row.status}; only a paused one can be resumed")
        match overdue:
            case Overdue.SEND:
                affected = 0
            case Overdue.SKIP:
                affected = skip_next_sends(conn, journey_id, now)
            case Overdue.SHIFT:
                affected = _shift(context, conn, journey_id, now if row.paused_at is None else row.paused_at, now)
            case _ as never:
                assert_never(never)
        release_held(conn, journey_id, now)
        set_status(conn, journey_id, JourneyStatus.LIVE, None, now)
        wakes = open_cohorts(conn, journey_id)
        # Should every wake be lost, housekeeping finds them neglected.
        due_earlier(conn, wakes, now)
        return ControlOutcome(JourneyStatus.LIVE, affected, tuple(wakes))


def _shift(context: Context, conn: Connection, journey_id: int, paused_at: Millis, now: Millis) -> int:
    affected = 0
    for version_id in versions_of(conn, journey_id):
        steps = _shiftable(context, conn, version_id)
        affected += shift_waits(conn, version_id, steps, now - paused_at, paused_at)
        affected += _miss_dates(context, conn, version_id, now)
    return affected


def _shiftable(context: Context, conn: Connection, version_id: int) -> list[str]:
    """Steps whose time is a length, counted from entering."""
    plan = context.plans.get(conn, version_id).plan
    return [step.id for step in plan.steps if definition_of(step.data).counts_from_arrival(step.data)]


def _miss_dates(context: Context, conn: Connection, version_id: int, now: Millis) -> int:
    """Lets dates and times of day that came due go by; how many waited for one."""
    compiled = context.plans.get(conn, version_id)
    steps = sorted(step_id for step_id, step in compiled.steps.items() if is_dated(step))
    passed = 0
    after_id = 0
    while steps and (resting := resting_at(conn, version_id, steps, now, after_id, CHUNK)):
        miss_passed_dates(conn, context, resting, now)
        passed += len(resting)
        after_id = resting[-1].enrolment.id
    return passed


def archive(context: Context, journey_id: int, now: Millis) -> ControlOutcome:
    """Takes nobody new; those under way finish."""
    with context.db.write(urgent=True) as conn:
        row = _journey(conn, journey_id)
        if row.status == JourneyStatus.PAUSED:
            raise NotPossible("the journey is paused, with contacts held in it; resume or cancel it first")
        if row.status == JourneyStatus.CANCELLED and active_ids(conn, journey_id, 1):
            # The rest of them are ended while it is cancelled, and would go on once it is anything else.
            raise NotPossible("the journey is still being cancelled; archive it in a moment")
        set_status(conn, journey_id, JourneyStatus.ARCHIVED, None, now)
        return ControlOutcome(JourneyStatus.ARCHIVED, 0, ())


def cancel_journey(context: Context, journey_id: int, now: Millis) -> ControlOutcome:
    """Ends everybody's enrolment. From the first moment on nothing more is claimed; the rows follow in chunks."""
    with context.db.write(urgent=True) as conn:
        row = _journey(conn, journey_id)
        if row.status == JourneyStatus.DRAFT:
            raise NotPossible("the journey was never published, so there is nothing to cancel")
        set_status(conn, journey_id, JourneyStatus.CANCELLED, None, now)
    affected = finish_cancelling(context, journey_id, now)
    with context.db.read() as conn:
        return ControlOutcome(JourneyStatus.CANCELLED, affected, tuple(open_cohorts(conn, journey_id)))


def finish_cancelling(context: Context, journey_id: int, now: Millis) -> int:
    """Ends what is under way in a cancelled journey; how many it ended."""
    ended = 0
    while True:
        with context.db.write() as conn:
            row = _journey(conn, journey_id)
            ids = active_ids(conn, journey_id, CHUNK) if row.status == JourneyStatus.CANCELLED else []
            if not ids:
                return ended
            ended += end_and_count(conn, ids, EnrolmentStatus.CANCELLED, Reason.JOURNEY_CANCELLED, now)
            # Their cohorts have to end, also when nobody wakes them.
            due_earlier(conn, cohorts_of(conn, ids), now)


def interrupted_cancels(context: Context) -> list[int]:
    """Journeys whose cancelling was interrupted."""
    with context.db.read() as conn:
        return cancelled_with_active(conn, 20)


@dataclass(frozen=True, slots=True)
class EnrolmentCancelled:
    """The enrolment was cancelled; these of its messages had already left."""

    dispatched: tuple[int, ...]
    wakes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EnrolmentAlreadyEnded:
    """There was nothing left to cancel."""

    status: EnrolmentStatus


def cancel_enrolment(
    context: Context, enrolment_id: int, now: Millis
) -> EnrolmentCancelled | EnrolmentAlreadyEnded | None:
    """Cancels one contact's enrolment; None when there is no such enrolment.

    The row's lock is the one a claim takes: whatever is not among `dispatched` will never be sent.
    """
    with context.db.write(urgent=True) as conn:
        row = find_enrolment(conn, enrolment_id)
        if row is None:
            return None
        journey_status(conn, row.journey_id)
        if enrolment_id not in lock_active(conn, [enrolment_id]):
            ended = find_enrolment(conn, enrolment_id)
            return EnrolmentAlreadyEnded(EnrolmentStatus.COMPLETED if ended is None else ended.status)
        end_and_count(conn, [enrolment_id], EnrolmentStatus.CANCELLED, Reason.CANCELLED, now)
        dispatched = messages_of(conn, enrolment_id, (*DISPATCHED, MessageState.REJECTED))
        due_earlier(conn, [row.cohort_id], now)
        return EnrolmentCancelled(tuple(dispatched), (row.cohort_id,))


class MessageCancel(StrEnum):
    """What became of asking that a message be cancelled."""

    CANCELLED = "cancelled"
    ALREADY_DISPATCHED = "already_dispatched"
    """It had left."""
    ALREADY_SETTLED = "already_settled"
    """There was nothing to cancel: it had been skipped."""


def cancel_message(context: Context, message_id: int, now: Millis) -> tuple[MessageCancel, tuple[int, ...]] | None:
    """Cancels one message that has not been claimed, with the cohorts to wake; None when there is no such message."""
    with context.db.write(urgent=True) as conn:
        enrolment_id = find_message_enrolment(conn, message_id)
        if enrolment_id is not None:
            lock_active(conn, [enrolment_id])
        row = lock_message(conn, message_id)
        if row is None:
            return None
        match row.state:
            case MessageState.PLANNED:
                pass
            case MessageState.CANCELLED:
                return MessageCancel.CANCELLED, ()
            case MessageState.SKIPPED:
                return MessageCancel.ALREADY_SETTLED, ()
            case (
                MessageState.CLAIMED
                | MessageState.ACCEPTED
                | MessageState.DELIVERED
                | MessageState.UNDELIVERED
                | MessageState.REJECTED
                | MessageState.UNKNOWN
            ):
                return MessageCancel.ALREADY_DISPATCHED, ()
            case _ as never:
                assert_never(never)
        cohort_id = cancel_messages_of(conn, row, now)
        if cohort_id is None:
            return MessageCancel.CANCELLED, ()
        due_earlier(conn, [cohort_id], now)
        return MessageCancel.CANCELLED, (cohort_id,)


def _journey(conn: Connection, journey_id: int) -> ControlledJourney:
    row = lock_journey(conn, journey_id)
    if row is None:
        raise LookupError(f"there is no journey {journey_id}")
    return row
