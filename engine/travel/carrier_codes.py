"""Carriers' codes and scripted answers: what a code means here, and what a word of a script stands for."""

from __future__ import annotations

from typing import Final

from engine.rules.instants import SECOND, Millis
from engine.rules.reasons import Reason
from engine.travel.carrier import Accepted, Answer, Rejected, Throttled, Unknowable

OPTED_OUT: Final = "21610"
"""The number said STOP to the carrier (Twilio): one that we missed."""

REJECTIONS: Final = {
    OPTED_OUT: Reason.CARRIER_OPTED_OUT,
    "21211": Reason.CARRIER_NUMBER,
    "21614": Reason.CARRIER_NUMBER,
    "21635": Reason.CARRIER_NUMBER,
    "21408": Reason.CARRIER_REGION,
    "30004": Reason.CARRIER_FILTERED,
    "30007": Reason.CARRIER_FILTERED,
    "30005": Reason.CARRIER_UNREACHABLE_PHONE,
    "30006": Reason.CARRIER_UNREACHABLE_PHONE,
}
"""Twilio's final error codes, with what they mean here (sms-rules, Twilio)."""

BUSY_FOR: Millis = SECOND
"""How long a carrier that is scripted to throttle asks to be left alone."""


class UnknownAnswer(ValueError):
    """A scripted answer is none of `accept`, `reject:<code>`, `throttle` and `timeout`."""


def rejected(code: str) -> Rejected:
    """A final rejection by its code; a code we don't know is a rejection like any other."""
    return Rejected(code, REJECTIONS.get(code, Reason.CARRIER_REJECTED), opted_out=code == OPTED_OUT)


def scripted(answer: str) -> Answer:
    """What a script's word stands for; raises UnknownAnswer."""
    match answer.partition(":"):
        case ("accept", "", ""):
            return Accepted()
        case ("reject", ":", code) if code:
            return rejected(code)
        case ("throttle", "", ""):
            return Throttled(BUSY_FOR)
        case ("timeout", "", ""):
            return Unknowable("the virtual carrier did not answer in time")
        case _:
            raise UnknownAnswer(f'"{answer}" is not an answer; use accept, reject:21610, throttle or timeout')
