"""The housekeeping loop: a net under everything that a lost signal, timer or process leaves lying."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from activities.clock import wall_clock
from engine.travel.after_reply import follow_up
from engine.travel.control import finish_cancelling
from engine.travel.handing_over import HandingOver
from engine.travel.housekeeping import Chores, look_around
from engine.travel.launch import go_on
from workflows.client import Travel

_log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between looks."""


@dataclass(slots=True)
class Housekeeping:
    """Runs in every worker; a lease in the database lets one at a time do it."""

    handing_over: HandingOver
    travel: Travel

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
        context = self.handing_over.context
        chores = await asyncio.to_thread(look_around, context, wall_clock())
        if chores is None:
            return None
        for urgent in (True, False):
            cohorts = [cohort_id for cohort_id, is_urgent in chores.neglected if is_urgent is urgent]
            await self.travel.wake(cohorts, urgent)
        settled = await self.handing_over.settle_overdue(wall_clock)
        await self.travel.wake((*settled.wakes, *settled.cohorts))
        for launch_id in chores.launches:
            _log.warning("launch %d was interrupted and goes on", launch_id)
            await asyncio.to_thread(go_on, context, launch_id, wall_clock)
        for journey_id in chores.cancels:
            await asyncio.to_thread(finish_cancelling, context, journey_id, wall_clock())
        for reply in chores.replies:
            wakes = await asyncio.to_thread(follow_up, context, reply.id, wall_clock())
            await self.travel.wake(wakes)
        for message_id in chores.service_messages:
            await self.handing_over.send_service_reply(message_id, wall_clock)
        return chores
