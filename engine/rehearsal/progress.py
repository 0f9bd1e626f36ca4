"""How far a rehearsal is, told while it is played; and where it ends that takes too long, or that nobody waits for."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis, to_rfc3339

LONGEST_PLAY: Final = 60.0
"""Seconds that the API plays a rehearsal."""
MOST_MESSAGES: Final = 100_000
"""Messages handed over in one rehearsal: they are kept in memory, and answered all at once."""
_EVERY: Final = 0.1
"""Seconds between two times that the progress is told."""

OnProgress = Callable[[Millis, int], None]
"""Told the virtual time and the messages handed over so far; may raise RehearsalStopped."""


class TooLong(Refusal):
    """The rehearsal goes round and round, or takes too long."""

    code = "rehearsal_too_long"


class RehearsalStopped(Exception):
    """Whoever asked for the rehearsal no longer waits for it."""


@dataclass(slots=True)
class ProgressMeter:
    """Asked between two virtual moments, with the time and the messages so far."""

    start: Millis
    on_progress: OnProgress | None = None
    longest: float | None = None
    """Seconds; None is without end."""
    _began: float = -1.0
    _next: float = 0.0

    def step(self, at: Millis, messages: int) -> None:
        """Goes on, or raises TooLong, or what `on_progress` raises."""
        now = time.monotonic()
        if self._began < 0:
            self._began = now
        if messages > MOST_MESSAGES:
            raise self._too_long(f"there are more than {MOST_MESSAGES:,} messages", at, messages)
        if now < self._next:
            return
        self._next = now + _EVERY
        if self.longest is not None and now - self._began > self.longest:
            raise self._too_long(f"it takes more than {self.longest:g} seconds", at, messages)
        if self.on_progress is not None:
            self.on_progress(at, messages)

    def _too_long(self, why: str, at: Millis, messages: int) -> TooLong:
        return TooLong(
            f"the rehearsal is too long: {why}. It came from {to_rfc3339(self.start)} to {to_rfc3339(at)}, with "
            f'{messages:,} messages; set an earlier "until", or take fewer contacts'
        )
