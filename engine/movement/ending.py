"""Ending enrolments where they rest: with what was planned for them, and counted."""

from __future__ import annotations

from collections import Counter, defaultdict

from sqlalchemy import Connection

from engine.rules.time.instants import Millis
from engine.store.enrolments.enrolments import end_enrolments
from engine.store.journeys.counts import Tally, add_counts
from engine.store.messages.messages import drop_planned


def end_and_count(conn: Connection, ids: list[int], status: str, reason: str | None, now: Millis) -> int:
    """Ends these enrolments where they rest, with what was planned for them; counts it. How many were active."""
    rows = end_enrolments(conn, ids, status, None if reason is None else str(reason), now)
    drop_planned(conn, [row[0] for row in rows], now)
    by_version: dict[int, Tally] = defaultdict(Counter)
    for _, version_id, step, _ in rows:
        by_version[version_id][step, "here", ""] -= 1
        by_version[version_id][step, "left", status] += 1
    for version_id in sorted(by_version):
        add_counts(conn, version_id, by_version[version_id])
    return len(rows)
