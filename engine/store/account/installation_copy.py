"""What a rehearsal takes along of an installation: the rows that a journey may name, and what replaces them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from engine.store.database import core as t
from engine.store.database.dialect import insert_rows

NamedRow = tuple[str, dict[str, Any]]
"""A table's name, and one of its rows."""

_NAMED: Final = (t.template, t.template_version, t.segment)


def named_rows(conn: Connection) -> tuple[NamedRow, ...]:
    """The library's messages and the segments, as they are stored."""
    return tuple((table.name, dict(row)) for table in _NAMED for row in conn.execute(select(table)).mappings())


def insert_named_rows(conn: Connection, named: Sequence[NamedRow]) -> None:
    """Writes them into a database that has none."""
    for table in _NAMED:
        insert_rows(conn, table, [row for name, row in named if name == table.name])


def replace_message(conn: Connection, message: Mapping[str, Any], version: Mapping[str, Any]) -> None:
    """A message of the library with one version, instead of the one with its public id."""
    m, v = t.template.c, t.template_version.c
    replaced = select(m.id).where(m.public_id == message["public_id"])
    conn.execute(delete(t.template_version).where(v.template_id.in_(replaced)))
    conn.execute(delete(t.template).where(m.public_id == message["public_id"]))
    row: dict[str, Any] = {**message, "created_at": 0, "updated_at": 0}
    template_id = conn.execute(t.template.insert().values(row).returning(m.id)).scalar_one()
    conn.execute(t.template_version.insert().values(template_id=template_id, created_at=0, **version))


def remove_segments(conn: Connection, public_ids: Sequence[str]) -> None:
    """Takes out the segments of these public ids."""
    for public_id in public_ids:
        conn.execute(delete(t.segment).where(t.segment.c.public_id == public_id))


def segment_conditions(conn: Connection) -> dict[str, Any]:
    """Public id -> condition, as stored, of every segment."""
    s = t.segment.c
    return {row[0]: row[1] for row in conn.execute(select(s.public_id, s.condition))}


def insert_segment(conn: Connection, public_id: str, name: str, condition: Mapping[str, Any]) -> None:
    """Writes a segment of that public id."""
    row: dict[str, Any] = {"public_id": public_id, "name": name, "condition": condition, "revision": 1}
    conn.execute(t.segment.insert().values(row | {"created_at": 0, "updated_at": 0}))
