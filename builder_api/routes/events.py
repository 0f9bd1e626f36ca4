"""Events: one by one, and in batches of any size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Annotated, Any, Final

import orjson
from anyio.to_thread import run_sync
from fastapi import Query, Request
from pydantic import AfterValidator, ValidationError
from starlette.responses import Response

from builder_api.access.access import Caller
from builder_api.dependencies import CallerDep
from builder_api.intake.idempotency import HEADER, Once, creating_room, streaming_room
from builder_api.intake.intake import Intake
from builder_api.models.events import EVENT, OUR_IDS, BatchReceipt, EventIn, Receipt, RefusedLine
from builder_api.web.errors import (
    WITH_BODY,
    ApiError,
    EventIdReused,
    EventRefused,
    TooLarge,
    UnknownContact,
    UnsupportedMediaType,
    answers,
)
from builder_api.web.heavy import LIGHT, turn
from builder_api.web.strict_json import read_json
from builder_api.web.strict_route import Bounds, bounded, require_unpacked
from builder_api.web.validation import refused_by_model
from engine.admission.event_intake import EventReceipt
from engine.admission.event_refusals import EventProblem
from engine.admission.incoming_event import IncomingEvent
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.durations import parse_duration

creating = creating_room("events")
router = streaming_room("events")

_CHUNK: Final = 1_000
"""Lines of one transaction."""
_LINES_AT_ONCE: Final = 1_000
"""Lines that are read before anybody else has a turn."""
EVENT_LIMIT: Final = 1_000_000
"""Bytes of an event, alone or as a line of a batch."""
MOST_EVENT_VALUES: Final = 50_000
"""Values of an event, those within each other counted each."""
EVENT_BOUNDS: Final = Bounds(EVENT_LIMIT, MOST_EVENT_VALUES)


@creating.post(
    "/events",
    status_code=202,
    response_model=Receipt,
    responses=answers(EventRefused, EventIdReused, UnknownContact, *WITH_BODY),
)
@bounded(*EVENT_BOUNDS)
async def post_event(event: EventIn, request: Request, caller: CallerDep) -> Response:
    """Takes an event in: when this is answered, it is written down, and whom it enrols is enrolled."""
    key = request.headers.get(HEADER)
    # A key without an id of the event's own makes one: should we die before the answer is kept, it is still the same.
    return await take_in(request.app.state.intake, event, None if key is None else _id_by_key(caller, key))


def _id_by_key(caller: Caller, key: str) -> str:
    """The id of an event that has none of its own. It is the caller's: what others call theirs is another event."""
    return f"{OUR_IDS}key:{caller.key_id}:{key}"


async def take_in(intake: Intake, event: EventIn, otherwise: str | None) -> Response:
    """Answers when the event has been committed. `otherwise` is the id of an event that has none of its own."""
    receipt = await intake.take(_incoming(event, otherwise))
    return Response(orjson.dumps(_taken(receipt)), 202, media_type="application/json")


def _incoming(event: EventIn, otherwise: str | None) -> IncomingEvent:
    return IncomingEvent(event.contact, event.name, event.properties, event.at(), event.id or otherwise)


def _taken(receipt: EventReceipt) -> dict[str, Any]:
    if receipt.refusal is not None:
        kind = _REFUSALS.get(receipt.refusal.code, EventRefused)
        raise kind(_detail(receipt.refusal), reason=receipt.refusal.code)
    return {"event_id": receipt.event_id, "enrolments": receipt.enrolments}


def _detail(refusal: Refusal) -> str:
    """What a refusal says, with what to call here."""
    if refusal.code == EventProblem.UNKNOWN_CONTACT:
        return f"{refusal.message}; create it with PUT /api/v1/contacts/{refusal.contact} first"
    return str(refusal)


_REFUSALS: Final[dict[str, type[ApiError]]] = {
    EventProblem.UNKNOWN_CONTACT: UnknownContact,
    EventProblem.EVENT_ID_REUSED: EventIdReused,
}

_LISTED: Final = 1_000
_LINES: Final = {
    "requestBody": {
        "required": True,
        "content": {
            "application/x-ndjson": {
                "schema": {"type": "string", "description": "One event a line, each as POST /events takes it."}
            }
        },
    }
}


def _length(text: str) -> str:
    duration = parse_duration(text)
    if duration.sign < 0:
        raise ValueError(f'"{text}" goes backwards; remove the minus')
    return text


NotOlderThan = Annotated[
    Annotated[str, AfterValidator(_length)] | None,
    Query(
        max_length=60,
        description=(
            "ISO 8601, such as `P1D`: events that happened longer ago are written down as history. They count in "
            "conditions (`happened.*`), and start, move, end and reach nothing."
        ),
    ),
]


@router.post(
    "/events/batch",
    status_code=202,
    response_model=BatchReceipt,
    responses=answers(UnsupportedMediaType, TooLarge),
    openapi_extra=_LINES,
)
async def post_events(request: Request, caller: CallerDep, not_older_than: NotOlderThan = None) -> Response:
    """Takes events in, one a line (NDJSON), while they arrive. A line that can't be taken is reported; the others
    are taken."""
    require_unpacked(request)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not (kind.startswith("application/") and "json" in kind):
        raise UnsupportedMediaType("send one event a line with `Content-Type: application/x-ndjson`")
    batch = _Batch(request.app.state.intake, caller, request.headers.get(HEADER), not_older_than)
    if batch.key is None:
        return await batch.take(request.stream())
    return await Once(request, batch.key).streamed(request.stream(), batch.take)


class _Batch:
    """One batch on its way in."""

    def __init__(self, intake: Intake, caller: Caller, key: str | None, not_older_than: str | None) -> None:
        self.key = key
        self._caller = caller
        self._not_older_than = not_older_than
        self._intake = intake
        self._line = 0
        self._accepted = 0
        self._enrolled = 0
        self._refused_count = 0
        self._refused: list[RefusedLine] = []
        self._numbers: list[int] = []
        self._events: list[IncomingEvent] = []

    async def take(self, chunks: AsyncIterator[bytes]) -> Response:
        """Takes every line, and reports what became of them."""
        rest = b""
        async for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            await self._take(lines)
            if len(rest) > EVENT_LIMIT:
                await self._write()
                raise TooLarge(
                    f"line {self._line + 1} is longer than {EVENT_LIMIT // 1_000_000} MB; the lines before it were "
                    "taken, send the rest without it",
                    accepted=self._accepted,
                )
        await self._take([rest])
        await self._write()
        self._refused.sort(key=lambda refused: refused.line)
        receipt = BatchReceipt(
            accepted=self._accepted, enrolled=self._enrolled, refused_count=self._refused_count, refused=self._refused
        )
        return Response(receipt.model_dump_json(), 202, media_type="application/json")

    async def _take(self, lines: list[bytes]) -> None:
        """Reads the lines of a chunk where it holds nobody up, and writes what is enough for a transaction."""
        for start in range(0, len(lines), _LINES_AT_ONCE):
            now = lines[start : start + _LINES_AT_ONCE]
            if sum(map(len, now)) <= LIGHT:
                self._read_all(now)
                # However many there are, everybody else gets a look in.
                await asyncio.sleep(0)
            else:
                async with turn("bodies"):
                    await run_sync(self._read_all, now)
            if len(self._events) >= _CHUNK:
                await self._write()

    def _read_all(self, lines: list[bytes]) -> None:
        for line in lines:
            self._read(line)

    def _read(self, line: bytes) -> None:
        self._line += 1
        if not line or not line.strip():
            return
        if len(line) > EVENT_LIMIT:
            detail = f"the line is longer than {EVENT_LIMIT // 1_000_000} MB; send less of it"
            self._refuse(self._line, TooLarge.code, detail)
            return
        try:
            event = EVENT.validate_python(read_json(line, MOST_EVENT_VALUES))
        except ApiError as error:
            self._refuse(self._line, error.code, str(error))
        except ValidationError as error:
            refusal = refused_by_model(error)
            self._refuse(self._line, refusal.code, str(refusal))
        else:
            self._numbers.append(self._line)
            otherwise = None if self.key is None else f"{_id_by_key(self._caller, self.key)}:{self._line}"
            self._events.append(replace(_incoming(event, otherwise), not_older_than=self._not_older_than))

    async def _write(self) -> None:
        if not self._events:
            return
        for number, receipt in zip(self._numbers, await self._intake.take_many(self._events), strict=True):
            if receipt.refusal is not None:
                self._refuse(number, receipt.refusal.code, _detail(receipt.refusal))
            else:
                self._accepted += 1
                self._enrolled += len(receipt.enrolments)
        self._numbers, self._events = [], []

    def _refuse(self, line: int, code: str, detail: str) -> None:
        self._refused_count += 1
        if len(self._refused) < _LISTED:
            self._refused.append(RefusedLine(line=line, code=code, detail=detail))
