"""Lateness: until when a message that was due may still go, and until when a wait that is over may still be left.

A reminder says what will be. What was held by quiet hours, a pause, a rate or a downtime until its event has begun is
therefore not sent, unless its step says `no_limit`; a step can set a shorter limit of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine.journey.checks.paths import nearest_before
from engine.journey.plan import Plan
from engine.journey.step_types import definition_of
from engine.journey.steps.wait import WaitData, date_of
from engine.journey.timing.lateness import Lateness
from engine.journey.timing.limits import EVENT_LIMIT, NO_LIMIT
from engine.journey.timing.waits import WaitRelative
from engine.rules.time.durations import Duration, parse_duration

_AT_THE_DATE = Duration(1, 0, 0, 0)


def of_send(limit: str | None, waits_before: Iterable[WaitData]) -> Lateness | None:
    """How late a message may be, by what its step says and the dated waits that lead to it; None for no end."""
    if limit == NO_LIMIT:
        return None
    waits = list(waits_before)
    if limit == EVENT_LIMIT:
        return Lateness(None, _dates(waits), only_before=False)
    reminding = _dates(wait for wait in waits if _is_before(wait))
    length = None if limit is None else parse_duration(limit)
    return Lateness(length, reminding) if length is not None or reminding else None


def _is_before(wait: WaitData) -> bool:
    """Whether the wait ends before its date: what follows reminds of it."""
    offset = parse_duration(wait.relative.offset) if wait.relative is not None else _AT_THE_DATE
    return offset.sign < 0 and not offset.is_zero


def _dates(waits: Iterable[WaitData]) -> tuple[WaitRelative, ...]:
    return tuple(dict.fromkeys(date_of(wait.relative) for wait in waits if wait.relative is not None))


def of_sends(plan: Plan) -> Mapping[str, Lateness]:
    """Every step that sends something which can be too late."""
    limited: dict[str, Lateness] = {}
    sources = _sources(plan)
    for step in plan.steps:
        limit_of = definition_of(step.data).message_limit
        if limit_of is not None:
            late = of_send(limit_of(step.data), _waits_before(plan, step.id, sources))
            if late is not None:
                limited[step.id] = late
    return limited


def reminding(plan: Plan, step_id: str) -> Lateness | None:
    """How late a message may be where its step says nothing; None where it reminds of no date."""
    return of_send(None, _waits_before(plan, step_id, _sources(plan)))


def _sources(plan: Plan) -> dict[str, list[str]]:
    sources: dict[str, list[str]] = {}
    for step in plan.steps:
        for _, target in step.outlets:
            sources.setdefault(target, []).append(step.id)
    return sources


def _waits_before(plan: Plan, step_id: str, sources: Mapping[str, list[str]]) -> list[WaitData]:
    """The waits for a date that lead to a step, without another such wait between."""
    dated = {
        step.id: step.data for step in plan.steps if isinstance(step.data, WaitData) and step.data.relative is not None
    }
    return [dated[wait_id] for wait_id in nearest_before(step_id, sources, dated)]
