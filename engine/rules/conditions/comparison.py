"""How a condition's operator compares a value with the constant a marketer wrote.

Values come from uploads, events and JSON, so a number may be spelt as text, and a date always is. The rules:

- Two numbers, or a number and text that spells one, compare as numbers. Two texts are equal when they are the same
  text, spell the same instant, or spell the same number as a machine writes it: "12.50" is "12.5", and "007", which
  may be a postcode, is not "7". They are ordered as numbers when both spell numbers, as times when both spell times,
  else as text, capitals before small letters.
- Two instants compare as instants. Where either is a bare date, days are compared, each as it was written: so
  "at most 2026-03-31" includes all of that day.
- `true` and `false` equal the texts "true" and "false" in any case, and 1 and 0.
- Of the list that `in` takes, a value equals what it would equal by `=`.
- A list (tags) equals, contains or is "in" when one of its elements does.
- Null satisfies nothing but `null` and the denials `!=`, `notIn` and `doesNotContain`.
"""

from __future__ import annotations

import operator as op
import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from engine.rules.conditions.values import number_spelt
from engine.rules.time.dates import instant_in, read_date
from engine.rules.time.instants import Millis
from engine.rules.time.zones import UTC_ZONE

Test = Callable[[Any], bool]
Number = int | float

_NUMBER: Final = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?", re.ASCII)
_LONGEST_DATE: Final = 40
_LISTS: Final = frozenset((list, tuple, set, frozenset))

ORDERINGS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": op.lt,
    "<=": op.le,
    ">": op.gt,
    ">=": op.ge,
}


class Moment(NamedTuple):
    """A time as somebody wrote it: its calendar day, and its instant unless it is a bare date."""

    day: int
    at: Millis | None


def number_in(value: object) -> Number | None:
    """The number that a value is or spells (`12`, `"12.50"`), else None; true and false are not numbers."""
    kind = value.__class__
    if kind is int or kind is float:
        return cast(Number, value)
    if kind is str and _NUMBER.fullmatch(cast(str, value)):
        text = cast(str, value)
        return float(text) if "." in text else int(text)
    return None


def moment_in(value: object) -> Moment | None:
    """The date or time that a text spells in RFC 3339 (without an offset: UTC), else None."""
    if value.__class__ is not str or not 10 <= len(cast(str, value)) <= _LONGEST_DATE:
        return None
    return _moment_of(cast(str, value))


@lru_cache(maxsize=8192)
def _moment_of(text: str) -> Moment | None:
    written = read_date(text)
    if written is None:
        return None
    if not isinstance(written, datetime):
        return Moment(written.toordinal(), None)
    try:
        return Moment(written.toordinal(), instant_in(written, UTC_ZONE))
    except OverflowError:
        return None


def flag_in(value: object) -> bool | None:
    """The truth value that a value is or spells (`"True"`), else None."""
    if value.__class__ is bool:
        return cast(bool, value)
    if value.__class__ is str:
        return {"true": True, "false": False}.get(cast(str, value).lower())
    return None


def list_in(constant: object) -> list[object]:
    """The items of a list constant: a list, or text with commas as react-querybuilder writes it."""
    if isinstance(constant, str):
        return [item.strip() for item in constant.split(",") if item.strip()]
    if constant.__class__ in _LISTS:
        items = cast(Collection[object], constant)
        return [item for item in items if item is not None and item != ""]
    return [] if constant is None else [constant]


def comparison(operator: str, constant: object) -> Test:
    """The test `value <operator> constant`, ready to be called many times; an unknown operator holds for
    nothing."""
    match operator:
        case "=":
            return equals(constant)
        case "!=":
            return _denied(equals(constant))
        case "in":
            return is_in(constant)
        case "notIn":
            return _denied(is_in(constant))
        case "contains":
            return contains(constant)
        case "doesNotContain":
            return _denied(contains(constant))
        case "beginsWith":
            return _affix(constant, str.startswith)
        case "endsWith":
            return _affix(constant, str.endswith)
        case "between":
            return _between(constant)
        case "notBetween":
            return _not_between(constant)
        case "null":
            return _is_null
        case "notNull":
            return _denied(_is_null)
        case _ if operator in ORDERINGS:
            return ordered(ORDERINGS[operator], constant)
        case _:  # Documents may hold any text as an operator.
            return _never


def equals(constant: object) -> Test:
    """The test for `=`."""
    same = _same_as(constant)

    def test(value: Any) -> bool:
        if value.__class__ in _LISTS:
            return any(map(same, value))
        return same(value)

    def test_text(value: Any) -> bool:
        return value == constant if value.__class__ is str else test(value)

    plain_text = isinstance(constant, str) and moment_in(constant) is None and number_spelt(constant) is None
    return test_text if plain_text else test


def _same_as(constant: object) -> Test:
    match constant:
        case bool():
            return _same_flag(constant)
        case int() | float():
            return _same_number(constant)
        case str():
            return _same_text(constant)
        case _:  # Any other JSON value.
            return _never


def _same_flag(constant: bool) -> Test:
    spelt = "true" if constant else "false"

    def same(value: Any) -> bool:
        if value.__class__ is str:
            return value.lower() == spelt
        return value is not None and value == constant

    return same


def _same_number(constant: Number) -> Test:
    def same(value: Any) -> bool:
        if value.__class__ is str:
            return number_in(value) == constant
        return value is not None and value == constant

    return same


def _same_text(constant: str) -> Test:
    number, moment, flag = number_in(constant), moment_in(constant), flag_in(constant)
    spelt = number_spelt(constant)

    def same(value: Any) -> bool:
        if value.__class__ is str:
            if value == constant or (moment is not None and _same_moment(value, moment)):
                return True
            return spelt is not None and number_spelt(value) == spelt
        if value.__class__ is bool:
            return flag is value
        return number is not None and value == number

    return same


def _same_moment(value: object, moment: Moment) -> bool:
    own = moment_in(value)
    if own is None:
        return False
    return own.day == moment.day if own.at is None or moment.at is None else own.at == moment.at


def is_in(constant: object) -> Test:
    """The test for `in`: equal to one item of the list. Whatever the items are, each value is looked up, not compared
    with one after the other, however many there are."""
    items = _ListItems(list_in(constant))

    def test(value: Any) -> bool:
        if value.__class__ in _LISTS:
            return any(map(items.has, value))
        return items.has(value)

    return test


class _ListItems:
    """The items of a list by all that a value may equal them by: `has` is `=` with any of them."""

    __slots__ = ("_bare", "_days", "_flags", "_instants", "_numbers", "_others", "_spelt", "_texts")

    def __init__(self, items: Collection[object]) -> None:
        texts = [item for item in items if isinstance(item, str)]
        numbers = {item for item in items if isinstance(item, int | float) and not isinstance(item, bool)}
        flags = {item for item in items if isinstance(item, bool)}
        moments = [moment for item in texts if (moment := moment_in(item)) is not None]
        self._texts = frozenset(texts)
        self._spelt = frozenset(number for item in texts if (number := number_spelt(item)) is not None)
        """Numbers that texts spell as a machine writes them: what a text may equal a text by."""
        self._numbers = frozenset(numbers)
        """Numbers written as such: what a text that spells one in any way equals."""
        self._flags = frozenset("true" if flag else "false" for flag in flags)
        spelt_flags = {flag for item in texts if (flag := flag_in(item)) is not None}
        # True equals 1, and hashes alike.
        self._bare = frozenset[object]({*flags, *numbers, *spelt_flags})
        """What true and false are looked up in."""
        self._others = frozenset[object](
            {*flags, *numbers, *(number for item in texts if (number := number_in(item)) is not None)}
        )
        """What a number is looked up in."""
        self._days = {moment.day: moment.at is None for moment in sorted(moments, key=_bare_last)}
        """The days of all dates and times, and whether one of them is the bare date."""
        self._instants = frozenset(moment.at for moment in moments if moment.at is not None)

    def has(self, value: Any) -> bool:
        kind = value.__class__
        if kind is str:
            return value in self._texts or self._has_meant(value)
        if kind is bool:
            return value in self._bare
        return isinstance(value, int | float) and value in self._others

    def _has_meant(self, text: str) -> bool:
        """A text that is no item letter by letter, but may mean the same as one."""
        if self._spelt and number_spelt(text) in self._spelt:
            return True
        if self._numbers and number_in(text) in self._numbers:
            return True
        if self._flags and text.lower() in self._flags:
            return True
        moment = moment_in(text) if self._days else None
        if moment is None:
            return False
        if moment.at is None:
            return moment.day in self._days
        return moment.at in self._instants or self._days.get(moment.day, False)


def _bare_last(moment: Moment) -> bool:
    return moment.at is None


def contains(constant: object) -> Test:
    """The test for `contains`: an element of a list, or a part of a text (a number counts as its text)."""
    part, same = _text_of(constant), _same_as(constant)

    def test(value: Any) -> bool:
        if value.__class__ is str:
            return part is not None and part in value
        if value.__class__ in _LISTS:
            return any(map(same, value))
        text = _text_of(value)
        return part is not None and text is not None and part in text

    return test


def _affix(constant: object, holds: Callable[[str, str], bool]) -> Test:
    part = _text_of(constant)

    def test(value: Any) -> bool:
        text = value if value.__class__ is str else _text_of(value)
        return part is not None and text is not None and holds(text, part)

    return test


def _text_of(value: object) -> str | None:
    """A text, or a number as one would write it; nothing else has a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if value == value // 1 else str(value)


def ordered(compare: Callable[[Any, Any], bool], constant: object) -> Test:
    """The test for `<`, `<=`, `>`, `>=`: as numbers, as times, or as plain texts; unlike kinds never hold."""
    number = number_in(constant)
    if number is not None:
        return _ordered_number(compare, number)
    moment = moment_in(constant)
    if moment is not None:
        return _ordered_moment(compare, moment)
    if not isinstance(constant, str):
        return _never

    def test(value: Any) -> bool:
        return value.__class__ is str and compare(value, constant)

    return test


def _ordered_number(compare: Callable[[Any, Any], bool], number: Number) -> Test:
    def test(value: Any) -> bool:
        kind = value.__class__
        if kind is int or kind is float:
            return compare(value, number)
        if kind is not str:
            return False
        spelt = number_in(value)
        return spelt is not None and compare(spelt, number)

    return test


def _ordered_moment(compare: Callable[[Any, Any], bool], moment: Moment) -> Test:
    day, at = moment

    def test(value: Any) -> bool:
        own = moment_in(value)
        if own is None:
            return False
        return compare(own.day, day) if at is None or own.at is None else compare(own.at, at)

    return test


def _bounds(constant: object) -> tuple[Test, Test] | None:
    ends = list_in(constant)
    return (ordered(op.ge, ends[0]), ordered(op.le, ends[1])) if len(ends) == 2 else None


def _between(constant: object) -> Test:
    bounds = _bounds(constant)
    if bounds is None:
        return _never
    from_low, to_high = bounds
    return lambda value: from_low(value) and to_high(value)


def _not_between(constant: object) -> Test:
    """Holds for a value that can be compared with both ends and lies outside; what can't be compared is not
    outside."""
    ends = list_in(constant)
    if len(ends) != 2:
        return _never
    below, above = ordered(op.lt, ends[0]), ordered(op.gt, ends[1])
    return lambda value: below(value) or above(value)


def _is_null(value: Any) -> bool:
    """Missing, or an empty collection (a contact without tags)."""
    return value is None or (value.__class__ in _LISTS and not value)


def _denied(test: Test) -> Test:
    return lambda value: not test(value)


def _never(_value: Any) -> bool:
    return False
