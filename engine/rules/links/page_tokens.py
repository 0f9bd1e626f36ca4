"""Signed names of contacts in the addresses of their own pages: short enough for an SMS, and not to be guessed.

Not by itsdangerous: its signatures have 27 letters where these have 14, and the tokens that were sent have to stay
valid.
"""

import hashlib
import hmac
from typing import Final

from engine.rules.links.link_codes import ALPHABET

_SIGNATURE: Final = 14
"""Letters: 49 to the power of 14 is 78 bits."""
_LONGEST: Final = 40


def page_token(secret: bytes, contact_id: int) -> str:
    """The token of a contact; the same whenever it is asked for, and valid for as long as the secret is."""
    if len(secret) < 16:
        raise ValueError("the secret for page tokens is too short; give at least 16 random bytes")
    name = _letters(contact_id)
    return name + _signature(secret, name)


def contact_of_token(secret: bytes, token: str) -> int | None:
    """The contact's id; None for what we did not sign."""
    name, signature = token[:-_SIGNATURE], token[-_SIGNATURE:]
    if not name or len(token) > _LONGEST or not all(letter in ALPHABET for letter in token):
        return None
    if not hmac.compare_digest(signature, _signature(secret, name)):
        return None
    number = 0
    for letter in name:
        number = number * len(ALPHABET) + ALPHABET.index(letter)
    return number


def _signature(secret: bytes, name: str) -> str:
    digest = hmac.new(secret, name.encode(), hashlib.sha256).digest()
    return _letters(int.from_bytes(digest[:16])).rjust(_SIGNATURE, ALPHABET[0])[-_SIGNATURE:]


def _letters(number: int) -> str:
    letters: list[str] = []
    while True:
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
        if number == 0:
            return "".join(reversed(letters))
