"""The update: what a step changes about the contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, JsonValue

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Passes, StepUpdate
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import OptedOutAhead, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.conditions import value_words
from engine.journey.wording.phrases import listed, quoted
from engine.rules.addresses.countries import region_of
from engine.rules.conditions.contact_fields import NOT_SET_BY_STEPS, SETTABLE
from engine.rules.time.zones import zone_named


class UpdateContactData(StepData):
    set: dict[str, JsonValue] = Field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_score: int = 0


class UpdateContactNode(Node):
    type: Literal["update_contact"]
    data: UpdateContactData


def _sentence(data: UpdateContactData) -> str:
    parts = [f"set {name} to {value_words(value)}" for name, value in data.set.items()]
    parts += [f"add tag {tag}" for tag in data.add_tags]
    parts += [f"remove tag {tag}" for tag in data.remove_tags]
    if data.add_score:
        parts.append(f"{'add' if data.add_score > 0 else 'take'} {abs(data.add_score)} score")
    sentence = listed(parts) or "update the contact"
    return sentence[0].upper() + sentence[1:]


def _ahead(_: UpdateContactData) -> OptedOutAhead:
    return OptedOutAhead.MORE


def _arrival_needs(_: UpdateContactData, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds(own_reads=True, passes=True)


def _arrive(data: UpdateContactData, _: Arriving) -> Passes:
    return Passes("next", update=StepUpdate(data.set, data.add_tags, data.remove_tags, data.add_score))


def _checks(data: UpdateContactData, step: CheckedStep) -> Iterator[Finding]:
    """An update changes something, in one direction, and nothing that has a door of its own."""
    if not (data.set or data.add_tags or data.remove_tags or data.add_score):
        yield step.warning(
            FindingCode.NOTHING_TO_UPDATE,
            f"{step.name} changes nothing",
            "say what it sets, tags or scores, or remove it",
        )
    for tag in data.add_tags:
        if tag in data.remove_tags:
            yield step.warning(
                FindingCode.TAG_ADDED_AND_REMOVED,
                f"{step.name} both adds and removes the tag {quoted(tag)}",
                "keep one of the two",
                field="remove_tags",
            )
    for name, value in data.set.items():
        yield from _set_checks(name, value, step)


def _set_checks(name: str, value: object, step: CheckedStep) -> Iterator[Finding]:
    field = f"set.{name}"
    plain = name.removeprefix("contact.")
    if plain != name:
        yield step.error(
            FindingCode.NOT_SETTABLE,
            f"{step.name} sets {quoted(name)}, which would be an attribute of that whole name",
            f"write {quoted(plain)}",
            field=field,
        )
    if plain in NOT_SET_BY_STEPS:
        yield step.error(
            FindingCode.NOT_SETTABLE,
            f"{step.name} sets {quoted(plain)}, which a step can't set",
            NOT_SET_BY_STEPS[plain],
            field=field,
        )
        return
    remedy = _misfit(plain, value) if plain in SETTABLE and value is not None else None
    if remedy is not None:
        yield step.error(
            FindingCode.INVALID_FIELD_VALUE,
            f"{step.name} sets {plain} to {quoted(str(value))}, which is none",
            remedy,
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


UPDATE_CONTACT = StepDefinition(
    data=UpdateContactData,
    node=UpdateContactNode,
    title="Update contact",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    arrival_needs=_arrival_needs,
    ahead=_ahead,
)
