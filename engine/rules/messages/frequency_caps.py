"""Frequency caps: which messages to a number count against the next one.

A message counts at the time it was due, not at the one when a machine came to it: a text at nine every day with a cap
of one a day goes every day, whatever milliseconds a worker takes and however short the day is.
"""

from __future__ import annotations

from datetime import time, timedelta
from functools import lru_cache
from typing import NamedTuple

from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import HOUR, Millis
from engine.rules.time.zones import Zone, add_months, local_to_ms, to_local

LATE: Millis = HOUR
"""Whoever comes to the door, or is let through it, later than this after they were due counts from then: quiet hours, a
pause or a long downtime moved the message to another time of somebody's day."""


class CapWindow(NamedTuple):
    """The stretch of time whose messages count, by when they were due."""

    start: Millis
    """The first moment that counts."""
    end: Millis | None
    """The first that does not any more; None for no end."""

    def holds(self, due_at: Millis) -> bool:
        """Whether a message that was due then counts."""
        return self.start <= due_at and (self.end is None or due_at < self.end)


def counted_at(scheduled_at: Millis, let_go_at: Millis) -> Millis:
    """When a message counts: at the time it was due by the plan, unless it had to wait for long."""
    return scheduled_at if let_go_at - scheduled_at <= LATE else let_go_at


@lru_cache(maxsize=16_384)
def cap_window(per: str, counted: Millis, zone: Zone) -> CapWindow:
    """What counts against a message that counts at that moment.

    `PT24H` rolls: exactly so long before it, the moment itself not included. Days and longer are calendar days in the
    contact's zone, that day the last of them: `P1D` is the day, `P1W` it and the six before. Raises ValueError for what
    is no duration.
    """
    length = parse_duration(per)
    if length.is_exact:
        return CapWindow(counted - length.exact_ms + 1, None)
    today = to_local(counted, zone).date()
    first = add_months(today, -length.months) - timedelta(days=length.days - 1)
    start = local_to_ms(first, time(), zone) - length.exact_ms
    return CapWindow(start, local_to_ms(today + timedelta(days=1), time(), zone))
