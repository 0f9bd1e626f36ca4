"""Checks of what steps change about contacts: something, in one direction, and nothing that has a door of its own."""

from __future__ import annotations

from collections.abc import Iterator

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.steps.update_contact import UpdateContactData
from engine.journey.wording.phrases import named, quoted
from engine.rules.addresses.countries import region_of
from engine.rules.conditions.contact_fields import NOT_SET_BY_STEPS, SETTABLE
from engine.rules.time.zones import zone_named


def updates(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """An update changes something, and not in two directions."""
    for step_id, data in outline.each(UpdateContactData):
        if not (data.set or data.add_tags or data.remove_tags or data.add_score):
            yield warning(
                FindingCode.NOTHING_TO_UPDATE,
                f"{named(step_id)} changes nothing",
                "say what it sets, tags or scores, or remove it",
                node=step_id,
            )
        for tag in data.add_tags:
            if tag in data.remove_tags:
                yield warning(
                    FindingCode.TAG_ADDED_AND_REMOVED,
                    f"{named(step_id)} both adds and removes the tag {quoted(tag)}",
                    "keep one of the two",
                    node=step_id,
                    field="remove_tags",
                )
        for name, value in data.set.items():
            yield from _set(step_id, name, value)


def _set(step_id: str, name: str, value: object) -> Iterator[Finding]:
    field = f"set.{name}"
    plain = name.removeprefix("contact.")
    if plain != name:
        yield error(
            FindingCode.NOT_SETTABLE,
            f"{named(step_id)} sets {quoted(name)}, which would be an attribute of that whole name",
            f"write {quoted(plain)}",
            node=step_id,
            field=field,
        )
    if plain in NOT_SET_BY_STEPS:
        yield error(
            FindingCode.NOT_SETTABLE,
            f"{named(step_id)} sets {quoted(plain)}, which a step can't set",
            NOT_SET_BY_STEPS[plain],
            node=step_id,
            field=field,
        )
        return
    remedy = _misfit(plain, value) if plain in SETTABLE and value is not None else None
    if remedy is not None:
        yield error(
            FindingCode.INVALID_FIELD_VALUE,
            f"{named(step_id)} sets {plain} to {quoted(str(value))}, which is none",
            remedy,
            node=step_id,
            field=field,
        )


def _misfit(name: str, value: object) -> str | None:
    """What to write instead of a value that the column can't have; None when it can."""
    if not isinstance(value, str):
        return "write it as text, or null to empty it"
    if name == "timezone" and zone_named(value) is None:
        return "write the name of a zone, such as Europe/Berlin"
    if name == "country" and region_of(value) is None:
        return "write a country by its name or its two letters, such as DE"
    return None
