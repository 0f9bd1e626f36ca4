"""The one-time token in the address that `postroad up` prints: whoever opens it first is let in."""

from __future__ import annotations

import hmac
import os
import secrets
from pathlib import Path


def issue(file: Path) -> str:
    """A new token, kept in `file` (for its owner only) until it is redeemed; an older one is good no more."""
    token = secrets.token_urlsafe(24)
    draft = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(token)
    draft.replace(file)
    return token


def redeem(file: Path, token: str) -> bool:
    """True for the right token, once: of several who redeem it at the same time only one is let in."""
    try:
        expected = file.read_text(encoding="ascii")
    except FileNotFoundError:
        return False
    if not expected or not hmac.compare_digest(expected.encode(), token.encode()):
        return False
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    return True
