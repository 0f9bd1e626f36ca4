"""E-mail addresses: whether one can be written to, and the one form in which addresses are compared."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

import idna

from engine.rules.outcomes.reasons import Reason

LONGEST: Final = 254
"""RFC 5321, 4.5.3.1.3: what fits into a path."""

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")
_INVISIBLE: Final = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")


def normal_email(raw: str | None) -> str | None:
    """The one form of an address, in which it is looked up and its consent is kept; None for what is no address.

    Blanks and line breaks around it, what cannot be seen, capitals of any script, and other spellings of the same
    characters (NFKC, Unicode TR15) are one address; so are a domain in its own script and its A-labels (UTS 46).
    Written here alone: whatever compares addresses compares this form.
    """
    if raw is None or len(raw) > 2 * LONGEST:
        return None
    return _normal(raw)


@lru_cache(maxsize=8192)
def _normal(raw: str) -> str | None:
    text = trimmed_email(raw)
    if not text.isascii():
        # Lower case can bring forth what NFKC would write otherwise, and the other way round.
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
        text = text.translate(_DOTS)
    text = text.lower().removesuffix(".")
    if len(text) > LONGEST or _ADDRESS.fullmatch(text) is None or _CONTROL.search(text):
        return None
    local, _, domain = text.rpartition("@")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True, transitional=False).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    return f"{local}@{domain}"


_DOTS: Final = {0x3002: "."}
"""The ideographic full stop parts a domain's labels too (UTS 46)."""
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def trimmed_email(raw: str) -> str:
    """An address as it was written, without blanks around it and what cannot be seen: what is kept and written to."""
    return _INVISIBLE.sub("", raw).strip()


def email_problem(raw: str | None) -> Reason | None:
    """Why an address can't be written to; None when it can.

    It asks for the form only (one @, a domain with a dot); whether a mailbox is there, only a message can tell.
    """
    if raw is None or not trimmed_email(raw):
        return Reason.NO_EMAIL
    return Reason.EMAIL_NOT_VALID if normal_email(raw) is None else None


def is_html(body: str) -> bool:
    """Whether a body is sent as HTML: it begins with a tag."""
    return body.lstrip().startswith("<")
