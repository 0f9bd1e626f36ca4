"""The clock of an activity: the workflow's time, running on."""

import time

from engine.rules.time.instants import Millis
from engine.runtime.context import Clock


def running_from(now: Millis) -> Clock:
    """A clock that shows `now` at this moment and goes on with the machine's own steady one."""
    began = time.monotonic_ns()
    return lambda: now + (time.monotonic_ns() - began) // 1_000_000


def wall_clock() -> Millis:
    """The time of the real world, in milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
