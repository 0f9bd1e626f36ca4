"""Checks of what starts a journey, and of the events it names."""

from __future__ import annotations

from collections.abc import Iterator

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import BUILT_IN_EVENTS, AudienceTrigger, EventTrigger, KeywordTrigger
from engine.journey.steps.wait_for import WaitForData
from engine.journey.wording.phrases import named, quoted
from engine.rules.replies.keywords import read_reply
from engine.rules.time.durations import parse_duration


def event_names(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Every event that is named must have a name; `sms.` is kept for Postroad's own."""
    for step_id, field, name in _events(outline):
        if not name.strip():
            yield error(
                FindingCode.NO_EVENT_NAME,
                f"{named(step_id)} does not say which event it waits for",
                "name the event, such as webinar.registered",
                node=step_id,
                field=field,
            )
        elif name.startswith("sms.") and name not in BUILT_IN_EVENTS:
            yield warning(
                FindingCode.UNKNOWN_BUILT_IN_EVENT,
                f"{named(step_id)} names the event {quoted(name)}, which is none of Postroad's own",
                f"use one of {', '.join(BUILT_IN_EVENTS)}, or a name that does not begin with sms.",
                node=step_id,
                field=field,
            )


def keys(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """`key` names an event property; who matches by key needs one."""
    trigger = outline.trigger
    key = trigger.key if isinstance(trigger, EventTrigger) else None
    if isinstance(trigger, EventTrigger):
        step_id = outline.trigger_ids[0]
        root, _dot, name = (key or "event.x").partition(".")
        if root != "event" or not name or key == "":
            yield error(
                FindingCode.INVALID_KEY,
                f"{named(step_id)} has the key {quoted(key or '')}, which is no property of its event",
                "write it as event.<property>, such as event.webinar_id",
                node=step_id,
                field="on.key",
            )
        for wanted in trigger.requires:
            if not wanted.strip() or wanted.startswith("event."):
                yield error(
                    FindingCode.INVALID_REQUIRES,
                    f"{named(step_id)} requires {quoted(wanted)}, which is no name of a property",
                    'write the property alone, such as "starts_at"',
                    node=step_id,
                    field="on.requires",
                )
    if key is None and outline.trigger is not None:
        for step_id, data in outline.each(WaitForData):
            if data.match_key and data.event not in BUILT_IN_EVENTS:
                yield error(
                    FindingCode.KEY_MATCH_WITHOUT_KEY,
                    f"{named(step_id)} matches events by key, but the trigger has no key",
                    'give the trigger a "key" such as event.order_id, or turn "match_key" off',
                    node=step_id,
                    field="match_key",
                )


def following_events(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """`updated_by` and `cancelled_by` against each other, the trigger's own event and the key."""
    trigger = outline.trigger
    if not isinstance(trigger, EventTrigger):
        return
    step_id = outline.trigger_ids[0]
    if trigger.cancelled_by is not None and trigger.cancelled_by in (trigger.name, trigger.updated_by):
        does = "enrols" if trigger.cancelled_by == trigger.name else "updates"
        yield error(
            FindingCode.SAME_EVENT_TWICE,
            f"the event {quoted(trigger.cancelled_by)} both {does} and cancels",
            'name another event in "cancelled_by"',
            node=step_id,
            field="on.cancelled_by",
        )
    for field, event, does in (
        ("updated_by", trigger.updated_by, "moves"),
        ("cancelled_by", trigger.cancelled_by, "ends"),
    ):
        if event is not None and trigger.key is None:
            yield warning(
                FindingCode.MOVED_WITHOUT_KEY,
                f"{quoted(event)} {does} every enrolment of the contact, and without a contact everybody's, "
                "as the trigger has no key",
                'give the trigger a "key", such as event.webinar_id',
                node=step_id,
                field=f"on.{field}",
            )


def age(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """`not_older_than` is a length of time."""
    trigger = outline.trigger
    limit = trigger.not_older_than if isinstance(trigger, EventTrigger) else None
    if limit is None:
        return
    step_id = outline.trigger_ids[0]
    try:
        duration = parse_duration(limit)
    except ValueError as problem:
        message, _dot, remedy = str(problem).partition("; ")
        yield error(
            FindingCode.INVALID_DURATION,
            f"not_older_than of {named(step_id)}: {message}",
            remedy,
            node=step_id,
            field="on.not_older_than",
        )
        return
    if duration.sign < 0 or duration.is_zero:
        yield error(
            FindingCode.DURATION_NOT_POSITIVE,
            f"{named(step_id)} takes no event that is older than {quoted(limit)}, so it takes none",
            "use a longer time, such as P1D",
            node=step_id,
            field="on.not_older_than",
        )


def keyword(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """A keyword trigger needs a word that is not STOP, START or HELP."""
    trigger = outline.trigger
    if not isinstance(trigger, KeywordTrigger):
        return
    step_id = outline.trigger_ids[0]
    if not trigger.keyword.strip():
        yield error(
            FindingCode.NO_KEYWORD,
            f"{named(step_id)} does not say which word starts the journey",
            "give it a word, such as JOIN",
            node=step_id,
            field="on.keyword",
        )
        return
    if read_reply(trigger.keyword).kind != "other":
        yield error(
            FindingCode.RESERVED_KEYWORD,
            f"{named(step_id)} starts at {quoted(trigger.keyword)}, which already opts out, opts in or asks for help",
            "choose another word, such as JOIN",
            node=step_id,
            field="on.keyword",
        )


def audience(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """An audience without conditions is everybody."""
    trigger = outline.trigger
    if isinstance(trigger, AudienceTrigger) and not trigger.where.rules and not trigger.where.negated:
        yield warning(
            FindingCode.AUDIENCE_IS_EVERYBODY,
            "the audience has no condition, so a launch enrols every contact",
            "add a condition, or leave it if that is what you mean",
            node=outline.trigger_ids[0],
            field="on.where",
        )


def _events(outline: Outline) -> Iterator[tuple[str, str, str]]:
    """(step id, field, event name) of every event that is named."""
    trigger = outline.trigger
    if isinstance(trigger, EventTrigger):
        step_id = outline.trigger_ids[0]
        yield step_id, "on.name", trigger.name
        if trigger.updated_by is not None:
            yield step_id, "on.updated_by", trigger.updated_by
        if trigger.cancelled_by is not None:
            yield step_id, "on.cancelled_by", trigger.cancelled_by
    for step_id, data in outline.each(WaitForData):
        yield step_id, "event", data.event
