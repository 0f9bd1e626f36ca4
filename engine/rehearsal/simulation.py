"""Playing: what is due next happens next, on a clock that jumps there.

Cohorts are carried as their workflows carry them: an advance, a dispatch of who rests at a send step, sleep until the
next due time or a wake. Where contacts go and whether they are sent something is decided by the engine.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar, assert_never

from engine.control.publishing import publish
from engine.journey.findings import Finding
from engine.movement.advance import advance
from engine.movement.turns import AdvanceAgain, DispatchNow, Finished, Sleep, next_action
from engine.rehearsal.carrier import ScriptedCarrier
from engine.rehearsal.progress import ProgressMeter, TooLong
from engine.rehearsal.result import Refused
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.dispatcher import Dispatcher, DispatchOutcome

MAX_TURNS = 20_000
"""Turns of cohorts in one rehearsal: about half a minute of work."""

_BUDGET: Final = 1
"""A dispatch returns rather than waiting for the sender's rate."""

Result = TypeVar("Result")


class Timed(Protocol):
    """Something that happens at a time."""

    @property
    def at(self) -> Millis: ...


Entry = TypeVar("Entry", bound=Timed)


class Unpublishable(Refusal):
    """The journey has errors."""

    code = "journey_has_errors"

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.findings = tuple(findings)


@dataclass(slots=True)
class VirtualClock:
    """Shows the time it was moved to."""

    now: Millis

    def __call__(self) -> Millis:
        return self.now

    def move_to(self, at: Millis) -> None:
        """Time never goes back."""
        self.now = max(self.now, at)

    async def sleep(self, seconds: float) -> None:
        """Is then."""
        self.now += max(0, round(seconds * 1000))


@dataclass(slots=True)
class WakeQueue:
    """Cohorts and when each wants to be looked at next."""

    _at: dict[int, Millis] = field(default_factory=dict[int, Millis])
    _queue: list[tuple[Millis, int]] = field(default_factory=list[tuple[Millis, int]])

    def wake(self, cohort_id: int, at: Millis) -> None:
        """Looks at the cohort then, or sooner when that was asked for before."""
        if cohort_id not in self._at or at < self._at[cohort_id]:
            self._at[cohort_id] = at
            heapq.heappush(self._queue, (at, cohort_id))

    def next_at(self) -> Millis | None:
        """When the next of them is due."""
        while self._queue and self._at.get(self._queue[0][1]) != self._queue[0][0]:
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else None

    def take(self) -> int:
        """The next of them; it sleeps no more."""
        _, cohort_id = heapq.heappop(self._queue)
        del self._at[cohort_id]
        return cohort_id


@dataclass(slots=True)
class Simulation:
    """One journey, played on its rehearsal database."""

    context: Context
    dispatcher: Dispatcher
    carrier: ScriptedCarrier
    clock: VirtualClock
    public_id: str
    journey_id: int
    pace: ProgressMeter
    findings: list[Finding] = field(default_factory=list[Finding])
    refused: list[Refused] = field(default_factory=list[Refused])
    sleepers: WakeQueue = field(default_factory=WakeQueue)
    turns: int = 0

    def run(self, timeline: Sequence[Entry], act: Callable[[Simulation, Entry], None], until: Millis) -> None:
        """Plays until then, and lets `act` do what the timeline says. Of what is due at the same time, it comes first:
        an event received up to a time-out beats it, a STOP beats the message."""
        script = sorted(timeline, key=lambda entry: entry.at)
        place = 0
        while True:
            due = self.sleepers.next_at()
            entry = script[place] if place < len(script) else None
            if entry is not None and (due is None or entry.at <= max(due, self.clock.now)):
                if entry.at > until:
                    return
                self.clock.move_to(entry.at)
                self.pace.step(self.clock.now, self.carrier.handed_over)
                act(self, entry)
                place += 1
            elif due is not None and due <= until:
                self.clock.move_to(due)
                self._carry(self.sleepers.take())
            else:
                return

    def refuse(self, do: str, detail: str) -> None:
        """Tells of something that could not be done."""
        self.refused.append(Refused(at=self.clock.now, do=do, detail=detail))

    def publish(self) -> None:
        """Publishes the draft; raises Unpublishable."""
        outcome = publish(self.context, self.public_id, self.clock.now)
        if outcome is None or outcome.version is None:
            raise Unpublishable(() if outcome is None else outcome.findings)
        self.findings.extend(finding for finding in outcome.findings if finding not in self.findings)

    def wake(self, cohort_ids: Iterable[int]) -> None:
        """Makes these cohorts look at their clocks now."""
        for cohort_id in cohort_ids:
            self.sleepers.wake(cohort_id, self.clock.now)

    def _carry(self, cohort_id: int) -> None:
        """Does what the cohort's workflow does between two sleeps."""
        while True:
            self.pace.step(self.clock.now, self.carrier.handed_over)
            self.turns += 1
            if self.turns > MAX_TURNS:
                raise TooLong(
                    f"the rehearsal is too long: contacts came to a step {MAX_TURNS:,} times before it ended; "
                    'set an earlier "until", or take fewer contacts'
                )
            advanced = advance(self.context, cohort_id, self.clock)
            self.wake(advanced.wakes)
            action = next_action(advanced, self.clock.now, exact=True)
            if isinstance(action, DispatchNow):
                now = self.clock.now
                dispatched = finish(self._dispatch(cohort_id, advanced.overdue))
                self.wake(dispatched.wakes)
                action = next_action(advanced, now, dispatched, exact=True)
            match action:
                case AdvanceAgain() | DispatchNow():
                    continue
                case Sleep(until):
                    if until is not None:
                        self.sleepers.wake(cohort_id, until)
                    return
                case Finished():
                    return
                case _ as never:
                    assert_never(never)

    def _dispatch(self, cohort_id: int, overdue: bool) -> Coroutine[Any, Any, DispatchOutcome]:
        """Hands one batch over: whether anybody is left at a send step, the advance that follows sees anyway."""
        before = self.carrier.handed_over

        def has_handed_over() -> bool:
            return self.carrier.handed_over > before

        return self.dispatcher.dispatch(cohort_id, self.clock, _BUDGET, has_handed_over, overdue=overdue)


def finish(work: Coroutine[Any, Any, Result]) -> Result:
    """Runs a coroutine that waits for nothing real: its database work is done on the spot, sleep moves the clock."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    raise RuntimeError("a rehearsal waited for something of the real world")
