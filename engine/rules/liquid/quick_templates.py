"""Bodies of texts and `{{ ... }}` alone, compiled from python-liquid's parsed tree to plain functions.

What a function gives is, to the letter, what python-liquid would have printed: filters are the same
objects, values are found by the same rules, and only what is common (a text under a plain name, `default`,
changes of case) takes a shorter way. Anything else in a body, and it is left to python-liquid.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final, cast

from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.primitive import (
    FalseLiteral,
    FloatLiteral,
    IntegerLiteral,
    Nil,
    StringLiteral,
    TrueLiteral,
)
from liquid.expression import Expression
from liquid.stringify import to_liquid_string
from liquid.undefined import Undefined

from engine.rules.liquid.dialect import LIQUID, MessageOutput
from engine.rules.liquid.escaping import TextFormat, ends_in_backslash, ends_in_string, escaped
from engine.rules.liquid.filters import SafeFilter
from engine.rules.liquid.render_state import MAX_TEXT, MissingValue, RenderState, plain, resolve, spelt

Roots = Mapping[str, Mapping[str, Any]]
Value = Callable[[Roots, RenderState], Any]
Part = Callable[[Roots, RenderState], str]
Change = Callable[[Any, Roots, RenderState], Any]

_TEXT_CHANGES: Final[Mapping[str, Callable[[str], str]]] = {
    "capitalize": str.capitalize,
    "upcase": str.upper,
    "downcase": str.lower,
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
}


def quick_parts(
    nodes: Sequence[Node], roots: Collection[str], written_in: TextFormat = "plain"
) -> tuple[str | Part, ...] | None:
    """The body as texts and functions, None when it has anything that python-liquid has to do itself."""
    parts: list[str | Part] = []
    in_string = False
    for node in nodes:
        if isinstance(node, ContentNode):
            parts.append(node.text)
            # What is merged in never ends a string: the texts alone say where one begins and ends.
            in_string = written_in == "json" and ends_in_string(node.text, in_string=in_string)
            if in_string and ends_in_backslash(node.text):
                return None
            continue
        part = _output(node, roots, written_in, in_string=in_string) if isinstance(node, MessageOutput) else None
        if part is None:
            return None
        parts.append(part)
    return tuple(parts)


def _output(node: MessageOutput, roots: Collection[str], written_in: TextFormat, *, in_string: bool) -> Part | None:
    expression = node.expression
    if not isinstance(expression, FilteredExpression):
        return None
    value = _filtered(expression, roots)
    if value is None:
        return None
    name = str(expression)
    if written_in != "plain":
        return _escaped(value, name, written_in, in_string=in_string)

    def part(values: Roots, state: RenderState) -> str:
        shown = value(values, state)
        if shown.__class__ is str:
            return cast(str, shown)
        if isinstance(shown, Mapping) and not isinstance(shown, Undefined):
            state.note(name)
            return ""
        return to_liquid_string(shown, autoescape=False)

    return part


def _escaped(value: Value, name: str, written_in: TextFormat, *, in_string: bool) -> Part:
    takes_objects = written_in == "json" and not in_string

    def part(values: Roots, state: RenderState) -> str:
        shown = value(values, state)
        if isinstance(shown, Mapping) and not isinstance(shown, Undefined) and not takes_objects:
            state.note(name)
            return ""
        return escaped(shown, written_in, in_string=in_string)

    return part


def _filtered(expression: FilteredExpression, roots: Collection[str]) -> Value | None:
    filters = list(expression.filters or ())
    value = None
    if filters and filters[0].name == "default":
        value = _with_default(expression.left, filters[0], roots)
        filters = filters[1:] if value else filters
    value = value or _primitive(expression.left, roots)
    for used in filters:
        change = _change(used, roots)
        if value is None or change is None:
            return None
        value = _changed(value, change)
    return value


def _changed(value: Value, change: Change) -> Value:
    return lambda values, state: change(value(values, state), values, state)


def _primitive(expression: Expression, roots: Collection[str]) -> Value | None:
    if isinstance(expression, Path):
        path = _path(expression, roots)
        return _or_missing(path, spelt(expression.path)) if path else None
    if isinstance(expression, StringLiteral | IntegerLiteral | FloatLiteral | TrueLiteral | FalseLiteral):
        constant: object = cast(Any, expression).value
        return lambda _values, _state: constant
    return (lambda _values, _state: None) if isinstance(expression, Nil) else None


def _path(path: Path, roots: Collection[str]) -> Value | None:
    """The value under a path, None when it is missing."""
    root, *segments = path.path
    if root not in roots or not segments or any(isinstance(segment, Path) for segment in segments):
        return None
    if len(segments) > 1 or segments[0] in ("size", "first", "last") or not isinstance(segments[0], str):
        return lambda values, _state: plain(resolve(values[cast(str, root)], segments))
    key = segments[0]

    def look_up(values: Roots, _state: RenderState) -> Any:
        item = values[cast(str, root)].get(key)
        return item if item.__class__ is str else plain(item)

    return look_up


def _or_missing(path: Value, name: str) -> Value:
    def value(values: Roots, state: RenderState) -> Any:
        read = path(values, state)
        return MissingValue(name, state=state) if read is None else read

    return value


def _with_default(left: Expression, used: Filter, roots: Collection[str]) -> Value | None:
    """`path | default: constant`, without making a missing value first."""
    path = _path(left, roots) if isinstance(left, Path) else None
    instead = used.args[0].value if len(used.args) == 1 and not hasattr(used.args[0], "name") else None
    if path is None or not isinstance(instead, StringLiteral):
        return None
    constant = instead.value
    default = cast(SafeFilter, LIQUID.filters["default"])

    def value(values: Roots, state: RenderState) -> Any:
        read = path(values, state)
        if read is None:
            return constant
        if read.__class__ is str and 0 < len(read) <= MAX_TEXT:
            return read
        return default.apply(state, read, (constant,), {})

    return value


def _change(used: Filter, roots: Collection[str]) -> Change | None:
    """One filter as a function of the value."""
    known_filter = LIQUID.filters.get(used.name)
    args = [(getattr(arg, "name", None), _primitive(arg.value, roots)) for arg in used.args]
    if known_filter is None or any(value is None for _, value in args):
        return None
    apply = cast(SafeFilter, known_filter).apply
    if used.name in _TEXT_CHANGES and not args:
        return _text_change(_TEXT_CHANGES[used.name], apply)
    positional = [cast(Value, value) for name, value in args if not name]
    keywords = {cast(str, name): cast(Value, value) for name, value in args if name}

    def change(shown: Any, values: Roots, state: RenderState) -> Any:
        arguments = [value(values, state) for value in positional]
        return apply(state, shown, arguments, {name: value(values, state) for name, value in keywords.items()})

    return change


def _text_change(function: Callable[[str], str], apply: Callable[..., Any]) -> Change:
    def change(shown: Any, _values: Roots, state: RenderState) -> Any:
        if shown.__class__ is str and len(shown) <= MAX_TEXT:
            return function(shown)
        return apply(state, shown, (), {})

    return change
