"""Leases: a task that one process at a time does."""

from sqlalchemy import Connection, or_

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert, inserted


def take_lease(conn: Connection, name: str, owner: str, now: Millis, lasts: Millis) -> bool:
    """Takes or renews a lease; whether this owner holds it now."""
    lease = t.lease.c
    statement = insert(conn, t.lease).values(name=name, owner=owner, until_at=now + lasts)
    statement = statement.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": owner, "until_at": now + lasts},
        where=or_(lease.owner == owner, lease.until_at < now),
    )
    return inserted(conn, statement) == 1
