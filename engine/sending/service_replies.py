"""Service replies: the confirmation of a STOP or START, and the answer to HELP, which are the only messages that pass a
STOP; and, under the consent of their number, the questions of opt-in forms and people's answers to replies."""

from __future__ import annotations

from engine.rules.messages.encoding import measure
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.claims import CLAIM_LASTS
from engine.sending.service_message_gate import still_permitted
from engine.store.account import accounts
from engine.store.account.senders import SANDBOX, find_sender
from engine.store.inbound.inbound import planned_service_replies
from engine.store.messages.messages import ClaimedRow, claim_service_reply


def claim(context: Context, message_id: int, now: Millis) -> ClaimedRow | None:
    """Claims a planned service reply for this process; None when somebody has, or it is not one."""
    with context.db.write(urgent=True) as conn:
        if not still_permitted(conn, message_id, now):
            return None

        def carrier_of(sender_id: str | None) -> str:
            sender = find_sender(conn, sender_id or SANDBOX)
            return SANDBOX if sender is None else sender.carrier

        return claim_service_reply(conn, message_id, context.owner, now + CLAIM_LASTS, now, _segments, carrier_of)


def _segments(body: str) -> tuple[str, int]:
    measured = measure(body)
    return measured.encoding, measured.segments


def left_to_send(context: Context, before: Millis) -> list[int]:
    """Service replies from before then that were never claimed: their process died."""
    with context.db.read() as conn:
        return planned_service_replies(conn, before, 100, asking=accounts.load_settings(conn).sms_enabled)
