"""The trigger: what starts the journey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, assert_never

from engine.journey.definition.arrival import Arriving, Passes
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.condition_roots import CONTACT_ROOTS, ENTRY_ROOTS
from engine.journey.definition.definition import StepCondition, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.parts.triggers import (
    AudienceTrigger,
    EventTrigger,
    KeywordTrigger,
    ManualTrigger,
    Trigger,
    trigger_sentence,
)
from engine.journey.wording.phrases import quoted
from engine.rules.conditions.conditions import reads
from engine.rules.outcomes.states import InboundKind
from engine.rules.replies.keywords import read_reply
from engine.rules.time.durations import parse_duration


class TriggerData(StepData):
    on: Trigger


class TriggerNode(Node):
    type: Literal["trigger"]
    data: TriggerData


def _sentence(data: TriggerData) -> str:
    return trigger_sentence(data.on)


def _conditions(data: TriggerData) -> Iterator[StepCondition]:
    if isinstance(data.on, AudienceTrigger):
        yield StepCondition("the audience of", "on.where", data.on.where, CONTACT_ROOTS)
    elif isinstance(data.on, EventTrigger) and data.on.where is not None:
        yield StepCondition("the condition of", "on.where", data.on.where, ENTRY_ROOTS)


def _asks_consent(data: TriggerData) -> bool:
    return any("sms" in reads(place.condition).consent for place in _conditions(data))


def _arrive(_: TriggerData, __: Arriving) -> Passes:
    return Passes("next")


def _checks(data: TriggerData, step: CheckedStep) -> Iterator[Finding]:
    """What starts the journey, and the events it names."""
    trigger = data.on
    match trigger:
        case EventTrigger():
            yield from step.event_name("on.name", trigger.name)
            if trigger.updated_by is not None:
                yield from step.event_name("on.updated_by", trigger.updated_by)
            if trigger.cancelled_by is not None:
                yield from step.event_name("on.cancelled_by", trigger.cancelled_by)
            yield from _key_checks(trigger, step)
            yield from _following_checks(trigger, step)
            yield from _age_checks(trigger, step)
        case KeywordTrigger():
            yield from _keyword_checks(trigger, step)
        case AudienceTrigger():
            yield from _audience_checks(trigger, step)
        case ManualTrigger():
            pass
        case _ as never:
            assert_never(never)


def _key_checks(trigger: EventTrigger, step: CheckedStep) -> Iterator[Finding]:
    """`key` names an event property, `requires` names properties."""
    key = trigger.key
    root, _dot, name = (key or "event.x").partition(".")
    if root != "event" or not name or key == "":
        yield step.error(
            FindingCode.INVALID_KEY,
            f"{step.name} has the key {quoted(key or '')}, which is no property of its event",
            "write it as event.<property>, such as event.webinar_id",
            field="on.key",
        )
    for wanted in trigger.requires:
        if not wanted.strip() or wanted.startswith("event."):
            yield step.error(
                FindingCode.INVALID_REQUIRES,
                f"{step.name} requires {quoted(wanted)}, which is no name of a property",
                'write the property alone, such as "starts_at"',
                field="on.requires",
            )


def _following_checks(trigger: EventTrigger, step: CheckedStep) -> Iterator[Finding]:
    """`updated_by` and `cancelled_by` against each other, the trigger's own event and the key."""
    if trigger.cancelled_by is not None and trigger.cancelled_by in (trigger.name, trigger.updated_by):
        does = "enrols" if trigger.cancelled_by == trigger.name else "updates"
        yield step.error(
            FindingCode.SAME_EVENT_TWICE,
            f"the event {quoted(trigger.cancelled_by)} both {does} and cancels",
            'name another event in "cancelled_by"',
            field="on.cancelled_by",
        )
    for field, event, does in (
        ("updated_by", trigger.updated_by, "moves"),
        ("cancelled_by", trigger.cancelled_by, "ends"),
    ):
        if event is not None and trigger.key is None:
            yield step.warning(
                FindingCode.MOVED_WITHOUT_KEY,
                f"{quoted(event)} {does} every enrolment of the contact, and without a contact everybody's, "
                "as the trigger has no key",
                'give the trigger a "key", such as event.webinar_id',
                field=f"on.{field}",
            )


def _age_checks(trigger: EventTrigger, step: CheckedStep) -> Iterator[Finding]:
    """`not_older_than` is a length of time."""
    limit = trigger.not_older_than
    if limit is None:
        return
    try:
        duration = parse_duration(limit)
    except ValueError as problem:
        message, _dot, remedy = str(problem).partition("; ")
        yield step.error(
            FindingCode.INVALID_DURATION,
            f"not_older_than of {step.name}: {message}",
            remedy,
            field="on.not_older_than",
        )
        return
    if duration.sign < 0 or duration.is_zero:
        yield step.error(
            FindingCode.DURATION_NOT_POSITIVE,
            f"{step.name} takes no event that is older than {quoted(limit)}, so it takes none",
            "use a longer time, such as P1D",
            field="on.not_older_than",
        )


def _keyword_checks(trigger: KeywordTrigger, step: CheckedStep) -> Iterator[Finding]:
    """A word that is not STOP, START or HELP."""
    if not trigger.keyword.strip():
        yield step.error(
            FindingCode.NO_KEYWORD,
            f"{step.name} does not say which word starts the journey",
            "give it a word, such as JOIN",
            field="on.keyword",
        )
        return
    if read_reply(trigger.keyword).kind != InboundKind.OTHER:
        yield step.error(
            FindingCode.RESERVED_KEYWORD,
            f"{step.name} starts at {quoted(trigger.keyword)}, which already opts out, opts in or asks for help",
            "choose another word, such as JOIN",
            field="on.keyword",
        )


def _audience_checks(trigger: AudienceTrigger, step: CheckedStep) -> Iterator[Finding]:
    """An audience without conditions is everybody."""
    if not trigger.where.rules and not trigger.where.negated:
        yield step.warning(
            FindingCode.AUDIENCE_IS_EVERYBODY,
            "the audience has no condition, so a launch enrols every contact",
            "add a condition, or leave it if that is what you mean",
            field="on.where",
        )


TRIGGER = StepDefinition(
    data=TriggerData,
    node=TriggerNode,
    title="Trigger",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    conditions=_conditions,
    asks_consent=_asks_consent,
)
