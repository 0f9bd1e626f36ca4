"""What could be read of a document: enough for every check to look at the healthy steps of a broken one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

import networkx as nx

from engine.journey.document.document import Document
from engine.journey.parts.part import StepData
from engine.journey.parts.settings import JourneySettings
from engine.journey.parts.triggers import Trigger
from engine.journey.step_types import JourneyNode, definition_named, outlets_of, step_sentence, type_words
from engine.journey.steps.trigger import TriggerNode

_Data = TypeVar("_Data", bound=StepData)


class Line(NamedTuple):
    """An edge, or what could be read of one."""

    id: str | None
    source: str | None
    outlet: str | None
    target: str | None


class Connection(NamedTuple):
    """A line that joins two steps that are there; only its outlet may be unknown."""

    source: str
    outlet: str | None
    target: str


class BrokenStep(NamedTuple):
    """A step that is there but could not be read: lines may lead to it, nothing is known of what it does."""

    id: str
    type: str | None


@dataclass(frozen=True)
class Outline:
    """The readable parts. Steps and lines in the document's order."""

    name: str | None = None
    settings: JourneySettings = field(default_factory=JourneySettings)
    nodes: tuple[JourneyNode, ...] = ()
    broken: tuple[BrokenStep, ...] = ()
    lines: tuple[Line, ...] = ()
    document: Document | None = field(default=None, compare=False)
    """The whole document, when all of it could be read."""

    @staticmethod
    def of(document: Document) -> Outline:
        """The outline of a document that could be read."""
        return Outline(
            name=document.name,
            settings=document.settings,
            nodes=document.nodes,
            lines=tuple(Line(edge.id, edge.source, edge.source_handle, edge.target) for edge in document.edges),
            document=document,
        )

    @cached_property
    def by_id(self) -> dict[str, JourneyNode]:
        """The healthy steps; of two with one id the first."""
        nodes: dict[str, JourneyNode] = {}
        for node in self.nodes:
            nodes.setdefault(node.id, node)
        return nodes

    @cached_property
    def types(self) -> dict[str, str | None]:
        """The type of every step, healthy or not; None when it has none."""
        return {step.id: step.type for step in self.broken} | {
            node_id: node.type for node_id, node in self.by_id.items()
        }

    @cached_property
    def trigger_ids(self) -> tuple[str, ...]:
        """Every trigger, healthy or not, in the document's order."""
        healthy = (node.id for node in self.nodes if isinstance(node, TriggerNode))
        return (*healthy, *(step.id for step in self.broken if step.type == "trigger"))

    @cached_property
    def trigger(self) -> Trigger | None:
        """What starts the journey, when there is exactly one trigger and it is healthy."""
        if len(self.trigger_ids) != 1:
            return None
        node = self.by_id.get(self.trigger_ids[0])
        return node.data.on if isinstance(node, TriggerNode) else None

    def data(self) -> Iterator[tuple[str, StepData]]:
        """(id, data) of the healthy steps."""
        return ((node.id, node.data) for node in self.nodes)

    def each(self, kind: type[_Data]) -> list[tuple[str, _Data]]:
        """(id, data) of the healthy steps of one type."""
        return cast(list[tuple[str, _Data]], self._by_kind.get(kind, []))

    @cached_property
    def _by_kind(self) -> dict[type[StepData], list[tuple[str, StepData]]]:
        by_kind: dict[type[StepData], list[tuple[str, StepData]]] = {}
        for node in self.nodes:
            by_kind.setdefault(type(node.data), []).append((node.id, node.data))
        return by_kind

    def named(self, step_id: str) -> str:
        """A step as findings speak of it, by what it does: `“Wait 1 hour”`. Of one that could not be read the type."""
        node = self.by_id.get(step_id)
        if node is not None:
            return f"“{step_sentence(node.data)}”"
        return type_words(self.types.get(step_id))

    def outlets(self, step_id: str) -> tuple[str, ...] | None:
        """The outlets of a step; None when they can't be known."""
        node = self.by_id.get(step_id)
        if node is not None:
            return outlets_of(node.data)
        definition = definition_named(self.types.get(step_id))
        return definition.outlets if definition else None

    def optional_outlets(self, step_id: str) -> frozenset[str]:
        """Those of the outlets that may lead nowhere without a word."""
        definition = definition_named(self.types.get(step_id))
        return definition.optional_outlets if definition else frozenset()

    @cached_property
    def connections(self) -> tuple[Connection, ...]:
        """The lines that join two steps that are there."""
        types = self.types
        return tuple(
            Connection(source, outlet, target)
            for _, source, outlet, target in self.lines
            if source is not None and target is not None and source in types and target in types
        )

    @cached_property
    def connected(self) -> frozenset[tuple[str, str | None]]:
        """(step id, outlet) of every outlet a connection leaves from; the outlet is None when it is not said."""
        return frozenset((source, outlet) for source, outlet, _ in self.connections)

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """Steps and connections, whatever the outlet."""
        graph: nx.DiGraph[str] = nx.DiGraph()
        graph.add_nodes_from(self.types)
        graph.add_edges_from((source, target) for source, _, target in self.connections)
        return graph
