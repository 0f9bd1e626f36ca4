"""The exit: the enrolment leaves the journey."""

from __future__ import annotations

from typing import Literal

from engine.journey.definition.arrival import Arriving, Ends
from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.rules.outcomes.states import EnrolmentStatus


class ExitData(StepData):
    reason: str | None = None


class ExitNode(Node):
    type: Literal["exit"]
    data: ExitData = ExitData()


def _sentence(data: ExitData) -> str:
    return f"Exit: {data.reason}" if data.reason else "Exit"


def _arrive(data: ExitData, _: Arriving) -> Ends:
    return Ends(EnrolmentStatus.EXITED, data.reason, "exit", data.reason)


EXIT = StepDefinition(data=ExitData, node=ExitNode, title="Exit", sentence=_sentence, arrive=_arrive, outlets=())
