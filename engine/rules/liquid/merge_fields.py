"""The merge fields of a body: what it reads of contact and event, which of it it prints, and by which filters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.expression import Expression

from engine.rules.liquid.dialect import MessageOutput
from engine.rules.liquid.template import parsed_template

_LONGEST_CHAIN: Final = 10
"""Names given to names (`assign`) that are followed to the field they stand for."""


class MergeField(NamedTuple):
    """One place where a body asks for a value."""

    root: str
    """`contact`, `event`, `journey` or `account`."""
    name: str
    """The field without its root, dotted as written: `first_name`."""
    filters: tuple[str, ...]
    """The filters that the value passes, in order."""
    printed: bool
    """Whether its value is shown, and not only asked about in a condition or a loop."""
    written: str
    """As it stands in the body, without its braces: `event.starts_at | upcase`."""

    @property
    def field(self) -> str:
        """`contact.first_name`."""
        return f"{self.root}.{self.name}"

    @property
    def has_default(self) -> bool:
        """Whether the body says itself what stands there when the value is missing."""
        return "default" in self.filters


def merge_fields(body: str) -> tuple[MergeField, ...]:
    """Every place where the body asks for a field, in the order of the text; none when it does not parse."""
    return _found(body)


@lru_cache(maxsize=2048)
def _found(body: str) -> tuple[MergeField, ...]:
    template = parsed_template(body)
    if template is None:
        return ()
    static = RenderContext(template)
    names: dict[str, tuple[Path, tuple[str, ...]]] = {}
    return tuple(field for node in template.nodes for field in _of_node(node, static, names))


_Names = dict[str, tuple[Path, tuple[str, ...]]]
"""What `assign` gave names to: the path, and the filters it passed."""


def _of_node(node: Node, static: RenderContext, names: _Names) -> Iterator[MergeField]:
    if isinstance(node, MessageOutput):
        yield from _of_output(node.expression, names)
    else:
        for expression in node.expressions():
            yield from _of_expression(expression, names)
    if isinstance(node, AssignNode):
        _remember(node, names)
    elif isinstance(node, ForNode):
        # A loop's own name stands for the items, whatever had that name before.
        names.pop(str(node.expression.identifier), None)
    for child in node.children(static, include_partials=False):
        yield from _of_node(child, static, names)


def _remember(node: AssignNode, names: _Names) -> None:
    name, expression = str(node.name), node.expression
    names.pop(name, None)
    if not isinstance(expression, FilteredExpression) or not isinstance(expression.left, Path):
        return
    path, passed = _followed(expression.left, names)
    names[name] = (path, (*passed, *(used.name for used in expression.filters or ()))[: 5 * _LONGEST_CHAIN])


def _followed(path: Path, names: _Names) -> tuple[Path, tuple[str, ...]]:
    source = names.get(str(path.path[0])) if len(path.path) == 1 else None
    return source if source is not None else (path, ())


def _of_output(expression: Expression, names: _Names) -> Iterator[MergeField]:
    if not isinstance(expression, FilteredExpression):
        yield from _of_expression(expression, names)
        return
    filters = tuple(used.name for used in expression.filters or ())
    if isinstance(expression.left, Path):
        path, passed = _followed(expression.left, names)
        yield from _field(path, (*passed, *filters), printed=True, written=str(expression))
    else:
        yield from _of_expression(expression.left, names)
    for used in expression.filters or ():
        for child in used.children():
            yield from _of_expression(child, names)


def _of_expression(expression: Expression, names: _Names) -> Iterator[MergeField]:
    if isinstance(expression, FilteredExpression):
        filters = tuple(used.name for used in expression.filters or ())
        if isinstance(expression.left, Path):
            yield from _field(expression.left, filters, printed=False, written=str(expression))
        else:
            yield from _of_expression(expression.left, names)
        for used in expression.filters or ():
            for child in used.children():
                yield from _of_expression(child, names)
        return
    if isinstance(expression, Path):
        yield from _field(expression, (), printed=False, written=str(expression))
    for child in expression.children():
        yield from _of_expression(child, names)


def _field(path: Path, filters: tuple[str, ...], *, printed: bool, written: str) -> Iterator[MergeField]:
    root, *segments = path.path
    names: list[str] = []
    for segment in segments:
        if not isinstance(segment, str) or (names and segment in ("size", "first", "last")):
            break
        names.append(segment)
    if isinstance(root, str) and names:
        whole = printed and len(names) == len(segments)
        yield MergeField(root, ".".join(names), filters, whole, written)
