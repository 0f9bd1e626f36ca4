"""Closing a database while somebody still works with it."""

from __future__ import annotations

import threading

from sqlalchemy import text

from engine.store.database.database import Database
from tests.support.processes import PATIENCE


def test_who_is_in_the_middle_of_a_transaction_finishes_it_and_no_connection_stays_open(database_url: str) -> None:
    database = Database(database_url)
    begun, finish = threading.Event(), threading.Event()
    found: list[int] = []

    def work() -> None:
        with database.read() as conn:
            begun.set()
            finish.wait(PATIENCE)
            found.append(conn.execute(text("SELECT 1")).scalar_one())

    worker = threading.Thread(target=work)
    worker.start()
    assert begun.wait(PATIENCE)
    pool = database.engine.pool
    closing = threading.Thread(target=database.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    finish.set()
    worker.join()
    closing.join()

    assert found == [1]
    assert "Connections in pool: 0" in pool.status()
    assert "Current Checked out connections: 0" in pool.status()
