"""The inbox: who answered what to which message, and answering them."""

from __future__ import annotations

from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import Query
from sqlalchemy import Connection

from builder_api.dependencies import CallerDep, CursorText, DatabaseDep, Limit, NowDep, RowId, ServicesDep
from builder_api.intake.idempotency import creating_room
from builder_api.models.inbox import InboxPage, InboxReply, NewAnswer
from builder_api.web import cursors
from builder_api.web.errors import WITH_BODY, NotFound, answers
from builder_api.web.strict_route import room
from engine.inbound.answering import AnswerDraft, AnswerRefused, answer_reply
from engine.rules.consent.conversation import answer_refusal
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import ConsentState, InboundKind
from engine.rules.time.instants import Millis
from engine.store.consent import consents
from engine.store.inbound import inbox
from engine.store.inbound.inbox import ReplyFilter, ReplyRow

creating = creating_room("inbox")
router = room("inbox")


@router.get("/inbox")
def list_replies(
    database: DatabaseDep,
    now: NowDep,
    journey: Annotated[str | None, Query(max_length=60, description="To messages of this journey.")] = None,
    node: Annotated[str | None, Query(max_length=200, description="To messages of this step.")] = None,
    kind: Annotated[InboundKind | None, Query(description="Only these.")] = None,
    number: Annotated[str | None, Query(max_length=20, description="From this phone (E.164).")] = None,
    answered: Annotated[bool | None, Query(description="Only those that were, or were not, written back to.")] = None,
    limit: Limit = 50,
    cursor: CursorText = None,
) -> InboxPage:
    """Replies, newest first."""
    wanted = ReplyFilter(journey, node, kind, number, answered)
    with database.read() as conn:
        rows = inbox.replies(conn, wanted, before_id=cursors.before_id(cursor), limit=limit + 1)
        page, following = cursors.cut(rows, limit, lambda row: [row.id])
        return InboxPage(items=_told(conn, list(page), now), next_cursor=following)


@router.get("/inbox/{reply_id}", responses=answers(NotFound))
def get_reply(reply_id: RowId, database: DatabaseDep, now: NowDep) -> InboxReply:
    """One reply."""
    with database.read() as conn:
        row = inbox.reply(conn, reply_id)
        if row is None:
            raise _no_reply(reply_id)
        return _told(conn, [row], now)[0]


@creating.post("/inbox/{reply_id}/answer", status_code=201, responses=answers(NotFound, AnswerRefused, *WITH_BODY))
async def answer_inbox_reply(
    reply_id: RowId, body: NewAnswer, services: ServicesDep, now: NowDep, caller: CallerDep
) -> InboxReply:
    """Writes back. A number that said STOP is never written to; one that has not opted in, within 24 hours of its
    message. The answer has been handed over when this is answered, where this process sends."""

    def write() -> int | None:
        return answer_reply(services.context, AnswerDraft(reply_id, caller.name, body.body, body.template_id), now)

    message_id = await run_sync(write)
    if message_id is None:
        raise _no_reply(reply_id)
    if services.desk is not None:
        await services.desk.send(message_id)
    return await run_sync(get_reply, reply_id, services.database, now)


def _no_reply(reply_id: int) -> NotFound:
    return NotFound(f"there is no reply {reply_id}; GET /api/v1/inbox lists them")


def _told(conn: Connection, rows: list[ReplyRow], now: Millis) -> list[InboxReply]:
    people = inbox.contacts_of(conn, rows)
    written = inbox.answers_to(conn, [row.id for row in rows])
    states = consents.states(conn, "sms", [row.number for row in rows], now)
    replies: list[InboxReply] = []
    for row in rows:
        who = people.get(row.id)
        refused = answer_refusal(row.number, states.get(row.number, ConsentState.UNKNOWN), row.at, now)
        values: dict[str, Any] = {
            "id": row.id,
            "number": row.number,
            "contact": None if who is None else dict(zip(("external_id", "first_name", "last_name"), who, strict=True)),
            "body": row.body,
            "at": row.at,
            "kind": row.kind,
            "matched": row.matched,
            "to": None if row.message_id is None else _message(row),
            "answers": [each._asdict() for each in written.get(row.id, ())],
            "answerable": None if refused is None else sentence(refused),
        }
        replies.append(InboxReply.model_validate(values))
    return replies


def _message(row: ReplyRow) -> dict[str, Any]:
    return {
        "id": row.message_id,
        "body": row.message_body,
        "node_id": row.step,
        "journey": row.journey,
        "journey_name": row.journey_name,
    }
