"""Twilio's webhooks: whether a request is Twilio's, and what its words mean.

Sources: Twilio, "Webhooks security" (the signature; its helper library reads the address with and without the port),
"Outbound message status in status callbacks" (the states) and "Advanced Opt-Out" (`OptOutType`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final, Literal
from urllib.parse import SplitResult, urlsplit

from engine.rules.outcomes.states import MessageState

Receipt = Literal[MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNDELIVERED]
CarrierWord = Literal["opt_out", "opt_in", "help"]

_STATES: Final[dict[str, Receipt]] = {
    "queued": MessageState.ACCEPTED,
    "accepted": MessageState.ACCEPTED,
    "scheduled": MessageState.ACCEPTED,
    "sending": MessageState.ACCEPTED,
    "sent": MessageState.ACCEPTED,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.DELIVERED,
    "undelivered": MessageState.UNDELIVERED,
    "failed": MessageState.UNDELIVERED,
    "canceled": MessageState.UNDELIVERED,
}


def signature(auth_token: str, url: str, form: Sequence[tuple[str, str]]) -> str:
    """`X-Twilio-Signature` of a form post: base64 of the HMAC-SHA1 over the full public URL and the sorted fields."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_signed(auth_token: str, url: str, form: Sequence[tuple[str, str]], claimed: str) -> bool:
    """Whether the post is Twilio's. It signs an address now with its port and now without, so both readings count."""
    return any(
        hmac.compare_digest(signature(auth_token, reading, form).encode(), claimed.encode())
        for reading in _readings(url)
    )


_PORTS: Final = {"http": 80, "https": 443}


def _readings(url: str) -> tuple[str, ...]:
    """The address as it is given, without its port, and with the port that it has or that its scheme means."""
    parts = urlsplit(url)
    try:
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return (url,)
    with_port = None if port is None else _at(parts, f":{port}")
    return tuple(dict.fromkeys(each for each in (url, _at(parts, ""), with_port) if each is not None))


def _at(parts: SplitResult, port: str) -> str:
    user, at, place = parts.netloc.rpartition("@")
    host = place[: place.index("]") + 1] if place.startswith("[") else place.partition(":")[0]
    return parts._replace(netloc=f"{user}{at}{host}{port}").geturl()


_ANSWERED: Final[dict[str, CarrierWord]] = {"STOP": "opt_out", "START": "opt_in", "HELP": "help"}


def carrier_word(opt_out_type: str) -> CarrierWord | None:
    """What Twilio took a message for, and has answered: its account's own words, whatever the text says."""
    return _ANSWERED.get(opt_out_type.strip().upper())


def receipt(status: str) -> Receipt | None:
    """What a status callback tells of a message; None for words that tell nothing, such as `receiving`."""
    return _STATES.get(status.lower())
