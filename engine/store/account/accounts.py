"""The account's row: its settings and the permanent name of this installation."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

import orjson
from sqlalchemy import Connection, select, update

from engine.rules.time.instants import Millis
from engine.settings.account import AccountSettings
from engine.store.account.phone_ranges import judge_again
from engine.store.database import core as t
from engine.store.database.dialect import insert, locked

_ONLY = 1
"""The account's id: an installation has one account."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account of this installation."""

    installation: str
    """Random and permanent: part of our message ids at carriers."""
    secret: str
    """Random and permanent, never shown: signs webhooks, link codes and tokens."""
    settings: AccountSettings
    updated_at: Millis


def load(conn: Connection) -> Account | None:
    """The account; None before `ensure` was called on this database."""
    return _read(conn, lock=False)


def load_settings(conn: Connection) -> AccountSettings:
    """The settings, or the defaults when the account was never set up."""
    account = load(conn)
    return account.settings if account else AccountSettings()


def link_secret(conn: Connection) -> bytes:
    """What the codes of short links are made with."""
    return secret_for(conn, "links")


def secret_for(conn: Connection, purpose: str) -> bytes:
    """A secret of the account's for one purpose: what is signed for one is worth nothing for another."""
    secret = conn.execute(select(t.account.c.secret).where(t.account.c.id == _ONLY)).scalar_one()
    return hmac.new(secret.encode(), purpose.encode(), hashlib.sha256).digest()


def ensure(conn: Connection, now: Millis) -> Account:
    """The account, set up with the defaults when it is new."""
    account = load(conn)
    if account is not None:
        return account
    row: dict[str, Any] = {
        "id": _ONLY,
        "installation": secrets.token_hex(8),
        "secret": secrets.token_urlsafe(32),
        "settings": {},
        "updated_at": now,
    }
    conn.execute(insert(conn, t.account).values(row).on_conflict_do_nothing(index_elements=["id"]))
    account = load(conn)
    if account is None:
        raise RuntimeError("the account row was written and is not there")
    return account


def change(conn: Connection, patch: Mapping[str, Any], now: Millis) -> Account:
    """Merges a JSON merge patch (RFC 7396) into the settings: null takes a value back to its default.

    Raises pydantic.ValidationError when the result is not a valid setting; nothing is written then.
    """
    ensure(conn, now)
    current = _read(conn, lock=True)
    if current is None:
        raise RuntimeError("the account row was written and is not there")
    merged = merge_patch(_stored(current.settings), patch)
    settings = AccountSettings.model_validate(merged)
    judge_again(conn, current.settings.phone_prefixes, settings.phone_prefixes, now)
    conn.execute(update(t.account).where(t.account.c.id == _ONLY).values(settings=_stored(settings), updated_at=now))
    return Account(current.installation, current.secret, settings, now)


def merge_patch(target: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """RFC 7396: objects merge key by key, null removes, anything else replaces."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            inner = merged.get(key)
            base = cast(Mapping[str, Any], inner if isinstance(inner, Mapping) else {})
            merged[key] = merge_patch(base, cast(Mapping[str, Any], value))
        else:
            merged[key] = value
    return merged


def _read(conn: Connection, *, lock: bool) -> Account | None:
    row = conn.execute(locked(conn, _ACCOUNT) if lock else _ACCOUNT).one_or_none()
    if row is None:
        return None
    return Account(row.installation, row.secret, _settings(orjson.dumps(row.settings)), row.updated_at)


_ACCOUNT = select(t.account).where(t.account.c.id == _ONLY)


@lru_cache(maxsize=16)
def _settings(stored: bytes) -> AccountSettings:
    """Read for every slice that is sent, and hardly ever another than before."""
    return AccountSettings.model_validate(orjson.loads(stored))


def _stored(settings: AccountSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", by_alias=True, exclude_defaults=True)
