"""Reading JSON bodies: fast, and strict about what a database could not keep as it was sent.

RFC 8259 leaves room where interchange breaks: numbers beyond 64 bits, NaN, lone surrogates, U+0000 (which PostgreSQL's
text can't hold). Each is refused with its place, instead of being changed quietly or failing later.

Values of the customer's own (attributes, properties of events) stay as they are written: `{"price": 12.50}` is kept as
the text `12.50`, and a number of 16 digits as text too, since a browser would round it (`rules.conditions.values`).
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, cast

import orjson

from builder_api.web.errors import FieldProblem, InvalidJson, InvalidRequest, NotUtf8, TooLarge
from engine.rules.conditions.values import as_written, decimal_number, whole_number

DEEPEST: Final = 64
"""Levels of lists and objects within each other."""
MOST_VALUES: Final = 300_000
"""Values of one body, those in lists and objects counted each: what reading one costs is bounded by it."""
MOST_KEYS: Final = 5_000
"""Keys of one object."""

_LARGEST: Final = 2**63 - 1
_TEXTS: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)', re.DOTALL)
"""Also one without an end: tried again from each quote in it, it would take the square of its length."""
_LONG_DIGITS: Final = re.compile(rb"\d{19}")
_LONG_NUMBERS: Final = re.compile(rb"-?\d[\d.eE+-]{18,}+")
_PRINTS_OTHERWISE: Final = re.compile(rb"[\[:,]\s*-?(?:[\d.]{16}|\d+\.\d+0\s*[,\]}]|0\.0000)")
"""What may be a number that no number type gives back as it was written (`12.50`, 16 digits, 0.00001)."""


def read_json(raw: bytes, most: int = MOST_VALUES) -> Any:
    """The value of a JSON text; raises NotUtf8, InvalidJson, TooLarge or InvalidRequest naming the place and the
    remedy. What it takes grows with the length of the text, and with nothing else."""
    if _breaks(raw) > most and _breaks(_TEXTS.sub(b"", raw)) > most:
        raise TooLarge(f"the body has more than {most:,} values; send less at once")
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _unreadable(raw, error) from None
    if b"\\u0000" in raw or raw.count(b"[") + raw.count(b"{") > DEEPEST or raw.count(b":") > MOST_KEYS:
        _refuse_unkeepable(value)
    if _LONG_DIGITS.search(raw):
        _refuse_large_numbers(_TEXTS.sub(b"", raw))
    if _PRINTS_OTHERWISE.search(raw):
        value = as_written(json.loads(raw, parse_int=whole_number, parse_float=decimal_number))
    return value


def _breaks(raw: bytes) -> int:
    """At least as many as there are values, one aside: each but the first follows a comma, a bracket or a brace."""
    return raw.count(b",") + raw.count(b"[") + raw.count(b"{")


def _unreadable(raw: bytes, error: orjson.JSONDecodeError) -> InvalidJson | NotUtf8:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as bad:
        return NotUtf8(
            f"the body is not UTF-8: byte 0x{raw[bad.start]:02x} at offset {bad.start} is not part of any character; "
            "send it as UTF-8",
            offset=bad.start,
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        return InvalidJson("the body starts with a byte order mark, which JSON does not have; send it without")
    if not raw.strip():
        return InvalidJson("the body is empty; send a JSON value")
    reason = error.msg.partition(": line")[0]
    where = f"line {error.lineno}, column {error.colno}"
    return InvalidJson(
        f"the body is not JSON: {reason} at {where}; mend it there", line=error.lineno, column=error.colno
    )


_Place = tuple["_Place | None", str | int]
"""A key or an index, and the place of what it is in. Its pointer is written only when it is needed: written for each
value, long keys over many values would take the square of their length."""


def _refuse_unkeepable(value: Any) -> None:
    """Looks at every list, object and text, keys included. No recursion: bodies can be deep."""
    waiting: list[tuple[_Place | None, int, Any]] = [(None, 1, value)]
    while waiting:
        place, level, part = waiting.pop()
        if isinstance(part, str):
            if "\0" in part:
                raise _refused(_pointer(place), "the text has a character U+0000, which can't be stored", "remove it")
            continue
        if level > DEEPEST:
            raise _refused(_pointer(place), f"lists and objects are nested more than {DEEPEST} deep", "nest them less")
        if isinstance(part, dict):
            fields = cast(dict[str, Any], part)
            if len(fields) > MOST_KEYS:
                raise _refused(_pointer(place), f"the object has more than {MOST_KEYS:,} keys", "send fewer")
            for key, inner in fields.items():
                if "\0" in key:
                    raise _refused(_pointer(place), "a key has a character U+0000, which can't be stored", "remove it")
                if type(inner) in _LOOKED_INTO:
                    waiting.append(((place, key), level + 1, inner))
        elif isinstance(part, list):
            for index, inner in enumerate(cast(list[Any], part)):
                if type(inner) in _LOOKED_INTO:
                    waiting.append(((place, index), level + 1, inner))


_LOOKED_INTO: Final = frozenset((str, dict, list))
_LONGEST_POINTER: Final = 200


def _pointer(place: _Place | None) -> str:
    """The JSON pointer of a place (RFC 6901), cut where it gets too long to be read."""
    steps: list[str] = []
    while place is not None:
        place, step = place
        steps.append(escape(str(step)[:_LONGEST_POINTER]))
    return "".join(f"/{step}" for step in reversed(steps))[:_LONGEST_POINTER]


def escape(key: str) -> str:
    """A key as a JSON pointer spells it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _refuse_large_numbers(without_texts: bytes) -> None:
    for number in _LONG_NUMBERS.findall(without_texts):
        # More than 20 characters are beyond 64 bits anyway; int() would refuse more than 4,300 digits.
        if number.lstrip(b"-").isdigit() and (len(number) > 20 or abs(int(number)) > _LARGEST):
            shown = number[:24].decode() + ("..." if len(number) > 24 else "")
            raise _refused("", f"the number {shown} does not fit into 64 bits", "send it as text")


def _refused(pointer: str, message: str, remedy: str) -> InvalidRequest:
    problem = FieldProblem(place="body", pointer=pointer, message=message, remedy=remedy)
    where = f"{pointer}: " if pointer else ""
    return InvalidRequest(f"{where}{message}; {remedy}", errors=[problem])
