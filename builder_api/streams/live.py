"""Live numbers of journeys: read once a second for all who watch the same journey, sent when they change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from anyio.to_thread import run_sync
from fastapi.sse import ServerSentEvent

from builder_api.models.journeys import Live, ReasonCount, StepNumbers
from engine.rules.outcomes.reasons import sentence
from engine.store.database.database import Database
from engine.store.journeys import counts, journeys

_EVERY: Final = 0.5
"""Seconds between two looks."""
_ASK_EVERY: Final = 1.0
"""Seconds between two looks whether the watcher is still signed in."""
_SLOW_READER: Final = 4


def read_live(database: Database, journey_id: str) -> Live | None:
    """The numbers now; None when there is no such journey. Their cost does not grow with the audience."""
    with database.read() as conn:
        row = journeys.find(conn, journey_id)
        if row is None:
            return None
        steps = {step: _step(numbers) for step, numbers in counts.live(conn, row.id).items()}
    return Live.model_validate({"id": row.public_id, "status": row.status, "steps": steps})


def _step(numbers: counts.StepTotals) -> StepNumbers:
    skipped, failed = numbers["skipped"], numbers["failed"]
    return StepNumbers(
        here=numbers["here"],
        entered=numbers["entered"],
        left=numbers["left"],
        sent=numbers["sent"],
        delivered=numbers["delivered"],
        clicked=numbers["clicked"],
        replied=numbers["replied"],
        skipped=sum(skipped.values()),
        failed=sum(failed.values()),
        unknown=numbers["unknown"],
        reasons=[*_reasons(skipped), *_reasons(failed)],
    )


def _reasons(numbers: dict[str, int]) -> list[ReasonCount]:
    return [
        ReasonCount(reason=reason, sentence=sentence(reason), count=n) for reason, n in sorted(numbers.items()) if n
    ]


@dataclass(slots=True)
class _Feed:
    """One journey that somebody watches."""

    last: str
    queues: set[asyncio.Queue[str]] = field(default_factory=set[asyncio.Queue[str]])
    task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """Nobody watches any more."""
        if self.task is not None:
            self.task.cancel()


class LiveFeeds:
    """The journeys that are being watched."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._feeds: dict[str, _Feed] = {}

    @property
    def watched(self) -> frozenset[str]:
        """The journeys that somebody watches now."""
        return frozenset(self._feeds)

    async def watch(
        self, journey_id: str, first: Live, still: Callable[[], Awaitable[bool]]
    ) -> AsyncGenerator[ServerSentEvent]:
        """Server-sent events, until the watcher leaves, or may no longer watch. When nothing changes, FastAPI sends a
        comment every 15 seconds, so that proxies keep the connection."""
        feed = self._feeds.setdefault(journey_id, _Feed(first.model_dump_json()))
        queue: asyncio.Queue[str] = asyncio.Queue(_SLOW_READER)
        feed.queues.add(queue)
        if feed.task is None:
            feed.task = asyncio.create_task(self._poll(journey_id, feed))
        try:
            yield _event(first.model_dump_json())
            loop = asyncio.get_running_loop()
            asked = loop.time()
            while True:
                numbers: str | None = None
                with suppress(TimeoutError):
                    async with asyncio.timeout(_ASK_EVERY):
                        numbers = await queue.get()
                if loop.time() - asked >= _ASK_EVERY:
                    asked = loop.time()
                    if not await still():
                        return
                if numbers is not None:
                    yield _event(numbers)
        finally:
            feed.queues.discard(queue)
            if not feed.queues:
                feed.stop()
                self._feeds.pop(journey_id, None)

    async def _poll(self, journey_id: str, feed: _Feed) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            live = await run_sync(read_live, self._database, journey_id)
            if live is None:
                continue
            numbers = live.model_dump_json()
            if numbers != feed.last:
                feed.last = numbers
                for queue in feed.queues:
                    if queue.full():
                        # A slow reader needs the newest numbers, not all of them.
                        queue.get_nowait()
                    queue.put_nowait(numbers)


def _event(numbers: str) -> ServerSentEvent:
    return ServerSentEvent(event="live", raw_data=numbers)
