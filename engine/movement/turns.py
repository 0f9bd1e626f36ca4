"""A cohort's turn: advance who is due, dispatch who has arrived at a carrier, and when to look again.

Whoever carries a cohort asks `next_action` after each advance and each dispatch: the workflow, its local activity, a
rehearsal, and the tests' processes. Pure, and of the standard library alone, as workflow code imports it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

_TICK = 1_000
"""Milliseconds."""


class CohortStock(Protocol):
    """What an advance found when it was done."""

    @property
    def active(self) -> int:
        """Enrolments still in the cohort."""
        ...

    @property
    def held(self) -> bool:
        """Whether the journey is paused."""
        ...

    @property
    def next_due_at(self) -> int | None:
        """When the next wait is over."""
        ...

    @property
    def dispatch_at(self) -> int | None:
        """When somebody may go to a carrier, or an outcome must be settled."""
        ...

    @property
    def more(self) -> bool:
        """Whether the time given was used up before everybody due was moved."""
        ...


class DispatchReport(Protocol):
    """What a dispatch found when it was done."""

    @property
    def next_at(self) -> int | None:
        """When the sender's rate lets the next message go; None when it holds up nobody."""
        ...


@dataclass(frozen=True)
class DispatchNow:
    """Somebody may go to a carrier now, or an outcome must be settled."""


@dataclass(frozen=True)
class AdvanceAgain:
    """There is more to do now."""


@dataclass(frozen=True)
class Sleep:
    """Nothing to do before then, or before a wake."""

    until: int | None
    """Milliseconds since the epoch; None when only a wake can bring anything."""


@dataclass(frozen=True)
class Finished:
    """Nobody is left in the cohort."""


NextAction = DispatchNow | AdvanceAgain | Sleep | Finished


def next_action(
    stock: CohortStock, now: int, dispatched: DispatchReport | None = None, *, exact: bool = False
) -> NextAction:
    """What comes after an advance, and after the dispatch that followed it, if one did.

    Waits are met in ticks of a second, `exact` ones to the millisecond, as a rehearsal meets them.
    """
    if stock.more:
        return AdvanceAgain()
    if stock.active == 0:
        return Finished()
    if stock.held:
        return Sleep(None)
    next_slot = None if dispatched is None else dispatched.next_at
    next_dispatch = stock.dispatch_at
    if next_dispatch is not None and next_dispatch <= now:
        if dispatched is None:
            return DispatchNow()
        if next_slot is None:
            return AdvanceAgain()
        next_dispatch = None
    due = stock.next_due_at if exact else in_ticks(stock.next_due_at, now)
    return Sleep(min((at for at in (due, next_dispatch, next_slot) if at is not None), default=None))


def in_ticks(due: int | None, now: int) -> int | None:
    """When those who wait until `due` are moved on: in ticks of a second, so that a crowd of lone waits costs a turn a
    second and not one each. What is due within a second, and whoever rests at a send step, is met exactly."""
    return due if due is None or due - now <= _TICK else due + -due % _TICK
