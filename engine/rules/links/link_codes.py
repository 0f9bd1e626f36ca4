"""The codes of our own short links: one per message and link, and not to be guessed."""

import hmac
from typing import Final

ALPHABET: Final = "23456789bcdfghjkmnpqrstvwxyzBCDFGHJKLMNPQRSTVWXYZ"
"""No vowels, so that no code spells a word; nothing that is read for another (0 O o, 1 l I i); GSM-7 throughout."""
_LETTERS: Final = len(ALPHABET)
CODE_LENGTH: Final = 10
"""Characters: 49 to the power of 10 is 56 bits. Of a million codes in use, one guess in 10^11 hits one."""


def code_for(secret: bytes, message_id: int, link: int) -> str:
    """The code of a message's link (counted from 0): the same whenever it is asked for, so a retry changes nothing.

    Whoever lacks the account's secret cannot guess it (HMAC-SHA256). Two messages can share one only by a chance
    of 1 in 49^10; a unique index settles that.
    """
    if len(secret) < 16:
        raise ValueError("the secret for link codes is too short; give at least 16 random bytes")
    digest = hmac.digest(secret, f"{message_id}:{link}".encode(), "sha256")
    number = int.from_bytes(digest[:16])
    letters: list[str] = []
    for _ in range(CODE_LENGTH):
        number, letter = divmod(number, _LETTERS)
        letters.append(ALPHABET[letter])
    return "".join(letters)


def is_code(text: str) -> bool:
    """Whether a path can be one of our codes; anything else is not worth a look-up."""
    return len(text) == CODE_LENGTH and all(letter in ALPHABET for letter in text)
