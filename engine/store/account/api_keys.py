"""API keys: only a digest is kept, so that a copy of the database opens nothing."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, insert, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t


@dataclass(frozen=True, slots=True)
class ApiKeyRow:
    """A key that may call, without the key itself."""

    id: int
    name: str
    created_at: Millis
    revoked_at: Millis | None


_COLUMNS = (t.api_key.c.id, t.api_key.c.name, t.api_key.c.created_at, t.api_key.c.revoked_at)


def create(conn: Connection, name: str, now: Millis) -> tuple[ApiKeyRow, str]:
    """A new key and its text, which is not kept and can't be told again."""
    key = f"pr_{secrets.token_urlsafe(32)}"
    values = {"name": name, "digest": digest_of(key), "created_at": now}
    row = conn.execute(insert(t.api_key).values(values).returning(*_COLUMNS)).one()
    return ApiKeyRow(*row), key


def digest_of(key: str) -> str:
    """What is kept of a key. It is random and long, so a plain SHA-256 gives nothing away."""
    return hashlib.sha256(key.encode()).hexdigest()


def with_digest(conn: Connection, digest: str) -> ApiKeyRow | None:
    """The key of this digest, if it has not been revoked."""
    return _usable(conn, t.api_key.c.digest == digest)


def with_id(conn: Connection, key_id: int) -> ApiKeyRow | None:
    """The key of this id, if it has not been revoked."""
    return _usable(conn, t.api_key.c.id == key_id)


def listed(conn: Connection) -> list[ApiKeyRow]:
    """All keys, revoked ones too, newest first."""
    return [ApiKeyRow(*row) for row in conn.execute(select(*_COLUMNS).order_by(t.api_key.c.id.desc()))]


def revoke(conn: Connection, key_id: int, now: Millis) -> ApiKeyRow | None:
    """The key, revoked from now on (or since when it was before); None when there is none of this id."""
    k = t.api_key.c
    conn.execute(update(t.api_key).where(k.id == key_id, k.revoked_at.is_(None)).values(revoked_at=now))
    row = conn.execute(select(*_COLUMNS).where(k.id == key_id)).one_or_none()
    return None if row is None else ApiKeyRow(*row)


def _usable(conn: Connection, is_it: ColumnElement[bool]) -> ApiKeyRow | None:
    query = select(*_COLUMNS).where(is_it, t.api_key.c.revoked_at.is_(None))
    row = conn.execute(query).one_or_none()
    return None if row is None else ApiKeyRow(*row)
