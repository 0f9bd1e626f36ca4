"""Rehearsals: a journey played on a virtual clock."""

from __future__ import annotations

from typing import Any, cast

from anyio.to_thread import run_sync
from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response

from builder_api.dependencies import ServicesDep
from builder_api.routes.journeys.journeys import AnyJson, found_journey
from builder_api.services import ApiServices
from builder_api.streams.rehearsing import EVENT_STREAM, RehearsalStream, Span, played
from builder_api.web.errors import WITH_BODY, InvalidRequest, JourneyHasErrors, NotFound, answers
from builder_api.web.heavy import heavy
from builder_api.web.strict_route import room
from builder_api.web.validation import refused_by_model
from engine.rehearsal import (
    LONGEST_PLAY,
    InstallationSnapshot,
    OnProgress,
    RehearsalRequest,
    RehearsalResult,
    RehearsalStopped,
    TooLong,
    rehearse,
)

router = room("rehearsals")

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RehearsalRequest"}}},
    }
}


_STREAM: dict[int | str, dict[str, Any]] = {
    200: {"content": {EVENT_STREAM: {"schema": {"$ref": "#/components/schemas/RehearsalResult"}}}}
}


@router.post(
    "/rehearsals",
    response_model=RehearsalResult,
    responses={**_STREAM, **answers(NotFound, JourneyHasErrors, TooLong, *WITH_BODY)},
    openapi_extra=_BODY,
)
@heavy("rehearsals")
async def rehearse_journey(body: AnyJson, request: Request, services: ServicesDep) -> Response | RehearsalResult:
    """Plays months of a journey in a second, with the code that runs it for real. Instead of `journey`, `journey_id`
    takes the draft of a journey that is here.

    With `Accept: text/event-stream` the answer is server-sent events: `progress` (`at`, the virtual time; `share` of
    the time from `start` to `until`, null without one; `messages`) while it is played, and at last `result`, or
    `problem` with a problem document. A client that goes away ends the rehearsal.
    """
    asked, setting = await run_sync(_read, services, body)
    span = Span(asked.start, asked.until)

    def work(on_progress: OnProgress) -> RehearsalResult:
        return rehearse(asked, setting, on_progress, LONGEST_PLAY)

    if EVENT_STREAM in request.headers.get("accept", ""):
        return RehearsalStream(work, span, _playable)
    try:
        return _playable(await played(work, span, request.receive))
    except RehearsalStopped:
        return Response(status_code=204)  # to nobody


def _playable(result: RehearsalResult) -> RehearsalResult:
    if not result.publishable:
        raise JourneyHasErrors(
            "the journey has errors; mend what `findings` lists and rehearse again", findings=result.findings
        )
    return result


def _read(services: ApiServices, body: object) -> tuple[RehearsalRequest, InstallationSnapshot]:
    if not isinstance(body, dict):
        raise InvalidRequest("a rehearsal is an object; send one with journey, start, contacts and timeline")
    given = dict(cast(dict[str, Any], body))
    with services.database.read() as conn:
        setting = InstallationSnapshot.of(conn)
        if "journey_id" in given and "journey" not in given:
            given["journey"] = found_journey(conn, str(given.pop("journey_id"))).draft
    try:
        return RehearsalRequest.model_validate(given), setting
    except ValidationError as error:
        raise refused_by_model(error) from None
