"""How a merge field's value is written where it stands: so that it stays a value, whatever is in it.

A body in HTML gets it with `<`, `&` and quotes as entities; within a string of JSON with quotes, backslashes and
newlines escaped (RFC 8259, 7), and outside of one as a whole JSON value; in a form's fields percent-encoded (WHATWG
URL, 5.2); in plain text as it is. What a filter has made safe for the place (`escape`, `json`, `url_encode`), and what
`raw` says is meant as it stands, is not escaped again.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, cast
from urllib.parse import quote_plus

from liquid.stringify import to_liquid_string
from liquid.undefined import Undefined

TextFormat = Literal["plain", "html", "json", "form"]
"""What a body is written in."""

_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,30})(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
"""A number of JSON (RFC 8259, 6) that anybody means as one."""


class Marked(str):
    """A text that a filter made for one kind of place."""

    __slots__ = ()


class HtmlText(Marked):
    """HTML, by `escape` and `newline_to_br`, or captured in an HTML body."""

    __slots__ = ()


class JsonText(Marked):
    """A whole JSON value, by `json`."""

    __slots__ = ()


class UrlText(Marked):
    """A percent-encoded text, by `url_encode`: harmless in HTML, in a form, and within quotes."""

    __slots__ = ()


class RawText(Marked):
    """A text that `raw` says is meant as it stands."""

    __slots__ = ()


def json_text(value: object) -> JsonText:
    """The value as JSON; raises ValueError for what JSON can't say. A missing value is null."""
    if isinstance(value, Undefined):
        str(value)  # noted as missing
        return JsonText("null")
    return JsonText(json.dumps(value, ensure_ascii=False, allow_nan=False, default=_otherwise))


def _otherwise(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(cast(Mapping[Any, Any], value))
    if isinstance(value, set | frozenset):
        return sorted(cast(frozenset[object], value), key=str)
    return None if isinstance(value, Undefined) else str(value)


def escaped(value: Any, written_in: TextFormat, *, in_string: bool = False) -> str:
    """The value as it is written into a body; `in_string` is whether it stands within a string of JSON."""
    match written_in:
        case "plain":
            return to_liquid_string(value, autoescape=False)
        case "html":
            if isinstance(value, HtmlText | UrlText | RawText):
                return str(value)
            return html.escape(to_liquid_string(value, autoescape=False))
        case "form":
            if isinstance(value, UrlText | RawText):
                return str(value)
            return quote_plus(to_liquid_string(value, autoescape=False))
        case "json":
            return _within_quotes(value) if in_string else _json_value(value)


def _within_quotes(value: Any) -> str:
    if isinstance(value, JsonText) and value.startswith('"'):
        # "{{ name | json }}": the quotes are there already, once is enough.
        return value[1:-1]
    return json.dumps(to_liquid_string(value, autoescape=False), ensure_ascii=False)[1:-1]


def _json_value(value: Any) -> str:
    if isinstance(value, JsonText):
        return str(value)
    if isinstance(value, RawText):
        return str(value) if is_json(value) else json_text(str(value))
    if isinstance(value, str):
        return value if _NUMBER.fullmatch(value) else json_text(str(value))
    return json_text(value)


def is_json(text: str) -> bool:
    """Whether a text is JSON, and nothing after it."""
    try:
        json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return False
    return True


def _no_constant(name: str) -> None:
    raise ValueError(name)


def ends_in_string(text: str, *, in_string: bool) -> bool:
    """Whether a piece of JSON that begins within a string (or not) ends within one."""
    at = 0
    while at < len(text):
        if not in_string:
            at = text.find('"', at)
            if at < 0:
                return False
            in_string, at = True, at + 1
            continue
        quote = text.find('"', at)
        backslash = text.find("\\", at, quote if quote >= 0 else len(text))
        if backslash >= 0:
            at = backslash + 2
        elif quote >= 0:
            in_string, at = False, quote + 1
        else:
            return True
    return in_string


def ends_in_backslash(text: str) -> bool:
    """Whether a piece of a string ends in a backslash that escapes nothing yet."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1
