"""`postroad up` as a person meets it: one command, one address, nothing lost and nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import httpx
import pytest

from cli.up.datafolder import read_running
from cli.up.ports import free_port
from tests.support.processes import PATIENCE, alive, wait_until
from tests.support.up import PostroadUp, postroad_up


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Generator[PostroadUp]:
    with postroad_up(tmp_path_factory.mktemp("up") / "data") as running:
        yield running


def test_everything_runs_once_it_says_so(up: PostroadUp) -> None:
    assert set(up.running().processes) == {"temporal", "api", "worker"}
    ready = up.get("/readyz")
    assert ready.status_code == 200, ready.text
    assert ready.json() == {"ready": True, "database": True, "temporal": True, "problems": []}


def test_the_printed_address_lets_one_browser_in(up: PostroadUp) -> None:
    token = up.printed_address().partition("?token=")[2]
    with (
        httpx.Client(base_url=up.address, timeout=PATIENCE) as browser,
        httpx.Client(base_url=up.address, timeout=PATIENCE) as other,
    ):
        assert browser.post("/api/v1/session", json={"token": token}).status_code == 204
        assert browser.get("/api/v1/session").status_code == 200
        assert other.post("/api/v1/session", json={"token": token}).status_code == 401


def test_a_new_address_can_be_asked_for(up: PostroadUp) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "cli.main", "address", "--data", up.settings.data],
        capture_output=True,
        text=True,
        check=True,
    )
    token = asked.stdout.strip().removeprefix(f"{up.address}/?token=")
    answer = httpx.post(f"{up.address}/api/v1/session", json={"token": token}, timeout=PATIENCE)
    assert answer.status_code == 204


def test_the_same_data_cannot_be_used_twice(up: PostroadUp) -> None:
    second = PostroadUp(up.settings.data, free_port())
    assert second.process.wait(PATIENCE) == 1
    assert f"(process {up.process.pid}, {up.address}) already uses the data folder" in second.printed()


@pytest.mark.parametrize("part", ["api", "worker", "temporal"])
def test_a_killed_part_comes_back(up: PostroadUp, part: str) -> None:
    before = up.running().processes[part]
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: up.running().processes.get(part, before) != before)
    wait_until(lambda: up.get("/readyz").status_code == 200)
    assert f"{part} was ended by SIGKILL; starting it again" in up.printed()


def test_ctrl_c_stops_all_and_the_next_start_has_the_same_data(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with postroad_up(data, port) as first:
        key = first.settings.read_admin_key()
        processes = first.running().processes
        assert first.stop() == 0
        assert not any(alive(pid) for pid in processes.values())
        assert "was killed" not in first.printed()
        assert read_running(first.settings) is None
    with postroad_up(data, port) as second:
        assert second.settings.read_admin_key() == key
        assert second.get("/api/v1/session").status_code == 200


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_next_start_goes_on(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    with postroad_up(data, port) as first:
        processes = first.running().processes
        first.process.kill()
        first.process.wait()
        wait_until(lambda: not any(alive(pid) for pid in processes.values()))
    with postroad_up(data, port) as second:
        assert second.get("/readyz").status_code == 200
