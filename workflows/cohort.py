"""The cohort workflow: advance what is due, dispatch what is at a carrier's door, sleep until the next due time.

It decides nothing about people. Where they are lives in the database; this loop makes sure that somebody looks.
"""

from datetime import timedelta
from typing import assert_never

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

from engine.movement.turns import AdvanceAgain, CohortStock, DispatchNow, Finished, NextAction, Sleep, next_action
from workflows.shapes import (
    AdvanceInput,
    AdvanceResult,
    CohortInput,
    DispatchInput,
    DispatchResult,
    Turn,
)

SMALL = 200
"""Cohorts up to this size are looked after by local activities: no round trips, hardly any history."""

_ONCE = RetryPolicy(maximum_attempts=1)
"""A retry would decide with an old time; the loop calls again with a new one instead."""

_LONGEST = timedelta(seconds=60)
_HEARTBEAT = timedelta(seconds=10)
_LOCAL_BUDGET = 1_000
_BUDGET = 5_000
_LONGEST_NAP = 30
"""Seconds between tries when the database or a carrier is away."""


@workflow.defn(name="Cohort")
class CohortWorkflow:
    """Carries one cohort until nobody is left in it."""

    @workflow.init
    def __init__(self, cohort: CohortInput) -> None:
        self._cohort = cohort
        self._wakes = 0
        self._active = 0
        self._failures = 0

    @workflow.signal
    def wake(self) -> None:
        """Somebody's due time changed, or the journey's state did. Duplicates are harmless."""
        self._wakes += 1

    @workflow.run
    async def run(self, cohort: CohortInput) -> None:
        while True:
            wakes_before = self._wakes
            try:
                turn = await (self._small_turn() if self._active <= SMALL else self._large_turn())
            except FailureError as error:
                # Of a local activity comes the failure itself, of any other an ActivityError around it.
                await self._nap(wakes_before, error)
                continue
            self._failures = 0
            self._active = turn.active
            if turn.active == 0 and not turn.more:
                if self._wakes == wakes_before:
                    return
                continue
            if workflow.info().is_continue_as_new_suggested() and workflow.all_handlers_finished():
                workflow.continue_as_new(cohort)
            if not turn.more:
                await self._sleep(wakes_before, None if turn.held else turn.until)

    def _now(self) -> int:
        return int(workflow.now().timestamp() * 1000)

    async def _small_turn(self) -> Turn:
        """All in one local activity: no round trips, hardly any history."""
        return await workflow.execute_local_activity(
            "carry",
            AdvanceInput(self._cohort.cohort_id, self._now(), _LOCAL_BUDGET),
            result_type=Turn,
            start_to_close_timeout=_LONGEST,
            retry_policy=_ONCE,
        )

    async def _large_turn(self) -> Turn:
        """Long work in activities of their own, with heartbeats."""
        advanced = await workflow.execute_activity(
            "advance",
            AdvanceInput(self._cohort.cohort_id, self._now(), _BUDGET),
            result_type=AdvanceResult,
            start_to_close_timeout=_LONGEST,
            heartbeat_timeout=_HEARTBEAT,
            retry_policy=_ONCE,
            summary=f"Move those of {self._active} contacts who are due",
            priority=self._priority(),
        )
        # Of one time for the whole turn, so that a replay starts the same timers.
        now = self._now()
        action = next_action(advanced, now)
        if isinstance(action, DispatchNow):
            dispatched = await workflow.execute_activity(
                "dispatch",
                DispatchInput(self._cohort.cohort_id, now, _BUDGET),
                result_type=DispatchResult,
                start_to_close_timeout=_LONGEST,
                heartbeat_timeout=_HEARTBEAT,
                retry_policy=_ONCE,
                summary="Hand messages to the carrier",
                priority=self._priority(),
            )
            action = next_action(advanced, now, dispatched)
        return turn_of(advanced, action)

    def _priority(self) -> Priority:
        return Priority(priority_key=1 if self._cohort.urgent else 3)

    async def _sleep(self, wakes_before: int, until: int | None) -> None:
        """Sleeps until then, or until a wake that came after `seen`."""
        if until is None:
            await workflow.wait_condition(lambda: self._wakes != wakes_before)
            return
        ahead = until - self._now()
        if ahead <= 0:
            return
        try:
            await workflow.wait_condition(
                lambda: self._wakes != wakes_before,
                timeout=timedelta(milliseconds=ahead),
                timeout_summary="Until the next contact is due",
            )
        except TimeoutError:
            return

    async def _nap(self, wakes_before: int, error: FailureError) -> None:
        """After a failure: a pause that grows, then the loop looks again with a new time."""
        if is_cancelled_exception(error):
            raise error
        self._failures += 1
        seconds = min(_LONGEST_NAP, 2 ** min(self._failures, 5) / 2)
        await self._sleep(wakes_before, self._now() + int(seconds * 1000))


def turn_of(advanced: CohortStock, action: NextAction) -> Turn:
    """What the loop does next. A dispatch that is still due is another turn's."""
    match action:
        case DispatchNow() | AdvanceAgain():
            return Turn(advanced.active, advanced.held, None, more=True)
        case Sleep(until):
            return Turn(advanced.active, advanced.held, until, more=False)
        case Finished():
            return Turn(0, advanced.held, None, more=False)
        case _ as never:
            assert_never(never)
