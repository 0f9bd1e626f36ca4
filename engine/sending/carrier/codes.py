"""Carriers' codes and scripted answers: what a code means here, and what a word of a script stands for."""

from __future__ import annotations

from typing import Final

from engine.rules.outcomes.reasons import Reason
from engine.rules.time.instants import HOUR, SECOND, Millis
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Rejected, Throttled, Unknowable

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
"""Twilio's final error codes, with what they mean here (twilio.com/docs/api/errors)."""

AGAIN_LATER: Final = {
    "429": Reason.CARRIER_BUSY,
    "20429": Reason.CARRIER_BUSY,
    "21611": Reason.CARRIER_BUSY,
    "30001": Reason.CARRIER_BUSY,
    "30003": Reason.CARRIER_UNREACHABLE_PHONE,
    "30008": Reason.CARRIER_BUSY,
    "30500": Reason.CARRIER_BUSY,
    "30610": Reason.CARRIER_QUIET_HOURS,
}
"""Twilio's codes of what may go through later (twilio.com/docs/api/errors)."""

BUSY_FOR: Millis = SECOND
"""How long a carrier that is busy asks to be left alone."""

UNTIL_MORNING: Millis = HOUR
"""How long until a carrier is asked again that holds messages at this hour by law: it does not say until when."""


class UnknownAnswer(ValueError):
    """A scripted answer is none of `accept`, `reject:<code>`, `throttle` and `timeout`."""


def refused(code: str) -> Rejected | Throttled:
    """What a carrier's error code means at the hand-over: never, or again later. One we don't know means never."""
    later = AGAIN_LATER.get(code)
    if later is None:
        return Rejected(code, REJECTIONS.get(code, Reason.CARRIER_REJECTED), opted_out=code == OPTED_OUT)
    return Throttled(UNTIL_MORNING if later is Reason.CARRIER_QUIET_HOURS else BUSY_FOR, code, later)


def scripted(answer: str) -> CarrierAnswer:
    """What a script's word stands for; raises UnknownAnswer."""
    match answer.partition(":"):
        case ("accept", "", ""):
            return Accepted()
        case ("reject", ":", code) if code:
            return refused(code)
        case ("throttle", "", ""):
            return Throttled(BUSY_FOR)
        case ("timeout", "", ""):
            return Unknowable("the virtual carrier did not answer in time")
        case _:
            raise UnknownAnswer(f'"{answer}" is not an answer; use accept, reject:21610, throttle or timeout')
