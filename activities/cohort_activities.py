"""The two activities of a cohort's workflow: advance and dispatch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity

from activities.clock import running_from
from engine.rules.instants import Millis
from engine.travel.advance import Advanced, advance
from engine.travel.context import Clock
from engine.travel.handing_over import HandingOver
from workflows.client import Travel
from workflows.shapes import AdvanceInput, AdvanceResult, DispatchInput, DispatchResult

_BEAT_SECONDS = 2.0


@dataclass(slots=True)
class CohortActivities:
    """Bound to the parts of one process."""

    handing_over: HandingOver
    travel: Travel

    @activity.defn(name="advance")
    async def advance(self, given: AdvanceInput) -> AdvanceResult:
        """Moves everybody in the cohort who is due."""
        async with _beating():
            clock = _clock(given.now)
            handing = self.handing_over
            advanced: Advanced = await asyncio.get_running_loop().run_in_executor(
                handing.executor, advance, handing.context, given.cohort_id, clock, given.budget
            )
        self.travel.soon((), advanced.wakes)
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
            done = await self.handing_over.dispatch(
                given.cohort_id, _clock(given.now), given.budget, activity.is_worker_shutdown
            )
        self.travel.soon((), done.wakes)
        return DispatchResult(done.sent, done.next_at)

    @property
    def all(self) -> list[Callable[..., Any]]:
        """What a worker registers."""
        return [self.advance, self.dispatch]


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
