"""Matching: what an event changes for those who are under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.rules.instants import Millis
from engine.travel.context import Context


@dataclass(frozen=True, slots=True)
class Matched:
    """An event that was written down."""

    event_id: int
    contact_id: int | None
    name: str
    properties: dict[str, Any]


def match_events(conn: Connection, context: Context, events: Sequence[Matched], now: Millis) -> list[int]:
    """Lets events do what they do to enrolments under way; the cohorts that must look at their clocks."""
    return []
