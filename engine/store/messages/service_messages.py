"""Messages outside of journeys and confirmations: the question of an opt-in form, a person's answer to a reply."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, insert, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import take_ids

Kind = Literal["answer", "form_question"]


class ServiceMessage(NamedTuple):
    """A planned message, as what permits it needs it."""

    to: str
    kind: Literal["confirmation", "answer", "question"]
    wrote_at: Millis | None
    """For an answer: when the phone wrote what it answers."""


def plan_message(
    conn: Connection, number: str, body: str, kind: Kind, sender_id: str, contact_id: int | None, now: Millis
) -> int:
    """Writes a message down, to be sent at once; its id."""
    message_id = take_ids(conn, t.message, 1)[0]
    values: dict[str, Any] = {
        "id": message_id,
        "channel": "sms",
        "contact_id": contact_id,
        "visit": 1,
        "message_class": "service",
        "sender_id": sender_id,
        "to": number,
        "body": body,
        "segments": 0,
        "clause": False,
        "state": "planned",
        "reason": kind,
        "attempts": 0,
        "created_at": now,
    }
    conn.execute(insert(t.message).inline(), values)
    return message_id


def note_answer(conn: Connection, message_id: int, inbound_id: int, actor: str, now: Millis) -> None:
    """The message is a person's answer to what a phone wrote."""
    values = {"message_id": message_id, "inbound_id": inbound_id, "actor": actor, "at": now}
    conn.execute(insert(t.answer).values(values))


def read_planned(conn: Connection, message_id: int) -> ServiceMessage | None:
    """The message, while it is planned."""
    m, a, i = t.message.c, t.answer.c, t.inbound.c
    query = (
        select(m.to, m.inbound_id, a.message_id, i.at)
        .outerjoin(t.answer, a.message_id == m.id)
        .outerjoin(t.inbound, i.id == a.inbound_id)
        .where(m.id == message_id, m.state == "planned", m.enrolment_id.is_(None))
    )
    row = conn.execute(query).one_or_none()
    if row is None:
        return None
    # By what it belongs to: its reason changes when a carrier is busy.
    confirms, answers = row[1] is not None, row[2] is not None
    return ServiceMessage(row[0], "confirmation" if confirms else "answer" if answers else "question", row[3])


def skip_planned(conn: Connection, message_id: int, reason: str, now: Millis) -> None:
    """The message does not go, for this reason."""
    m = t.message.c
    skipped = update(t.message).where(m.id == message_id, m.state == "planned")
    conn.execute(skipped.values(state="skipped", reason=reason, settled_at=now))
