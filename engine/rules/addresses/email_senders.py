"""Who an e-mail is from: one address, with a name before it or none (RFC 5322, 3.4)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from engine.rules.addresses.email import LONGEST, normal_email

_LONGEST_NAME: Final = 200
# A name may have commas in it, quoted or not, as companies' have; an @ or a bracket would be a second address.
_NAMED: Final = re.compile(
    r"(?:\"(?P<quoted>[^\"\\<>@]*)\"|(?P<plain>[^\"\\<>@;:(){}]*))\s*<\s*(?P<address>[^<>\s]+)\s*>"
)


class EmailSender(NamedTuple):
    """An address that e-mails are from."""

    name: str
    """What mail programs show; empty when only the address is given."""
    address: str
    """Its domain in ASCII (A-labels), so that every mail server takes it."""


@lru_cache(maxsize=512)
def email_sender(text: str) -> EmailSender | None:
    """The one address of `news@example.com` or `Acme <news@example.com>`; None for none, several, or what a header
    can't carry."""
    written = text.strip()
    if not written.isprintable() or len(written) > LONGEST + _LONGEST_NAME:
        return None
    match = _NAMED.fullmatch(written)
    name = "" if match is None else (match["quoted"] or match["plain"] or "").strip()
    raw = written if match is None else match["address"]
    normal = normal_email(raw)
    if normal is None or raw.count("@") != 1:
        return None
    local, _, domain = raw.partition("@")
    # The local part is the server's own to read; only a domain in another script has a form to be written in.
    return EmailSender(name, f"{local}@{domain if domain.isascii() else normal.rpartition('@')[2]}")


def is_no_sender(text: str | None) -> bool:
    """Whether a step says whom its e-mails are from, and it is not one address; nothing leaves it to the account."""
    return text is not None and text.strip() != "" and email_sender(text) is None
