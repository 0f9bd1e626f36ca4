"""Reading a document from whatever JSON came in: never raises, and saves what can be saved of a broken one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final, TypeGuard, TypeVar, cast

from pydantic import BaseModel, ValidationError

from engine.journey.document.document import SCHEMA, Document, JourneyEdge
from engine.journey.document.outline import BrokenStep, Line, Outline
from engine.journey.findings import Finding, FindingCode, error
from engine.journey.parts.settings import JourneySettings
from engine.journey.reading.json_soundness import ailment, is_sound
from engine.journey.reading.misfits import Misfit, misfit_findings, shape_of
from engine.journey.step_types import STEP_TYPES, JourneyNode, definition_named, type_words
from engine.journey.wording.phrases import listed, quoted

MAX_STEPS: Final = 5_000
"""More than anybody can oversee; it bounds what one check can cost."""

MAX_EDGES: Final = 20_000

MAX_MISFITS: Final = 50
"""Findings about one part of the document that does not fit."""

_Model = TypeVar("_Model", bound=BaseModel)


@dataclass(frozen=True)
class Reading:
    """What came of reading: the document when all of it could be read, the readable parts in any case."""

    outline: Outline
    findings: tuple[Finding, ...]

    @property
    def document(self) -> Document | None:
        """The whole document; None when a part of it could not be read."""
        return self.outline.document


def parse_document(raw: object) -> Document | list[Finding]:
    """The document, or why it can't be read. Never raises, whatever `raw` is."""
    reading = read_document(raw)
    return list(reading.findings) if reading.document is None else reading.document


def read_document(raw: object) -> Reading:
    """Reads a document as JSON gives it. Parts that don't fit become findings; the rest is read all the same."""
    if not isinstance(raw, Mapping):
        return _nothing(
            FindingCode.NOT_A_DOCUMENT,
            f"the document is {shape_of(raw)}",
            f'send an object with "schema": "{SCHEMA}", "name", "nodes" and "edges"',
        )
    content = cast(Mapping[str, Any], raw)
    for part, most in (("nodes", MAX_STEPS), ("edges", MAX_EDGES)):
        items: object = content.get(part)
        if isinstance(items, list) and len(cast(list[object], items)) > most:
            return _nothing(
                FindingCode.TOO_MANY_STEPS,
                f'the document has {len(cast(list[object], items)):,} "{part}", more than {most:,}',
                "split it into several journeys",
            )
    if is_sound(content):
        try:
            return Reading(Outline.of(Document.model_validate(content)), ())
        except ValidationError:
            pass
    reader = _Reader(content)
    return Reading(reader.read(), tuple(reader.findings))


def _nothing(code: FindingCode, message: str, remedy: str) -> Reading:
    return Reading(Outline(), (error(code, message, remedy),))


class _Reader:
    """One broken document being read part by part."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.content = content
        self.findings: list[Finding] = []

    def read(self) -> Outline:
        self._schema()
        nodes, broken = self._nodes()
        outline = Outline(
            name=self._name(),
            settings=self._settings(),
            nodes=nodes,
            broken=broken,
            lines=self._lines(),
        )
        if not self.findings:
            # Every part that a journey knows of is well: it is in one that it does not know.
            self._ails(self.content, "the document", None)
        return outline

    def _schema(self) -> None:
        schema = self.content.get("schema")
        if schema == SCHEMA:
            return
        state = f"the schema {quoted(schema)}" if "schema" in self.content else 'no "schema"'
        self.findings.append(
            error(
                FindingCode.UNKNOWN_SCHEMA,
                f"the document has {state}",
                f'write "schema": "{SCHEMA}"',
                field="schema",
            )
        )

    def _name(self) -> str | None:
        name = self.content.get("name")
        if isinstance(name, str):
            return None if self._ails({"name": name}, "the journey's name", None) else name
        if "name" in self.content:
            self._wrong("name", name, "text")
        else:
            self.findings.append(
                error(FindingCode.MISSING_FIELD, 'the journey has no "name"', "give it one", field="name")
            )
        return None

    def _settings(self) -> JourneySettings:
        raw: object = self.content.get("settings", {})
        if not isinstance(raw, Mapping):
            self._wrong("settings", raw, "an object")
            return JourneySettings()
        fields = dict(cast(Mapping[str, Any], raw))
        if self._ails(fields, '"settings"', None):
            return JourneySettings()
        settings, problems = _fit(JourneySettings, fields)
        self.findings += misfit_findings(problems, '"settings"', prefix="settings")
        for problem in problems:
            if problem.path:
                fields.pop(str(problem.path[0]), None)
        return settings or _fit(JourneySettings, fields)[0] or JourneySettings()

    def _nodes(self) -> tuple[tuple[JourneyNode, ...], tuple[BrokenStep, ...]]:
        healthy: list[JourneyNode] = []
        broken: list[BrokenStep] = []
        for index, raw in enumerate(self._list("nodes")):
            node = self._node(index, raw)
            if isinstance(node, BrokenStep):
                broken.append(node)
            elif node is not None:
                healthy.append(node)
        return tuple(healthy), tuple(broken)

    def _node(self, index: int, raw: object) -> JourneyNode | BrokenStep | None:
        if not isinstance(raw, Mapping):
            self._wrong(f"nodes.{index}", raw, "an object")
            return None
        fields = cast(Mapping[str, Any], raw)
        node_id, kind = fields.get("id"), fields.get("type")
        if not _is_id(node_id):
            self._without_id(index, fields, node_id)
            return None
        broken = BrokenStep(node_id, _id_or_none(kind))
        if self._ails(fields, type_words(broken.type), node_id):
            return broken
        definition = definition_named(kind) if isinstance(kind, str) else None
        if definition is None:
            self.findings.append(_unknown_type(node_id, kind, "type" in fields))
            return broken
        node, problems = _fit(definition.node, fields)
        self.findings += misfit_findings(problems, type_words(broken.type), node=node_id)
        if node is None and all(problem.path[:1] == ("position",) for problem in problems):
            # Where it stands on the canvas says nothing about what it does.
            node, _ = _fit(definition.node, {name: value for name, value in fields.items() if name != "position"})
        # The definitions' nodes are the members of the union: a test holds it.
        return cast(JourneyNode, node) if node is not None else broken

    def _without_id(self, index: int, fields: Mapping[str, Any], node_id: object) -> None:
        where = f"the {_ordinal(index + 1)} of the steps"
        if node_id is None or node_id == "":
            message, remedy = f"{where} has no id", "give it an id that no other step has"
        else:
            message = f"{where} has an id that is {shape_of(node_id)}"
            remedy = "make the id a text of at most 200 characters"
        code = FindingCode.WRONG_TYPE if fields.get("id") else FindingCode.MISSING_FIELD
        self.findings.append(error(code, message, remedy, field=f"nodes.{index}.id"))

    def _lines(self) -> tuple[Line, ...]:
        lines: list[Line] = []
        for index, raw in enumerate(self._list("edges")):
            if not isinstance(raw, Mapping):
                self._wrong(f"edges.{index}", raw, "an object")
                continue
            fields = cast(Mapping[str, Any], raw)
            edge_id = _id_or_none(fields.get("id"))
            _, problems = _fit(JourneyEdge, fields)
            where = f"line {quoted(edge_id)}" if edge_id else f"the {_ordinal(index + 1)} of the lines"
            self._ails(fields, where, None)
            self.findings += misfit_findings(problems, where, edge=edge_id, prefix=f"edges.{index}")
            lines.append(
                Line(
                    edge_id,
                    _id_or_none(fields.get("source")),
                    _id_or_none(fields.get("sourceHandle")),
                    _id_or_none(fields.get("target")),
                )
            )
        return tuple(lines)

    def _ails(self, fields: Mapping[str, Any], where: str, node_id: str | None) -> bool:
        code = ailment(fields)
        if code is FindingCode.UNREADABLE_TEXT:
            message, remedy = "contains a null character, half an emoji or something that is not JSON", "type it again"
        elif code is FindingCode.NESTED_TOO_DEEP:
            message, remedy = "is nested too deep", "use fewer levels"
        else:
            return False
        self.findings.append(error(code, f"{where} {message}", remedy, node=node_id))
        return True

    def _list(self, part: str) -> list[object]:
        raw: object = self.content.get(part, [])
        if isinstance(raw, list):
            return cast(list[object], raw)
        self._wrong(part, raw, "a list")
        return []

    def _wrong(self, field: str, value: object, expected: str) -> None:
        self.findings.append(
            error(
                FindingCode.WRONG_TYPE,
                f'"{field}" of the document is {shape_of(value)}, not {expected}',
                f"make it {expected}",
                field=field,
            )
        )


def _fit(model: type[_Model], fields: Mapping[str, Any]) -> tuple[_Model | None, list[Misfit]]:
    """The part as its model, or pydantic's errors."""
    try:
        return model.model_validate(fields), []
    except ValidationError as misfit:
        return None, [Misfit.of(problem, fields) for problem in misfit.errors(include_url=False)[:MAX_MISFITS]]


def _unknown_type(node_id: str, kind: object, is_given: bool) -> Finding:
    if not is_given:
        message = 'a step has no "type"'
    elif isinstance(kind, str):
        message = f"a step is of the type {quoted(kind)}, which does not exist"
    else:
        message = f"a step has a type that is {shape_of(kind)}"
    close = get_close_matches(kind[:50], STEP_TYPES, n=1) if isinstance(kind, str) else []
    remedy = f"did you mean {close[0]}?" if close else f"use one of {listed(STEP_TYPES, 'or')}"
    return error(FindingCode.UNKNOWN_STEP_TYPE, message, remedy, node=node_id, field="type")


def _is_id(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and 0 < len(value) <= 200 and ailment(value) is None


def _id_or_none(value: object) -> str | None:
    return value if _is_id(value) else None


def _ordinal(number: int) -> str:
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{number}{'th' if number % 100 in (11, 12, 13) else endings.get(number % 10, 'th')}"
