"""What the command line says when something is wrong, without a traceback."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from cli.up.ports import free_port, listen

run = CliRunner().invoke


def test_up_on_a_taken_port_says_how_to_choose_another(tmp_path: Path) -> None:
    with listen("127.0.0.1", free_port()) as taken:
        port = taken.getsockname()[1]
        result = run(app, ["up", "--port", str(port), "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"port {port} on 127.0.0.1 is taken" in result.stderr
    assert f"postroad up --port {port + 1}" in result.stderr


def test_a_wrong_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROAD_DATABASE_URL", "mysql://somewhere")
    result = run(app, ["migrate"])
    assert result.exit_code == 2
    assert result.stderr.startswith("postroad: POSTROAD_DATABASE_URL: ")
    assert "mysql" in result.stderr


def test_a_database_that_refuses_is_named_without_its_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("POSTROAD_DATA", str(tmp_path))
    monkeypatch.setenv("POSTROAD_DATABASE_URL", f"postgresql://me:hidden@127.0.0.1:{free_port()}/postroad")
    result = run(app, ["migrate"])
    assert result.exit_code == 1
    assert result.stderr.startswith("postroad: the database postgresql+psycopg://me:***@127.0.0.1:")
    assert "hidden" not in result.stderr


def test_address_needs_a_running_postroad(tmp_path: Path) -> None:
    result = run(app, ["address", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert f"no Postroad runs on the data folder {tmp_path}" in result.stderr


def test_a_worker_is_well_as_long_as_it_touches_its_file(tmp_path: Path) -> None:
    alive = tmp_path / "alive"
    ask = ["health", "worker", "--alive-file", str(alive)]
    assert run(app, ask).exit_code == 1
    alive.touch()
    assert run(app, ask).output == "worker is well\n"
    an_hour_ago = time.time() - 3600
    os.utime(alive, (an_hour_ago, an_hour_ago))
    assert "is gone or stuck" in run(app, ask).stderr


def test_an_api_that_does_not_answer_is_not_well() -> None:
    result = run(app, ["health", "api", "--url", f"http://127.0.0.1:{free_port()}"])
    assert result.exit_code == 1
    assert "the API does not answer at http://127.0.0.1:" in result.stderr
