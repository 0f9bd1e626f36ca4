"""Messages outside of journeys and confirmations: the question of an opt-in form, a person's answer to a reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, insert, select, text, update

from engine.rules.outcomes.states import MessageClass, MessageState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import locked, take_ids
from engine.store.messages.messages import CLAIMED_COLUMNS, ClaimedMessage


class PlannedServiceMessage(NamedTuple):
    """A planned message, as its gate needs it."""

    to: str
    kind: Literal["confirmation", "answer", "question"]
    wrote_at: Millis | None
    """For an answer: when the phone wrote what it answers."""


def plan_service_message(
    conn: Connection,
    number: str,
    body: str,
    reason: str,
    sender_id: str | None,
    now: Millis,
    *,
    contact_id: int | None = None,
    inbound_id: int | None = None,
) -> int:
    """Writes a service message down as planned, to be sent at once; its id.

    `reason` is what it is sent for: the kind of the keyword that it confirms, `answer` or `form_question`.
    `inbound_id` is the message that it confirms, and given for confirmations alone.
    """
    message_id = take_ids(conn, t.message, 1)[0]
    values: dict[str, Any] = {
        "id": message_id,
        "channel": "sms",
        "contact_id": contact_id,
        "inbound_id": inbound_id,
        "visit": 1,
        "message_class": MessageClass.SERVICE,
        "sender_id": sender_id,
        "to": number,
        "body": body,
        "segments": 0,
        "clause": False,
        "state": MessageState.PLANNED,
        "reason": reason,
        "attempts": 0,
        "created_at": now,
    }
    conn.execute(insert(t.message).inline(), values)
    return message_id


def note_answer(conn: Connection, message_id: int, inbound_id: int, actor: str, now: Millis) -> None:
    """The message is a person's answer to what a phone wrote."""
    values = {"message_id": message_id, "inbound_id": inbound_id, "actor": actor, "at": now}
    conn.execute(insert(t.answer).values(values))


def read_planned(conn: Connection, message_id: int) -> PlannedServiceMessage | None:
    """The message, while it is planned."""
    m, a, i = t.message.c, t.answer.c, t.inbound.c
    query = (
        select(m.to, m.inbound_id, a.message_id, i.at)
        .outerjoin(t.answer, a.message_id == m.id)
        .outerjoin(t.inbound, i.id == a.inbound_id)
        .where(m.id == message_id, m.state == MessageState.PLANNED, m.enrolment_id.is_(None))
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    # By what it belongs to: its reason changes when a carrier is busy.
    confirms, answers = row[1] is not None, row[2] is not None
    return PlannedServiceMessage(row[0], "confirmation" if confirms else "answer" if answers else "question", row[3])


def skip_planned(conn: Connection, message_id: int, reason: str, now: Millis) -> None:
    """The message does not go, for this reason."""
    m = t.message.c
    skipped = update(t.message).where(m.id == message_id, m.state == MessageState.PLANNED)
    conn.execute(skipped.values(state=MessageState.SKIPPED, reason=reason, settled_at=now))


def planned_service_messages(conn: Connection, before: Millis, limit: int, *, asking: bool = True) -> list[int]:
    """Service messages written before then that nobody has claimed yet. Without `asking`, confirmations only: the
    others wait until SMS is switched on."""
    m = t.message.c
    # Spelt out, so that the index of just these serves it.
    planned = text(f"message.state = '{MessageState.PLANNED}' AND message.enrolment_id IS NULL")
    query = select(m.id).where(planned, m.created_at <= before).order_by(m.created_at, m.id).limit(limit)
    if not asking:
        query = query.where(m.inbound_id.is_not(None))
    return list(conn.execute(query).scalars())


def claim_service_message(
    conn: Connection,
    message_id: int,
    owner: str,
    deadline_at: Millis,
    now: Millis,
    measured: Callable[[str], tuple[str, int]],
    carrier_of: Callable[[str | None], str],
) -> ClaimedMessage | None:
    """Claims one planned service message; None when it is not planned (any more). The carrier is written down with the
    claim: should this process die, it is the one to ask."""
    m = t.message.c
    query = select(*CLAIMED_COLUMNS).where(
        m.id == message_id, m.state == MessageState.PLANNED, m.enrolment_id.is_(None)
    )
    row = conn.execute(locked(conn, query)).one_or_none()
    if row is None:
        return None
    claimed = ClaimedMessage._make(row)
    encoding, segments = measured(claimed.body)
    changes = {
        "state": MessageState.CLAIMED,
        "owner": owner,
        "deadline_at": deadline_at,
        "claimed_at": now,
        "encoding": encoding,
        "segments": segments,
        "attempts": claimed.attempts + 1,
        "carrier": carrier_of(claimed.sender_id),
    }
    conn.execute(update(t.message).where(m.id == message_id).values(**changes))
    return claimed._replace(
        segments=segments, attempts=claimed.attempts + 1, claimed_at=now, carrier=changes["carrier"]
    )
