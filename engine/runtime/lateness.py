"""Lateness: until when a message that was due may still go, and until when a wait that is over may still be left.

A reminder says what will be. What was held by quiet hours, a pause, a rate or a downtime until its event has begun is
therefore not sent, unless its step says `no_limit`; a step can set a shorter limit of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from engine.journey.checks.paths import nearest_before
from engine.journey.parts.limits import EVENT_LIMIT, NO_LIMIT
from engine.journey.plan import Plan
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.wait import WaitData
from engine.rules.conditions.conditions import Facts
from engine.rules.conditions.facts import Reads
from engine.rules.reasons import Reason
from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone, add_duration
from engine.rules.waits import At, Past, WaitRelative, wait_due, wait_relative

_AT_THE_DATE = Duration(1, 0, 0, 0)


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
        found: list[Limit] = []
        if self.length is not None:
            found.append(Limit(add_duration(due_at, self.length, zone), Reason.TOO_LATE))
        for date in self.dates:
            match wait_due(date, due_at, zone, facts.event, facts.contact):
                case At(at=at) | Past(at=at) if at > due_at or not self.only_before:
                    found.append(Limit(at, Reason.EVENT_PASSED))
                case _:
                    pass
        return min(found, default=None)


def of_wait(wait: WaitData) -> Lateness | None:
    """How late a wait may be left; None for as late as it gets."""
    if wait.not_later_than is None:
        return None
    if wait.not_later_than != EVENT_LIMIT:
        return Lateness(parse_duration(wait.not_later_than))
    return None if wait.relative is None else Lateness(None, (_date(wait),), only_before=False)


def of_send(said: str | None, waits_before: Iterable[WaitData]) -> Lateness | None:
    """How late a message may be, by what its step says and the dated waits that lead to it; None for no end."""
    if said == NO_LIMIT:
        return None
    waits = list(waits_before)
    if said == EVENT_LIMIT:
        return Lateness(None, _dates(waits), only_before=False)
    reminding = _dates(wait for wait in waits if _is_before(wait))
    length = None if said is None else parse_duration(said)
    return Lateness(length, reminding) if length is not None or reminding else None


def _is_before(wait: WaitData) -> bool:
    """Whether the wait ends before its date: what follows reminds of it."""
    offset = parse_duration(wait.relative.offset) if wait.relative is not None else _AT_THE_DATE
    return offset.sign < 0 and not offset.is_zero


def _dates(waits: Iterable[WaitData]) -> tuple[WaitRelative, ...]:
    return tuple(dict.fromkeys(_date(wait) for wait in waits))


def _date(wait: WaitData) -> WaitRelative:
    """What the wait counts from, as a wait for the date itself."""
    assert wait.relative is not None  # noqa: S101 (only dated waits are asked; narrows for the type checker)
    return wait_relative(wait.relative.to, "PT0S", yearly=wait.relative.yearly)


def of_sends(plan: Plan) -> Mapping[str, Lateness]:
    """Every step that sends something which can be too late."""
    found: dict[str, Lateness] = {}
    sources = _sources(plan)
    for step in plan.steps:
        if isinstance(step.data, SendSmsData | SendEmailData):
            late = of_send(step.data.not_later_than, _waits_before(plan, step.id, sources))
            if late is not None:
                found[step.id] = late
    return found


def reminding(plan: Plan, step_id: str) -> Lateness | None:
    """How late a message may be where its step says nothing; None where it reminds of no date."""
    return of_send(None, _waits_before(plan, step_id, _sources(plan)))


def _sources(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for step in plan.steps:
        for _, target in step.outlets:
            found.setdefault(target, []).append(step.id)
    return found


def _waits_before(plan: Plan, step_id: str, sources: Mapping[str, list[str]]) -> list[WaitData]:
    """The waits for a date that lead to a step, without another such wait between."""
    dated = {
        step.id: step.data for step in plan.steps if isinstance(step.data, WaitData) and step.data.relative is not None
    }
    return [dated[wait_id] for wait_id in nearest_before(step_id, sources, dated)]
