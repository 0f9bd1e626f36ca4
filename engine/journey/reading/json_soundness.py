"""Whether JSON can be worked on at all: text that no database and no carrier takes, and bottomless nesting."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from engine.journey.findings import FindingCode

MAX_LEVELS: Final = 100
"""Deeper than any document needs (conditions nest 20 groups), and shallow enough for any stack."""


def is_sound(content: Mapping[str, Any]) -> bool:
    """Whether `ailment` would find nothing, looked at quickly."""
    if _is_deep(content):
        return False
    try:
        return b"\\u0000" not in json.dumps(content, ensure_ascii=False).encode()
    except (UnicodeEncodeError, TypeError, ValueError):
        return False


def ailment(value: object) -> FindingCode | None:
    """What is wrong: null characters, halves of surrogate pairs or what is no JSON; more than 100 levels."""
    rest: list[tuple[object, int]] = [(value, 0)]
    while rest:
        part, level = rest.pop()
        if level > MAX_LEVELS:
            return FindingCode.NESTED_TOO_DEEP
        match part:
            case str():
                if not _is_writable(part):
                    return FindingCode.UNREADABLE_TEXT
            case Mapping():
                fields = cast(Mapping[object, object], part)
                rest += ((inside, level + 1) for name, content in fields.items() for inside in (name, content))
            case list():
                rest += ((inside, level + 1) for inside in cast(list[object], part))
            case None | bool() | int() | float():
                pass
            case _:  # Anything else is not JSON.
                return FindingCode.UNREADABLE_TEXT
    return None


def _is_writable(text: str) -> bool:
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def _is_deep(value: object) -> bool:
    here: list[Any] = [value]
    for _ in range(MAX_LEVELS):
        inside: list[Any] = []
        for part in here:
            if type(part) is dict:
                inside += cast(dict[str, Any], part).values()
            elif type(part) is list:
                inside += cast(list[Any], part)
        if not inside:
            return False
        here = inside
    return True
