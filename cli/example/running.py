"""A running Postroad for an example: the one that is there, else one of its own for as long as it takes."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import httpx

from cli.terminal import give_up
from cli.up.datafolder import read_running
from cli.up.ports import free_port
from engine.settings.installation import Settings

_TO_START: Final = 900.0
_TO_STOP: Final = 120.0
"""Seconds. A start that fails ends by itself; this is for one that neither comes nor goes."""


@contextmanager
def running_postroad(settings: Settings) -> Generator[bool]:
    """Whether it was started here, on the data folder; it is stopped when the block ends."""
    if read_running(settings) is not None:
        yield False
        return
    with tempfile.TemporaryFile() as output:
        command = [sys.executable, "-P", "-m", "cli.main", "up", "--port", str(free_port())]
        process = subprocess.Popen(
            [*command, "--data", str(settings.data)],
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            if not _becomes_ready(settings, process):
                output.seek(0)
                give_up(f"Postroad did not start:\n{output.read().decode(errors='replace')}")
            yield True
        finally:
            _stop(process)


def _becomes_ready(settings: Settings, process: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + _TO_START
    while time.monotonic() < until and process.poll() is None:
        running = read_running(settings)
        if running is not None and "worker" in running.processes:
            try:
                if httpx.get(f"{running.address}/readyz", timeout=30.0, trust_env=False).is_success:
                    return True
            except httpx.HTTPError:
                pass
        time.sleep(0.1)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
