"""What steps change about contacts: attributes, tags, scores. Written with the move that passed the step."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, select, update

from engine.rules.instants import Millis
from engine.store import core as t
from engine.store.dialect import among, locked
from engine.store.facts import CONTACT_COLUMNS
from engine.store.travellers import Change

_SETTABLE = tuple(name for name in CONTACT_COLUMNS if name in ("first_name", "last_name", "language", "country"))
"""Columns a step may set. Numbers and addresses are changed by people and imports, which check them."""


def change_contacts(conn: Connection, changes: Sequence[tuple[int, tuple[Change, ...]]], now: Millis) -> None:
    """Applies each contact's changes in order, to its row as it is now."""
    c = t.contact.c
    ids = sorted({contact_id for contact_id, _ in changes})
    columns = [c.id, c.attributes, c.tags, c.score, *(c[name] for name in _SETTABLE)]
    query = select(*columns).where(among(conn, c.id, ids)).order_by(c.id)
    rows: dict[int, dict[str, Any]] = {}
    for found in conn.execute(locked(conn, query)).mappings():
        rows[found["id"]] = {**found, "attributes": dict(found["attributes"] or {}), "tags": list(found["tags"] or [])}
    for contact_id, steps in changes:
        row = rows.get(contact_id)
        if row is not None:
            for change in steps:
                _apply(row, change)
    values: list[dict[str, Any]] = [
        {("_id" if name == "id" else name): value for name, value in row.items()} | {"updated_at": now}
        for row in rows.values()
    ]
    if values:
        statement = update(t.contact).where(c.id == bindparam("_id"))
        conn.execute(statement.values({name: bindparam(name) for name in values[0] if name != "_id"}), values)


def _apply(row: dict[str, Any], change: Change) -> None:
    for name, written in change.set:
        value = orjson.loads(written)
        if name in _SETTABLE:
            row[name] = None if value is None else str(value)
        else:
            row["attributes"][name] = value
    row["tags"] = [tag for tag in row["tags"] if tag not in change.remove_tags]
    row["tags"] += [tag for tag in change.add_tags if tag not in row["tags"]]
    row["score"] += change.add_score
