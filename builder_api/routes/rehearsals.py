"""Rehearsals: a journey played on a virtual clock."""

from __future__ import annotations

from typing import Any, cast

from anyio.to_thread import run_sync
from pydantic import ValidationError

from builder_api.dependencies import PartsDep
from builder_api.errors import WITH_BODY, InvalidRequest, JourneyHasErrors, NotFound, answers
from builder_api.heavy import heavy
from builder_api.parts import Parts
from builder_api.routes.journeys import AnyJson, found_journey
from builder_api.strict_route import room
from builder_api.validation import refused_by_model
from engine.travel.rehearsal import RehearsalRequest, RehearsalResult, Setting, TooLong, Unsound, rehearse

router = room("rehearsals")

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/RehearsalRequest"}}},
    }
}


@router.post(
    "/rehearsals",
    responses=answers(NotFound, JourneyHasErrors, *WITH_BODY),
    openapi_extra=_BODY,
)
@heavy("rehearsals")
async def rehearse_journey(body: AnyJson, parts: PartsDep) -> RehearsalResult:
    """Plays months of a journey in a second, with the code that runs it for real. Instead of `journey`, `journey_id`
    takes the draft of a journey that is here."""
    result = await run_sync(_rehearse, parts, body)
    errors = [finding for finding in result.findings if finding.severity == "error"]
    if errors:
        raise JourneyHasErrors(
            "the journey has errors; mend what `findings` lists and rehearse again", findings=result.findings
        )
    return result


def _rehearse(parts: Parts, body: object) -> RehearsalResult:
    if not isinstance(body, dict):
        raise InvalidRequest("a rehearsal is an object; send one with journey, start, contacts and timeline")
    given = dict(cast(dict[str, Any], body))
    with parts.database.read() as conn:
        setting = Setting.of(conn)
        if "journey_id" in given and "journey" not in given:
            given["journey"] = found_journey(conn, str(given.pop("journey_id"))).draft
    try:
        request = RehearsalRequest.model_validate(given)
    except ValidationError as error:
        raise refused_by_model(error) from None
    try:
        return rehearse(request, setting)
    except (TooLong, Unsound) as error:
        raise InvalidRequest(str(error)) from None
