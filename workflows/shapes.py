"""What workflows and activities say to each other: ids, counts and times, never people.

Standard library only: the workflow sandbox passes these through.
"""

from dataclasses import dataclass

TASK_QUEUE = "postroad"


@dataclass(frozen=True)
class CohortInput:
    """Which cohort a run carries; what a continued run has to remember."""

    cohort_id: int
    urgent: bool = False


@dataclass(frozen=True)
class Turn:
    """What a cohort's loop has to know after everything that was due has been done."""

    active: int
    """Enrolments still in it; at 0 the cohort is over."""
    held: bool
    """The journey is paused: nothing moves until a wake."""
    until: int | None
    """When to look again; None when only a wake can bring anything."""
    more: bool
    """The time given was used up before everything due was done."""


@dataclass(frozen=True)
class AdvanceInput:
    """An advance of a cohort at a time."""

    cohort_id: int
    now: int
    """Milliseconds since the epoch, UTC: the workflow's time."""
    budget: int
    """Milliseconds after which it stops, with `more` set."""


@dataclass(frozen=True)
class AdvanceResult:
    """What the loop has to know: counts and times."""

    active: int
    held: bool
    next_due_at: int | None
    dispatch_at: int | None
    moved: int
    more: bool


@dataclass(frozen=True)
class DispatchInput:
    """A dispatch for those of a cohort who stand at a carrier's door."""

    cohort_id: int
    now: int
    budget: int


@dataclass(frozen=True)
class DispatchResult:
    """What was handed over, and when the sender's rate lets the next one go (None: nobody is held up by it)."""

    sent: int
    next_at: int | None
