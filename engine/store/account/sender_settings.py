"""Senders as they are set up."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert


class SenderSettings(NamedTuple):
    """A sender as it was set up."""

    id: str
    carrier: str
    number: str | None
    rate: float | None
    """Segments per second; None is no limit."""
    settings: dict[str, Any]
    updated_at: Millis


_COLUMNS = [t.sender.c[name] for name in SenderSettings._fields]


def listed(conn: Connection) -> list[SenderSettings]:
    """All senders, by id."""
    return [SenderSettings._make(row) for row in conn.execute(select(*_COLUMNS).order_by(t.sender.c.id))]


def put(conn: Connection, sender: SenderSettings) -> None:
    """Creates a sender or replaces what is set of it. Slots that were handed out stay handed out."""
    row: dict[str, Any] = sender._asdict()
    statement = insert(conn, t.sender).values(row | {"next_slot_us": 0})
    values = {name: value for name, value in row.items() if name != "id"}
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))
