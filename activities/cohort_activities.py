"""The two activities of a cohort's workflow: advance and dispatch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity

from engine.movement.advance import Advanced, advance
from engine.movement.turns import DispatchNow, next_action
from engine.rules.time.instants import Millis
from engine.runtime.clock import Clock, running_from
from engine.sending.dispatcher import Dispatcher
from workflows.client import CohortClient
from workflows.cohort import SMALL, turn_of
from workflows.shapes import AdvanceInput, AdvanceResult, DispatchInput, DispatchResult, Turn

_BEAT_SECONDS = 2.0


@dataclass(slots=True)
class CohortActivities:
    """Bound to the parts of one process."""

    dispatcher: Dispatcher
    cohorts: CohortClient

    @activity.defn(name="carry")
    async def carry(self, given: AdvanceInput) -> Turn:
        """All that is due in a small cohort: moves, what goes to carriers, and taking stock after it."""
        clock = _clock(given.now)
        advanced = await self._advance(given.cohort_id, clock, given.budget)
        wakes = [*advanced.wakes]
        action = next_action(advanced, clock())
        if isinstance(action, DispatchNow) and advanced.active <= SMALL:
            dispatched = await self.dispatcher.dispatch(
                given.cohort_id, clock, given.budget, activity.is_worker_shutdown, overdue=advanced.overdue
            )
            advanced = await self._advance(given.cohort_id, clock, given.budget)
            wakes += [*dispatched.wakes, *advanced.wakes]
            action = next_action(advanced, clock(), dispatched)
        self.cohorts.soon((), wakes)
        return turn_of(advanced, action)

    @activity.defn(name="advance")
    async def advance(self, given: AdvanceInput) -> AdvanceResult:
        """Moves everybody in the cohort who is due."""
        async with _beating():
            advanced = await self._advance(given.cohort_id, _clock(given.now), given.budget)
        self.cohorts.soon((), advanced.wakes)
        return AdvanceResult(
            active=advanced.active,
            held=advanced.held,
            next_due_at=advanced.next_due_at,
            dispatch_at=advanced.dispatch_at,
            moved=advanced.moved,
            more=advanced.more,
        )

    @activity.defn(name="dispatch")
    async def dispatch(self, given: DispatchInput) -> DispatchResult:
        """Hands over what may go of those at a carrier's door."""
        async with _beating():
            done = await self.dispatcher.dispatch(
                given.cohort_id, _clock(given.now), given.budget, activity.is_worker_shutdown
            )
        self.cohorts.soon((), done.wakes)
        return DispatchResult(done.sent, done.next_at)

    async def _advance(self, cohort_id: int, clock: Clock, budget: Millis) -> Advanced:
        return await self.dispatcher.run(advance, self.dispatcher.context, cohort_id, clock, budget)

    @property
    def all(self) -> list[Callable[..., Any]]:
        """What a worker registers."""
        return [self.carry, self.advance, self.dispatch]


def _clock(now: Millis) -> Clock:
    """The workflow's time, running on since the activity was scheduled: it may have waited for a free worker."""
    info = activity.info()
    waited = (info.started_time - info.scheduled_time) // timedelta(milliseconds=1)
    return running_from(now + max(0, waited))


@asynccontextmanager
async def _beating() -> AsyncGenerator[None]:
    """Heartbeats while the work goes on, so that a dead worker is noticed within seconds."""
    if activity.info().is_local:
        yield
        return

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_BEAT_SECONDS)

    task = asyncio.create_task(beat())
    try:
        yield
    finally:
        task.cancel()
