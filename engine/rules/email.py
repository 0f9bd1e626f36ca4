"""E-mail addresses: whether one can be written to, and the form in which consent is kept."""

import re
from typing import Final

from engine.rules.reasons import Reason

LONGEST: Final = 254
"""RFC 5321, 4.5.3.1.3: what fits into a path."""

_ADDRESS: Final = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")


def email_problem(raw: str | None) -> Reason | None:
    """Why an address can't be written to; None when it can.

    It asks for the form only (one @, a domain with a dot); whether a mailbox is there, only a message can tell.
    """
    if raw is None or not raw.strip():
        return Reason.NO_EMAIL
    if len(raw) > LONGEST or _ADDRESS.fullmatch(raw.strip()) is None:
        return Reason.EMAIL_NOT_VALID
    return None


def consent_address(email: str) -> str:
    """The form in which consent is kept: upper and lower case are one address."""
    return email.strip().lower()


def is_html(body: str) -> bool:
    """Whether a body is sent as HTML: it begins with a tag."""
    return body.lstrip().startswith("<")
