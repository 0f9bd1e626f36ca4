"""The intake of single events: those that arrive while a transaction is in flight share the next one.

A lone event waits for nobody; a burst batches itself. SQLite writes one transaction at a time and each costs a flush to
disk, so this is what lets single posts come by the thousand.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, NamedTuple

from builder_api.services import Waker
from engine.admission.event_intake import EventReceipt, Received, receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.settings.private_logs import error_name

_MOST: Final = 500
"""Events of one transaction: it stays short enough for others to write in between."""

log = logging.getLogger("postroad.api")


class _QueuedEvent(NamedTuple):
    event: IncomingEvent
    receipt: asyncio.Future[EventReceipt]


class Intake:
    """Takes events in. Belongs to one event loop; has one thread of its own that writes."""

    def __init__(self, context: Context, waker: Waker, now: Callable[[], Millis]) -> None:
        self._context = context
        self._waker = waker
        self._now = now
        self._waiting: deque[_QueuedEvent] = deque()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="intake")
        self._task: asyncio.Task[None] | None = None

    async def take(self, event: IncomingEvent) -> EventReceipt:
        """The receipt of an event, when it has been committed."""
        loop = asyncio.get_running_loop()
        queued = _QueuedEvent(event, loop.create_future())
        self._waiting.append(queued)
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._write())
        return await queued.receipt

    async def take_many(self, events: Sequence[IncomingEvent]) -> Sequence[EventReceipt]:
        """The receipts of events that came together, in order."""
        # In another thread than the single ones, which must not queue behind a batch.
        received = await self._receive(events, alone=False)
        return received.receipts

    async def close(self) -> None:
        """Writes what is waiting, and ends."""
        if self._task is not None:
            await self._task
        self._thread.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))]
            try:
                received = await self._receive([each.event for each in batch])
            except Exception as error:  # noqa: BLE001 - whatever it is, each caller is told
                await self._one_by_one(batch, error)
                continue
            for each, receipt in zip(batch, received.receipts, strict=True):
                if not each.receipt.done():
                    each.receipt.set_result(receipt)

    async def _one_by_one(self, batch: Sequence[_QueuedEvent], error: Exception) -> None:
        """One event that breaks its transaction must not take the others with it."""
        if len(batch) > 1:
            log.warning("a transaction of %d events failed (%s); each is tried alone", len(batch), error_name(error))
        for each in batch:
            try:
                if len(batch) == 1:
                    raise error
                (receipt,) = (await self._receive([each.event])).receipts
            except Exception as own:  # noqa: BLE001 - this caller's answer
                if not each.receipt.done():
                    each.receipt.set_exception(own)
            else:
                if not each.receipt.done():
                    each.receipt.set_result(receipt)

    async def _receive(self, events: Sequence[IncomingEvent], *, alone: bool = True) -> Received:
        loop = asyncio.get_running_loop()
        thread = self._thread if alone else None
        received = await loop.run_in_executor(thread, receive_events, self._context, events, self._now())
        if received.urgent:
            self._waker.soon(received.urgent, (), urgent=True)
        if received.opened or received.woken:
            self._waker.soon(received.opened, received.woken)
        return received
