"""Service messages: the confirmation of a STOP or START and the answer to HELP, which are the only messages that pass a
STOP; and, under the consent of their number, the questions of opt-in forms and people's answers to replies."""

from __future__ import annotations

from engine.rules.messages.encoding import measure
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.claims import CLAIM_DURATION, ClaimOutcome
from engine.sending.service_messages.gate import service_message_may_go
from engine.store.account import accounts
from engine.store.account.senders import SANDBOX, find_sender
from engine.store.messages.service_messages import claim_service_message, planned_service_messages


def claim(context: Context, message_id: int, now: Millis) -> ClaimOutcome:
    """Claims a planned service message for this process, until the deadline that is written down with it. Nothing is
    claimed when somebody has done so, or it may not go."""
    deadline_at = now + CLAIM_DURATION
    with context.db.write(urgent=True) as conn:
        if not service_message_may_go(conn, message_id, now):
            return ClaimOutcome()

        def carrier_of(sender_id: str | None) -> str:
            sender = find_sender(conn, sender_id or SANDBOX)
            return SANDBOX if sender is None else sender.carrier

        row = claim_service_message(conn, message_id, context.owner, deadline_at, now, _segments, carrier_of)
    return ClaimOutcome() if row is None else ClaimOutcome((row,), deadline_at)


def _segments(body: str) -> tuple[str, int]:
    measured = measure(body)
    return measured.encoding, measured.segments


def unsent_service_messages(context: Context, before: Millis) -> list[int]:
    """Service messages from before then that were never claimed: their process died."""
    with context.db.read() as conn:
        return planned_service_messages(conn, before, 100, asking=accounts.load_settings(conn).sms_enabled)
