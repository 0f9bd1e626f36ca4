"""Whether a person may answer a reply: a conversation that the phone began, within bounds.

Sources: CTIA Messaging Principles and Best Practices, 5.1 (a consumer who writes first may be answered; nothing more
follows from it), 47 CFR 64.1200(a)(12) (one confirmation is all that passes an opt-out).
"""

from typing import Final

from engine.rules.addresses.carrier_address import read_address
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import DAY, Millis

ANSWERED_WITHIN: Final[Millis] = DAY
"""A phone that has not opted in is answered within this time of its message, and not later."""


def answer_refusal(number: str, state: ConsentState, wrote_at: Millis, now: Millis) -> Reason | None:
    """Why a person's answer may not go to a number in this state (as of `state_now`), or None when it may.

    A STOP blocks it always. Who has opted in may be answered at any time. A short code or a name is nobody.
    """
    if read_address(number).number is None:
        return Reason.ANSWER_TO_NOBODY
    match state:
        case ConsentState.OPTED_IN:
            return None
        case ConsentState.OPTED_OUT:
            return Reason.OPTED_OUT
        case ConsentState.PENDING | ConsentState.UNKNOWN:
            return None if now - wrote_at <= ANSWERED_WITHIN else Reason.ANSWER_TOO_LATE
