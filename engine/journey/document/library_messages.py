"""Which messages of the library a document names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from engine.journey.document.document import Document
from engine.journey.step_types import definition_of


def templates_named(document: Document) -> Iterator[str]:
    """The messages of the library that a document's steps name."""
    for node in document.nodes:
        named = definition_of(node.data).library_message
        message = None if named is None else named(node.data)
        if message:
            yield message


def templates_named_in(raw: object) -> frozenset[str]:
    """The same of whatever JSON came in, however broken."""
    nodes = cast(dict[str, Any], raw).get("nodes") if isinstance(raw, dict) else None
    ids: set[str] = set()
    for node in cast(list[Any], nodes) if isinstance(nodes, list) else []:
        data = cast(dict[str, Any], node).get("data") if isinstance(node, dict) else None
        named = cast(dict[str, Any], data).get("template_id") if isinstance(data, dict) else None
        if isinstance(named, str):
            ids.add(named)
    return frozenset(ids)
