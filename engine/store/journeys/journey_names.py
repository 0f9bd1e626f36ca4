"""What a journey is called."""

from sqlalchemy import Connection, bindparam, select

from engine.store.database import core as t


def journey_name(conn: Connection, journey_id: int) -> str:
    """Its name, for merge fields."""
    return conn.execute(_NAME, {"journey_id": journey_id}).scalar_one()


_NAME = select(t.journey.c.name).where(t.journey.c.id == bindparam("journey_id"))
