"""What stands in a cell of a table somebody exported: the value, without what a spreadsheet put around it."""

from __future__ import annotations

import csv
import re
from typing import Final

_UNSEEN: Final = "".join(map(chr, (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F))))
"""What comes along unseen with copied text: zero-width characters, marks of direction, byte order marks."""

_FOR_A_SPREADSHEET: Final = re.compile(r"'(?!\d0s\b)(?=[=+\-@\t\r('.\d])")
"""The apostrophe that makes a spreadsheet take a number or a formula as text. `'t Hooft` and `'90s` have their own."""

_FORMULA: Final = re.compile(r"[=+\-@\t\r]")
_NUMBER_LIKE: Final = re.compile(r"[+-]?[\d\s().-]+", re.ASCII)

_NOTHING: Final = frozenset(
    {
        *("null", "NULL", "Null", "(null)", "(NULL)", "<null>", "<NULL>", "[NULL]", "[null]", "\\N", "undefined"),
        *("n/a", "N/A", "N/a", "n.a.", "N.A.", "#n/a", "#N/A", "#N/A!", "#NV", "#NULL!", "#REF!", "#VALUE!"),
        *("#NAME?", "#DIV/0!", "#NUM!", "nan", "NaN", "NAN", "none", "None", "NONE", "-", "--", "\u2013", "\u2014"),
    }
)
"""How programs and people write that there is nothing. `NA` is a country, and `Nan` a name."""

_SCIENTIFIC: Final = re.compile(r"[+-]?(?:\d[.,]\d+[eE][+-]?\d{1,3}|\d[eE][+-]\d{2,3})", re.ASCII)


def bare(cell: str) -> str:
    """The cell's own text: trimmed, without the `="..."` or the apostrophe of a spreadsheet."""
    text = cell.strip()
    if not text.isascii():
        text = text.strip(_UNSEEN).strip()
    first = text[:1]
    if first == "'":
        return text[1:] if _FOR_A_SPREADSHEET.match(text) else text
    if first == "=" and len(text) > 2 and text[1] == '"' and text[-1] == '"':
        return text[2:-1].replace('""', '"').strip()
    return text


def value_in(cell: str) -> str:
    """The cell's own text; empty too where it says that there is nothing (`NULL`, `N/A`, `-`)."""
    text = cell.strip()
    # Nearly every cell is plain, and of a large file there are millions.
    if text and (text[0] in "'=" or not text.isascii()):
        text = bare(text)
    return "" if text in _NOTHING else text


def for_a_spreadsheet(text: str) -> str:
    """A text as a cell that no spreadsheet runs as a formula, and that `bare` gives back."""
    harmful = _FORMULA.match(text) is not None and _NUMBER_LIKE.fullmatch(text) is None
    return f"'{text}" if harmful or bare(text) != text.strip() else text


def is_scientific(text: str) -> bool:
    """Whether a spreadsheet shortened a long number: `1.23457E+11` may have been any of a million ids."""
    return _SCIENTIFIC.fullmatch(text) is not None


def tags_in(cell: str) -> tuple[str, ...]:
    """Tags parted by `;`, or by commas where there is none; a tag may stand in quotes."""
    text = value_in(cell)
    if not text:
        return ()
    parting = ";" if ";" in text else ","
    if parting not in text and '"' not in text:
        return (text,)
    (row,) = csv.reader([text.replace("\n", " ").replace("\r", " ")], delimiter=parting, skipinitialspace=True)
    return tuple(dict.fromkeys(tag for each in row if (tag := each.strip())))
