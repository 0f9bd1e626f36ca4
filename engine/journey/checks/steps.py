"""Checks of what single steps were told: splits, waits, updates, webhooks, the question for an opt-in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import fsum
from typing import Final
from urllib.parse import urlsplit

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import EventTrigger, trigger_subject
from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.split import SplitData
from engine.journey.steps.wait import RelativeTime, WaitData
from engine.journey.steps.wait_for import WaitForData
from engine.journey.steps.webhook import WebhookData
from engine.journey.timing.waits import parse_clock_time
from engine.journey.wording.phrases import listed, named, quoted
from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import DAY, Millis, from_rfc3339

LONGEST_OPT_IN: Final = 30 * DAY
"""How long an asked number stays pending."""

PERCENT_TOLERANCE: Final = 0.01
"""Three arms of 33.33 are 99.99: close enough to be meant as all."""

_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
"""RFC 9110, 5.6.2: token."""


def splits(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Shares between 0 and 100 that are 100 together."""
    for step_id, data in outline.each(SplitData):
        if not data.arms:
            yield error(
                FindingCode.NO_ARMS,
                f"{named(step_id)} has no arms",
                "add at least two arms, or remove the step",
                node=step_id,
                field="arms",
            )
            continue
        for index, arm in enumerate(data.arms):
            if not 0 <= arm.percent <= 100:
                yield error(
                    FindingCode.PERCENTAGE_OUT_OF_RANGE,
                    f"arm {quoted(arm.label or arm.id)} of {named(step_id)} has {arm.percent:g} percent",
                    "use a share between 0 and 100",
                    node=step_id,
                    field=f"arms.{index}.percent",
                )
        total = fsum(arm.percent for arm in data.arms)
        if abs(total - 100) > PERCENT_TOLERANCE * len(data.arms):
            shares = " + ".join(f"{arm.percent:g}" for arm in data.arms[:10])
            yield error(
                FindingCode.PERCENTAGES_NOT_100,
                f"the arms of {named(step_id)} are {total:g} percent together ({shares})",
                "change them so that they are 100",
                node=step_id,
                field="arms",
            )


def waits(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """A wait says exactly one thing, and says it readably."""
    for step_id, data in outline.each(WaitData):
        kinds = data.kinds()
        if not kinds:
            yield error(
                FindingCode.WAIT_EMPTY,
                f"{named(step_id)} does not say how long it waits",
                'set one of "for", "until", "at" and "relative"',
                node=step_id,
            )
        if len(kinds) > 1:
            yield error(
                FindingCode.WAIT_AMBIGUOUS,
                f"{named(step_id)} says {listed([quoted(kind) for kind in kinds])} at once",
                "keep one of them",
                node=step_id,
            )
        if data.for_ is not None:
            yield from _duration(step_id, "for", data.for_, zero=True)
        if data.until is not None:
            yield from _until(step_id, data.until, circumstances.now)
        if data.at is not None:
            try:
                parse_clock_time(data.at.time)
            except ValueError as problem:
                yield _told(FindingCode.INVALID_LOCAL_TIME, step_id, "at.time", problem)
        if data.relative is not None:
            yield from _relative(step_id, data.relative, outline)


def timeouts(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Waiting for something ends at some time; asking for an opt-in after 30 days at most."""
    for step_id, data in outline.each(WaitForData):
        yield from _duration(step_id, "timeout", data.timeout, zero=False)
    for step_id, data in outline.each(AskOptInData):
        yield from _duration(step_id, "timeout", data.timeout, zero=False, longest=LONGEST_OPT_IN)


def webhooks(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """A webhook has an address on the web and headers that HTTP can carry."""
    for step_id, data in outline.each(WebhookData):
        if not _is_web_address(data.url):
            said = f"calls {quoted(data.url)}, which is no address" if data.url.strip() else "has no address"
            yield error(
                FindingCode.INVALID_URL,
                f"{named(step_id)} {said}",
                "write it as https://example.com/hook",
                node=step_id,
                field="url",
            )
        for name, value in data.headers.items():
            if not _HEADER_NAME.fullmatch(name) or not value.isprintable():
                yield error(
                    FindingCode.INVALID_HEADER,
                    f"{named(step_id)} has the header {quoted(name)}, which HTTP can't carry",
                    "use letters, digits and dashes in its name, and one line of text as its value",
                    node=step_id,
                    field="headers",
                )


def _until(step_id: str, text: str, now: Millis | None) -> Iterator[Finding]:
    try:
        moment = from_rfc3339(text)
    except (ValueError, OverflowError) as problem:
        yield _told(FindingCode.INVALID_TIME, step_id, "until", problem)
        return
    if now is not None and moment < now:
        yield warning(
            FindingCode.UNTIL_IN_PAST,
            f"{named(step_id)} waits until {quoted(text)}, which is past",
            "choose a later time, or remove the step",
            node=step_id,
            field="until",
        )


def _relative(step_id: str, relative: RelativeTime, outline: Outline) -> Iterator[Finding]:
    try:
        parse_duration(relative.offset)
    except ValueError as problem:
        yield _told(FindingCode.INVALID_DURATION, step_id, "relative.offset", problem)
    root, _, name = relative.to.partition(".")
    if root not in ("event", "contact") or not name:
        yield error(
            FindingCode.INVALID_DATE_FIELD,
            f"{named(step_id)} waits on {quoted(relative.to)}, which is no date",
            "name event.<property> or contact.<attribute>",
            node=step_id,
            field="relative.to",
        )
    elif root == "event" and relative.yearly:
        yield error(
            FindingCode.INVALID_DATE_FIELD,
            f"{named(step_id)} waits for an anniversary of {relative.to}; only dates of a contact have them",
            'name a contact.<attribute>, or turn "yearly" off',
            node=step_id,
            field="relative.yearly",
        )
    elif root == "event":
        yield from _uncarried(step_id, relative.to, name, outline)


def _uncarried(step_id: str, field: str, name: str, outline: Outline) -> Iterator[Finding]:
    trigger = outline.trigger
    if trigger is None:
        return
    if isinstance(trigger, EventTrigger):
        if name in trigger.requires or field == trigger.key:
            return
        remedy = 'add it to what the start event must carry ("requires"), or choose another property'
    else:
        remedy = "start the journey with an event that carries it, or wait on a contact's date"
    yield error(
        FindingCode.WAIT_ON_UNCARRIED_PROPERTY,
        f"{named(step_id)} waits on {field}, which {trigger_subject(trigger)} does not carry",
        remedy,
        node=step_id,
        field="relative.to",
    )


def _duration(step_id: str, field: str, text: str, *, zero: bool, longest: Millis | None = None) -> Iterator[Finding]:
    try:
        duration = parse_duration(text)
    except ValueError as problem:
        yield _told(FindingCode.INVALID_DURATION, step_id, field, problem)
        return
    if duration.sign < 0 or (duration.is_zero and not zero):
        yield error(
            FindingCode.DURATION_NOT_POSITIVE,
            f"{named(step_id)} waits {quoted(text)}, which is {'before it begins' if duration.sign < 0 else 'no time'}",
            "use a longer time, such as PT1H",
            node=step_id,
            field=field,
        )
    elif longest is not None and _longest_ms(duration) > longest:
        yield error(
            FindingCode.DURATION_TOO_LONG,
            f"{named(step_id)} waits {quoted(text)} for the answer; a question for an opt-in is valid 30 days",
            "use P30D or less",
            node=step_id,
            field=field,
        )


def _longest_ms(duration: Duration) -> Millis:
    return (duration.months * 31 + duration.days) * DAY + duration.exact_ms


def _told(code: FindingCode, step_id: str, field: str, problem: Exception) -> Finding:
    """A finding from a rule's own "what is wrong; what to do"."""
    message, _, remedy = str(problem).partition("; ")
    return error(code, f"{named(step_id)}: {message}", remedy or "choose another value", node=step_id, field=field)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url.strip())
        return parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
