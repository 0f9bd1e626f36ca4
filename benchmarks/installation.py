"""A whole Postroad on a scratch folder, as `postroad up` runs it, and direct sight of its databases.

What is measured runs in the supervised group's own processes; whoever measures is another process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import Connection, func, insert, select

from cli.up.ports import free_port
from engine.rules.outcomes.states import ConsentState, EnrolmentStatus
from engine.store.database import core as t
from engine.store.database.database import Database

ROOT = Path(__file__).resolve().parent.parent
_WAIT_SECONDS = 600.0


@dataclass(slots=True)
class Installation:
    """A running Postroad."""

    folder: Path
    http: httpx.Client
    database: Database
    process: subprocess.Popen[bytes]

    @property
    def record(self) -> dict[str, Any]:
        """What the supervisor writes down of itself: addresses, process ids."""
        return json.loads((self.folder / "up.json").read_text())

    @property
    def temporal_address(self) -> str:
        return str(self.record["temporal_address"])

    def memory_mb(self, part: str) -> float:
        """Resident memory of a part, in MB (VmRSS)."""
        pid = self.record["processes"][part]
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        raise RuntimeError(f"{part} does not run")

    def post(self, path: str, body: object) -> Any:
        """POSTs to the API; raises for an error, with what it said."""
        answer = self.http.post(f"/api/v1{path}", json=body, timeout=_WAIT_SECONDS)
        if answer.is_error:
            raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def publish(self, document: dict[str, Any]) -> str:
        """Makes a journey and publishes it; its id."""
        journey_id = self.post("/journeys", document)["id"]
        self.post(f"/journeys/{journey_id}/publish", {})
        return str(journey_id)

    def until(self, true: Callable[[Connection], bool], condition: str, every: float = 0.05) -> float:
        """Waits until it is so in the database; how long it took, in seconds."""
        began = time.perf_counter()
        while True:
            with self.database.read() as conn:
                if true(conn):
                    return time.perf_counter() - began
            if time.perf_counter() - began > _WAIT_SECONDS:
                raise RuntimeError(f"{condition} did not happen within {_WAIT_SECONDS:.0f} s")
            time.sleep(every)


@contextmanager
def installation() -> Generator[Installation]:
    """Starts one on an empty folder and stops it."""
    with tempfile.TemporaryDirectory(prefix="postroad-bench-") as scratch:
        folder = Path(scratch)
        port = free_port()
        environment = {
            **os.environ,
            "POSTROAD_DATA": str(folder),
            "POSTROAD_ADMIN_KEY": "bench-key-bench-key-bench-key",
        }
        command = (sys.executable, "-m", "cli.main", "up", "--port", str(port))
        with (folder / "up.out").open("wb") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            http = httpx.Client(
                base_url=f"http://127.0.0.1:{port}",
                headers={"Authorization": "Bearer bench-key-bench-key-bench-key"},
                timeout=_WAIT_SECONDS,
            )
            try:
                _ready(http, process, folder)
                database = Database(f"sqlite:///{folder / 'postroad.db'}")
                yield Installation(folder, http, database, process)
                database.close()
            finally:
                http.close()
                process.send_signal(signal.SIGINT)
                process.wait(_WAIT_SECONDS)


def _ready(http: httpx.Client, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError((folder / "up.out").read_text())
        try:
            if http.get("/readyz", timeout=30).is_success:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"Postroad did not become ready within {_WAIT_SECONDS:g} s")


def fill_contacts(database: Database, n: int, *, first: int = 0) -> None:
    """Writes contacts who opted in straight into the database: the import is not what is measured here."""
    now = time.time_ns() // 1_000_000
    for start in range(first, first + n, 5_000):
        numbers = range(start, min(start + 5_000, first + n))
        with database.write() as conn:
            conn.execute(
                insert(t.contact),
                [
                    {
                        "external_id": f"bench-{i}",
                        "phone_raw": f"+1{2_000_000_000 + i}",
                        "phone": f"+1{2_000_000_000 + i}",
                        "first_name": f"Name{i}",
                        "last_name": "Bench",
                        "timezone": "America/New_York",
                        "attributes": {"plan": "pro"},
                        "tags": [],
                        "score": 0,
                        "created_at": now,
                        "updated_at": now,
                    }
                    for i in numbers
                ],
            )
            conn.execute(
                insert(t.consent),
                [
                    {
                        "channel": "sms",
                        "address": f"+1{2_000_000_000 + i}",
                        "state": ConsentState.OPTED_IN,
                        "changed_at": now,
                    }
                    for i in numbers
                ],
            )


def active(conn: Connection, journey: str) -> int:
    """How many are under way in a journey."""
    e, j = t.enrolment.c, t.journey.c
    query = (
        select(func.count())
        .select_from(t.enrolment.join(t.journey, j.id == e.journey_id))
        .where(j.public_id == journey, e.status == EnrolmentStatus.ACTIVE)
    )
    return conn.execute(query).scalar_one()
