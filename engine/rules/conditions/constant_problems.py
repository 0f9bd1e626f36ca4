"""What is wrong with the constant that a condition compares with, and what to do."""

from __future__ import annotations

import operator as op
from typing import Final

from engine.rules.conditions.comparison import list_in, moment_in, number_in, ordered

MOST_LISTED: Final = 100_000
"""Values of the list of one `in` or `notIn`. Looking one up takes the same time however many there are; compiling them
takes under a second."""


def constant_problem(operator: str, constant: object) -> tuple[str, str] | None:
    """What is wrong with a constant for this operator, as (message, remedy); None when it can be compared."""
    if operator in ("null", "notNull"):
        return None
    if operator in ("in", "notIn"):
        return _list_problem(constant)
    if operator in ("between", "notBetween"):
        return _range_problem(constant)
    if constant is None or constant == "":
        return (
            "has no value to compare with",
            "choose a value, or check whether it is known (the operators null and notNull)",
        )
    if not isinstance(constant, str | int | float):
        return "compares with a list or an object", 'give one value, or use "in" with a list'
    if operator not in ("=", "!=") and isinstance(constant, bool):
        return f'compares true or false with "{operator}"', 'use "=" or "!="'
    return None


def _list_problem(constant: object) -> tuple[str, str] | None:
    items = list_in(constant)
    if not items:
        return "has an empty list", "give at least one value, separated by commas"
    if len(items) > MOST_LISTED:
        return (
            f"has a list of {len(items):,} values, more than {MOST_LISTED:,}",
            "import them as a tag or an attribute of the contacts, and ask for that",
        )
    if not all(isinstance(item, str | int | float) for item in items):
        return "has a list with something that is not a plain value", "list texts, numbers or true and false"
    return None


def _range_problem(constant: object) -> tuple[str, str] | None:
    ends = list_in(constant)
    if len(ends) != 2:
        return "needs two values", "give the lowest and the highest, as in 10,20"
    if not all(isinstance(end, str | int | float) and not isinstance(end, bool) for end in ends):
        return "has an end that is neither a number, a date nor a text", "give two numbers or two dates"
    if {_kind(end) for end in ends} in ({"number", "text"}, {"number", "time"}, {"text", "time"}):
        return "mixes numbers, dates and texts", "give two numbers or two dates"
    if not ordered(op.le, ends[1])(ends[0]):
        return "has its lowest value above its highest", "write the lowest first"
    return None


def _kind(end: object) -> str:
    return "number" if number_in(end) is not None else "time" if moment_in(end) is not None else "text"
