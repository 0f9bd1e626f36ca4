"""What a body is written in, judged by its template alone: no value that is merged in can change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from liquid import RenderContext
from liquid.ast import Node
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.capture_tag import CaptureNode

from engine.rules.addresses.email import is_html
from engine.rules.liquid.dialect import MessageOutput
from engine.rules.liquid.escaping import TextFormat
from engine.rules.liquid.template import parsed_template

NOT_HTML: Final = "\u2060"
"""A word joiner, which nobody sees: before a plain text that begins with `<`, which would be read as HTML."""


def email_format(body: str) -> TextFormat:
    """Whether an e-mail is HTML: it begins with a tag, or with a merge field that says `raw`."""
    return "html" if begins_with(body) in ("<", "raw") else "plain"


def webhook_format(body: str, headers: Mapping[str, str]) -> TextFormat:
    """What a webhook's body is declared to be by its `Content-Type`; without one, JSON when it begins like it."""
    declared = next((value for name, value in headers.items() if name.lower() == "content-type"), "").lower()
    if not declared:
        return "json" if begins_with(body) in ("{", "[", '"') else "plain"
    if "json" in declared:
        return "json"
    if "x-www-form-urlencoded" in declared:
        return "form"
    return "html" if "html" in declared or "xml" in declared else "plain"


def kept_plain(text: str) -> str:
    """A text that is no HTML, whatever value it begins with."""
    return NOT_HTML + text if is_html(text) else text


@lru_cache(maxsize=512)
def begins_with(body: str) -> str:
    """The first character that a body writes by itself; `raw` when it begins with a merge field that is meant as it
    stands, nothing when with another."""
    template = parsed_template(body)
    if template is None:
        return body.lstrip()[:1]
    return _first(template.nodes, RenderContext(template)) or ""


def _first(nodes: Iterable[Node], static: RenderContext) -> str | None:
    for node in nodes:
        if isinstance(node, ContentNode):
            if written := node.text.lstrip():
                return written[0]
        elif isinstance(node, MessageOutput):
            expression = node.expression
            filters = expression.filters or () if isinstance(expression, FilteredExpression) else ()
            return "raw" if any(used.name == "raw" for used in filters) else ""
        elif not isinstance(node, AssignNode | CaptureNode):
            text = _first(node.children(static, include_partials=False), static)
            if text is not None:
                return text
    return None
