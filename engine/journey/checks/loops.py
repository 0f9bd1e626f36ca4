"""Checks of loops: one that can turn without waiting would never stop, one without a way out never ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import networkx as nx

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.triggers import EventTrigger
from engine.journey.step_types import definition_named, definition_of
from engine.journey.wording.phrases import listed

LONGEST_LIST: Final = 12
"""Steps of a loop that a sentence names."""


def cycles(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Steps that can turn round without waiting.

    Every turn must pass a `wait` or `wait_for` that takes time on every turn: one that may be zero or already past
    (`until`, `relative` to one date), or whose date may be missing and is then passed, does not count.
    """
    graph = _at_once(outline)
    for group in _loops(graph):
        first = min(group)
        if len(group) == 1:
            yield error(
                FindingCode.SELF_LOOP,
                f"{outline.named(first)} leads to itself",
                "lead the line to another step, or put a wait into the loop",
                node=first,
            )
            continue
        way = [outline.named(step_id) if step_id else "…" for step_id in _way_round(graph, group, first)]
        yield error(
            FindingCode.CYCLE_WITHOUT_WAIT,
            f"steps loop without waiting: {' → '.join(way)}",
            'put a wait "for" some time, a wait "at" a time of day or a wait for an event into the loop',
            node=first,
        )


def endless(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Loops without any way out, where neither a goal nor a cancelling event ends them."""
    cancels = isinstance(outline.trigger, EventTrigger) and outline.trigger.cancelled_by
    if outline.settings.goal is not None or cancels:
        return
    closed = [
        group for group in _loops(outline.graph) if not any(_leaves(outline, group, step_id) for step_id in group)
    ]
    # Loops that turn at once, or through the trigger, are errors of their own.
    at_once = set(outline.trigger_ids).union(*_loops(_at_once(outline))) if closed else set[str]()
    for group in closed:
        if not group.isdisjoint(at_once):
            continue
        names = [outline.named(step_id) for step_id in sorted(group)[:LONGEST_LIST]]
        more = ["…"] if len(group) > LONGEST_LIST else []
        yield warning(
            FindingCode.NEVER_ENDS,
            f"whoever reaches {listed([*names, *more])} loops forever",
            "add a way out, such as a branch, or set a goal",
            node=min(group),
        )


def _loops(graph: nx.DiGraph[str]) -> Iterator[set[str]]:
    for group in nx.strongly_connected_components(graph):
        if len(group) > 1 or graph.has_edge(*group, *group):
            yield group


def _at_once(outline: Outline) -> nx.DiGraph[str]:
    """The lines that can be passed in the moment a step is entered."""
    slow = {step_id: _slow_outlets(outline, step_id) for step_id in outline.types}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(
        (source, target)
        for source, outlet, target in outline.connections
        if (waits := slow[source]) is not None and outlet not in waits
    )
    return graph


def _slow_outlets(outline: Outline, step_id: str) -> tuple[str, ...] | None:
    """The outlets by which nobody leaves in the moment of entering; None means that this holds for all."""
    node = outline.by_id.get(step_id)
    if node is None:
        # It has its own finding: a wait that can't be read, or a step of an unknown type, may well take time.
        definition = definition_named(outline.types[step_id])
        return None if definition is None or definition.may_take_time else ()
    return definition_of(node.data).slow_outlets(node.data, (step_id, "missed") in outline.connected)


def _way_round(graph: nx.DiGraph[str], group: set[str], first: str) -> list[str | None]:
    """One way round from a step back to it; None where steps are left out, as there are many."""
    inside = graph.subgraph(group)
    way: list[str | None] = [*nx.bidirectional_shortest_path(inside, first, min(inside.predecessors(first))), first]
    return way if len(way) <= LONGEST_LIST else [*way[: LONGEST_LIST - 2], None, first]


def _leaves(outline: Outline, group: set[str], step_id: str) -> bool:
    """Whether a step of a loop has a way out of it: a line, or an outlet that ends the enrolment."""
    if any(target not in group for target in outline.graph.successors(step_id)):
        return True
    outlets = _ending_outlets(outline, step_id)
    return outlets is None or any((step_id, outlet) not in outline.connected for outlet in outlets)


def _ending_outlets(outline: Outline, step_id: str) -> tuple[str, ...] | None:
    """The outlets that end the enrolment when they lead nowhere; None when they can't be known."""
    outlets = outline.outlets(step_id)
    if outlets is None:
        return None
    node = outline.by_id.get(step_id)
    ending = None if node is None else definition_of(node.data).ending_outlets
    if node is not None and ending is not None:
        return ending(node.data)
    return tuple(outlet for outlet in outlets if outlet != "not_sent") or None
