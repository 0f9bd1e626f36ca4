"""Versions as they were published."""

from sqlalchemy import Connection, select

from engine.journey.plan import Plan
from engine.store.database import core as t


def read_journey(conn: Connection, version_id: int) -> int:
    """The journey that a version is of."""
    return conn.execute(select(t.version.c.journey_id).where(t.version.c.id == version_id)).scalar_one()


def read_plan(conn: Connection, version_id: int) -> Plan:
    """The plan of a version; raises LookupError when there is no such version."""
    stored = conn.execute(select(t.version.c.plan).where(t.version.c.id == version_id)).scalar_one_or_none()
    if stored is None:
        raise LookupError(f"there is no version {version_id}; the database does not belong to these workflows")
    return Plan.model_validate(stored)
