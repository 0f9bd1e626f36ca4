"""The branch: the first path whose condition holds is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Passes
from engine.journey.definition.condition_roots import TRAVEL_ROOTS
from engine.journey.definition.definition import StepCondition, StepDefinition
from engine.journey.parts.part import DocumentPart, Identifier, Node, StepData
from engine.journey.wording.conditions import condition_sentence
from engine.journey.wording.phrases import quoted
from engine.rules.conditions.conditions import Condition, compile_condition, reads


class BranchPath(DocumentPart):
    """One way out of a branch."""

    id: Identifier
    label: str = ""
    where: Condition


class BranchData(StepData):
    """The first path whose condition holds is taken, otherwise `else`."""

    paths: tuple[BranchPath, ...]


class BranchNode(Node):
    type: Literal["branch"]
    data: BranchData


def _sentence(data: BranchData) -> str:
    if len(data.paths) > 1:
        return f"{', '.join(path.label or path.id for path in data.paths)} or else?"
    for path in data.paths:
        if path.label and len(path.where.rules) != 1:
            return f"{path.label}?"
        words = condition_sentence(path.where)
        return f"{words[0].upper()}{words[1:]}?"
    return "Branch"


def _outlets(data: BranchData) -> tuple[str, ...]:
    return (*(path.id for path in data.paths), "else")


def _outlet_labels(data: BranchData) -> dict[str, str]:
    return {"else": "otherwise"} | {path.id: path.label or path.id for path in data.paths}


def _conditions(data: BranchData) -> Iterator[StepCondition]:
    for index, path in enumerate(data.paths):
        yield StepCondition(
            f"path {quoted(path.label or path.id)} of", f"paths.{index}.where", path.where, TRAVEL_ROOTS
        )


def _asks_consent(data: BranchData) -> bool:
    return any("sms" in reads(path.where).consent for path in data.paths)


def _decisions(data: BranchData) -> Decisions:
    return Decisions(paths=tuple((path.id, compile_condition(path.where)) for path in data.paths))


def _arrival_needs(_: BranchData, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds(own_reads=True, passes=True)


def _arrive(_: BranchData, arriving: Arriving) -> Passes:
    paths = arriving.decisions.paths
    return Passes(next((outlet for outlet, holds in paths if holds(arriving.facts)), "else"))


BRANCH = StepDefinition(
    data=BranchData,
    node=BranchNode,
    title="Branch",
    sentence=_sentence,
    arrive=_arrive,
    decisions=_decisions,
    arrival_needs=_arrival_needs,
    outlets=None,
    own_outlets=_outlets,
    outlet_labels=_outlet_labels,
    steers=True,
    conditions=_conditions,
    asks_consent=_asks_consent,
)
