"""The exit: the enrolment leaves the journey."""

from __future__ import annotations

from typing import Literal

from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.part import Node, StepData


class ExitData(StepData):
    reason: str | None = None


class ExitNode(Node):
    type: Literal["exit"]
    data: ExitData = ExitData()


def _sentence(data: ExitData) -> str:
    return f"Exit: {data.reason}" if data.reason else "Exit"


EXIT = StepDefinition(data=ExitData, node=ExitNode, title="Exit", sentence=_sentence, outlets=())
