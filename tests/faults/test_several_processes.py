"""Production's parts by hand: two workers and an API as processes of their own, PostgreSQL, a Temporal server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from activities.carriers.sandbox import SandboxPhones
from benchmarks.installation import fill_contacts
from cli.up.ports import free_port
from engine.store.database.database import Database
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import chain, on_event, opt_in_branch, sms
from tests.support.processes import PATIENCE, wait_until
from tests.support.working import active, open_cohorts

pytestmark = pytest.mark.faults

KEY = "several-processes-key"
PEOPLE = 3_000
EVENTS = 30


class Parts:
    """The processes, each started by hand with the environment that production's would have."""

    def __init__(self, folder: Path, database_url: str, temporal: Path) -> None:
        self.folder = folder
        self.address = f"127.0.0.1:{free_port()}"
        self.port = free_port()
        self.sandbox_url = f"sqlite:///{folder / 'sandbox.db'}"
        self._temporal = temporal
        self._environment = os.environ | {
            "POSTROAD_DATABASE_URL": database_url,
            "POSTROAD_SANDBOX_DATABASE_URL": self.sandbox_url,
            "POSTROAD_DATA": str(folder),
            "POSTROAD_PORT": str(self.port),
            "POSTROAD_ADMIN_KEY": KEY,
            "TEMPORAL_ADDRESS": self.address,
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Authorization": f"Bearer {KEY}"}, timeout=PATIENCE
        )

    def start(self, name: str, *command: str) -> subprocess.Popen[bytes]:
        with (self.folder / f"{name}.log").open("wb") as out:
            process = subprocess.Popen(command, stdout=out, stderr=out, env=self._environment)
        self.running[name] = process
        return process

    def postroad(self, name: str, *words: str) -> subprocess.Popen[bytes]:
        return self.start(name, sys.executable, "-m", "cli.main", *words)

    def start_all(self) -> None:
        port = self.address.split(":")[1]
        server = ("server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", port, "--log-level", "error")
        self.start("temporal", str(self._temporal), *server)
        assert self.postroad("migrate", "migrate").wait(PATIENCE) == 0, (self.folder / "migrate.log").read_text()
        self.postroad("api", "api")
        self.postroad("worker one", "worker")
        self.postroad("worker two", "worker")
        wait_until(self._ready)

    def _ready(self) -> bool:
        try:
            return self.http.get("/readyz").is_success
        except httpx.HTTPError:
            return False

    def call(self, path: str, body: object) -> Any:
        answer = self.http.post(f"/api/v1{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def publish(self, document: dict[str, Any]) -> str:
        journey = self.call("/journeys", document)["id"]
        self.call(f"/journeys/{journey}/publish", {})
        return str(journey)

    def stop(self) -> dict[str, int]:
        """Asks all of them to end; how each ended."""
        self.http.close()
        for name, process in self.running.items():
            if name != "temporal":
                process.terminate()
        codes = {name: process.wait(PATIENCE) for name, process in self.running.items() if name != "temporal"}
        self.running["temporal"].terminate()
        self.running["temporal"].wait(PATIENCE)
        return codes


@contextmanager
def several(folder: Path, database_url: str, temporal: Path) -> Generator[Parts]:
    parts = Parts(folder, database_url, temporal)
    try:
        parts.start_all()
        yield parts
    finally:
        for process in parts.running.values():
            process.kill()
            process.wait()


def test_two_workers_and_an_api_share_the_work_and_take_over_from_one_that_is_killed(
    tmp_path: Path, postgres_url: str, temporal_binary: Path
) -> None:
    with several(tmp_path, postgres_url, temporal_binary) as parts:
        database = Database(postgres_url)
        fill_contacts(database, PEOPLE)
        audience = parts.publish(opt_in_branch("PT1S", name="Audience"))
        parts.publish(chain(sms("code", "Hi"), on=on_event("order"), name="Order", message_class="transactional"))
        launched = parts.call(f"/journeys/{audience}/launch", {})
        assert launched["enrolled"] == PEOPLE
        for index in range(EVENTS):
            if index == EVENTS // 2:
                parts.running["worker one"].send_signal(signal.SIGKILL)
            receipt = parts.call("/events", {"contact": f"bench-{index}", "name": "order", "id": f"o{index}"})
            assert len(receipt["enrolments"]) == 1
        wait_until(lambda: active(database) == 0)
        wait_until(lambda: open_cohorts(database) == 0)
        phones = SandboxPhones.open(parts.sandbox_url)
        assert_no_trouble(database, phones)
        assert_numbers_true(database, 1, 2)
        phones.close()
        database.close()
        codes = parts.stop()
        assert codes == {"migrate": 0, "api": 0, "worker one": -signal.SIGKILL, "worker two": 0}
