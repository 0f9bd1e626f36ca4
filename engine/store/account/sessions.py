"""Sessions of browsers: begun by signing in, ended by signing out. Only a digest of a cookie is kept."""

from __future__ import annotations

import secrets

from sqlalchemy import Connection, delete, insert, select

from engine.rules.time.instants import Millis
from engine.store.account.api_keys import digest_of
from engine.store.database import core as t

_s = t.session.c


def begin(conn: Connection, key_id: int, now: Millis, until: Millis) -> str:
    """A new session; the value of its cookie, which is not kept and can't be told again."""
    value = secrets.token_urlsafe(32)
    row = {"digest": digest_of(value), "key_id": key_id, "created_at": now, "expires_at": until}
    conn.execute(insert(t.session), row)
    return value


def key_of(conn: Connection, digest: str, now: Millis) -> int | None:
    """The key whose session this is; None when it has ended."""
    query = select(_s.key_id).where(_s.digest == digest, _s.expires_at > now)
    return conn.execute(query).scalar_one_or_none()


def end(conn: Connection, digest: str) -> None:
    """From now on the session is none."""
    conn.execute(delete(t.session).where(_s.digest == digest))


def forget_expired(conn: Connection, now: Millis) -> None:
    """Housekeeping: forgets sessions that have run out."""
    conn.execute(delete(t.session).where(_s.expires_at <= now))
