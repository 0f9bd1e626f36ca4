"""The formats of Liquid's `date` filter, the same on every machine and in every locale.

The platform's own strftime differs between systems, reads the machine's locale and takes widths that fill
memory (`%999999999d`), so the directives are spelt out here: those of Ruby's Time#strftime, which Liquid
documents. Names are English.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from engine.rules.wording.word_sets import word_set

_DIRECTIVE: Final = re.compile(r"%([-0_^#]?)(:z|[a-zA-Z%])", re.ASCII)

_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

Part = Callable[[datetime], str]


def _padded(value: Callable[[datetime], int], width: int, fill: str) -> tuple[Callable[[datetime], int], int, str]:
    return value, width, fill


_NUMBERS: Final[dict[str, tuple[Callable[[datetime], int], int, str]]] = {
    "Y": _padded(lambda t: t.year, 4, "0"),
    "C": _padded(lambda t: t.year // 100, 2, "0"),
    "y": _padded(lambda t: t.year % 100, 2, "0"),
    "m": _padded(lambda t: t.month, 2, "0"),
    "d": _padded(lambda t: t.day, 2, "0"),
    "e": _padded(lambda t: t.day, 2, " "),
    "j": _padded(lambda t: t.timetuple().tm_yday, 3, "0"),
    "H": _padded(lambda t: t.hour, 2, "0"),
    "k": _padded(lambda t: t.hour, 2, " "),
    "I": _padded(lambda t: t.hour % 12 or 12, 2, "0"),
    "l": _padded(lambda t: t.hour % 12 or 12, 2, " "),
    "M": _padded(lambda t: t.minute, 2, "0"),
    "S": _padded(lambda t: t.second, 2, "0"),
    "L": _padded(lambda t: t.microsecond // 1000, 3, "0"),
    "u": _padded(lambda t: t.isoweekday(), 1, "0"),
    "w": _padded(lambda t: t.isoweekday() % 7, 1, "0"),
    "G": _padded(lambda t: t.isocalendar().year, 4, "0"),
    "V": _padded(lambda t: t.isocalendar().week, 2, "0"),
    "U": _padded(lambda t: (t.timetuple().tm_yday + 6 - t.isoweekday() % 7) // 7, 2, "0"),
    "W": _padded(lambda t: (t.timetuple().tm_yday + 6 - t.weekday()) // 7, 2, "0"),
    "s": _padded(lambda t: int(t.timestamp()), 1, "0"),
}

_TEXTS: Final[dict[str, Part]] = {
    "A": lambda t: _DAYS[t.weekday()],
    "a": lambda t: _DAYS[t.weekday()][:3],
    "B": lambda t: _MONTHS[t.month - 1],
    "b": lambda t: _MONTHS[t.month - 1][:3],
    "h": lambda t: _MONTHS[t.month - 1][:3],
    "p": lambda t: "AM" if t.hour < 12 else "PM",
    "P": lambda t: "am" if t.hour < 12 else "pm",
    "Z": lambda t: t.tzname() or "",
    "z": lambda t: _offset(t, ""),
    ":z": lambda t: _offset(t, ":"),
    "n": lambda _: "\n",
    "t": lambda _: "\t",
    "%": lambda _: "%",
}

_SHORTHANDS: Final = {
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "X": "%H:%M:%S",
    "R": "%H:%M",
    "D": "%m/%d/%y",
    "x": "%m/%d/%y",
    "r": "%I:%M:%S %p",
    "c": "%a %b %e %H:%M:%S %Y",
    "v": "%e-%^b-%Y",
}


def _offset(moment: datetime, colon: str) -> str:
    minutes = round((moment.utcoffset() or moment - moment).total_seconds() / 60)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{colon}{abs(minutes) % 60:02}"


def format_date(moment: datetime, date_format: str) -> str:
    """The time in that format; what is no directive stays as it is written."""
    return "".join([part if isinstance(part, str) else part(moment) for part in _parts(date_format)])


@lru_cache(maxsize=1024)
def _parts(date_format: str) -> tuple[str | Part, ...]:
    parts: list[str | Part] = []
    done = 0
    for match in _DIRECTIVE.finditer(date_format):
        parts.append(date_format[done : match.start()])
        parts.append(_directive(match[1], match[2]) or match[0])
        done = match.end()
    parts.append(date_format[done:])
    return tuple(part for part in parts if part != "")


def _directive(flag: str, letter: str) -> Part | None:
    if letter in _NUMBERS:
        value, width, fill = _NUMBERS[letter]
        if flag == "-":
            return lambda t: str(value(t))
        fill = {"0": "0", "_": " "}.get(flag, fill)
        return lambda t: str(value(t)).rjust(width, fill)
    if letter in _SHORTHANDS:
        return _changed(flag, lambda t: format_date(t, _SHORTHANDS[letter]))
    if letter in _TEXTS:
        return _changed(flag, _TEXTS[letter])
    return None


def _changed(flag: str, text: Part) -> Part:
    if flag == "^":
        return lambda t: text(t).upper()
    if flag == "#":
        return lambda t: text(t).swapcase()
    return text


def unknown_directives(date_format: str) -> tuple[str, ...]:
    """The directives of a format that mean nothing (`%Q`, a lone `%`), in reading order."""
    rest = _DIRECTIVE.sub(lambda match: "" if _directive(match[1], match[2]) else match[0], date_format)
    return tuple(re.findall(r"%[-0_^#]?:?.?", rest, re.DOTALL))


_TOKENS: Final = {
    "YYYY": "%Y",
    "yyyy": "%Y",
    "YY": "%y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "M": "%-m",
    "DDDD": "%A",
    "dddd": "%A",
    "EEEE": "%A",
    "ddd": "%a",
    "EEE": "%a",
    "DD": "%d",
    "dd": "%d",
    "Do": "%-d",
    "D": "%-d",
    "d": "%-d",
    "HH": "%H",
    "H": "%-H",
    "hh": "%I",
    "h": "%-I",
    "mm": "%M",
    "ss": "%S",
    "A": "%p",
    "a": "%P",
    "tt": "%p",
}
"""The tokens of moment.js, of Unicode (TR 35, which Java and Excel follow) and of .NET."""
_SURE: Final = word_set("YYYY yyyy MMMM MMM MM DDDD dddd EEEE ddd EEE DD dd Do HH hh mm")
_TOKEN: Final = re.compile(r"(?<![A-Za-z%])(" + "|".join(sorted(_TOKENS, key=len, reverse=True)) + r")(?![A-Za-z])")


class ForeignFormat(NamedTuple):
    """A format that does not say what its writer meant."""

    message: str
    remedy: str
    prints_no_date: bool
    """Whether nothing of the date is printed at all."""


def foreign_format(date_format: str) -> ForeignFormat | None:
    """What is wrong with a format that is written in another notation, or says nothing of the date; None when it is
    as it should be."""
    plain = re.sub(r"%(?:[-0_^#]?(?::z|[a-zA-Z%]))?", lambda match: " " * len(match[0]), date_format)
    tokens = [match[1] for match in _TOKEN.finditer(plain)]
    has_directive = _DIRECTIVE.search(date_format.replace("%%", "  ")) is not None
    if has_directive and not _SURE.intersection(tokens):
        return None
    suggestion = _TOKEN.sub(lambda match: match[0] if plain[match.start()] == " " else _TOKENS[match[1]], date_format)
    remedy = f'write date: "{suggestion}"' if tokens else 'write it with %, as in date: "%-d %B" or date: "%H:%M"'
    shown = date_format[:60]
    if not has_directive:
        message = f'the date format "{shown}" has no % in it, so it prints these letters instead of a date'
        return ForeignFormat(message, remedy, prints_no_date=True)
    token = next(token for token in tokens if token in _SURE)
    message = f'"{token}" in the date format "{shown}" is printed as these letters'
    return ForeignFormat(message, remedy, prints_no_date=False)
