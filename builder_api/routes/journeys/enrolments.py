"""Enrolments and messages: looked at and cancelled."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import Query
from pydantic import AfterValidator
from sqlalchemy import Connection

from builder_api.dependencies import ContextDep, CursorText, DatabaseDep, Limit, NowDep, RowId, ServicesDep
from builder_api.models.enrolments import (
    CancelledEnrolment,
    CancelledMessage,
    EnrolmentPage,
    EnrolmentWithPath,
    Message,
    MessagePage,
    enrolment_of,
    message_of,
    path_of,
)
from builder_api.web import cursors
from builder_api.web.errors import AlreadyDispatched, AlreadyEnded, NotFound, answers
from builder_api.web.strict_route import room
from engine.control import control
from engine.rules.addresses.external_ids import plain_id
from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.store.contacts import contacts
from engine.store.enrolments import lists
from engine.store.journeys import journeys
from engine.store.messages import lists as message_lists

router = room("enrolments and messages")

JourneyFilter = Annotated[str | None, Query(max_length=60, description="Of this journey.")]
ContactFilter = Annotated[
    str | None,
    AfterValidator(lambda text: None if text is None else plain_id(text)),
    Query(max_length=200, description="Of the contact of this external id."),
]
StepFilter = Annotated[str | None, Query(max_length=200, description="At this step.")]


@router.get("/enrolments")
def list_enrolments(
    database: DatabaseDep,
    journey: JourneyFilter = None,
    contact: ContactFilter = None,
    status: Annotated[EnrolmentStatus | None, Query()] = None,
    step: StepFilter = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> EnrolmentPage:
    """Enrolments, newest first."""
    before = cursors.before_id(cursor)
    with database.read() as conn:
        wanted = lists.EnrolmentFilter(_journey_id(conn, journey), _contact_id(conn, contact), status, step)
        if _asks_for_nothing(wanted):
            return EnrolmentPage(items=[], next_cursor=None)
        rows = lists.enrolments(conn, wanted, before_id=before, limit=limit + 1)
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    return EnrolmentPage.model_construct(items=[enrolment_of(row) for row in page], next_cursor=following)


_NOBODY = -1
"""The id of what was asked for and is not there: it has no rows."""


def _journey_id(conn: Connection, public_id: str | None) -> int | None:
    if public_id is None:
        return None
    row = journeys.find(conn, public_id)
    return _NOBODY if row is None else row.id


def _contact_id(conn: Connection, external_id: str | None) -> int | None:
    return None if external_id is None else contacts.ids_of(conn, [external_id]).get(external_id, _NOBODY)


def _asks_for_nothing(wanted: lists.EnrolmentFilter) -> bool:
    return _NOBODY in (wanted.journey_id, wanted.contact_id)


@router.get("/enrolments/{enrolment_id}", responses=answers(NotFound))
def get_enrolment(enrolment_id: RowId, database: DatabaseDep) -> EnrolmentWithPath:
    """An enrolment with every step it passed."""
    with database.read() as conn:
        row = lists.enrolment(conn, enrolment_id)
        if row is None:
            raise _no_enrolment(enrolment_id)
        path = path_of(lists.path(conn, enrolment_id))
    return EnrolmentWithPath.model_construct(**dict(enrolment_of(row)), path=path)


def _no_enrolment(enrolment_id: int) -> NotFound:
    return NotFound(f"there is no enrolment {enrolment_id}; GET /api/v1/enrolments lists them")


@router.post("/enrolments/{enrolment_id}/cancel", responses=answers(NotFound, AlreadyEnded))
async def cancel_enrolment(
    enrolment_id: RowId, context: ContextDep, services: ServicesDep, now: NowDep
) -> CancelledEnrolment:
    """Cancels one contact's enrolment. Whatever is not among `dispatched` will never be sent."""
    match await run_sync(control.cancel_enrolment, context, enrolment_id, now):
        case None:
            raise _no_enrolment(enrolment_id)
        case control.EnrolmentAlreadyEnded(status=status):
            raise AlreadyEnded(f"the enrolment had ended already: it is {status}", enrolment_status=status)
        case control.EnrolmentCancelled(dispatched=dispatched, wakes=wakes):
            services.waker.soon((), wakes, urgent=True)
            return CancelledEnrolment(dispatched=list(dispatched))


@router.get("/messages")
def list_messages(
    database: DatabaseDep,
    journey: JourneyFilter = None,
    contact: ContactFilter = None,
    state: Annotated[MessageState | None, Query()] = None,
    step: StepFilter = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> MessagePage:
    """Messages, newest first. A contact's include the service replies to its number."""
    before = cursors.before_id(cursor)
    with database.read() as conn:
        journey_id = _journey_id(conn, journey)
        row = None if contact is None else contacts.find(conn, contact)
        if journey_id == _NOBODY or (contact is not None and row is None):
            return MessagePage(items=[], next_cursor=None)
        person = None if row is None else (row["id"], row["phone"])
        wanted = message_lists.MessageFilter(journey_id, person, state, step)
        rows = message_lists.messages(conn, wanted, before_id=before, limit=limit + 1)
    page, following = cursors.cut(rows, limit, lambda row: [row.id])
    return MessagePage.model_construct(items=[message_of(row) for row in page], next_cursor=following)


@router.get("/messages/{message_id}", responses=answers(NotFound))
def get_message(message_id: RowId, database: DatabaseDep) -> Message:
    """One message and everything that happened to it."""
    with database.read() as conn:
        row = message_lists.message(conn, message_id)
    if row is None:
        raise _no_message(message_id)
    return message_of(row)


def _no_message(message_id: int) -> NotFound:
    return NotFound(f"there is no message {message_id}; GET /api/v1/messages lists them")


@router.post("/messages/{message_id}/cancel", responses=answers(NotFound, AlreadyDispatched, AlreadyEnded))
async def cancel_message(
    message_id: RowId, context: ContextDep, services: ServicesDep, now: NowDep
) -> CancelledMessage:
    """Cancels one message, unless it has left. Its contact goes on."""
    cancelled = await run_sync(control.cancel_message, context, message_id, now)
    if cancelled is None:
        raise _no_message(message_id)
    outcome, wakes = cancelled
    if outcome == "already_dispatched":
        raise AlreadyDispatched("the message had been handed to the carrier already, or was about to be")
    if outcome == "already_settled":
        raise AlreadyEnded("the message was skipped, so there is nothing to cancel; its reason says why")
    services.waker.soon((), wakes, urgent=True)
    return CancelledMessage()
