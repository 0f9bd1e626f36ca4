"""Reading JSON bodies: fast, and strict about what a database could not keep as it was sent.

RFC 8259 leaves room where interchange breaks: numbers beyond 64 bits, NaN, lone surrogates, U+0000 (which PostgreSQL's
text can't hold). Each is refused with its place, instead of being changed quietly or failing later.

Values of the customer's own (attributes, properties of events) stay as they are written: `{"price": 12.50}` is kept as
the text `12.50`, and a number of 16 digits as text too, since a browser would round it (see `engine.rules.values`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

import orjson

from builder_api.errors import FieldProblem, InvalidJson, InvalidRequest, NotUtf8
from engine.rules.values import as_written, decimal_number, whole_number

DEEPEST: Final = 64
"""Levels of lists and objects within each other."""

_LARGEST: Final = 2**63 - 1
_LONG_DIGITS: Final = re.compile(rb"\d{19}")
_EXPONENT: Final = re.compile(rb"\d[eE]\+?\d{3}")
_PRINTS_OTHERWISE: Final = re.compile(rb"[\[:,]\s*-?(?:[\d.]{16}|\d+\.\d+0\s*[,\]}]|0\.0000)")
"""What may be a number that no number type gives back as it was written (`12.50`, 16 digits, 0.00001)."""


def read_json(raw: bytes) -> Any:
    """The value of a JSON text; raises NotUtf8, InvalidJson or InvalidRequest naming the place and the remedy."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise _unreadable(raw, error) from None
    if b"\\u0000" in raw or raw.count(b"[") + raw.count(b"{") > DEEPEST:
        _refuse_unkeepable(value)
    if _LONG_DIGITS.search(raw) or _EXPONENT.search(raw):
        _refuse_large_numbers(raw)
    if _PRINTS_OTHERWISE.search(raw):
        value = as_written(json.loads(raw, parse_int=whole_number, parse_float=decimal_number))
    return value


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


def _refuse_unkeepable(value: Any) -> None:
    for pointer, levels, text in _walk(value):
        if levels > DEEPEST:
            raise _refused(pointer[:200], f"lists and objects are nested more than {DEEPEST} deep", "nest them less")
        if text is not None and "\0" in text:
            raise _refused(pointer, "the text has a character U+0000, which can't be stored", "remove it")


def _walk(value: Any) -> Iterator[tuple[str, int, str | None]]:
    """(pointer, levels, text) of every list, object and text; keys count as text. No recursion: bodies can be deep."""
    waiting: list[tuple[str, int, Any]] = [("", 1, value)]
    while waiting:
        pointer, level, part = waiting.pop()
        if isinstance(part, str):
            yield pointer, 0, part
        elif isinstance(part, Mapping):
            yield pointer, level, None
            for key, inner in cast(Mapping[str, Any], part).items():
                yield pointer, 0, key
                waiting.append((f"{pointer}/{escape(key)}", level + 1, inner))
        elif isinstance(part, list):
            yield pointer, level, None
            items = cast(list[Any], part)
            waiting.extend((f"{pointer}/{index}", level + 1, inner) for index, inner in enumerate(items))


def escape(key: str) -> str:
    """A key as a JSON pointer spells it (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


def _refuse_large_numbers(raw: bytes) -> None:
    def whole(digits: str) -> int:
        # More than 20 digits are beyond 64 bits anyway; int() would refuse more than 4,300 of them.
        if len(digits) > 20 or abs(int(digits)) > _LARGEST:
            shown = digits if len(digits) <= 24 else f"{digits[:24]}..."
            raise _refused("", f"the number {shown} does not fit into 64 bits", "send it as text")
        return 0

    def broken(digits: str) -> float:
        if float(digits) in (float("inf"), float("-inf")):
            raise _refused("", f"the number {digits[:24]} is too large", "send it as text")
        return 0.0

    json.loads(raw, parse_int=whole, parse_float=broken)


def _refused(pointer: str, message: str, remedy: str) -> InvalidRequest:
    problem = FieldProblem(place="body", pointer=pointer, message=message, remedy=remedy)
    where = f"{pointer}: " if pointer else ""
    return InvalidRequest(f"{where}{message}; {remedy}", errors=[problem])
