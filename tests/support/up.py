"""A real `postroad up`, started and stopped as a person would."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx

from cli.up.datafolder import RunningPostroad, read_running
from cli.up.ports import free_port
from engine.settings.installation import Settings
from tests.support.processes import PATIENCE, wait_until


class PostroadUp:
    """A `postroad up` that runs."""

    def __init__(self, data: Path, port: int) -> None:
        self.settings = Settings(data=data)
        self.address = f"http://127.0.0.1:{port}"
        self.output = data.parent / f"up-{time.monotonic_ns()}.txt"
        # The environment of the person must not reach in: a Temporal profile of theirs would be another cluster.
        environment = os.environ | {"TEMPORAL_PROFILE": "elsewhere", "TEMPORAL_ADDRESS": "192.0.2.1:7233"}
        with self.output.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli.main", "up", "--port", str(port), "--data", data],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )

    def printed(self) -> str:
        return self.output.read_text()

    def printed_address(self) -> str:
        """The address it prints, with the token that lets one browser in."""
        match = re.search(rf"{self.address}/\?token=\S+", self.printed())
        assert match is not None, self.printed()
        return match[0]

    def wait_until_ready(self) -> None:
        wait_until(lambda: self.process.poll() is not None or "Postroad is ready" in self.printed())
        assert self.process.poll() is None, self.printed()

    def running(self) -> RunningPostroad:
        running = read_running(self.settings)
        assert running is not None
        return running

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def get(self, path: str) -> httpx.Response:
        key = self.settings.read_admin_key()
        return httpx.get(self.address + path, headers={"Authorization": f"Bearer {key}"}, timeout=PATIENCE)


@contextmanager
def postroad_up(data: Path, port: int | None = None) -> Generator[PostroadUp]:
    up = PostroadUp(data, port or free_port())
    try:
        up.wait_until_ready()
        yield up
    finally:
        up.process.kill()
        up.process.wait()
