"""Twilio's webhooks: whether a request is Twilio's, and what its words mean.

Source: Twilio, "Webhooks security" (the signature) and "Outbound message status in status callbacks" (the states).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final, Literal

Receipt = Literal["accepted", "delivered", "undelivered"]

_STATES: Final[dict[str, Receipt]] = {
    "queued": "accepted",
    "accepted": "accepted",
    "scheduled": "accepted",
    "sending": "accepted",
    "sent": "accepted",
    "delivered": "delivered",
    "read": "delivered",
    "undelivered": "undelivered",
    "failed": "undelivered",
    "canceled": "undelivered",
}


def signature(auth_token: str, url: str, form: Sequence[tuple[str, str]]) -> str:
    """`X-Twilio-Signature` of a form post: base64 of the HMAC-SHA1 over the full public URL and the sorted fields."""
    signed = url + "".join(name + value for name, value in sorted(set(form)))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_signed(auth_token: str, url: str, form: Sequence[tuple[str, str]], given: str) -> bool:
    """Whether the post is Twilio's."""
    return hmac.compare_digest(signature(auth_token, url, form).encode(), given.encode())


def receipt(status: str) -> Receipt | None:
    """What a status callback tells of a message; None for words that tell nothing, such as `receiving`."""
    return _STATES.get(status.lower())
