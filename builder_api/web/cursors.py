"""Cursors: where a page ended, in a form that callers hand back unread.

They are not signed: a cursor holds ids and instants that its caller has just read in the page, it gives access to
nothing, and one that was made up is a place in the list like any other.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import TypeVar, cast

import orjson

from builder_api.web.validation import parameter_problem

_Row = TypeVar("_Row")

_LARGEST = 2**63 - 1


def encode(*place: int) -> str:
    """The cursor of a place."""
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode().rstrip("=")


def decode(cursor: str, length: int) -> tuple[int, ...]:
    """The place of a cursor; raises InvalidRequest for what is not a cursor of this list."""
    try:
        place: object = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error):
        place = None
    if isinstance(place, list):
        numbers = cast(list[object], place)
        if len(numbers) == length and all(type(part) is int and abs(part) <= _LARGEST for part in numbers):
            return tuple(cast(list[int], numbers))
    raise parameter_problem(
        "query", "cursor", "is not a cursor of this list", "give next_cursor of the page before, or none"
    )


def before_id(cursor: str | None) -> int | None:
    """The id that a page of rows starts below."""
    return None if cursor is None else decode(cursor, 1)[0]


def cut(rows: Sequence[_Row], limit: int, place: Callable[[_Row], Sequence[int]]) -> tuple[Sequence[_Row], str | None]:
    """The page of rows that were read one beyond the limit, and the cursor of the next page."""
    if len(rows) <= limit:
        return rows, None
    page = rows[:limit]
    return page, encode(*place(page[-1]))
