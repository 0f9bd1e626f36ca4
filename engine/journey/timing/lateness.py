"""Lateness: until when a message that was due may still go, and until when a wait that is over may still be left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.journey.timing.waits import Missing, WaitRelative, wait_due
from engine.rules.conditions.facts import Facts, Reads
from engine.rules.outcomes.reasons import Reason
from engine.rules.time.durations import Duration
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone, add_duration


class Limit(NamedTuple):
    """The last moment at which it is not too late, and the reason afterwards."""

    at: Millis
    reason: Reason


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late one step may be."""

    length: Duration | None = None
    """After the time it was due."""
    dates: tuple[WaitRelative, ...] = ()
    """The dates it may not be after."""
    only_before: bool = True
    """A date counts only where the step was due before it: what is due afterwards speaks of something else."""

    @property
    def reads(self) -> Reads:
        """The dates' fields."""
        return Reads.of(
            {
                root: [date.to.partition(".")[2] for date in self.dates if date.to.startswith(f"{root}.")]
                for root in ("event", "contact")
            }
        )

    @property
    def needs_zone(self) -> bool:
        """Whether the zone matters."""
        return bool(self.dates) or (self.length is not None and not self.length.is_exact)

    def limit(self, due_at: Millis, zone: Zone, facts: Facts) -> Limit | None:
        """The last moment for what was due then; None when there is no end. A date that is missing sets none."""
        limits: list[Limit] = []
        if self.length is not None:
            limits.append(Limit(add_duration(due_at, self.length, zone), Reason.TOO_LATE))
        for date in self.dates:
            due = wait_due(date, due_at, zone, facts.event, facts.contact)
            if not isinstance(due, Missing) and (due.at > due_at or not self.only_before):
                limits.append(Limit(due.at, Reason.EVENT_PASSED))
        return min(limits, default=None)
