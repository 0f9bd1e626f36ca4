"""From a wait as it is drawn to the wait the clock rules know."""

from __future__ import annotations

from engine.journey.document import WaitData
from engine.rules.clock import WaitSpec, WaitUntil, wait_at, wait_for, wait_relative
from engine.rules.instants import from_rfc3339


def wait_spec(data: WaitData) -> WaitSpec:
    """What `wait_due` takes. Raises ValueError, with the remedy, for a wait that `check` finds errors in."""
    match data:
        case WaitData(for_=str(duration), until=None, at=None, relative=None):
            return wait_for(duration)
        case WaitData(for_=None, until=str(moment), at=None, relative=None):
            return WaitUntil(from_rfc3339(moment))
        case WaitData(for_=None, until=None, at=at, relative=None) if at is not None:
            return wait_at(at.time, at.weekdays)
        case WaitData(for_=None, until=None, at=None, relative=relative) if relative is not None:
            return wait_relative(relative.to, relative.offset, yearly=relative.yearly)
        case _:
            raise ValueError("a wait says exactly one of for, until, at and relative")
