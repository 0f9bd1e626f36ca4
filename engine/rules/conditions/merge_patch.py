"""Merging an update into properties: JSON Merge Patch (RFC 7396). What the update names is replaced, null removes, an
object is merged name by name; a list is one value, replaced as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


def merged(properties: Mapping[str, Any], update: Mapping[str, Any]) -> dict[str, Any]:
    """The properties after the update; neither is changed."""
    after = dict(properties)
    for name, value in update.items():
        if value is None:
            after.pop(name, None)
        elif isinstance(value, dict):
            before = after.get(name)
            values = cast("dict[str, Any]", before) if isinstance(before, dict) else {}
            after[name] = merged(values, cast("dict[str, Any]", value))
        else:
            after[name] = value
    return after


def without(update: Mapping[str, Any], newer: Mapping[str, Any]) -> dict[str, Any]:
    """What of an update is left when a newer one has its say: all that the newer one does not name."""
    left: dict[str, Any] = {}
    for name, value in update.items():
        if name not in newer:
            left[name] = value
        elif isinstance(value, dict) and isinstance(newer[name], dict):
            rest = without(cast("dict[str, Any]", value), cast("dict[str, Any]", newer[name]))
            if rest:
                left[name] = rest
    return left
