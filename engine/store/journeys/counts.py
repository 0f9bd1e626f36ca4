"""Live numbers per step: added to with every move, summed when somebody looks."""

import os
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any, TypedDict

from sqlalchemy import Connection, bindparam, func, select

from engine.store.database import core as t
from engine.store.database.dialect import insert_on, is_sqlite

_SHARDS = 16
SHARD = os.getpid() % _SHARDS
"""This process's own row of each number: two processes never wait for each other just to count."""

Tally = Counter[tuple[str, str, str]]
"""(step, what, detail) -> how many more."""


def add_counts(conn: Connection, version_id: int, tally: Tally) -> None:
    """Adds to the numbers of a version, in a fixed order so that no two transactions lock each other out."""
    rows = [
        {"version_id": version_id, "step": step, "what": metric, "detail": detail, "shard": SHARD, "n": n}
        for (step, metric, detail), n in sorted(tally.items())
        if n
    ]
    if not rows:
        return
    conn.execute(_add(is_sqlite(conn)), rows)


@cache
def _add(sqlite: bool) -> Any:
    key_columns = ("version_id", "step", "what", "detail", "shard")
    statement = insert_on(sqlite, t.step_count)
    return statement.values({name: bindparam(name) for name in (*key_columns, "n")}).on_conflict_do_update(
        index_elements=key_columns, set_={"n": t.step_count.c.n + statement.excluded.n}
    )


class StepTotals(TypedDict):
    """One step, now and since its version was published."""

    here: int
    entered: int
    left: dict[str, int]
    sent: int
    delivered: int
    clicked: int
    replied: int
    skipped: dict[str, int]
    failed: dict[str, int]
    unknown: int


def _empty() -> StepTotals:
    return StepTotals(
        here=0,
        entered=0,
        left={},
        sent=0,
        delivered=0,
        clicked=0,
        replied=0,
        skipped={},
        failed={},
        unknown=0,
    )


def live(conn: Connection, journey_id: int, version_id: int | None = None) -> dict[str, StepTotals]:
    """The numbers of each step, over all versions of a journey or one of them. Costs the same for any audience."""
    s = t.step_count.c
    query = (
        select(s.step, s.what, s.detail, func.sum(s.n))
        .join(t.version, t.version.c.id == s.version_id)
        .where(t.version.c.journey_id == journey_id)
        .group_by(s.step, s.what, s.detail)
        .order_by(s.step, s.what, s.detail)
    )
    if version_id is not None:
        query = query.where(s.version_id == version_id)
    totals: dict[str, StepTotals] = {}
    for step, metric, detail, n in conn.execute(query):
        numbers: Any = totals.setdefault(step, _empty())
        if isinstance(numbers[metric], Mapping):
            numbers[metric][detail] = int(n)
        else:
            numbers[metric] += int(n)
    return totals
