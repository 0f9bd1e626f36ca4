"""A rehearsal under way: played in a thread, stopped when nobody waits for it any more, with its progress as events."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from typing import Any, Final

import orjson
from anyio import create_task_group, sleep
from anyio.to_thread import run_sync
from fastapi.sse import EventSourceResponse, format_sse_event
from pydantic import BaseModel, ConfigDict
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from builder_api.web.errors import refusal_document
from builder_api.web.heavy import turn
from engine.rehearsal import OnProgress, RehearsalResult, RehearsalStopped
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis, to_rfc3339

EVENT_STREAM: Final = EventSourceResponse.media_type
_TOLD_EVERY: Final = 0.25
"""Seconds between two `progress` events."""

Work = Callable[[OnProgress], RehearsalResult]
Tell = Callable[["RehearsalProgress"], Awaitable[None]]


class RehearsalProgress(BaseModel):
    """How far a rehearsal is: the data of an `event: progress`."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    at: str
    """The virtual time."""
    share: float | None
    """Of the time from `start` to `until`, 0 to 1; null without an `until`."""
    messages: int
    """Handed over so far."""


class Span:
    """From when to when a rehearsal plays, as far as that is known."""

    def __init__(self, start: Millis, until: Millis | None) -> None:
        self._start, self._until = start, until

    def progress(self, at: Millis, messages: int) -> RehearsalProgress:
        """How far it is."""
        share = None
        if self._until is not None and self._until > self._start:
            share = round(min(1.0, (at - self._start) / (self._until - self._start)), 4)
        return RehearsalProgress(at=to_rfc3339(at), share=share, messages=messages)


async def played(work: Work, span: Span, receive: Receive, tell: Tell | None = None) -> RehearsalResult:
    """The result. Raises RehearsalStopped when the client went away, and what `work` raises; nothing of it goes on
    after that."""
    client_left = threading.Event()
    progress: list[tuple[Millis, int]] = []
    failed: list[Exception] = []
    results: list[RehearsalResult] = []

    def on_progress(at: Millis, messages: int) -> None:
        progress[:] = [(at, messages)]
        if client_left.is_set():
            raise RehearsalStopped

    async def until_gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        client_left.set()

    async def telling() -> None:
        while tell is not None:
            await sleep(_TOLD_EVERY)
            if progress:
                await tell(span.progress(*progress[0]))

    try:
        async with create_task_group() as group:
            group.start_soon(until_gone)
            group.start_soon(telling)
            try:
                results.append(await run_sync(work, on_progress, abandon_on_cancel=True))
            except Exception as error:  # noqa: BLE001 (a group would wrap it: it is raised below)
                failed.append(error)
            group.cancel_scope.cancel()
    finally:
        # Also when the server stops: the thread ends at its next virtual moment.
        client_left.set()
    if failed:
        raise failed[0]
    return results[0]


class RehearsalStream(Response):
    """A rehearsal as server-sent events: `progress` again and again, and at last `result`, or `problem`.

    FastAPI's own streams (`EventSourceResponse`) answer with events whatever the client accepts, and begin before it
    is known that somebody listens; this one is chosen by `Accept`, waits for a turn, and ends the rehearsal with its
    client.
    The events are written by FastAPI's encoder.
    """

    media_type = EVENT_STREAM

    def __init__(self, work: Work, span: Span, answered: Callable[[RehearsalResult], Any]) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._work, self._span, self._answered = work, span, answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send(_part(format_sse_event(comment="waiting for a turn")))

        async def tell(progress: RehearsalProgress) -> None:
            await send(_event("progress", orjson.dumps(progress.model_dump())))

        try:
            async with turn("rehearsals"):
                result = await played(self._work, self._span, receive, tell)
            last = _event("result", self._answered(result).model_dump_json().encode())
        except RehearsalStopped:
            return
        except Refusal as refusal:
            last = _event("problem", orjson.dumps(refusal_document(refusal)))
        await send({**last, "more_body": False})


def _event(name: str, data: bytes) -> Message:
    return _part(format_sse_event(event=name, data_str=data.decode()))


def _part(body: bytes) -> Message:
    return {"type": "http.response.body", "body": body, "more_body": True}
