"""Heavy work, a few pieces at a time: large bodies, checks of large journeys, rehearsals.

One thread of Python runs at a time, so each that computes takes its share from whoever only wants to say STOP. What may
take long therefore waits for a turn, and does not begin where it would hold up the event loop.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

from anyio import CapacityLimiter
from anyio.lowlevel import RunVar

LIGHT: Final = 16_384
"""Bytes of a body that is read on the spot: it takes less than a millisecond."""
AT_ONCE: Final = 2
"""Pieces of work of one kind that are under way at a time; the others wait for their turn."""

Line = Literal["bodies", "rehearsals"]
"""Whoever waits, waits for work of the same kind: a rehearsal of ten seconds holds up no check."""

_LINES: Final[dict[Line, RunVar[CapacityLimiter]]] = {
    "bodies": RunVar("heavy bodies"),
    "rehearsals": RunVar("heavy rehearsals"),
}
_NAME: Final = "__postroad_line__"

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])


def turn(line: Line) -> CapacityLimiter:
    """A turn at heavy work, to be held for as long as it goes on (`async with`). Not to be taken twice."""
    kept = _LINES[line]
    limiter = kept.get(None)
    if limiter is None:
        limiter = CapacityLimiter(AT_ONCE)
        kept.set(limiter)
    return limiter


def heavy(line: Line) -> Callable[[Endpoint], Endpoint]:
    """Marks an endpoint whose work is heavy however small its body is: it is handled when it has a turn."""

    def marked(endpoint: Endpoint) -> Endpoint:
        setattr(endpoint, _NAME, line)
        return endpoint

    return marked


def line_of(endpoint: Callable[..., Any]) -> Line | None:
    """The line of a marked endpoint."""
    return getattr(endpoint, _NAME, None)
