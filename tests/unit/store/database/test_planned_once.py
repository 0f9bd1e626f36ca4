"""Statements of the busy paths use their indexes whatever is bound, so SQLite plans them once and not at every run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from engine.store.database.database import Database
from engine.store.enrolments.enrolments import due_enrolments, remaining_members
from engine.store.messages.messages import overdue_claims
from engine.store.migrations.migrate import upgrade

BUSY: list[tuple[Callable[[Connection], Any], str]] = [
    (lambda conn: due_enrolments(conn, 1, ("wait",), 0, 10), "ix_enrolment_due"),
    (lambda conn: remaining_members(conn, 1), "ix_enrolment_due"),
    (lambda conn: overdue_claims(conn, 0, 10), "ix_message_claimed"),
]


@pytest.mark.parametrize(("ask", "index"), BUSY, ids=["who is due", "who is left", "claims overdue"])
def test_its_index_is_used_before_anything_is_bound(
    tmp_path: Path, ask: Callable[[Connection], Any], index: str
) -> None:
    url = f"sqlite:///{tmp_path / 'postroad.db'}"
    upgrade(url, 0)
    database = Database(url)
    said: list[tuple[str, int]] = []

    def note(_conn: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> None:
        said.append((statement, len(parameters)))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as conn:
        ask(conn)
        statement, n = said[0]
        plan = conn.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", (None,) * n).all()
    database.close()

    assert index in " ".join(row[3] for row in plan)
