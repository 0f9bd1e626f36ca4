"""The merge fields of a body that is JSON: where each stands, and whether the body is JSON without their values."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.tags.capture_tag import CaptureNode

from engine.rules.liquid.dialect import MessageOutput
from engine.rules.liquid.escaping import ends_in_string, is_json
from engine.rules.liquid.template import parsed_template


class JsonField(NamedTuple):
    """A merge field in JSON."""

    written: str
    """As it stands, without its braces."""
    filters: tuple[str, ...]
    in_string: bool
    """Whether it stands within quotes."""
    alone: bool
    """Whether nothing else stands within those quotes."""


@lru_cache(maxsize=256)
def json_fields(body: str) -> tuple[JsonField, ...]:
    """The merge fields of the body, in order; none when it does not parse."""
    template = parsed_template(body)
    if template is None:
        return ()
    leaves = tuple(_leaves(template.nodes, RenderContext(template)))
    fields: list[JsonField] = []
    in_string = False
    for place, leaf in enumerate(leaves):
        if isinstance(leaf, ContentNode):
            in_string = ends_in_string(leaf.text, in_string=in_string)
            continue
        expression = leaf.expression
        filters = expression.filters or () if isinstance(expression, FilteredExpression) else ()
        alone = in_string and _text(leaves, place - 1).endswith('"') and _text(leaves, place + 1).startswith('"')
        fields.append(JsonField(str(expression), tuple(used.name for used in filters), in_string, alone))
    return tuple(fields)


@lru_cache(maxsize=256)
def is_json_without_values(body: str) -> bool | None:
    """Whether the body is JSON whatever its merge fields say; None when that depends on conditions and loops."""
    template = parsed_template(body)
    if template is None:
        return None
    written: list[str] = []
    in_string = False
    for node in template.nodes:
        if isinstance(node, ContentNode):
            written.append(node.text)
            in_string = ends_in_string(node.text, in_string=in_string)
        elif isinstance(node, MessageOutput):
            written.append("x" if in_string else "0")
        else:
            return None
    return is_json("".join(written))


def _leaves(nodes: Iterator[Node] | list[Node], static: RenderContext) -> Iterator[ContentNode | MessageOutput]:
    """Texts and merge fields in the order of the body; what is captured is a value, not a part of it."""
    for node in nodes:
        if isinstance(node, ContentNode | MessageOutput):
            yield node
        elif not isinstance(node, CaptureNode):
            yield from _leaves(iter(node.children(static, include_partials=False)), static)


def _text(leaves: tuple[ContentNode | MessageOutput, ...], place: int) -> str:
    leaf = leaves[place] if 0 <= place < len(leaves) else None
    return leaf.text if isinstance(leaf, ContentNode) else ""
