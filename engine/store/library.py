"""The library: messages with their versions, as steps and answers use them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, func, insert, select, update

from engine.journey.parts.pinned import Pinned
from engine.rules.outcomes.states import JourneyStatus, LibraryKind
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked
from engine.store.journeys.journeys import ALPHABET


class LibraryMessageRow(NamedTuple):
    """A message of the library as it is now."""

    id: int
    public_id: str
    name: str
    kind: str
    version: int
    archived_at: Millis | None
    created_at: Millis
    updated_at: Millis
    fallback: str
    texts: dict[str, str]


class LibraryVersionRow(NamedTuple):
    """What it said at one time."""

    number: int
    fallback: str
    texts: dict[str, str]
    actor: str | None
    created_at: Millis


_t, _v = t.template.c, t.template_version.c

_CURRENT: Final = select(*(_t[name] if name in _t else _v[name] for name in LibraryMessageRow._fields)).join(
    t.template_version, (_v.template_id == _t.id) & (_v.number == _t.version)
)
_VERSION: Final = [_v[name] for name in LibraryVersionRow._fields]


def create(
    conn: Connection, name: str, kind: str, fallback: str, texts: Mapping[str, str], actor: str, now: Millis
) -> LibraryMessageRow:
    """A new message with its first version."""
    public_id = "t_" + "".join(secrets.choice(ALPHABET) for _ in range(8))
    values = {
        "public_id": public_id,
        "name": name,
        "kind": kind,
        "version": 1,
        "created_at": now,
        "updated_at": now,
    }
    template_id = conn.execute(insert(t.template).values(values).returning(_t.id)).scalar_one()
    _write(conn, template_id, 1, fallback, texts, actor, now)
    return _found(conn, public_id)


def save(
    conn: Connection, public_id: str, name: str, fallback: str, texts: Mapping[str, str], actor: str, now: Millis
) -> LibraryMessageRow | None:
    """Renames a message, and makes a new version when it says something else now; None when there is none."""
    query = select(_t.id, _t.version).where(_t.public_id == public_id)
    row = conn.execute(locked(conn, query)).one_or_none()
    if row is None:
        return None
    before = _found(conn, public_id)
    number = before.version
    if (before.fallback, before.texts) != (fallback, dict(texts)):
        number += 1
        _write(conn, before.id, number, fallback, texts, actor, now)
    conn.execute(
        update(t.template).where(_t.id == before.id).values(name=name, version=number, updated_at=now, archived_at=None)
    )
    return _found(conn, public_id)


def archive(conn: Connection, public_id: str, now: Millis) -> bool:
    """Takes a message out of the library's list; whether it is there. Journeys that were published with it keep it."""
    changed = update(t.template).where(_t.public_id == public_id).values(archived_at=now, updated_at=now)
    return conn.execute(changed).rowcount > 0


def _write(
    conn: Connection, template_id: int, number: int, fallback: str, texts: Mapping[str, str], actor: str, now: Millis
) -> None:
    values = {
        "template_id": template_id,
        "number": number,
        "fallback": fallback,
        "texts": dict(texts),
        "actor": actor,
        "created_at": now,
    }
    conn.execute(insert(t.template_version).values(values))


def _found(conn: Connection, public_id: str) -> LibraryMessageRow:
    return LibraryMessageRow._make(conn.execute(_CURRENT.where(_t.public_id == public_id)).one())


def find(conn: Connection, public_id: str) -> LibraryMessageRow | None:
    """The message of that id, archived or not."""
    row = conn.execute(_CURRENT.where(_t.public_id == public_id)).one_or_none()
    return None if row is None else LibraryMessageRow._make(row)


def listed(
    conn: Connection, *, kind: str | None, search: str | None, archived: bool, before_id: int | None, limit: int
) -> list[LibraryMessageRow]:
    """Messages of the library, newest first."""
    query: Select[Any] = _CURRENT.order_by(_t.id.desc()).limit(limit)
    query = query.where(_t.archived_at.is_not(None) if archived else _t.archived_at.is_(None))
    if kind is not None:
        query = query.where(_t.kind == kind)
    if search is not None and search.strip():
        query = query.where(func.lower(_t.name).contains(search.strip().lower(), autoescape=True))
    if before_id is not None:
        query = query.where(_t.id < before_id)
    return [LibraryMessageRow._make(row) for row in conn.execute(query)]


def versions(conn: Connection, template_id: int) -> list[LibraryVersionRow]:
    """All versions of a message, newest first."""
    query = select(*_VERSION).where(_v.template_id == template_id).order_by(_v.number.desc())
    return [LibraryVersionRow._make(row) for row in conn.execute(query)]


def pinned(conn: Connection, public_ids: Iterable[str]) -> dict[str, Pinned]:
    """What these messages say now, as a publish freezes it; one that is not in the library is left out."""
    ids = sorted(set(public_ids))
    query = _CURRENT.where(among(conn, _t.public_id, ids), _t.kind == LibraryKind.MESSAGE, _t.archived_at.is_(None))
    rows = [LibraryMessageRow._make(row) for row in conn.execute(query)]
    return {
        row.public_id: Pinned(
            template_id=row.public_id,
            version=row.version,
            fallback=row.fallback,
            texts=tuple(sorted(row.texts.items())),
        )
        for row in rows
    }


class LibraryUseRow(NamedTuple):
    """A journey that sends a message of the library."""

    journey: str
    name: str
    step: str
    version: int
    """The message's version that the journey was published with."""


def uses(conn: Connection, public_id: str) -> list[LibraryUseRow]:
    """The live and paused journeys whose current version sends a message, and which version of it."""
    j, v = t.journey.c, t.version.c
    query = (
        select(j.public_id, j.name, v.plan)
        .join(t.version, v.id == j.version_id)
        .where(j.status.in_((JourneyStatus.LIVE, JourneyStatus.PAUSED)))
        .order_by(j.id)
    )
    return [
        LibraryUseRow(journey, name, step["id"], step["said"]["version"])
        for journey, name, plan in conn.execute(query)
        for step in plan["steps"]
        if step["data"].get("template_id") == public_id and step.get("said") is not None
    ]
