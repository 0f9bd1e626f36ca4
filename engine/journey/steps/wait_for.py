"""The wait for an event, at most so long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Rests
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.condition_roots import AWAITED_ROOTS
from engine.journey.definition.definition import OptedOutAhead, StepCondition, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.parts.triggers import BUILT_IN_EVENTS, EventTrigger
from engine.journey.timing.limits import may_last
from engine.journey.wording.durations import duration_words
from engine.rules.conditions.conditions import Condition, compile_condition
from engine.rules.outcomes.states import Rest
from engine.rules.time.zones import add_duration


class WaitForData(StepData):
    """Waits for an event, at most as long as `timeout`."""

    event: str
    where: Condition | None = None
    """Here `event.<p>` is the awaited event and `entry.<p>` the one that enrolled."""
    match_key: bool = False
    """Only events whose key value is this enrolment's; of Postroad's own (`sms.replied`), only those about messages
    that this enrolment was sent."""
    timeout: str
    """ISO 8601 duration."""


class WaitForNode(Node):
    type: Literal["wait_for"]
    data: WaitForData


def _sentence(data: WaitForData) -> str:
    return f"Wait for {data.event or 'an event'}, at most {duration_words(data.timeout)}"


def _conditions(data: WaitForData) -> Iterator[StepCondition]:
    if data.where is not None:
        yield StepCondition("the condition of", "where", data.where, AWAITED_ROOTS)


def _ahead(data: WaitForData) -> OptedOutAhead:
    return OptedOutAhead.RETURN if data.event == "sms.opted_in" else OptedOutAhead.NOTHING


def _decisions(data: WaitForData) -> Decisions:
    return Decisions(where=None if data.where is None else compile_condition(data.where))


def _arrival_needs(_: WaitForData, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds(zone=True)


def _arrive(data: WaitForData, arriving: Arriving) -> Rests:
    now, then, since = arriving.moments
    due = add_duration(then, data.timeout, arriving.contact_zone()[0])
    return Rests(Rest.WAIT_FOR, max(due, now), since=since)


def _awaits(data: WaitForData) -> str:
    return data.event


def _checks(data: WaitForData, step: CheckedStep) -> Iterator[Finding]:
    """An event with a name, a key to match by where it says so, and an end to the waiting."""
    yield from step.event_name("event", data.event)
    key = step.trigger.key if isinstance(step.trigger, EventTrigger) else None
    if data.match_key and key is None and step.trigger is not None and data.event not in BUILT_IN_EVENTS:
        yield step.error(
            FindingCode.KEY_MATCH_WITHOUT_KEY,
            f"{step.name} matches events by key, but the trigger has no key",
            'give the trigger a "key" such as event.order_id, or turn "match_key" off',
            field="match_key",
        )
    problem = step.duration_problem("timeout", data.timeout, may_be_zero=False)
    if problem is not None:
        yield problem


def _slow_outlets(data: WaitForData, _: bool) -> tuple[str, ...] | None:
    return None if may_last(data.timeout) else ()


def _counts_from_arrival(_: WaitForData) -> bool:
    return True


WAIT_FOR = StepDefinition(
    data=WaitForData,
    node=WaitForNode,
    title="Wait for an event",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    decisions=_decisions,
    arrival_needs=_arrival_needs,
    outlets=("happened", "timed_out"),
    rests=True,
    steers=True,
    may_take_time=True,
    slow_outlets=_slow_outlets,
    ends_for_opted_out=True,
    ahead=_ahead,
    awaits=_awaits,
    conditions=_conditions,
    counts_from_arrival=_counts_from_arrival,
)
