"""Segments of contacts: saved, counted while they are drawn, looked into."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from sqlalchemy import Connection

from builder_api.dependencies import CursorText, DatabaseDep, Limit, NowDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.conditions import Segment, SegmentCount, SegmentIn, SegmentPage, SegmentQuestion, SegmentSummary
from builder_api.models.contacts import ContactPage
from builder_api.routes.contacts.contacts import fitting
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, FieldProblem, InvalidRequest, NotFound, answers
from builder_api.web.strict_route import room
from engine.journey.definition.condition_roots import CONTACT_ROOTS
from engine.rules.conditions.conditions import Condition, problems, reads
from engine.rules.conditions.segment_conditions import MOST_RULES
from engine.store.segments import segments

creating = creating_room("segments")
router = room("segments")

SegmentId = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,60}$")]


@router.get("/segments")
def list_segments(database: DatabaseDep, limit: Limit = 50, cursor: CursorText = None) -> SegmentPage:
    """Segments, newest first."""
    with database.read() as conn:
        rows = segments.listed(conn, before_id=cursors.before_id(cursor), limit=limit + 1)
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    return SegmentPage(items=[SegmentSummary.model_validate(_plain(row)) for row in page], next_cursor=following)


@creating.post("/segments", status_code=201, responses=answers(*WITH_BODY))
def create_segment(body: SegmentIn, database: DatabaseDep, now: NowDep) -> Segment:
    """Saves a new segment."""
    with database.write() as conn:
        sound(conn, body.condition)
        return _whole(conn, segments.create(conn, body.name, _stored(body.condition), now))


@router.post("/segments/count", responses=answers(*WITH_BODY))
def count_segment(body: SegmentQuestion, database: DatabaseDep, now: NowDep) -> SegmentCount:
    """How many contacts fit a condition now; of very many contacts, an estimate from some all over them."""
    with database.read() as conn:
        sound(conn, body.condition)
        counted = segments.count(conn, body.condition, now, segments.ASKED)
    return SegmentCount(count=counted.fitting, of=counted.of, exact=counted.looked_at >= counted.of)


@router.post("/segments/contacts", responses=answers(*WITH_BODY))
def find_fitting_contacts(
    body: SegmentQuestion, database: DatabaseDep, now: NowDep, limit: Limit = 50, cursor: CursorText = None
) -> ContactPage:
    """Contacts who fit a condition now, newest first. A page can have fewer than asked for, or none, and yet a next."""
    with database.read() as conn:
        sound(conn, body.condition)
        return fitting(conn, body.condition, None, now, limit, cursor)


@router.get("/segments/{segment_id}", responses=answers(NotFound))
def get_segment(segment_id: SegmentId, database: DatabaseDep) -> Segment:
    """A segment, and what asks for it."""
    with database.read() as conn:
        return _whole(conn, found_segment(conn, segment_id))


@router.put("/segments/{segment_id}", responses=answers(NotFound, segments.CircularSegment, *WITH_BODY))
def save_segment(segment_id: SegmentId, body: SegmentIn, database: DatabaseDep, now: NowDep) -> Segment:
    """Changes a segment. Journeys under way ask the changed one from now on."""
    with database.write() as conn:
        sound(conn, body.condition)
        row = segments.save(conn, segment_id, body.name, _stored(body.condition), now)
        if row is None:
            raise _no_segment(segment_id)
        return _whole(conn, row)


@router.delete("/segments/{segment_id}", status_code=204, responses=answers(NotFound, segments.SegmentInUse))
def delete_segment(segment_id: SegmentId, database: DatabaseDep) -> None:
    """Deletes a segment that nothing asks for."""
    with database.write() as conn:
        removed = segments.remove(conn, segment_id)
    if not removed:
        raise _no_segment(segment_id)


@router.get("/segments/{segment_id}/count", responses=answers(NotFound))
def count_segment_members(segment_id: SegmentId, database: DatabaseDep, now: NowDep) -> SegmentCount:
    """How many contacts are in a segment now; exact, however many there are."""
    with database.read() as conn:
        row = found_segment(conn, segment_id)
        counted = segments.count(conn, Condition.model_validate(row.condition), now)
    return SegmentCount(count=counted.fitting, of=counted.of, exact=True)


def found_segment(conn: Connection, segment_id: str) -> segments.SegmentRow:
    """The segment; raises NotFound."""
    row = segments.find(conn, segment_id)
    if row is None:
        raise _no_segment(segment_id)
    return row


def _no_segment(segment_id: str) -> NotFound:
    return NotFound(f'there is no segment "{segment_id}"; GET /api/v1/segments lists them')


def sound(conn: Connection, condition: Condition) -> None:
    """Raises InvalidRequest for a condition that can't be asked of a contact."""
    errors = [
        FieldProblem(place="body", pointer="/condition", message=each.message, remedy=each.remedy)
        for each in problems(condition, CONTACT_ROOTS)
    ]
    known = segments.ids(conn)
    errors += [
        FieldProblem(
            place="body",
            pointer="/condition",
            message=f'asks for the segment "{name}", which does not exist',
            remedy="choose another segment",
        )
        for name in reads(condition).segments
        if name not in known
    ]
    if not errors and segments.size(conn, condition) > MOST_RULES:
        message = f"has more than {MOST_RULES:,} rules, with those of the segments it names"
        errors = [FieldProblem(place="body", pointer="/condition", message=message, remedy="use fewer")]
    if errors:
        reasons = "; ".join(f"{each.message} ({each.remedy})" for each in errors[:3])
        raise InvalidRequest(f"the condition can't be asked: {reasons}", errors=errors)


def _stored(condition: Condition) -> dict[str, Any]:
    return condition.model_dump(mode="json", by_alias=True, exclude_none=True)


def _plain(row: segments.SegmentRow) -> dict[str, Any]:
    return row._asdict() | {"id": row.public_id}


def _whole(conn: Connection, row: segments.SegmentRow) -> Segment:
    return Segment.model_validate(_plain(row) | {"used_by": segments.users(conn, row.public_id)})
