"""Whether two values of JSON are the same: Python says that 1 is True, and JSON does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast


def same_json(first: object, second: object) -> bool:
    """Whether both are the same value of JSON: of the same kind, numbers by their value (1 is 1.0), objects in any
    order. No recursion: what is compared can be deep."""
    waiting: list[tuple[object, object]] = [(first, second)]
    while waiting:
        left, right = waiting.pop()
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            mine, theirs = cast(Mapping[str, Any], left), cast(Mapping[str, Any], right)
            if mine.keys() != theirs.keys():
                return False
            waiting.extend((value, theirs[key]) for key, value in mine.items())
        elif isinstance(left, list | tuple) and isinstance(right, list | tuple):
            first_part, second_part = cast(Sequence[Any], left), cast(Sequence[Any], right)
            if len(first_part) != len(second_part):
                return False
            waiting.extend(zip(first_part, second_part, strict=True))
        elif isinstance(left, bool) or isinstance(right, bool):
            if left is not right:
                return False
        elif left != right:
            return False
    return True
