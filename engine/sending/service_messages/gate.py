"""Whether a message outside of journeys may go at the moment it is claimed. Confirmations always may; a form's question
and a person's answer never pass a STOP."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.rules.consent.consent import asking, state_now
from engine.rules.consent.conversation import answer_refusal
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.store.account import accounts
from engine.store.consent.numbers import numbers
from engine.store.messages.service_messages import read_planned, skip_planned


def service_message_may_go(conn: Connection, message_id: int, now: Millis) -> bool:
    """Whether the message may be claimed now, with its number locked; one that may not any more is skipped, and one
    that has to wait for SMS to be switched on stays planned."""
    message = read_planned(conn, message_id)
    if message is None or message.kind == "confirmation":
        return True
    row = numbers(conn, "sms", [message.to], lock=True).get(message.to)
    state = ConsentState.UNKNOWN if row is None else state_now(ConsentState(row.state), row.changed_at, now)
    if message.kind == "question":
        # Pending is what asking made it; after 30 days without START it is nobody's wish any more.
        refused = {"pass": Reason.ALREADY_OPTED_IN, "leave": Reason.OPTED_OUT, "ask": Reason.QUESTION_LAPSED}.get(
            asking(state)
        )
    else:
        refused = answer_refusal(message.to, state, message.wrote_at or 0, now)
    if refused is not None:
        skip_planned(conn, message_id, refused, now)
        return False
    return accounts.load_settings(conn).sms_enabled
