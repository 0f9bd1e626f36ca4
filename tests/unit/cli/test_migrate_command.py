"""`postroad migrate` may run again, and from several places at once: every container of a release may start with it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import inspect

from engine.store.database.database import Database
from tests.support.processes import PATIENCE


def test_migrating_from_several_places_at_once_and_again(database_url: str, tmp_path: Path) -> None:
    environment = os.environ | {"POSTROAD_DATABASE_URL": database_url, "POSTROAD_DATA": str(tmp_path)}
    command = [sys.executable, "-m", "cli.main", "migrate"]
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outcomes = [(process.communicate(timeout=PATIENCE), process.returncode) for process in running]
    assert [code for _, code in outcomes] == [0, 0, 0], outcomes
    assert subprocess.run(command, env=environment, check=True, capture_output=True).returncode == 0
    database = Database(database_url)
    try:
        assert {"contact", "journey", "message"} <= set(inspect(database.engine).get_table_names())
    finally:
        database.close()
