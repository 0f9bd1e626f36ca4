"""Journeys: drafts, checks, versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, NamedTuple

import orjson
from fastapi import Body, Query
from pydantic import JsonValue
from sqlalchemy import Connection
from starlette.responses import Response

from builder_api.dependencies import (
    ContextDep,
    CursorText,
    DatabaseDep,
    IfMatch,
    JourneyId,
    Limit,
    NowDep,
    VersionNumber,
)
from builder_api.intake.idempotency import creating_room
from builder_api.models.journeys import (
    BodyRanges,
    EnrolmentNumbers,
    Findings,
    Journey,
    JourneyPage,
    JourneySummary,
    MessageNumbers,
    Published,
    Restore,
    SavedDraft,
    Version,
    VersionSummary,
    range_of,
)
from builder_api.web import cursors
from builder_api.web.errors import (
    WITH_BODY,
    DraftChanged,
    JourneyHasErrors,
    NotFound,
    NothingPublished,
    answers,
)
from builder_api.web.heavy import heavy
from builder_api.web.strict_route import room
from engine.control.control import NotPossible
from engine.control.publishing import publish, review_here
from engine.journey.document.diff import JourneyDiff, diff_documents
from engine.journey.document.document import Document
from engine.journey.reading.reading import Reading, read_document
from engine.preview.body_ranges import body_ranges
from engine.rules.conditions.json_equality import same_json
from engine.rules.outcomes.states import JourneyStatus
from engine.rules.time.instants import to_rfc3339
from engine.store.journeys import journeys

router = room("journeys")
creating = creating_room("journeys")

DOCUMENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Document"}}},
    }
}
"""The bodies of these routes are documents. They are read by the journey's own reader, which lists everything that is
wrong with one at once and in a marketer's words."""

AnyJson = Annotated[JsonValue, Body()]


@creating.post(
    "/journeys",
    status_code=201,
    response_model=Journey,
    responses=answers(JourneyHasErrors, *WITH_BODY),
    openapi_extra=DOCUMENT,
)
def create_journey(document: AnyJson, database: DatabaseDep, now: NowDep) -> Response:
    """Creates a journey with this document as its draft. It may have errors, as long as it can be read."""
    draft = _draft(document)
    with database.write() as conn:
        row = journeys.create(conn, draft.content, draft.name, now)
    return _answer(_journey_fields(row, []), row, 201)


@router.get("/journeys")
def list_journeys(
    database: DatabaseDep,
    status: Annotated[
        JourneyStatus | None,
        Query(description="Only these; without it, all but the archived."),
    ] = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> JourneyPage:
    """Journeys with their numbers, newest first."""
    with database.read() as conn:
        rows = journeys.listed(conn, status=status, before_id=cursors.before_id(cursor), limit=limit + 1)
    page, following = cursors.cut(rows, limit, lambda row: [row.journey.id])
    return JourneyPage(items=[_summary(row) for row in page], next_cursor=following)


@router.post("/journeys/check", responses=answers(*WITH_BODY), openapi_extra=DOCUMENT)
def check_journey(document: AnyJson, database: DatabaseDep, now: NowDep) -> Findings:
    """Everything there is to say about a document, also a broken one."""
    with database.read() as conn:
        return Findings(findings=list(review_here(conn, document, now).findings))


@router.get("/journeys/{journey_id}", response_model=Journey, responses=answers(NotFound))
def get_journey(journey_id: JourneyId, database: DatabaseDep) -> Response:
    """A journey with its draft and versions."""
    with database.read() as conn:
        return _whole(conn, found_journey(conn, journey_id))


@router.put(
    "/journeys/{journey_id}/draft",
    response_model=SavedDraft,
    responses=answers(NotFound, DraftChanged, JourneyHasErrors, *WITH_BODY),
    openapi_extra=DOCUMENT,
)
def save_draft(
    journey_id: JourneyId, document: AnyJson, database: DatabaseDep, now: NowDep, if_match: IfMatch = None
) -> Response:
    """Saves a draft. With `If-Match`, only when nobody has saved another one since."""
    draft = _draft(document)
    with database.write(urgent=True) as conn:
        row = found_journey(conn, journey_id, lock=True)
        if if_match is not None and not _matches(if_match, row):
            raise DraftChanged(
                "the draft was saved by somebody else meanwhile; look at `current`, then save with its ETag",
                headers={"ETag": _etag(row)},
                etag=_etag(row),
                current=row.draft,
            )
        saved = journeys.save_draft(conn, row.id, draft.content, draft.name, now)
        findings = review_here(conn, draft.content, now, draft.reading).findings
        return _whole(conn, saved, {"findings": [finding.model_dump(mode="json") for finding in findings]})


@creating.post(
    "/journeys/{journey_id}/publish",
    responses=answers(NotFound, NotPossible, JourneyHasErrors),
)
@heavy("bodies")
def publish_journey(journey_id: JourneyId, context: ContextDep, now: NowDep) -> Published:
    """Makes the draft the version that new enrolments run on. The same draft again is the same version."""
    published = publish(context, journey_id, now)
    if published is None:
        raise _no_journey(journey_id)
    if published.version is None:
        errors = sum(finding.severity == "error" for finding in published.findings)
        raise JourneyHasErrors(
            f"the journey has {errors} {'error' if errors == 1 else 'errors'}; mend what `findings` lists and publish "
            "again",
            findings=published.findings,
        )
    with context.db.read() as conn:
        row = found_journey(conn, journey_id)
    bodies = [] if row.version_id is None else body_ranges(context, row.version_id, row.id, now)
    return Published(
        version=published.version, findings=list(published.findings), bodies=[range_of(each) for each in bodies]
    )


@router.get("/journeys/{journey_id}/bodies", responses=answers(NotFound, NothingPublished))
def look_at_bodies(journey_id: JourneyId, context: ContextDep, now: NowDep) -> BodyRanges:
    """How long each SMS of the published version is over real people, with links and the opt-out clause."""
    with context.db.read() as conn:
        row = found_journey(conn, journey_id)
    if row.version_id is None:
        raise NothingPublished("the journey has no published version; publish it first")
    return BodyRanges(items=[range_of(each) for each in body_ranges(context, row.version_id, row.id, now)])


@router.get("/journeys/{journey_id}/versions", responses=answers(NotFound))
def list_versions(journey_id: JourneyId, database: DatabaseDep) -> list[VersionSummary]:
    """The published versions, newest first."""
    with database.read() as conn:
        row = found_journey(conn, journey_id)
        versions = journeys.versions(conn, [row.id])[row.id]
        return [VersionSummary.model_validate(_version(version, row)) for version in versions]


@router.get("/journeys/{journey_id}/versions/{number}", response_model=Version, responses=answers(NotFound))
def get_version(journey_id: JourneyId, number: VersionNumber, database: DatabaseDep) -> Response:
    """A published version with its document."""
    with database.read() as conn:
        row = found_journey(conn, journey_id)
        published = _published(conn, row, number)
    version = _version(published.version, row) | {"published_at": to_rfc3339(published.version.published_at)}
    return _json(version | {"document": published.document})


@router.get("/journeys/{journey_id}/versions/{before}/diff/{after}", responses=answers(NotFound))
def diff_versions(
    journey_id: JourneyId, before: VersionNumber, after: VersionNumber, database: DatabaseDep
) -> JourneyDiff:
    """What changed from one version to another."""
    with database.read() as conn:
        row = found_journey(conn, journey_id)
        old, new = (_published(conn, row, number).document for number in (before, after))
    return diff_documents(Document.model_validate(old), Document.model_validate(new))


@router.post("/journeys/{journey_id}/restore", response_model=Journey, responses=answers(NotFound, *WITH_BODY))
def restore_version(journey_id: JourneyId, body: Restore, database: DatabaseDep, now: NowDep) -> Response:
    """Makes an old version the draft again. Nothing is published by that."""
    with database.write() as conn:
        row = found_journey(conn, journey_id, lock=True)
        document = _published(conn, row, body.version).document
        saved = journeys.save_draft(conn, row.id, document, str(document["name"]), now)
        return _whole(conn, saved)


def found_journey(conn: Connection, journey_id: str, *, lock: bool = False) -> journeys.JourneyRow:
    """The journey; raises NotFound."""
    row = journeys.find(conn, journey_id, lock=lock)
    if row is None:
        raise _no_journey(journey_id)
    return row


def _no_journey(journey_id: str) -> NotFound:
    return NotFound(f'there is no journey "{journey_id}"; GET /api/v1/journeys lists them')


class _Draft(NamedTuple):
    """A document that can be kept as a draft."""

    content: dict[str, JsonValue]
    """As it was sent."""
    name: str
    reading: Reading
    """Read once: the checks go on from it."""


def _draft(content: JsonValue) -> _Draft:
    """A draft; raises JourneyHasErrors for what can't be read as a journey."""
    reading = read_document(content)
    document = reading.document
    if document is None or not isinstance(content, dict):
        reasons = "; ".join(str(finding) for finding in reading.findings[:3])
        raise JourneyHasErrors(f"the document can't be read: {reasons}", findings=reading.findings)
    return _Draft(content, document.name, reading)


def _published(conn: Connection, row: journeys.JourneyRow, number: int) -> journeys.PublishedDocument:
    published = journeys.version_document(conn, row.id, number)
    if published is None:
        raise NotFound(f'journey "{row.public_id}" has no version {number}')
    return published


def _version(version: journeys.VersionRow, row: journeys.JourneyRow) -> dict[str, Any]:
    return {
        "version": version.number,
        "digest": version.digest,
        "published_at": version.published_at,
        "current": version.id == row.version_id,
    }


def _whole(conn: Connection, row: journeys.JourneyRow, more: Mapping[str, Any] | None = None) -> Response:
    current = journeys.current_document(conn, row)
    content = _journey_fields(row, journeys.versions(conn, [row.id])[row.id])
    content["changed"] = current is None or not same_json(current.document, row.draft)
    return _answer(content | dict(more or {}), row)


def _journey_fields(row: journeys.JourneyRow, versions: Sequence[journeys.VersionRow]) -> dict[str, Any]:
    listed = [_version(version, row) for version in versions]
    return {
        "id": row.public_id,
        "name": row.name,
        "status": row.status,
        "draft": row.draft,
        "versions": [each | {"published_at": to_rfc3339(each["published_at"])} for each in listed],
        "version": next((each["version"] for each in listed if each["current"]), None),
        "changed": True,
        "created_at": to_rfc3339(row.created_at),
        "updated_at": to_rfc3339(row.updated_at),
    }


def _answer(content: dict[str, Any], row: journeys.JourneyRow, status: int = 200) -> Response:
    response = _json(content, status)
    response.headers["ETag"] = _etag(row)
    if status == 201:
        response.headers["Location"] = f"/api/v1/journeys/{row.public_id}"
    return response


def _json(content: dict[str, Any], status: int = 200) -> Response:
    """An answer that is sent as it is: a document goes out as it came in, without being parsed."""
    return Response(orjson.dumps(content), status, media_type="application/json")


def _etag(row: journeys.JourneyRow) -> str:
    return f'"{row.public_id}.{row.draft_revision}"'


def _matches(if_match: str, row: journeys.JourneyRow) -> bool:
    given = [each.strip().removeprefix("W/") for each in if_match.split(",")]
    return "*" in given or _etag(row) in given


def _summary(row: journeys.ListedJourney) -> JourneySummary:
    journey, numbers = row.journey, row.numbers
    values = {
        "id": journey.public_id,
        "name": journey.name,
        "status": journey.status,
        "version": row.version,
        "enrolments": EnrolmentNumbers(active=numbers.active, total=numbers.enrolled),
        "messages": MessageNumbers(sent=numbers.sent, skipped=numbers.skipped, failed=numbers.failed),
        "created_at": journey.created_at,
        "updated_at": journey.updated_at,
    }
    return JourneySummary.model_validate(values)
