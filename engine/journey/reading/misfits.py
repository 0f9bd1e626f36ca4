"""Misfits: where JSON does not fit the document's models, said so that a marketer can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

from pydantic_core import ErrorDetails

from engine.journey.findings import Finding, FindingCode, error
from engine.journey.wording.phrases import quoted

_EXPECTED: Final = {
    "string_type": "text",
    "string_unicode": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "mapping_type": "an object",
}

DEEPEST: Final = 40
"""Levels of a path that are still told; what lies deeper is nested too deep."""

TRIGGER_KINDS: Final = '"event", "audience", "manual", "keyword"'

_EXAMPLES: Final = {
    "name": "name it, such as webinar.registered",
    "on": 'say what starts the journey, such as {"kind": "manual"}',
    "paths": 'give it at least one path, such as {"id": "yes", "where": {"combinator": "and", "rules": []}}',
    "arms": 'give it arms, such as {"id": "a", "percent": 50}',
    "event": "name the event it waits for",
    "timeout": "say how long at most, such as P3D",
    "where": 'give it a condition, such as {"combinator": "and", "rules": []}',
    "body": "write what it says",
    "subject": "write its subject",
    "url": "give it an address, such as https://example.com/hook",
    "keyword": "say which word, such as JOIN",
    "percent": "give it a share, such as 50",
    "time": "give it a time of day, such as 09:00",
    "to": "name a date, such as event.starts_at",
    "sourceHandle": "name the outlet it leaves from, such as next",
    "source": "name the step it leaves from",
    "target": "name the step it leads to",
    "operator": 'give it an operator, such as "="',
    "field": "name what is compared, such as contact.plan",
    "id": "give it an id",
}

_TAGS: Final = frozenset({"event", "audience", "manual", "keyword", "group", "rule"})
"""Names that pydantic puts into a location for a member of a union; the JSON has nothing of the name there."""


@dataclass(frozen=True)
class Misfit:
    """One place where the JSON does not fit."""

    kind: str
    """pydantic's error type."""
    path: tuple[int | str, ...]
    """Where, as the JSON has it."""
    value: Any = None
    context: Mapping[str, Any] = field(default_factory=dict[str, Any])

    @staticmethod
    def of(problem: ErrorDetails, fields: Mapping[str, Any]) -> Misfit:
        """From pydantic's error about `fields`."""
        path = _json_path(problem["loc"], fields)
        return Misfit(problem["type"], path, problem["input"], problem.get("ctx", {}))


def misfit_findings(
    misfits: Iterable[Misfit],
    where: str,
    *,
    node: str | None = None,
    edge: str | None = None,
    prefix: str = "",
) -> list[Finding]:
    """One finding per misfit; `where` begins the sentence: `step "w1"`, `the settings`."""
    findings: list[Finding] = []
    for misfit in misfits:
        path = misfit.path[1:] if misfit.path[:1] == ("data",) and len(misfit.path) > 1 else misfit.path
        shown = ".".join(str(part) for part in (path if len(path) <= DEEPEST else path[:4]))
        code, message, remedy = _words(misfit, where, shown)
        full = ".".join(part for part in (prefix, shown) if part)
        findings.append(error(code, message, remedy, node=node, edge=edge, field=full or None))
    return findings


def _words(misfit: Misfit, where: str, path: str) -> tuple[FindingCode, str, str]:
    name = str(misfit.path[-1]) if misfit.path else ""
    subject = f'"{path}" of {where}' if path else where
    if misfit.kind == "recursion_loop" or len(misfit.path) > DEEPEST:
        return FindingCode.NESTED_TOO_DEEP, f"{subject} is nested too deep", "use fewer levels"
    match misfit.kind:
        case "missing":
            return FindingCode.MISSING_FIELD, f'{where} has no "{path}"', _EXAMPLES.get(name, f'add "{name}"')
        case "union_tag_not_found":
            return FindingCode.MISSING_FIELD, f'"{path}" of {where} has no "kind"', f"use one of {TRIGGER_KINDS}"
        case "literal_error" | "union_tag_invalid":
            tag = misfit.context.get("tag", misfit.value)
            choice = quoted(tag) if isinstance(tag, str) else shape_of(tag)
            return (
                FindingCode.UNKNOWN_CHOICE,
                f"{subject} is {choice}, which is not a choice",
                f"use {_choices(misfit)}",
            )
        case "string_too_short":
            return FindingCode.MISSING_FIELD, f"{subject} is empty", _EXAMPLES.get(name, "fill it in")
        case "string_too_long":
            most = misfit.context.get("max_length", 200)
            return FindingCode.WRONG_TYPE, f"{subject} is too long", f"use at most {most} characters"
        case _:  # pydantic has some hundred kinds of errors, and gets new ones.
            expected = _EXPECTED.get(misfit.kind, "something else")
            return (
                FindingCode.WRONG_TYPE,
                f"{subject} is {shape_of(misfit.value)}, not {expected}",
                f"make it {expected}",
            )


def _choices(misfit: Misfit) -> str:
    expected = misfit.context.get("expected") or misfit.context.get("expected_tags") or ""
    return str(expected).replace("'", '"')


def _json_path(location: tuple[int | str, ...], fields: Mapping[str, Any]) -> tuple[int | str, ...]:
    path: list[int | str] = []
    here: object = fields
    for place, part in enumerate(location):
        known, inside = _inside(here, part)
        if not known and part in _TAGS and (place < len(location) - 1 or not isinstance(here, Mapping)):
            continue
        here = inside
        path.append(part)
    return tuple(path)


def _inside(here: object, part: int | str) -> tuple[bool, object]:
    if isinstance(here, Mapping):
        fields = cast(Mapping[object, object], here)
        return part in fields, fields.get(part)
    if isinstance(here, list) and isinstance(part, int):
        parts = cast(list[object], here)
        return (True, parts[part]) if part < len(parts) else (False, None)
    return False, None


def shape_of(value: object) -> str:
    """What kind of JSON a value is: `a number`, `a list`."""
    match value:
        case None:
            return "empty"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return f"the text {quoted(value)}"
        case list() | tuple():
            return "a list"
        case Mapping():
            return "an object"
        case _:
            return "not JSON"
