"""Watching real processes from a test: wait for a state, never for a time.

A machine that runs everything at once is slow, and how slow says nothing of us. So the bounds are far out: they end a
test whose state never comes, and measure nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 600.0
"""Seconds after which it will never come."""


def alive(pid: int) -> bool:
    """Whether the process runs; one that has ended but was not collected by its parent does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Until it holds; fails the test when it does not within so many seconds."""
    give_up = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up, f"it did not come to that within {seconds} s"
        time.sleep(0.02)
