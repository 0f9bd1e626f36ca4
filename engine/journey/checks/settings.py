"""Checks of the journey as a whole: its name, settings, unknown fields, consent."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, cast

from pydantic import BaseModel

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.part import DocumentPart, StepData
from engine.journey.step_types import definition_named, definition_of
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.wording.phrases import quoted
from engine.rules.outcomes.states import MessageClass
from engine.rules.time.durations import parse_duration
from engine.rules.time.quiet_hours import quiet_window
from engine.rules.time.zones import zone_named

CANVAS_FIELDS: Final = frozenset({"viewport", "$schema"})
"""What a canvas or an editor adds to a document, and what means nothing to a journey."""


def name(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """A journey has a name to be found by."""
    if outline.name is not None and not outline.name.strip():
        yield error(FindingCode.NO_NAME, "the journey has no name", "give it one", field="name")


def zone(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """The journey's time zone is one of the IANA names."""
    text = outline.settings.timezone
    if zone_named(text) is None:
        yield error(
            FindingCode.UNKNOWN_TIMEZONE,
            f"the journey's time zone is {quoted(text)}, which does not exist",
            "choose one such as Europe/Berlin, America/New_York or UTC",
            field="settings.timezone",
        )


def quiet_hours(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Quiet hours are a window of two times of day."""
    window = outline.settings.quiet_hours
    if window is None:
        return
    try:
        quiet_window(window.start, window.end)
    except ValueError as problem:
        message, _dot, remedy = str(problem).partition("; ")
        yield error(
            FindingCode.INVALID_QUIET_HOURS,
            f"the quiet hours can't be read: {message}",
            remedy,
            field="settings.quiet_hours",
        )


def frequency_cap(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """A cap lets at least one message pass in a length of time."""
    cap = outline.settings.frequency_cap
    if cap is None:
        return
    if cap.messages < 1:
        yield error(
            FindingCode.INVALID_FREQUENCY_CAP,
            f"the frequency cap lets {cap.messages} messages pass",
            "use 1 or more, or pause the journey",
            field="settings.frequency_cap.messages",
        )
    try:
        duration = parse_duration(cap.per)
        problem = None if duration.sign > 0 and not duration.is_zero else f'"{cap.per}" is no time'
    except ValueError as unreadable:
        problem = str(unreadable).partition("; ")[0]
    if problem:
        yield error(
            FindingCode.INVALID_FREQUENCY_CAP,
            f"the frequency cap counts over a time that can't be: {problem}",
            "write it as P1D or PT24H",
            field="settings.frequency_cap.per",
        )


def consent_branch(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Marketing SMS where nothing asks whether the contact opted in: the others will just be skipped."""
    if outline.settings.message_class != MessageClass.MARKETING:
        return
    senders = outline.each(SendSmsData)
    if senders and not _asks_for_consent(outline):
        yield warning(
            FindingCode.MARKETING_WITHOUT_CONSENT_BRANCH,
            "the journey sends marketing SMS and never asks who opted in; everyone else is skipped",
            "add a branch on consent.sms that gives the others something, such as an e-mail",
            node=senders[0][0],
        )


def unknown_fields(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Fields that nobody reads: most often a slip of the pen, which would change what a step does."""
    if outline.document is not None:
        yield from _extras(outline.document, "the journey", "", None, CANVAS_FIELDS)
    settings = outline.settings
    yield from _extras(settings, "the settings", "settings", None)
    for field, part in (("quiet_hours", settings.quiet_hours), ("frequency_cap", settings.frequency_cap)):
        yield from _extras(part, "the settings", f"settings.{field}", None)
    for node in outline.nodes:
        if node.data.model_extra:
            yield from _extras(node.data, outline.named(node.id), "", node.id)
        for field, part in _parts(node.data):
            if part.model_extra:
                yield from _extras(part, outline.named(node.id), field, node.id)


def _parts(data: StepData) -> list[tuple[str, DocumentPart]]:
    """The parts of a step's data that have fields of their own."""
    parts: list[tuple[str, DocumentPart]] = []
    for name in type(data).model_fields:
        value: object = getattr(data, name)
        if isinstance(value, DocumentPart):
            parts.append((name, value))
        elif isinstance(value, tuple):
            items = cast(tuple[object, ...], value)
            parts += [(f"{name}.{at}", part) for at, part in enumerate(items) if isinstance(part, DocumentPart)]
    return parts


def _extras(
    part: BaseModel | None, where: str, path: str, node: str | None, allowed: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    if part is None or not part.model_extra:
        return
    known = [field.alias or own for own, field in type(part).model_fields.items()]
    for extra in part.model_extra:
        if extra in allowed:
            continue
        full = f"{path}.{extra}" if path else extra
        close = get_close_matches(extra[:100], known, n=1)
        yield error(
            FindingCode.UNKNOWN_FIELD,
            f"{where} has the field {quoted(full)}, which is not used there",
            f"did you mean {quoted(close[0])}?" if close else "remove it",
            node=node,
            field=full,
        )


def _asks_for_consent(outline: Outline) -> bool:
    for _, data in outline.data():
        asks = definition_of(data).asks_consent
        if asks is not None and asks(data):
            return True
    # A branch that could not be read may well be the one.
    broken = (definition_named(step.type) for step in outline.broken)
    return any(definition is not None and definition.asks_consent is not None for definition in broken)
