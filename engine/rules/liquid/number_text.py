"""Texts that spell numbers, in templates: printed as written, compared and sorted as the numbers they spell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, cast

from engine.rules.conditions.values import number_spelt

_STARTS: Final = frozenset("-0123456789")


class NumberText(str):
    """A text such as `12.50`. python-liquid asks `__liquid__` for what a condition is to compare."""

    __slots__ = ()

    def __liquid__(self) -> int | float:
        spelt = number_spelt(self)
        kind = _Whole if isinstance(spelt, int) else _Decimal
        number = kind(spelt or 0)
        number.written = str(self)
        return number


class _Whole(int):
    written: str

    def __eq__(self, other: object) -> bool:
        return _equal(self.written, int(self), other)

    __hash__ = int.__hash__


class _Decimal(float):
    written: str

    def __eq__(self, other: object) -> bool:
        return _equal(self.written, float(self), other)

    __hash__ = float.__hash__


def _equal(written: str, number: int | float, other: object) -> bool:
    """The same text or the same number; a body's constant may be quoted (`"1.10"`) or not."""
    if isinstance(other, str):
        return other == written or number_spelt(other) == number
    return not isinstance(other, bool) and isinstance(other, int | float) and number == other + 0


def comparable(value: Any) -> Any:
    """The value, as a NumberText when it is a text that spells a number."""
    if value.__class__ is str and value[:1] in _STARTS and number_spelt(value) is not None:
        return NumberText(value)
    return value


def sorting(builtin: Callable[..., Any]) -> Callable[..., Any]:
    """The `sort` filter, for numbers some of which are texts: `9.50` comes before `10`."""

    def sort(sequence: Any, key: object = None) -> Any:
        if isinstance(sequence, list | tuple):
            items = list(cast(Sequence[object], sequence))
            keys = [_number(_keyed(item, key)) for item in items]
            if items and all(number is not None for number in keys):
                order = sorted(range(len(items)), key=lambda place: cast(float, keys[place]))
                return [items[place] for place in order]
        return builtin(sequence) if key is None else builtin(sequence, key)

    return sort


def _keyed(item: object, key: object) -> object:
    if not key:
        return item
    return cast(Mapping[str, object], item).get(str(key)) if isinstance(item, Mapping) else None


def _number(value: object) -> int | float | None:
    if isinstance(value, str):
        return number_spelt(value)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None
