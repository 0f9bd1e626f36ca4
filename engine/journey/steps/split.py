"""The split: shares contacts out by chance."""

from __future__ import annotations

from typing import Literal

from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.part import DocumentPart, Identifier, Node, StepData


class SplitArm(DocumentPart):
    """One share of a split."""

    id: Identifier
    label: str = ""
    percent: float


class SplitData(StepData):
    """Shares contacts out by chance; the same enrolment always gets the same arm."""

    arms: tuple[SplitArm, ...]


class SplitNode(Node):
    type: Literal["split"]
    data: SplitData


def _sentence(data: SplitData) -> str:
    return f"Split {'/'.join(f'{arm.percent:g}' for arm in data.arms)} by chance" if data.arms else "Split"


def _outlets(data: SplitData) -> tuple[str, ...]:
    return tuple(arm.id for arm in data.arms)


def _outlet_labels(data: SplitData) -> dict[str, str]:
    return {arm.id: arm.label or f"{arm.percent:g} %" for arm in data.arms}


SPLIT = StepDefinition(
    data=SplitData,
    node=SplitNode,
    title="Split",
    sentence=_sentence,
    outlets=None,
    own_outlets=_outlets,
    outlet_labels=_outlet_labels,
    steers=True,
)
