"""What webhook calls are signed with, and how it is replaced without a receiver missing a call."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, or_, select, update
from sqlalchemy import insert as insert_rows

from engine.rules.time.instants import DAY, Millis
from engine.store.account import accounts
from engine.store.database import core as t
from engine.store.database.dialect import take_turns

OVERLAP: Final[Millis] = DAY
"""For so long, unless somebody says otherwise, the old secret signs beside the new one."""
LONGEST_OVERLAP: Final[Millis] = 30 * DAY
_MATTER: Final = 0x77687363
"""Of two that replace it at the same time, one comes after the other."""
_LENGTH: Final = 32
"""Random bytes of a secret: Standard Webhooks asks for 24 to 64."""

_COLUMNS = (t.webhook_secret.c.secret, t.webhook_secret.c.created_at, t.webhook_secret.c.ends_at)


@dataclass(frozen=True, slots=True)
class WebhookSigning:
    """What signs now."""

    secret: str
    created_at: Millis | None
    """None for the one that an installation begins with."""
    previous: str | None = None
    """The one before, while it still signs too."""
    previous_ends_at: Millis | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """All that sign, the newest first."""
        return (self.secret,) if self.previous is None else (self.secret, self.previous)


def signing(conn: Connection, now: Millis) -> WebhookSigning:
    """What signs at that time."""
    c = t.webhook_secret.c
    query = select(*_COLUMNS).where(or_(c.ends_at.is_(None), c.ends_at > now)).order_by(c.id.desc()).limit(2)
    rows = conn.execute(query).all()
    if not rows:
        return WebhookSigning(_first(conn), None)
    current, *before = rows
    if not before:
        return WebhookSigning(current.secret, current.created_at)
    return WebhookSigning(current.secret, current.created_at, before[0].secret, before[0].ends_at)


def rotate(conn: Connection, now: Millis, overlap: Millis) -> WebhookSigning:
    """A new secret from now on. The one it replaces signs too for that long; one before that ends at once."""
    take_turns(conn, _MATTER)
    current = signing(conn, now)
    c = t.webhook_secret.c
    conn.execute(delete(t.webhook_secret).where(c.ends_at.is_not(None)))
    if current.created_at is None:
        conn.execute(insert_rows(t.webhook_secret).values(secret=current.secret, created_at=now, ends_at=now + overlap))
    else:
        conn.execute(update(t.webhook_secret).where(c.ends_at.is_(None)).values(ends_at=now + overlap))
    fresh = "whsec_" + base64.b64encode(secrets.token_bytes(_LENGTH)).decode()
    conn.execute(insert_rows(t.webhook_secret).values(secret=fresh, created_at=now))
    return signing(conn, now)


def end_previous(conn: Connection, now: Millis) -> WebhookSigning:
    """The secret before signs no more."""
    conn.execute(delete(t.webhook_secret).where(t.webhook_secret.c.ends_at.is_not(None)))
    return signing(conn, now)


def _first(conn: Connection) -> str:
    """The secret that an installation begins with: made from its own, and never kept."""
    return "whsec_" + base64.b64encode(accounts.secret_for(conn, "webhooks")).decode()
