"""What a cell of a file means as an attribute: a number, true or false, a date, or the text it is."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

Value = bool | int | float | str

_WHOLE: Final = re.compile(r"-?(?:0|[1-9]\d{0,15})", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(?:0|[1-9]\d{0,12})\.\d{1,12}", re.ASCII)
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d([Tt ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?\s?([Zz]|[+-]\d\d:?\d\d)?)?", re.ASCII
)


def recognise(text: str) -> Value:
    """The value that a cell spells, without ever losing what stood there.

    Numbers are taken as such when they are written as a machine writes them: `02134`, `+15`, `1e5` and `1,000` stay
    text, since they may be postcodes, phone numbers or names of products. Dates and times (ISO 8601) become RFC 3339
    text; other spellings of dates are ambiguous and stay as they are.
    """
    first = text[:1]
    if first in "0123456789-":
        if _WHOLE.fullmatch(text):
            return 0 if text == "-0" else int(text)
        if _DECIMAL.fullmatch(text):
            return float(text)
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
