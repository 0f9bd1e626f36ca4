"""What carriers call a sender: a phone's number, maybe with the channel it wrote by, or somebody nobody can answer.

Sources: Twilio, "Channel addresses" (`whatsapp:+12125550101`, `rcs:+12125550101`); short codes and alphanumeric sender
ids (`12345`, `MYBANK`) are senders of companies, and what is sent back to them arrives nowhere.
"""

import re
from dataclasses import dataclass
from typing import Final

from engine.rules.addresses.phone import normalise
from engine.rules.outcomes.reasons import Reason

_CHANNEL = re.compile(r"\s*([a-z][a-z0-9_.-]*):\s*", re.IGNORECASE)
_BY_NUMBER: Final = frozenset({"", "mms", "rcs", "signal", "sms", "tel", "viber", "whatsapp"})
"""Channels that call people by their numbers, maybe without a +. Others (messenger) have ids of their own."""
_DIGITS = re.compile(r"[0-9]{10,15}")


@dataclass(frozen=True, slots=True)
class CarrierAddress:
    """Who a message is from or to, in a carrier's words."""

    number: str | None
    """E.164; None when it is no phone."""
    channel: str | None
    """What the message came by when it was no SMS: `whatsapp`, `rcs`."""


def read_address(written: str) -> CarrierAddress:
    """The number in a carrier's address, whatever channel stands before it."""
    prefix = _CHANNEL.match(written)
    channel = prefix[1].lower() if prefix else ""
    rest = (written[prefix.end() :] if prefix else written).strip()
    if channel in _BY_NUMBER and _DIGITS.fullmatch(rest):
        # A + that was not encoded arrives as a blank, and some carriers leave it out.
        phone = normalise(f"+{rest}")
        number = None if phone.problem == Reason.PHONE_NOT_VALID else phone.e164
    else:
        number = normalise(rest).e164 if rest.startswith("+") else None
    return CarrierAddress(number, channel or None)
