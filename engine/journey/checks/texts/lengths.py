"""Checks of what an SMS costs: its length, and the characters that make it dearer."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from engine.journey.checks.texts.step_texts import Text, texts
from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, warning
from engine.journey.wording.phrases import listed, quoted
from engine.journey.wording.tags import without_tags
from engine.rules.messages.encoding import LONGEST_BODY, MeasuredBody, NonGsmCharacter, measure
from engine.rules.wording.characters import called

MANY_SEGMENTS: Final = 3
"""A body of more segments is worth a warning: each is sent and billed."""

MANY_CULPRITS: Final = 6
"""Characters that a sentence names."""


def lengths(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """What a body costs, as far as it can be told before merge fields are filled in."""
    for text in texts(outline, circumstances):
        if not text.is_sms:
            continue
        fixed = without_tags(text.body)
        measured = _measured(fixed[: 2 * LONGEST_BODY])
        if measured.encoding == "UCS-2" and _is_a_slip(measured.culprits):
            yield _turned(text, measured.culprits, measured.segments)
        at_least = "at least " if fixed != text.body else ""
        if len(fixed) > LONGEST_BODY:
            yield warning(
                FindingCode.BODY_TOO_LONG,
                f"{text.named} has {at_least}{len(fixed):,} characters; carriers take {LONGEST_BODY:,}",
                "shorten it",
                node=text.step,
                field=text.field,
            )
        elif measured.segments > MANY_SEGMENTS:
            yield warning(
                FindingCode.MANY_SEGMENTS,
                f"{text.named} takes {at_least}{measured.segments} segments; each is sent and billed",
                "shorten it",
                node=text.step,
                field=text.field,
            )


@lru_cache(maxsize=256)
def _measured(text: str) -> MeasuredBody:
    """Counted once, however many steps send it."""
    return measure(text)


def _is_a_slip(culprits: tuple[NonGsmCharacter, ...]) -> bool:
    """Whether the body is UCS-2 for a trifle: one character, or some that all have plain forms."""
    return len(culprits) == 1 or all(culprit.plain is not None for culprit in culprits)


def _turned(text: Text, culprits: tuple[NonGsmCharacter, ...], segments: int) -> Finding:
    shown = [called(culprit.text) for culprit in culprits[:MANY_CULPRITS]]
    subject = f"one character, {shown[0]}, makes" if len(culprits) == 1 else f"{listed(shown)} make"
    return warning(
        FindingCode.BODY_TURNS_UCS2,
        f"{subject} {text.named} UCS-2: 70 characters a segment instead of 160, {segments} in all",
        _remedy(culprits[:MANY_CULPRITS]),
        node=text.step,
        field=text.field,
    )


def _remedy(culprits: tuple[NonGsmCharacter, ...]) -> str:
    written = listed(
        tuple(
            dict.fromkeys(
                "a plain space"
                if culprit.plain == " "
                else "a new line"
                if culprit.plain == "\n"
                else quoted(culprit.plain)
                for culprit in culprits
                if culprit.plain
            )
        )
    )
    removed = any(culprit.plain == "" for culprit in culprits)
    if written and removed:
        return f"write {written} instead, and remove what can't be seen"
    if written:
        return f"write {written} instead"
    if removed:
        return "remove it" if len(culprits) == 1 else "remove them"
    return "replace it, or leave it if it is worth the price"
