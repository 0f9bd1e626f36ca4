"""Checks of conditions, wherever one stands, and of branches whose paths nobody takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.journey.definition.circumstances import Circumstances
from engine.journey.definition.condition_roots import AWAITED_ROOTS, TRAVEL_ROOTS
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import EventTrigger, KeywordTrigger
from engine.journey.step_types import definition_named, definition_of
from engine.journey.wording.phrases import quoted
from engine.rules.conditions.conditions import (
    FIELD_ROOTS,
    MAX_DEPTH,
    OPERATORS,
    Condition,
    ConditionProblem,
    Rule,
    problems,
)


class Place(NamedTuple):
    """A condition and where it stands."""

    name: str
    """How a sentence begins that speaks of it: `path "yes" of`, `the goal`."""
    outline: Outline
    node: str | None
    field: str
    condition: Condition
    roots: tuple[str, ...]

    @property
    def where(self) -> str:
        """How a sentence names it: `path "yes" of “Opted in to SMS?”`."""
        return self.name if self.node is None else f"{self.name} {self.outline.named(self.node)}"


def places(outline: Outline) -> Iterator[Place]:
    """Every condition of the journey."""
    for step_id, data in outline.data():
        for place in definition_of(data).conditions(data):
            yield Place(place.name, outline, step_id, place.field, place.condition, place.roots)
    goal = outline.settings.goal
    if goal is not None:
        yield Place("the goal", outline, None, "settings.goal", goal, TRAVEL_ROOTS)


def conditions(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Unknown fields and operators, values that can't be compared, fields that mean nothing where they stand."""
    for place in places(outline):
        for problem in problems(place.condition, place.roots):
            yield error(
                _code(problem),
                f"{place.where}: {problem.message}",
                problem.remedy,
                node=place.node,
                field=place.field,
            )
    goal = outline.settings.goal
    if goal is not None and not goal.rules:
        yield error(
            FindingCode.CONDITION_PROBLEM,
            "the goal has no condition, so everyone would leave as converted right away",
            "add a condition or remove the goal",
            field="settings.goal",
        )


def references(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """`message.<node_id>` names a step that sends; `segment.<id>` a segment that is there."""
    for place in places(outline):
        for rule in _rules(place.condition):
            root, _dot, name = rule.field.partition(".")
            if root == "message" and name and not _sends_a_message(outline.types.get(name)):
                step = outline.named(name) if name in outline.types else quoted(name)
                is_there = "sends no message" if name in outline.types else "does not exist"
                yield error(
                    FindingCode.UNKNOWN_MESSAGE_STEP,
                    f"{place.where} asks for the message of {step}, which {is_there}",
                    "name a step that sends a message",
                    node=place.node,
                    field=place.field,
                )
            known = circumstances.segments
            if root == "segment" and name and known is not None and name not in known:
                yield error(
                    FindingCode.UNKNOWN_SEGMENT,
                    f"{place.where} asks for the segment {quoted(name)}, which does not exist",
                    "choose another segment",
                    node=place.node,
                    field=place.field,
                )


def events_never_carried(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Conditions on event properties in a journey that no event starts."""
    if outline.trigger is None or isinstance(outline.trigger, EventTrigger | KeywordTrigger):
        return
    for place in places(outline):
        root = "entry" if place.roots is AWAITED_ROOTS else "event"
        for rule in _rules(place.condition):
            if root in place.roots and rule.field.startswith(f"{root}."):
                yield warning(
                    FindingCode.EVENT_NEVER_CARRIED,
                    f"{place.where} asks for {quoted(rule.field)}, which is always empty: no event starts this journey",
                    "ask for a contact's field, or start the journey with an event",
                    node=place.node,
                    field=place.field,
                )


def _code(problem: ConditionProblem) -> FindingCode:
    root, _, name = problem.field.partition(".")
    if problem.field and (root not in FIELD_ROOTS or not name):
        return FindingCode.UNKNOWN_CONDITION_FIELD
    if problem.field and problem.operator not in OPERATORS:
        return FindingCode.UNKNOWN_OPERATOR
    return FindingCode.CONDITION_PROBLEM


def _sends_a_message(step_type: str | None) -> bool:
    definition = definition_named(step_type)
    return definition is not None and definition.dispatch is not None and definition.dispatch.is_message


def _rules(condition: Condition, depth: int = 1) -> Iterator[Rule]:
    """The rules, down to the depth that a condition may have."""
    for part in condition.rules:
        if isinstance(part, Rule):
            yield part
        elif depth < MAX_DEPTH:
            yield from _rules(part, depth + 1)
