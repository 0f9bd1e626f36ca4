"""The trigger: what starts the journey."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.journey.definition.arrival import Arriving, Passes
from engine.journey.definition.condition_roots import CONTACT_ROOTS, ENTRY_ROOTS
from engine.journey.definition.definition import StepCondition, StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.journey.parts.triggers import AudienceTrigger, EventTrigger, Trigger, trigger_sentence
from engine.rules.conditions.conditions import reads


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


TRIGGER = StepDefinition(
    data=TriggerData,
    node=TriggerNode,
    title="Trigger",
    sentence=_sentence,
    arrive=_arrive,
    conditions=_conditions,
    asks_consent=_asks_consent,
)
