"""Answers kept by `Idempotency-Key`, so that the same request again is answered and not done again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import orjson
from sqlalchemy import Connection, delete, select, update

from engine.rules.time.instants import DAY, MINUTE, Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert, inserted, locked

KEPT_FOR: Millis = 7 * DAY
GIVEN_UP: Millis = 10 * MINUTE
"""A request that has been worked on for so long died with its process; the key is free again."""


class IdempotentAnswer(NamedTuple):
    """What is known of a key."""

    fingerprint: str
    status: int | None
    """None while the first request is being answered."""
    body: str | None
    created_at: Millis


_a = t.idempotent_answer.c


def claim(conn: Connection, key: str, fingerprint: str, now: Millis) -> IdempotentAnswer | None:
    """Takes the key for this request: None when it is ours, else what is known of it."""
    conn.execute(delete(t.idempotent_answer).where(_a.key == key, _a.created_at <= now - KEPT_FOR))
    conn.execute(delete(t.idempotent_answer).where(_a.key == key, _a.status.is_(None), _a.created_at <= now - GIVEN_UP))
    row = {"key": key, "fingerprint": fingerprint, "created_at": now}
    statement = insert(conn, t.idempotent_answer).values(row).on_conflict_do_nothing(index_elements=["key"])
    query = select(_a.fingerprint, _a.status, _a.body, _a.created_at).where(_a.key == key)
    while inserted(conn, statement) == 0:
        # Between the two, whoever had the key may have given it back.
        stored = conn.execute(locked(conn, query)).one_or_none()
        if stored is not None:
            return IdempotentAnswer._make(stored)
    return None


def keep(conn: Connection, key: str, fingerprint: str, status: int, body: str) -> None:
    """The answer to the request that took the key. The fingerprint of a streamed one is known only now."""
    values = {"fingerprint": fingerprint, "status": status, "body": body}
    conn.execute(update(t.idempotent_answer).where(_a.key == key).values(values))


def forget(conn: Connection, key: str) -> None:
    """The request came to nothing; the key is free again."""
    conn.execute(delete(t.idempotent_answer).where(_a.key == key, _a.status.is_(None)))


def forget_old(conn: Connection, now: Millis) -> int:
    """Housekeeping: forgets answers that nobody will ask for again; how many."""
    return conn.execute(delete(t.idempotent_answer).where(_a.created_at <= now - KEPT_FOR)).rowcount


def stored_answer(headers: Mapping[str, str], body: bytes) -> str:
    """An answer as it is kept: its headers as one line of JSON, and its text."""
    return f"{orjson.dumps(dict(headers)).decode()}\n{body.decode()}"


def answer_of(answer: IdempotentAnswer) -> tuple[dict[str, str], bytes]:
    """(headers, body) of a kept answer."""
    headers, _, body = (answer.body or "{}\n").partition("\n")
    return orjson.loads(headers), body.encode()
