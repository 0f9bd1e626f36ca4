"""The filters of our Liquid: those of our own, and what each filter takes and gives, checked and paid for."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from typing import Any, Final, Protocol, cast
from urllib.parse import quote_plus

from liquid import Environment
from liquid.stringify import to_liquid_string

from engine.rules.liquid.date_format import format_date
from engine.rules.liquid.escaping import (
    HtmlText,
    JsonText,
    Marked,
    RawText,
    UrlText,
    json_text,
)
from engine.rules.liquid.render_state import MAX_TEXT, RenderState, TemplateRefused, checked, work_units
from engine.rules.time.dates import read_date
from engine.rules.time.instants import to_datetime
from engine.rules.time.zones import to_local

_TRIMMING: Final = frozenset({"strip", "lstrip", "rstrip", "squish", "strip_newlines"})


class _Rendering(Protocol):
    """A render context, as far as a filter needs it."""

    state: RenderState


class SafeFilter:
    """A filter of python-liquid that checks and pays for what it takes and gives."""

    __slots__ = ("_environment", "_filter", "_needs_state", "name")

    with_context = True
    """python-liquid's mark for: give me the render context."""

    def __init__(self, name: str, function: Callable[..., Any], environment: Environment) -> None:
        self.name = name
        self._filter = function
        self._environment: dict[str, Any] = (
            {"environment": environment} if getattr(function, "with_environment", False) else {}
        )
        self._needs_state = function in (date_filter, newline_to_br_filter)

    @property
    def function(self) -> Callable[..., Any]:
        """The filter itself, to look at its parameters."""
        return self._filter

    def __call__(self, left: object, *args: Any, context: _Rendering, **kwargs: Any) -> Any:
        return self.apply(context.state, left, args, kwargs)

    def apply(self, state: RenderState, left: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The filter's result for a value; raises TemplateRefused or whatever the filter raises."""
        state.spend(1 + sum([work_units(checked(value)) for value in (left, *args)]))
        self._look_ahead(state, left, args)
        if self._needs_state:
            return checked(self._filter(left, *args, state=state, **kwargs))
        result: object = checked(self._filter(left, *args, **self._environment, **kwargs))
        # What only takes blanks away leaves a text what it is.
        return left.__class__(result) if isinstance(left, Marked) and self.name in _TRIMMING else result

    def _look_ahead(self, state: RenderState, left: Any, args: Sequence[Any]) -> None:
        """Refuses, before it is made, what would be far larger or dearer than what goes in."""
        if self.name.startswith("replace") and args:
            replacement = str(args[1]) if len(args) > 1 else ""
            occurrences = str(left).count(str(args[0])) if isinstance(left, str) else 1
            self._refuse_long(occurrences * len(replacement))
        elif isinstance(left, list | tuple):
            items = len(cast(Sequence[object], left))
            if self.name == "join":
                self._refuse_long(items * len(str(args[0]) if args else " "))
            elif self.name == "uniq":
                state.spend((items * items) >> 6)

    def _refuse_long(self, length: int) -> None:
        if length > MAX_TEXT:
            raise TemplateRefused(
                f'the filter "{self.name}" makes a text of {length:,} characters; {MAX_TEXT:,} are allowed'
            )


def date_filter(value: object, date_format: object = None, *, state: RenderState) -> str:
    """Liquid's `date`, in the contact's zone. A bare date keeps its day; what is no date is printed as it
    is."""
    if not isinstance(date_format, str):
        return str(value)
    moment = _moment(value, state)
    return str(value) if moment is None else format_date(moment, date_format)


def _moment(value: object, state: RenderState) -> datetime | None:
    if value in ("now", "today"):
        return None if state.now is None else to_local(state.now, state.zone)
    seconds = _epoch_seconds(value)
    try:
        if seconds is not None:
            return to_datetime(seconds * 1000).astimezone(state.zone)
        written = read_date(value)
        if written is None:
            return None
        if not isinstance(written, datetime):
            return datetime.combine(written, time(), tzinfo=state.zone)
        return written.replace(tzinfo=state.zone) if written.tzinfo is None else written.astimezone(state.zone)
    except (OverflowError, ValueError):
        return None


def _epoch_seconds(value: object) -> int | None:
    """Whole numbers are seconds since 1970, as Liquid has it."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if abs(value) < 1 << 40 else None
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) <= 12 else None


def strip_html_filter(value: object) -> str:
    """The text without its tags, in one pass whatever the text is."""
    text, parts, done = "" if value is None else str(value), list[str](), 0
    while (opened := text.find("<", done)) >= 0 and (closed := text.find(">", opened)) >= 0:
        parts.append(text[done:opened])
        done = closed + 1
    return "".join([*parts, text[done:]])


def json_filter(value: object) -> JsonText:
    """The value as JSON: a text in quotes and escaped, a number, true or false, a list, an object; null when it is
    missing."""
    return json_text(value)


def raw_filter(value: object) -> object:
    """The value as it stands, without the escaping of the place: for HTML of one's own."""
    return RawText(value) if isinstance(value, str) else value


def escape_filter(value: object) -> object:
    """`&`, `<`, `>` and quotes as HTML's entities; what is HTML already stays."""
    if isinstance(value, HtmlText):
        return value
    return HtmlText(html.escape(to_liquid_string(value, autoescape=False)))


def escape_once_filter(value: object) -> object:
    """The same, but entities that are there already stay."""
    if isinstance(value, HtmlText):
        return value
    return HtmlText(html.escape(html.unescape(to_liquid_string(value, autoescape=False))))


def newline_to_br_filter(value: object, *, state: RenderState) -> HtmlText:
    """Newlines as HTML's breaks; in an HTML body the text around them is escaped."""
    text = to_liquid_string(value, autoescape=False)
    if state.written_in == "html" and not isinstance(value, HtmlText | RawText):
        text = html.escape(text)
    return HtmlText(re.sub(r"\r?\n", "<br />\n", text))


def url_encode_filter(value: object) -> UrlText:
    """Percent-encoded, as a part of an address or of a form."""
    return UrlText(quote_plus(to_liquid_string(value, autoescape=False)))
