"""The Liquid that templates are written in: python-liquid, narrowed to what a message needs and bounded.

Left out are tags that read files (`include`, `render`) or make no sense in a message, and everything that
asks the machine for its clock. What a template may cost is bounded by counts, not by seconds, so that it
renders, or is refused, the same way everywhere:

- a render spends from one budget of `MAX_WORK` units: a turn of a loop costs as much as the template has
  parts, a filter as much as the texts and lists it handles (`uniq` their square);
- no text is longer than `MAX_TEXT` characters, no list than `MAX_ITEMS`, no number than 1,024 bits.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time
from io import StringIO
from typing import Any, Final, TextIO, cast
from urllib.parse import quote_plus

from liquid import BoundTemplate, Environment, RenderContext
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.cycle_tag import CycleNode, CycleTag
from liquid.exceptions import LiquidError
from liquid.stringify import to_liquid_string
from liquid.token import Token
from liquid.undefined import UNDEFINED, Undefined
from liquid.utils import ReadOnlyChainMap

from engine.refusal import Refusal
from engine.rules.liquid.date_format import format_date
from engine.rules.liquid.escaping import (
    HtmlText,
    JsonText,
    Marked,
    RawText,
    TextFormat,
    UrlText,
    ends_in_backslash,
    ends_in_string,
    escaped,
    json_text,
)
from engine.rules.liquid.number_text import comparable, sorting
from engine.rules.time.dates import read_date
from engine.rules.time.instants import Millis, to_datetime
from engine.rules.time.zones import Zone, to_local

MAX_TEXT: Final = 100_000
"""Characters of a text a template makes or prints: more than any mail program shows whole."""
MAX_ITEMS: Final = 5_000
MAX_BITS: Final = 1_024
MAX_WORK: Final = 100_000
"""Units of work of one render: well under a second on any machine."""

_DROPPED_TAGS: Final = (
    "include",
    "render",
    "tablerow",
    "liquid",
    "echo",
    "increment",
    "decrement",
    "ifchanged",
    "doc",
)
_DROPPED_FILTERS: Final = ("safe", "escapejs")
_TRIMMING: Final = frozenset({"strip", "lstrip", "rstrip", "squish", "strip_newlines"})


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
        case _:
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
        case _:
            pass
    return cast(object, value)


def _check_list(items: Sequence[object]) -> None:
    if len(items) > MAX_ITEMS:
        raise TemplateRefused(f"a list of {len(items):,} items is too long; {MAX_ITEMS:,} are allowed")
    if sum([len(item) for item in items if isinstance(item, str)]) > 10 * MAX_TEXT:
        raise TemplateRefused("a list holds more text than anybody reads; use a shorter one")


def _units(value: object) -> int:
    """What handling a value costs, in units of some microseconds: a list is dearer than a text of its length."""
    if isinstance(value, str):
        return len(value) >> 6
    return len(cast(Sequence[object], value)) >> 3 if isinstance(value, list | tuple) else 0


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

    def __call__(self, left: object, *args: Any, context: MessageContext, **kwargs: Any) -> Any:
        return self.apply(context.state, left, args, kwargs)

    def apply(self, state: RenderState, left: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """The filter's result for a value; raises TemplateRefused or whatever the filter raises."""
        state.spend(1 + sum([_units(checked(value)) for value in (left, *args)]))
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


class BoundedText(StringIO):
    """An output that refuses to grow beyond `MAX_TEXT` characters."""

    def __init__(self, room: int = MAX_TEXT) -> None:
        super().__init__(newline="")
        self.room = room

    def write(self, text: str, /) -> int:
        self.room -= len(text)
        if self.room < 0:
            raise TemplateRefused(f"the text is longer than {MAX_TEXT:,} characters; shorten it or its values")
        return super().write(text)


class HtmlOutput(BoundedText):
    """What is written here is HTML: captured, it stays that."""

    def getvalue(self) -> str:
        return HtmlText(super().getvalue())


class FormOutput(BoundedText):
    """The fields of a form."""


class JsonOutput(BoundedText):
    """Knows whether what comes next stands within a string of JSON."""

    in_string = False
    after_backslash = False
    """Whether a backslash, alone, was the last that was written: it would escape what comes next."""

    def write(self, text: str, /) -> int:
        if text:
            rest = text[1:] if self.after_backslash else text
            self.in_string = ends_in_string(rest, in_string=self.in_string)
            self.after_backslash = self.in_string and ends_in_backslash(rest)
        return super().write(text)


class MessageContext(RenderContext):
    """A render context without clocks and partials, that notes what is missing and counts what it does."""

    __slots__ = ("_held", "_sizes", "parts", "state")

    state: RenderState
    parts: int

    def begin(self, state: RenderState, parts: int) -> None:
        """To be called once, before rendering. `parts` is how many parts the template has."""
        self.state = state
        self.parts = parts
        self._sizes: dict[str, int] = {}
        self._held = 0
        self.scope = ReadOnlyChainMap(self.locals, self.globals)

    def get(self, path: list[object], *, token: Token | None, default: object = UNDEFINED) -> object:
        """The value of a path, or a MissingValue that knows the path's name."""
        root = path[0]
        try:
            value = resolve(self.scope[root], path[1:]) if isinstance(root, str) else None
        except KeyError:
            value = None
        if value is not None:
            self.state.spend(_units(value) >> 4)
            return comparable(plain(value))
        return MissingValue(spelt(path), token=token, state=self.state) if default is UNDEFINED else default

    def resolve(self, name: str, *, token: Token | None = None, default: object = UNDEFINED) -> Any:
        return self.get([name], token=token, default=default)

    def assign(self, key: str, val: Any) -> None:
        size = len(val) if isinstance(checked(val), str | list) else 1
        self._held += size - self._sizes.get(key, 0)
        self._sizes[key] = size
        if self._held > MAX_TEXT:
            raise TemplateRefused("the template keeps too much text in its variables; assign less")
        self.state.spend(1)
        self.locals[key] = val

    def loop(self, namespace: Mapping[str, object], forloop: Any) -> Any:
        self.state.spend(int(forloop.length) * self.parts)
        return super().loop(namespace, forloop)

    def get_buffer(self, buf: TextIO | None = None) -> StringIO:
        """Where a `capture` writes: HTML stays HTML, anything else is a value that is escaped where it is printed."""
        room = buf.room if isinstance(buf, BoundedText) else MAX_TEXT
        return HtmlOutput(room) if self.state.written_in == "html" else BoundedText(room)

    def write(self, buffer: TextIO, value: object) -> int:
        """Writes a value as the place asks for it."""
        written_in = self.state.written_in
        if written_in == "json":
            if not isinstance(buffer, JsonOutput):
                return buffer.write(escaped(value, "plain"))
            if buffer.after_backslash:
                raise TemplateRefused("a backslash stands right before a merge field in JSON; write two, or none")
            return buffer.write(escaped(value, "json", in_string=buffer.in_string))
        return buffer.write(escaped(value, "html" if written_in == "html" else self._captured(buffer)))

    def _captured(self, buffer: TextIO) -> TextFormat:
        """What a form's field is written in: what is captured is encoded where it is printed, once."""
        return self.state.written_in if isinstance(buffer, FormOutput) else "plain"


def spelt(path: Sequence[object]) -> str:
    """A path as a marketer writes it: `contact.first_name`."""
    first, *rest = path
    return str(first) + "".join(f".{key}" if isinstance(key, str) else f"[{key}]" for key in rest)


class MessageOutput(OutputNode):
    """`{{ ... }}`: an object has no text of its own, so it prints nothing and is noted."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        value = self.expression.evaluate(context)
        ours = cast(MessageContext, context)
        is_object = isinstance(value, Mapping) and not isinstance(value, Undefined)
        if is_object and not _takes_objects(buffer):
            ours.state.note(str(self.expression))
            return 0
        return ours.write(buffer, cast(object, value))


def _takes_objects(buffer: TextIO) -> bool:
    """Whether an object can be written: as a whole value of JSON."""
    return isinstance(buffer, JsonOutput) and not buffer.in_string


class MessageCycle(CycleNode):
    """`{% cycle %}`: what is written out in the body is the body's own, values are escaped as any other."""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        if all(isinstance(arg, StringLiteral) for arg in self.args):
            return super().render_to_output(context, buffer)
        turn = StringIO()
        super().render_to_output(context, turn)
        return cast(MessageContext, context).write(buffer, turn.getvalue())


class MessageCycleTag(CycleTag):
    """Registers `MessageCycle`."""

    node_class = MessageCycle


class MessageOutputTag(Output):
    """Registers `MessageOutput`."""

    node_class = MessageOutput


class MessageBoundTemplate(BoundTemplate):
    """A parsed template whose renders take place in a `MessageContext`."""

    context_class = MessageContext


class MessageEnvironment(Environment):
    """Tags, filters and limits of our dialect."""

    block_nesting_limit = 20
    context_depth_limit = 30
    template_class = MessageBoundTemplate

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        super().setup_tags_and_filters(extra=extra)
        for name in _DROPPED_TAGS:
            self.tags.pop(name, None)
        self.add_tag(MessageOutputTag)
        self.add_tag(MessageCycleTag)
        for name in _DROPPED_FILTERS:
            self.filters.pop(name, None)
        self.filters["date"] = date_filter
        self.filters["strip_html"] = strip_html_filter
        self.filters["json"] = json_filter
        self.filters["raw"] = raw_filter
        self.filters["escape"] = escape_filter
        self.filters["escape_once"] = escape_once_filter
        self.filters["newline_to_br"] = newline_to_br_filter
        self.filters["url_encode"] = url_encode_filter
        self.filters["sort"] = sorting(self.filters["sort"])
        for name, function in list(self.filters.items()):
            self.filters[name] = SafeFilter(name, function, self)


LIQUID: Final = MessageEnvironment(undefined=MissingValue)

RENDER_ERRORS: Final = (
    LiquidError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
