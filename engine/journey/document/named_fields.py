"""Whether a document's texts ask for anything that not every contact has: only then somebody has to look."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from engine.journey.parts.pinned import Pinned
from engine.journey.step_types import DEFINITIONS
from engine.rules.liquid.merge_fields import merge_fields
from engine.rules.wording.field_names import STANDARD

_TEXT_FIELDS = sorted({name for definition in DEFINITIONS.values() for name in definition.text_fields})


def asks_for_own_fields(raw: object, library: Mapping[str, Pinned]) -> bool:
    """Whether a text of the document, however broken it is, or of the library's messages that it names, merges in an
    attribute of contacts or a property of events."""
    bodies = [body for message in library.values() for _, body in message.texts]
    nodes = cast(dict[str, Any], raw).get("nodes") if isinstance(raw, dict) else None
    for node in cast(list[Any], nodes) if isinstance(nodes, list) else []:
        data = cast(dict[str, Any], node).get("data") if isinstance(node, dict) else None
        if isinstance(data, dict):
            fields = cast(dict[str, Any], data)
            bodies += [body for name in _TEXT_FIELDS if isinstance(body := fields.get(name), str)]
    return any(
        field.root == "event" or (field.root == "contact" and field.name not in STANDARD)
        for body in bodies
        for field in merge_fields(body)
    )
