"""How long a process has done nothing: what tells one that hangs from one that a busy machine lets wait."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

_AT_WORK = 0.05
"""Who uses this share of a processor is at work; an event loop that turns and does nothing uses less."""
_LONGEST = 10
"""Who is at work may use so many times the seconds that an idle one is waited for; then it goes round in circles."""


class _ProcessUse(NamedTuple):
    """What the kernel says of a process."""

    wants: bool
    """It runs, would run if there were a processor for it, or waits for a disk."""
    used: float
    """Seconds of processors that it has used, with the children it has collected."""


def _look(pid: int) -> _ProcessUse | None:
    """See proc(5), /proc/pid/stat; None where there is none: then all time counts as idle."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return _ProcessUse(words[0] in "RD", sum(int(word) for word in words[11:15]) / os.sysconf("SC_CLK_TCK"))


class Idleness:
    """Counts the seconds in which a process did nothing; each `count` tells of the time since the one before."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._seen = _look(pid)
        self._at = time.monotonic()
        self._idle = self._used = 0.0

    def count(self) -> None:
        """Looks at the process now."""
        now, before = time.monotonic(), self._seen
        since, self._at = now - self._at, now
        self._seen = _look(self._pid)
        if before is None or self._seen is None:
            self._idle += since
            return
        used = self._seen.used - before.used
        self._used += used
        if not self._seen.wants and used < _AT_WORK * since:
            self._idle += since

    def over(self, patience: float) -> bool:
        """Whether it was idle for `patience` seconds in all, or has used ten times as many of a processor."""
        return self._idle >= patience or self._used >= _LONGEST * patience
