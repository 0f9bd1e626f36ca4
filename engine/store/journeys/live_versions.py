"""The versions that new contacts are admitted to: of each journey that takes contacts, the one published last."""

from typing import NamedTuple

from sqlalchemy import Connection, select

from engine.rules.outcomes.states import ADMITTING
from engine.store.database import core as t


class LiveVersion(NamedTuple):
    """A journey that takes contacts, and the version that they are admitted to."""

    journey_id: int
    version_id: int


def live_versions(conn: Connection) -> list[LiveVersion]:
    """The journeys that take contacts, in order of id. A paused one takes them and holds them."""
    j = t.journey.c
    query = select(j.id, j.version_id).where(j.status.in_(ADMITTING), j.version_id.is_not(None)).order_by(j.id)
    return [LiveVersion._make(row) for row in conn.execute(query)]
