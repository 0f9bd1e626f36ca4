"""What a journey is called."""

from sqlalchemy import Connection, select

from engine.store import core as t


def journey_name(conn: Connection, journey_id: int) -> str:
    """Its name, for merge fields."""
    return conn.execute(select(t.journey.c.name).where(t.journey.c.id == journey_id)).scalar_one()
