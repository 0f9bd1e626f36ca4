"""The update: what a step changes about the contact."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, JsonValue

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Passes, StepUpdate
from engine.journey.definition.definition import OptedOutAhead, StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.conditions import value_words
from engine.journey.wording.phrases import listed


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


UPDATE_CONTACT = StepDefinition(
    data=UpdateContactData,
    node=UpdateContactNode,
    title="Update contact",
    sentence=_sentence,
    arrive=_arrive,
    arrival_needs=_arrival_needs,
    ahead=_ahead,
)
