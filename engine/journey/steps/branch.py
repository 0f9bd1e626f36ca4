"""The branch: the first path whose condition holds is taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.journey.definition.arrival import ArrivalNeeds, Arriving, Decisions, Passes
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.condition_roots import TRAVEL_ROOTS
from engine.journey.definition.definition import StepCondition, StepDefinition
from engine.journey.findings import Finding, FindingCode
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


def _checks(data: BranchData, step: CheckedStep) -> Iterator[Finding]:
    """Paths behind one that takes everybody, or with the same condition as one before; ids that stand twice."""
    yield from step.repeated_outlets("paths", _outlets(data))
    if not data.paths:
        yield step.error(
            FindingCode.NO_PATHS,
            f"{step.name} has no paths, so everybody leaves by else",
            "add a path with a condition, or remove the step",
            field="paths",
        )
    catch_all: str | None = None
    names: dict[str, str] = {}
    for index, path in enumerate(data.paths):
        name = quoted(path.label or path.id)
        field = f"paths.{index}.where"
        # A branch of one path, which most are, has nothing to compare it with.
        same = repr(path.where) if len(data.paths) > 1 else ""
        earlier = names.get(same) if catch_all is None else None
        if catch_all is not None:
            yield _never_taken(step, name, f"{catch_all} before it takes everybody", field)
        elif earlier is not None:
            yield _never_taken(step, name, f"{earlier} before it has the same condition", field)
        elif not path.where.rules and not path.where.negated:
            catch_all = name
            yield step.warning(
                FindingCode.PATH_TAKES_EVERYBODY,
                f"path {name} of {step.name} has no condition, so everybody takes it",
                "add a condition, or remove the branch",
                field=field,
            )
        elif not path.where.rules:
            yield _never_taken(step, name, "it holds for nobody", field)
        names.setdefault(same, name)


def _never_taken(step: CheckedStep, name: str, why: str, field: str) -> Finding:
    return step.warning(
        FindingCode.PATH_NEVER_TAKEN,
        f"nobody takes path {name} of {step.name}: {why}",
        "change its condition, move it up, or remove it",
        field=field,
    )


BRANCH = StepDefinition(
    data=BranchData,
    node=BranchNode,
    title="Branch",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    decisions=_decisions,
    arrival_needs=_arrival_needs,
    outlets=None,
    own_outlets=_outlets,
    outlet_labels=_outlet_labels,
    steers=True,
    conditions=_conditions,
    asks_consent=_asks_consent,
)
