"""A sign of life for a process that listens on no port: a file it touches as long as its event loop turns."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

EVERY = 5.0
"""Seconds between two touches."""
STALE = 30.0
"""A file older than this many seconds tells of a process that is gone or stuck."""


async def keep_touching(file: Path) -> None:
    """Touches the file until cancelled."""
    await asyncio.to_thread(file.parent.mkdir, parents=True, exist_ok=True)
    while True:
        file.touch()  # noqa: ASYNC240 - microseconds, and on the loop by intent: a stuck loop must let it go stale
        await asyncio.sleep(EVERY)


def is_alive(file: Path, within: float = STALE) -> bool:
    """Whether the file was touched lately, by the clock of its file system's machine."""
    try:
        return time.time() - file.stat().st_mtime <= within
    except FileNotFoundError:
        return False
