"""The compiler: a checked document in, its plan out; the order of nodes and edges does not matter."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import networkx as nx
from pydantic import BaseModel

from engine.journey.definition.definition import OptedOutAhead
from engine.journey.document.document import Document
from engine.journey.parts.pinned import Pinned
from engine.journey.plan import Plan, Step
from engine.journey.step_types import StepNode, definition_of, step_sentence
from engine.journey.steps.trigger import TriggerNode
from engine.rules.conditions.conditions import reads
from engine.rules.conditions.facts import Reads
from engine.rules.liquid.template import template_reads
from engine.rules.outcomes.refusal import Refusal

NOTHING = Reads()


class NotPublishable(Refusal, ValueError):
    """The document has errors that leave no plan to make; mend what `check` finds first."""

    code = "journey_has_errors"


def compile_plan(document: Document, library: Mapping[str, Pinned] | None = None) -> Plan:
    """The plan of a document that `check` found no errors in. `library` has the messages that its steps name, by id:
    the plan keeps what they say now.

    Raises NotPublishable when there is no single trigger, an id or an outlet is used twice, a line leads
    nowhere, or steps turn round without a rest: errors that `check` names one by one.
    """
    trigger, nodes = _steps_of(document)
    targets = _targets(document, trigger.id, nodes)
    goal = reads(document.settings.goal) if document.settings.goal else NOTHING
    pinned = {node_id: _message_of_library(node, library or {}) for node_id, node in nodes.items()}
    own = {node_id: _own_reads(node, pinned[node_id]) for node_id, node in nodes.items()}
    _refuse_turning_without_rest(nodes, targets)
    sms_only = _only_sms_ahead(nodes, targets)
    steps = tuple(
        Step(
            id=node_id,
            type=node.type,
            data=node.data,
            outlets=targets[node_id],
            rests=definition_of(node.data).rests,
            reads=own[node_id].union(goal) if definition_of(node.data).dispatch else own[node_id],
            only_sms_ahead=node_id in sms_only,
            label=step_sentence(node.data),
            pinned=pinned[node_id],
        )
        for node_id, node in nodes.items()
    )
    entry = dict(targets[trigger.id]).get("next")
    return Plan(
        digest=_digest(document, trigger, entry, steps),
        settings=document.settings,
        trigger_id=trigger.id,
        trigger=trigger.data.on,
        entry=entry,
        trigger_reads=definition_of(trigger.data).reads(trigger.data),
        goal_reads=goal,
        steps=steps,
    )


def _steps_of(document: Document) -> tuple[TriggerNode, dict[str, StepNode]]:
    """The trigger, and the other nodes sorted by id."""
    triggers = [node for node in document.nodes if isinstance(node, TriggerNode)]
    if len(triggers) != 1:
        raise NotPublishable(f"a journey has one trigger, this one has {len(triggers)}; keep one")
    steps = [node for node in document.nodes if not isinstance(node, TriggerNode)]
    nodes: dict[str, StepNode] = {node.id: node for node in sorted(steps, key=lambda node: node.id)}
    if len(nodes) + 1 != len(document.nodes):
        raise NotPublishable("two steps have the same id; give each its own")
    return triggers[0], nodes


def _targets(
    document: Document, trigger_id: str, nodes: Mapping[str, StepNode]
) -> dict[str, tuple[tuple[str, str], ...]]:
    """(outlet, step id) pairs of every step and the trigger, sorted."""
    targets: dict[str, dict[str, str]] = {trigger_id: {}, **{node_id: {} for node_id in nodes}}
    for edge in document.edges:
        if edge.source not in targets or edge.target not in nodes:
            raise NotPublishable(f'the line "{edge.id}" leads from or to a step that is not there; remove it')
        if edge.source_handle in targets[edge.source]:
            raise NotPublishable(f'outlet "{edge.source_handle}" of step "{edge.source}" has two lines; keep one')
        targets[edge.source][edge.source_handle] = edge.target
    return {node_id: tuple(sorted(outlets.items())) for node_id, outlets in targets.items()}


def _message_of_library(node: StepNode, library: Mapping[str, Pinned]) -> Pinned | None:
    named = definition_of(node.data).library_message
    message = None if named is None else named(node.data)
    return library.get(message) if message else None


def _own_reads(node: StepNode, pinned: Pinned | None) -> Reads:
    """What one step reads of the facts to decide or to render."""
    if pinned is not None:
        return NOTHING.union(*(template_reads(text) for _, text in pinned.texts))
    return definition_of(node.data).reads(node.data)


def _refuse_turning_without_rest(
    nodes: Mapping[str, StepNode], targets: Mapping[str, tuple[tuple[str, str], ...]]
) -> None:
    instant = {node_id for node_id, node in nodes.items() if not definition_of(node.data).rests}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(
        (node_id, target) for node_id in instant for _, target in targets[node_id] if target in instant
    )
    for group in nx.strongly_connected_components(graph):
        if len(group) > 1 or graph.has_edge(*group, *group):
            names = ", ".join(f"“{step_sentence(nodes[node_id].data)}”" for node_id in sorted(group))
            raise NotPublishable(f"the steps {names} turn round without a wait; put a wait into the loop")


def _only_sms_ahead(
    nodes: Mapping[str, StepNode], targets: Mapping[str, tuple[tuple[str, str], ...]]
) -> frozenset[str]:
    """Steps with an SMS strictly ahead and nothing ahead that matters to an opted-out contact.

    What is nothing to them is looked through; exits and ends count as nothing. A step where they can still come back,
    and everything before it, counts as more than SMS.
    """
    backwards: nx.DiGraph[str] = nx.DiGraph()
    backwards.add_nodes_from(nodes)
    backwards.add_edges_from((target, node_id) for node_id in nodes for _, target in targets[node_id])
    ahead = {node_id: definition_of(node.data).ahead(node.data) for node_id, node in nodes.items()}
    returning = {node_id for node_id, what in ahead.items() if what is OptedOutAhead.RETURN}
    more = {node_id for node_id, what in ahead.items() if what is OptedOutAhead.MORE} | returning
    sms = {node_id for node_id, what in ahead.items() if what is OptedOutAhead.SMS}
    return frozenset(_before(sms, backwards) - _before(more, backwards) - returning)


def _before(marked: Collection[str], backwards: nx.DiGraph[str]) -> set[str]:
    """Every step from which one of the marked is strictly ahead; the graph's lines lead back."""
    layers = nx.bfs_layers(backwards, marked)
    return {source for layer in layers for node_id in layer for source in backwards.successors(node_id)}


def _digest(document: Document, trigger: TriggerNode, entry: str | None, steps: Iterable[Step]) -> str:
    def plain(part: BaseModel) -> Any:
        # Without defaults: saying what goes without saying makes no other plan.
        return part.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    content = {
        "settings": plain(document.settings),
        "trigger": [trigger.id, plain(trigger.data), entry],
        "steps": [
            [step.id, step.type, plain(step.data), step.outlets, *([] if step.pinned is None else [plain(step.pinned)])]
            for step in steps
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
