"""Messages from phones: kept once, answered once, followed up until it is done."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert as upsert


class InboundRow(NamedTuple):
    """An inbound message as what follows from it needs it."""

    id: int
    number: str
    kind: str
    at: Millis
    body: str
    message_id: int | None


_INBOUND = [t.inbound.c[name] for name in InboundRow._fields]


def find_inbound(conn: Connection, inbound_id: int) -> InboundRow:
    """The inbound message of that id."""
    return InboundRow._make(conn.execute(select(*_INBOUND).where(t.inbound.c.id == inbound_id)).one())


def insert_inbound(conn: Connection, row: dict[str, Any]) -> int | None:
    """Keeps an inbound message; None when the carrier has brought it before."""
    statement = (
        upsert(conn, t.inbound)
        .values(row)
        .on_conflict_do_nothing(index_elements=["carrier", "carrier_inbound_id"])
        .returning(t.inbound.c.id)
    )
    return conn.execute(statement).scalar_one_or_none()


def unfollowed(conn: Connection, before: Millis, limit: int) -> list[InboundRow]:
    """Inbound messages from before then whose consequences are not done."""
    i = t.inbound.c
    query = select(*_INBOUND).where(i.followed_at.is_(None), i.at <= before).order_by(i.id).limit(limit)
    return [InboundRow._make(row) for row in conn.execute(query)]


def followed(conn: Connection, inbound_id: int, now: Millis) -> None:
    """What follows from it has been done."""
    conn.execute(update(t.inbound).where(t.inbound.c.id == inbound_id).values(followed_at=now))
