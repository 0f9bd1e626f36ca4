"""Checks of how steps hang together: ids, the trigger, lines, what is reached and what ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import networkx as nx

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Line, Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.step_types import definition_named, outlet_words, step_sentence
from engine.journey.steps.wait import WaitData
from engine.journey.wording.phrases import listed, quoted

LONGEST_LIST: Final = 12
"""Steps of a cycle that a sentence names."""


def duplicate_ids(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Two steps, or two lines, with one id."""
    steps = [node.id for node in outline.nodes] + [step.id for step in outline.broken]
    for step_id, times in _doubles(steps):
        yield error(
            FindingCode.DUPLICATE_STEP_ID,
            f"{outline.named(step_id)} is there {times} times",
            "give each step an id of its own",
            node=step_id,
        )
    lines = [line.id for line in outline.lines if line.id is not None]
    for edge_id, times in _doubles(lines):
        yield error(
            FindingCode.DUPLICATE_EDGE_ID,
            f"line {quoted(edge_id)} is there {times} times",
            "give each line an id of its own",
            edge=edge_id,
        )


def one_trigger(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """A journey has exactly one trigger."""
    if not outline.trigger_ids:
        yield error(
            FindingCode.NO_TRIGGER,
            "the journey has no trigger, so nobody would ever enter it",
            "add a trigger and connect it to the first step",
        )
    if len(outline.trigger_ids) > 1:
        for step_id in dict.fromkeys(outline.trigger_ids):
            yield error(
                FindingCode.SEVERAL_TRIGGERS,
                f"{outline.named(step_id)} is one of {len(outline.trigger_ids)} triggers",
                "keep one trigger; make a journey of its own for each other",
                node=step_id,
            )


def lines_between_steps(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Lines that come from or lead to what is not there, or into the trigger."""
    for line in outline.lines:
        name = _line_name(outline, line)
        if line.source is not None and line.source not in outline.types:
            yield error(
                FindingCode.EDGE_FROM_UNKNOWN_STEP,
                f"{name} leaves from a step that does not exist",
                "remove the line or draw it again",
                edge=line.id,
            )
        if line.target is not None and line.target not in outline.types:
            yield error(
                FindingCode.EDGE_TO_UNKNOWN_STEP,
                f"{name} leads to a step that does not exist",
                "remove the line or connect it to a step",
                node=line.source if line.source in outline.types else None,
                edge=line.id,
            )
        if line.target is not None and outline.types.get(line.target) == "trigger":
            yield error(
                FindingCode.EDGE_INTO_TRIGGER,
                f"{name} leads into the trigger, where contacts only start",
                "connect it to the step after the trigger",
                node=line.target,
                edge=line.id,
            )


def outlets_of_lines(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Lines from an outlet that the step does not have; outlets with several lines."""
    taken: dict[tuple[str, str], list[str]] = {}
    for line in outline.lines:
        if line.source is None or line.source not in outline.types or line.outlet is None:
            continue
        known = outline.outlets(line.source)
        if known is not None and line.outlet not in known:
            has = f"has {listed([quoted(outlet) for outlet in known])}" if known else "has none"
            yield error(
                FindingCode.UNKNOWN_OUTLET,
                f"a line leaves {outline.named(line.source)} by {quoted(line.outlet)}, which is not one of its outlets",
                f"draw it from an outlet that the step has; it {has}",
                node=line.source,
                edge=line.id,
            )
        taken.setdefault((line.source, line.outlet), []).append(line.target or "?")
    for (step_id, outlet), targets in taken.items():
        if len(targets) > 1:
            yield error(
                FindingCode.OUTLET_USED_TWICE,
                f"outlet {quoted(outlet)} of {outline.named(step_id)} has {len(targets)} lines, "
                f"to {listed([outline.named(target) for target in targets[:LONGEST_LIST]])}",
                "keep one of them; use a split or a branch to reach several steps",
                node=step_id,
                field=outlet,
            )


def reached(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Steps that no way leads to."""
    if not outline.trigger_ids:
        return
    reachable = set(outline.trigger_ids)
    for step_id in outline.trigger_ids:
        reachable.update(nx.single_source_shortest_path_length(outline.graph, step_id))
    for step_id in outline.types:
        if step_id not in reachable:
            yield error(
                FindingCode.UNREACHABLE_STEP,
                f"no path leads from the trigger to {outline.named(step_id)}",
                "connect it or remove it",
                node=step_id,
            )


def open_outlets(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Outlets that lead nowhere, so that the enrolment ends there as completed. A journey that ends with a step that
    did something ends as journeys do: that is no finding. A step that only steers has steered to nowhere, and an end
    beside a way that leads on may be one that was forgotten."""
    connected = outline.connected
    for step_id, kind in outline.types.items():
        outlets = outline.outlets(step_id) or ()
        optional = outline.optional_outlets(step_id)
        unsaid = (step_id, None) in connected
        for outlet in dict.fromkeys(outlets):
            if outlet in optional or (step_id, outlet) in connected or unsaid:
                continue
            if kind == "trigger":
                yield error(
                    FindingCode.NOTHING_AFTER_TRIGGER,
                    f"the trigger {outline.named(step_id)} leads to no step",
                    "connect it to the first step",
                    node=step_id,
                    field=outlet,
                )
            elif _steers(kind) or any((step_id, other) in connected for other in outlets if other not in optional):
                yield warning(
                    FindingCode.OPEN_OUTLET,
                    _end_words(outline, step_id, outlet),
                    "add a step there, or leave it if that is what you mean",
                    node=step_id,
                    field=outlet,
                )


def _steers(step_type: str | None) -> bool:
    definition = definition_named(step_type)
    return definition is not None and definition.steers


def _end_words(outline: Outline, step_id: str, outlet: str) -> str:
    step = outline.by_id.get(step_id)
    what = f"“{step_sentence(step.data)}”" if step else outline.named(step_id)
    if outlet == "next":
        return f"no step comes after {what}: the journey ends there"
    way = outlet_words(step.data, outlet) if step else outlet.replace("_", " ")
    return f"who leaves {what} by “{way}” can go no further: the journey ends there"


def never_taken_outlets(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Lines from an outlet that nobody can leave by."""
    for step_id, data in outline.each(WaitData):
        if (step_id, "missed") not in outline.connected:
            continue
        kinds = data.kinds()
        if data.not_later_than is not None:
            # Who comes, or is let go, too late leaves by it.
            continue
        if kinds in (("for",), ("at",)):
            yield warning(
                FindingCode.OUTLET_NEVER_TAKEN,
                f'nobody leaves {outline.named(step_id)} by "missed": a wait "{kinds[0]}" is never already past',
                "remove the line",
                node=step_id,
                field="missed",
            )
        elif data.if_past == "continue" and len(kinds) == 1:
            yield warning(
                FindingCode.IF_PAST_HAS_NO_EFFECT,
                f'{outline.named(step_id)} says "if_past": "continue", but its outlet "missed" is connected '
                "and is taken instead",
                'remove the line from "missed" or the "if_past"',
                node=step_id,
                field="if_past",
            )


def _doubles(ids: Sequence[str]) -> list[tuple[str, int]]:
    if len(set(ids)) == len(ids):
        return []
    return [(name, count) for name, count in Counter(ids).items() if count > 1]


def _line_name(outline: Outline, line: Line) -> str:
    if line.source is None or line.source not in outline.types:
        return "a line"
    return f"the line from {outline.named(line.source)}"
