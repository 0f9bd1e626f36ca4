"""Service replies: the confirmation of a STOP or START, and the answer to HELP. The only messages that pass a STOP."""

from __future__ import annotations

from engine.rules.encoding import measure
from engine.rules.instants import Millis
from engine.store.inbound import planned_service_replies
from engine.store.messages import ClaimedRow, claim_service_reply
from engine.store.senders import SANDBOX, find_sender
from engine.travel.context import Context
from engine.travel.dispatch import CLAIM_LASTS


def claim(context: Context, message_id: int, now: Millis) -> ClaimedRow | None:
    """Claims a planned service reply for this process; None when somebody has, or it is not one."""
    with context.db.write(urgent=True) as conn:
        row = claim_service_reply(conn, message_id, context.owner, now + CLAIM_LASTS, now, _segments)
        if row is None:
            return None
        sender = find_sender(conn, row.sender_id or SANDBOX)
        return row._replace(carrier=SANDBOX if sender is None else sender.carrier)


def _segments(body: str) -> tuple[str, int]:
    measured = measure(body)
    return measured.encoding, measured.segments


def left_to_send(context: Context, before: Millis) -> list[int]:
    """Service replies from before then that were never claimed: their process died."""
    with context.db.read() as conn:
        return planned_service_replies(conn, before, 100)
