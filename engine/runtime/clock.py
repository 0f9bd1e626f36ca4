"""The clock: decisions are given their time, and whoever acts for longer is given a clock to ask."""

from __future__ import annotations

import time
from collections.abc import Callable

from engine.rules.time.instants import Millis

Clock = Callable[[], Millis]
"""Tells the time of decisions: the real one, the workflow's time running on, a virtual one in a rehearsal."""


def wall_clock() -> Millis:
    """The time of the real world, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def running_from(now: Millis) -> Clock:
    """A clock that shows `now` at this moment and goes on with the machine's own steady one."""
    began = time.monotonic_ns()
    return lambda: now + (time.monotonic_ns() - began) // 1_000_000
