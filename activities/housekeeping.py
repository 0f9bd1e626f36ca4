"""The housekeeping loop: a net under everything that a lost signal, timer or process leaves lying."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from engine.admission.launch import continue_launch
from engine.control.control import finish_cancelling
from engine.control.housekeeping import Chores, find_chores
from engine.control.recovery import complete_follow_up, postpone_follow_up
from engine.inbound.after_reply import follow_reply
from engine.runtime.clock import wall_clock
from engine.sending.dispatcher import Dispatcher
from engine.store.events.follow_ups import FollowUp
from workflows.client import CohortClient

_log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between looks."""


@dataclass(slots=True)
class Housekeeping:
    """Runs in every worker; a lease in the database lets one at a time do it."""

    dispatcher: Dispatcher
    cohorts: CohortClient

    async def keep(self) -> None:
        """Looks around until cancelled. A failure (the database is away) is logged, and it looks again."""
        while True:
            try:
                await self.once()
            except Exception:  # noqa: BLE001 (a net must not tear because of one thing in it)
                _log.exception("housekeeping failed and tries again")
            await asyncio.sleep(EVERY)

    async def once(self) -> Chores | None:
        """One look around, and doing what was found."""
        context = self.dispatcher.context
        chores = await asyncio.to_thread(find_chores, context, wall_clock())
        if chores is None:
            return None
        for urgent in (True, False):
            cohorts = [cohort_id for cohort_id, is_urgent in chores.overdue if is_urgent is urgent]
            await self.cohorts.wake(cohorts, urgent)
        await self._each("overdue messages", self._settle, ("all",))
        await self._each("cancelling of journey", self._finish_cancelling, chores.cancels)
        await self._each("reply", self._follow_up, [reply.id for reply in chores.replies])
        await self._each("service reply", self._send_reply, chores.service_messages)
        await self._each("follow-up", self._follow_through, chores.follow_ups)
        await self._each("launch", self._go_on, chores.launches)
        return chores

    async def _each(self, what: str, do: Callable[[Any], Awaitable[None]], left: Iterable[object]) -> None:
        """Does each; one that can't be done now keeps no other from being done."""
        for chore in left:
            try:
                await do(chore)
            except Exception:  # noqa: BLE001 (a net must not tear because of one thing in it)
                _log.exception("%s %s was left lying and could not be done; tried again soon", what, chore)

    async def _settle(self, _all: object) -> None:
        settled = await self.dispatcher.settle_overdue(wall_clock)
        await self.cohorts.wake((*settled.wakes, *settled.cohorts))

    async def _finish_cancelling(self, journey_id: int) -> None:
        await asyncio.to_thread(finish_cancelling, self.dispatcher.context, journey_id, wall_clock())

    async def _follow_up(self, inbound_id: int) -> None:
        await self.cohorts.wake(
            await asyncio.to_thread(follow_reply, self.dispatcher.context, inbound_id, wall_clock())
        )

    async def _follow_through(self, follow_up: FollowUp) -> None:
        context = self.dispatcher.context
        try:
            affected = await asyncio.to_thread(complete_follow_up, context, follow_up, wall_clock())
        except Exception:
            await asyncio.to_thread(postpone_follow_up, context, follow_up, wall_clock())
            raise
        await self.cohorts.wake(affected.urgent, True)
        await self.cohorts.wake((*affected.opened, *affected.woken))

    async def _send_reply(self, message_id: int) -> None:
        await self.dispatcher.send_service_message(message_id, wall_clock)

    async def _go_on(self, launch_id: int) -> None:
        _log.warning("launch %d was interrupted and goes on", launch_id)
        loop = asyncio.get_running_loop()

        def opened(_looked: int, _total: int, cohorts: tuple[int, ...]) -> None:
            loop.call_soon_threadsafe(self.cohorts.soon, cohorts, ())

        await asyncio.to_thread(continue_launch, self.dispatcher.context, launch_id, wall_clock, opened)
