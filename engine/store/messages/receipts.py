"""Receipts written on messages. They come out of order and more than once, and never take a message back."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from engine.rules.outcomes.states import MessageState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import locked


class ReceiptedMessage(NamedTuple):
    """A message that a receipt is about."""

    id: int
    state: MessageState
    carrier_id: str | None
    to: str
    version_id: int | None
    step: str | None
    journey: str | None
    contact: str | None


def lock(conn: Connection, message_id: int, carrier: str) -> ReceiptedMessage | None:
    """The message, locked; None when there is none of this carrier."""
    m = t.message.c
    query = select(m.id, m.state, m.carrier_id, m.to, m.version_id, m.step, m.journey_id, m.enrolment_id).where(
        m.id == message_id, m.carrier == carrier
    )
    row = conn.execute(locked(conn, query)).one_or_none()
    if row is None:
        return None
    j, e, c = t.journey.c, t.enrolment.c, t.contact.c
    journey = conn.execute(select(j.public_id).where(j.id == row.journey_id)).scalar_one_or_none()
    contact = conn.execute(
        select(c.external_id).join(t.enrolment, e.contact_id == c.id).where(e.id == row.enrolment_id)
    ).scalar_one_or_none()
    return ReceiptedMessage(row.id, row.state, row.carrier_id, row.to, row.version_id, row.step, journey, contact)


def write(
    conn: Connection,
    message_id: int,
    state: str,
    *,
    carrier_id: str | None,
    code: str | None,
    reason: str | None,
    delivered_at: Millis | None,
    now: Millis,
) -> None:
    """The state that a receipt brought."""
    values = {"state": state, "reason": reason, "code": code, "settled_at": now}
    if carrier_id is not None:
        values["carrier_id"] = carrier_id
    if delivered_at is not None:
        values["delivered_at"] = delivered_at
    conn.execute(update(t.message).where(t.message.c.id == message_id).values(values))
