"""In flight: what a process may have claimed and not settled with carriers that can't be asked about it afterwards.

Should the process die, nobody can know of these messages whether they were sent: each is called `unknown`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

IN_FLIGHT_UNASKABLE = 100
"""Where a carrier can't be asked what became of a message, no more than this may be in flight at once: of one
process, for each such carrier, whatever it sends at the same time."""


@dataclass(slots=True)
class InFlightMessages:
    """Counts them. Belongs to one event loop."""

    _up: Counter[str] = field(default_factory=Counter[str])

    @contextmanager
    def room(self, carrier: str, wanted: int) -> Generator[int]:
        """How many of these may be claimed now, kept free for them until the end of the block; 0 when there is no room.

        Of what is free, half at most: others who send by the carrier at the same time find room too.
        """
        free = IN_FLIGHT_UNASKABLE - self._up[carrier]
        given = min(wanted, max(free // 2, min(free, 1)))
        self._up[carrier] += given
        try:
            yield given
        finally:
            self._up[carrier] -= given
