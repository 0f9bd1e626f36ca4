"""Log files of the parts: appended to by the parts themselves, kept small by the supervisor."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import IO

LIMIT_BYTES = 10_000_000


def open_log(path: Path) -> IO[bytes]:
    """The log, opened for appending; a part writes to it directly and never waits for us."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("ab", buffering=0)


def shorten(path: Path, limit: int = LIMIT_BYTES) -> bool:
    """Moves a log that has outgrown its limit to `NAME.log.1`, over the one before it; True when it did.

    The content is copied and the file emptied, because the part goes on writing to the same open file. What
    it writes between the two is lost.
    """
    if not path.exists() or path.stat().st_size <= limit:
        return False
    shutil.copyfile(path, path.with_name(path.name + ".1"))
    with path.open("r+b") as log:
        log.truncate(0)
    return True


async def keep_short(paths: Iterable[Path], every: float = 30.0) -> None:
    """Shortens the logs from time to time, until cancelled."""
    watched = tuple(paths)
    while True:
        for path in watched:
            shorten(path)
        await asyncio.sleep(every)


def last_lines(path: Path, count: int = 5) -> str:
    """The end of a log, for a message; empty when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 4_000))
        text = log.read().decode(errors="replace")
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])
