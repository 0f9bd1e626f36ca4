"""What changed between two versions of a journey: steps by id, their fields, lines, settings. Not positions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue

from engine.journey.document.document import Document
from engine.journey.step_types import JourneyNode, step_sentence


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class FieldChange(_Value):
    """One field before and after; None where it was, or is, not said."""

    field: str
    """Dotted: `relative.offset`."""
    before: JsonValue
    after: JsonValue


class StepSummary(_Value):
    """A step that came or went."""

    node_id: str
    type: str
    label: str
    """The step as a sentence."""


class StepChange(_Value):
    """A step that is in both versions and not the same."""

    node_id: str
    type_before: str
    type_after: str
    label_before: str
    label_after: str
    fields: tuple[FieldChange, ...]


class LineSummary(_Value):
    """A line by what it joins; its own id means nothing to who travels."""

    source: str
    outlet: str
    target: str


class JourneyDiff(_Value):
    """All that changed, everything sorted by id."""

    name: FieldChange | None
    settings: tuple[FieldChange, ...]
    added: tuple[StepSummary, ...]
    removed: tuple[StepSummary, ...]
    changed: tuple[StepChange, ...]
    lines_added: tuple[LineSummary, ...]
    lines_removed: tuple[LineSummary, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing that a contact or a reader would notice has changed."""
        return not any(getattr(self, field) for field in type(self).model_fields)

    def lost_steps(self) -> tuple[str, ...]:
        """Ids where an enrolment can't stay in a move to the new version: steps that are gone or of another type."""
        retyped = [change.node_id for change in self.changed if change.type_before != change.type_after]
        return tuple(sorted([*(step.node_id for step in self.removed), *retyped]))


def diff_documents(before: Document, after: Document) -> JourneyDiff:
    """What changed from one document to another."""
    old = {node.id: node for node in before.nodes}
    new = {node.id: node for node in after.nodes}
    old_lines = {(edge.source, edge.source_handle, edge.target) for edge in before.edges}
    new_lines = {(edge.source, edge.source_handle, edge.target) for edge in after.edges}
    return JourneyDiff(
        name=None if before.name == after.name else FieldChange(field="name", before=before.name, after=after.name),
        settings=tuple(_changes(_plain(before.settings), _plain(after.settings))),
        added=tuple(_summary(new[node_id]) for node_id in sorted(new.keys() - old.keys())),
        removed=tuple(_summary(old[node_id]) for node_id in sorted(old.keys() - new.keys())),
        changed=tuple(
            change
            for node_id in sorted(old.keys() & new.keys())
            if (change := _step_change(old[node_id], new[node_id])) is not None
        ),
        lines_added=_lines(new_lines - old_lines),
        lines_removed=_lines(old_lines - new_lines),
    )


def _step_change(before: JourneyNode, after: JourneyNode) -> StepChange | None:
    if before.type == after.type and before.data == after.data:
        return None
    return StepChange(
        node_id=before.id,
        type_before=before.type,
        type_after=after.type,
        label_before=step_sentence(before.data),
        label_after=step_sentence(after.data),
        fields=tuple(_changes(_plain(before.data), _plain(after.data))),
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[FieldChange]:
    """Changes field by field; an object in both is looked into, a list is one value."""
    for field in sorted(before.keys() | after.keys()):
        old: JsonValue = before.get(field)
        new: JsonValue = after.get(field)
        if old == new:
            continue
        if isinstance(old, dict) and isinstance(new, dict):
            yield from _changes(old, new, f"{prefix}{field}.")
        else:
            yield FieldChange(field=f"{prefix}{field}", before=old, after=new)


def _summary(node: JourneyNode) -> StepSummary:
    return StepSummary(node_id=node.id, type=node.type, label=step_sentence(node.data))


def _lines(lines: set[tuple[str, str, str]]) -> tuple[LineSummary, ...]:
    return tuple(LineSummary(source=source, outlet=outlet, target=target) for source, outlet, target in sorted(lines))


def _plain(part: BaseModel) -> dict[str, Any]:
    return part.model_dump(mode="json", by_alias=True)
