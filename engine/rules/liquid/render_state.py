"""What one render knows, may spend and reads: the bounds, and values by their paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast

from liquid.token import Token
from liquid.undefined import UNDEFINED, Undefined

from engine.rules.liquid.escaping import TextFormat
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone

MAX_TEXT: Final = 100_000
"""Characters of a text a template makes or prints: more than any mail program shows whole."""
MAX_ITEMS: Final = 5_000
"""Items of a list."""
MAX_BITS: Final = 1_024
"""Bits of a whole number."""
MAX_WORK: Final = 100_000
"""Units of work of one render: well under a second on any machine."""


class TemplateRefused(Refusal, ValueError):
    """The body can't be rendered for this contact: a bound was passed, or a filter can't work on the
    value."""

    code = "body_refused"


class RenderState:
    """What one render knows and has spent."""

    __slots__ = ("missing", "now", "work", "written_in", "zone")

    def __init__(self, zone: Zone, now: Millis | None, written_in: TextFormat = "plain") -> None:
        self.zone = zone
        self.now = now
        self.written_in: TextFormat = written_in
        self.missing: list[str] = []
        self.work = MAX_WORK

    def spend(self, units: int) -> None:
        """Takes from the budget; raises TemplateRefused when it is used up."""
        self.work -= units
        if self.work < 0:
            raise TemplateRefused("the template does too much work; use shorter loops and lists")

    def note(self, name: str) -> None:
        """Notes a value that was needed and missing."""
        if name not in self.missing:
            self.missing.append(name)


class MissingValue(Undefined):
    """A value that is not there: false, empty, and noted as missing when something would print it."""

    __slots__ = ("state",)

    def __init__(
        self,
        name: str,
        *,
        token: Token | None = None,
        obj: object = UNDEFINED,
        hint: str | None = None,
        state: RenderState | None = None,
    ) -> None:
        super().__init__(name, token=token, obj=obj, hint=hint)
        self.state = state

    def __str__(self) -> str:
        if self.state is not None:
            self.state.note(self.name)
        return ""


def resolve(root: object, segments: Sequence[object]) -> Any:
    """The value under a path, None when it is missing. A key spelt with dots is found under its spelling."""
    if isinstance(root, Mapping) and len(segments) > 1 and all(isinstance(key, str) for key in segments):
        spelt = ".".join(cast(Sequence[str], segments))
        if spelt in root:
            return cast(object, root[spelt])
    value: Any = cast(object, root)
    for key in segments:
        value = _item(value, key)
        if value is None:
            return None
    return value


def _item(holder: Any, key: object) -> Any:
    if isinstance(holder, Undefined):
        return None
    if isinstance(holder, Mapping):
        values = cast(Mapping[object, object], holder)
        try:
            if key in values:
                return values[key]
        except TypeError:
            return None
        return len(values) if key == "size" else None
    if isinstance(holder, str):
        return len(holder) if key == "size" else None
    items = plain(holder)
    return _element(cast(Sequence[object], items), key) if isinstance(items, list) else None


def _element(items: Sequence[object], key: object) -> object:
    match key:
        case "size":
            return len(items)
        case "first" | "last":
            return items[0 if key == "first" else -1] if items else None
        case int() if -len(items) <= key < len(items):
            return items[key]
        case _:  # A template may name any key.
            return None


def plain(value: Any) -> Any:
    """A value as templates see it: every collection a list, sets in a fixed order."""
    if isinstance(value, set | frozenset):
        return sorted(cast(frozenset[object], value), key=str)
    return list(cast(tuple[object, ...], value)) if isinstance(value, tuple) else value


def checked(value: Any) -> Any:
    """The value itself, when it is within the bounds; raises TemplateRefused when it is not."""
    match value:
        case str() if len(value) > MAX_TEXT:
            raise TemplateRefused(f"a text of {len(value):,} characters is too long; {MAX_TEXT:,} are allowed")
        case int() if value.bit_length() > MAX_BITS:
            raise TemplateRefused("a number has more digits than anybody reads; use a smaller one")
        case list() | tuple():
            _check_list(cast(Sequence[object], value))
        case _:  # Any other value has no bound.
            pass
    return cast(object, value)


def _check_list(items: Sequence[object]) -> None:
    if len(items) > MAX_ITEMS:
        raise TemplateRefused(f"a list of {len(items):,} items is too long; {MAX_ITEMS:,} are allowed")
    if sum([len(item) for item in items if isinstance(item, str)]) > 10 * MAX_TEXT:
        raise TemplateRefused("a list holds more text than anybody reads; use a shorter one")


def work_units(value: object) -> int:
    """What handling a value costs, in units of some microseconds: a list is dearer than a text of its length."""
    if isinstance(value, str):
        return len(value) >> 6
    return len(cast(Sequence[object], value)) >> 3 if isinstance(value, list | tuple) else 0


def spelt(path: Sequence[object]) -> str:
    """A path as a marketer writes it: `contact.first_name`."""
    first, *rest = path
    return str(first) + "".join(f".{key}" if isinstance(key, str) else f"[{key}]" for key in rest)
