"""A part: one program that the supervisor starts, waits for and keeps alive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

Probe = Callable[[], Awaitable[bool]]
"""Asks a part whether it can be used; answers False as long as it can't, and never raises."""


@dataclass(frozen=True, slots=True)
class Part:
    """What the supervisor needs to know of one program."""

    name: str
    """Names the part in messages and its log file."""
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    """The whole environment of the program, not additions to ours."""
    after: tuple[str, ...] = ()
    """Parts that must be ready (or done) before this one starts; they are stopped after it."""
    ready: Probe | None = None
    """None: the part counts as ready once its process runs."""
    once: bool = False
    """A job: it is done when it exits with 0, and nothing starts when it does not."""
    pass_fds: tuple[int, ...] = ()
    """File descriptors that it inherits, such as a listening socket."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long the supervisor waits; all in seconds."""

    to_be_ready: float = 90.0
    """A part that has done nothing for longer, and is not ready, is stopped and started again. While it works, or would
    if the machine let it, no time counts."""
    to_stop: float = 8.0
    """In which it does nothing, between the polite signal and the kill."""
    first_delay: float = 0.2
    """Before the first new start; doubles with every further one."""
    longest_delay: float = 10.0
    settled: float = 5.0
    """A part that ran this long starts counting its failures anew."""
    tries: int = 4
    """Failed starts in a row, of a part that was never ready, before the supervisor gives up."""
    probe_every: float = 0.05

    def delay(self, failures: int) -> float:
        """Seconds to wait before a new start after so many failures in a row."""
        return min(self.longest_delay, self.first_delay * 2 ** (failures - 1))
