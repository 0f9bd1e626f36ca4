"""The split: shares contacts out by chance."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from math import fsum
from typing import Final, Literal

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Passage, Passes
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import DocumentPart, Identifier, Node, StepData
from engine.journey.wording.phrases import quoted


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


def _arrival_needs(_: SplitData, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds(arm=True, passes=True)


def _arrive(data: SplitData, arriving: Arriving) -> Passes:
    return Passes(_arm(data, arriving.step_id, arriving.passage))


def _arm(split: SplitData, step_id: str, passage: Passage) -> str:
    """The arm of this contact at this step: the one this passage took before, else drawn from the contact, the step and
    the key alone, so that it is the same every time, whatever else the journey's versions change."""
    before = passage.arms.get(step_id)
    if any(arm.id == before for arm in split.arms):
        return str(before)
    seed = "\x1f".join((step_id, passage.external_id, passage.key))
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) / 2**64 * 100
    reached = 0.0
    for arm in split.arms:
        reached += arm.percent
        if drawn < reached:
            return arm.id
    return split.arms[-1].id


PERCENT_TOLERANCE: Final = 0.01
"""Three arms of 33.33 are 99.99: close enough to be meant as all."""


def _checks(data: SplitData, step: CheckedStep) -> Iterator[Finding]:
    """Shares between 0 and 100 that are 100 together."""
    if not data.arms:
        yield step.error(
            FindingCode.NO_ARMS,
            f"{step.name} has no arms",
            "add at least two arms, or remove the step",
            field="arms",
        )
        return
    for index, arm in enumerate(data.arms):
        if not 0 <= arm.percent <= 100:
            yield step.error(
                FindingCode.PERCENTAGE_OUT_OF_RANGE,
                f"arm {quoted(arm.label or arm.id)} of {step.name} has {arm.percent:g} percent",
                "use a share between 0 and 100",
                field=f"arms.{index}.percent",
            )
    total = fsum(arm.percent for arm in data.arms)
    if abs(total - 100) > PERCENT_TOLERANCE * len(data.arms):
        shares = " + ".join(f"{arm.percent:g}" for arm in data.arms[:10])
        yield step.error(
            FindingCode.PERCENTAGES_NOT_100,
            f"the arms of {step.name} are {total:g} percent together ({shares})",
            "change them so that they are 100",
            field="arms",
        )

    yield from step.repeated_outlets("arms", _outlets(data))


SPLIT = StepDefinition(
    data=SplitData,
    node=SplitNode,
    title="Split",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    arrival_needs=_arrival_needs,
    outlets=None,
    own_outlets=_outlets,
    outlet_labels=_outlet_labels,
    steers=True,
)
