"""What a cell of a file, or a number of a JSON text, means as a value: a number, true or false, a date, or its text.

A value prints as it was written: `12.50` is not `12.5`, version `1.10` is not `1.1`, and a loyalty number of 16 digits
is not rounded in a browser. So a number is kept as a number only where a number prints the same everywhere; any other
is kept as the text that was written, and `comparison` compares such texts as the numbers they spell.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any, Final, cast

Value = bool | int | float | str

SAFE_DIGITS: Final = 15
"""Digits that any double keeps: what JavaScript, and so every browser, has for numbers (IEEE 754, binary64)."""

_WHOLE: Final = re.compile(rf"-?(?:0|[1-9]\d{{0,{SAFE_DIGITS - 1}}})", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9]\d{0,13})\.\d{1,14}", re.ASCII)
_SPELT: Final = re.compile(r"-?(?:0|[1-9]\d{0,39})(?:\.\d{1,40})?", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?([Zz]|[+-]\d\d(:?\d\d)?)?)?", re.ASCII
)


def recognise(text: str) -> Value:
    """The value that a cell spells, without ever losing what stood there.

    Numbers are taken as such when they are written as a machine writes them: `02134`, `+15`, `1e5` and `1,000` stay
    text, since they may be postcodes, phone numbers or names of products, and so do `12.50` and `12.0`, which a number
    would not give back, and numbers of 16 digits and more. Dates and times (ISO 8601) become RFC 3339
    text; other spellings of dates are ambiguous and stay as they are.
    """
    first = text[:1]
    if first in "0123456789-":
        if _WHOLE.fullmatch(text):
            return text if text == "-0" else int(text)
        if _DECIMAL.fullmatch(text):
            number = float(text)
            return number if repr(number) == text and text[-1] != "0" else text
        return _moment(text) or text
    if first in "tTfF" and len(text) <= 5:
        lower = text.lower()
        if lower == "true":
            return True
        if lower == "false":
            return False
    return text


def _moment(text: str) -> str | None:
    if not _MOMENT.fullmatch(text):
        return None
    try:
        if len(text) == 10:
            return date.fromisoformat(text).isoformat()
        moment = datetime.fromisoformat(text.upper().replace(",", ".").replace(" Z", "Z"))
    except ValueError:
        return None
    written = moment.isoformat()
    return written.removesuffix("+00:00") + "Z" if written.endswith("+00:00") else written


def value_text(value: Any) -> str:
    """A value as a cell of a file: what `recognise` makes of it is told apart from nothing else."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def says_again(value: Any, cell: Any) -> bool:
    """Whether what a file says of a value (`cell`, recognised) is what it is already, if perhaps of another kind: the
    text "5" is written 5, and a list as JSON."""
    if value == cell and isinstance(value, bool) == isinstance(cell, bool):
        return True
    return value is not None and recognise(value_text(value).strip()) == cell


def number_spelt(text: str) -> int | float | None:
    """The number that a text spells as a machine writes it (`12.50`, `9999999999999999`), else None: `007` and `+15`
    are no numbers but names made of digits."""
    if not _SPELT.fullmatch(text):
        return None
    return float(text) if "." in text else int(text)


class WrittenInt(int):
    """A whole number of a JSON text, with its digits."""

    written: str


class WrittenFloat(float):
    """A number of a JSON text that has a fraction or an exponent, as it was written."""

    written: str


def whole_number(digits: str) -> int:
    """A whole number of a JSON text; with its digits when a browser would round it."""
    if len(digits.lstrip("-")) <= SAFE_DIGITS:
        return int(digits)
    number = WrittenInt(digits)
    number.written = digits
    return number


def decimal_number(digits: str) -> float:
    """Any other number of a JSON text; with its digits when a number would print otherwise.

    One with an exponent is a machine's own way of writing, not a person's: it is taken as the number it is.
    """
    number = float(digits)
    if repr(number) == digits or "e" in digits or "E" in digits:
        return number
    written = WrittenFloat(number)
    written.written = digits
    return written


VALUES: Final = frozenset({"attributes", "properties", "set"})
"""Members of JSON bodies that hold values of the customer's own: attributes of contacts, properties of events, what a
step sets. Numbers elsewhere (positions, rates, percentages) are ours, and stay numbers."""


def as_written(value: Any, own: bool = False) -> Any:
    """JSON read with `whole_number` and `decimal_number`: in `VALUES` a number that would print otherwise becomes the
    text that was written; elsewhere it is the number."""
    match value:
        case dict():
            members = cast(dict[str, Any], value)
            return {name: as_written(inner, own or name in VALUES) for name, inner in members.items()}
        case list():
            return [as_written(inner, own) for inner in cast(list[Any], value)]
        case WrittenInt():
            return value.written if own else int(value)
        case WrittenFloat():
            return value.written if own else float(value)
        case _:  # Any other JSON value is left as it is.
            return value
