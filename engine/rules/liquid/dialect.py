"""The Liquid that templates are written in: python-liquid, narrowed to what a message needs and bounded.

Left out are tags that read files (`include`, `render`) or make no sense in a message, and everything that
asks the machine for its clock. What a template may cost is bounded by counts, not by seconds, so that it
renders, or is refused, the same way everywhere:

- a render spends from one budget of `MAX_WORK` units: a turn of a loop costs as much as the template has
  parts, a filter as much as the texts and lists it handles (`uniq` their square);
- no text is longer than `MAX_TEXT` characters, no list than `MAX_ITEMS`, no number than 1,024 bits.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any, Final, TextIO, cast

from liquid import BoundTemplate, Environment, RenderContext
from liquid.builtin.expressions.primitive import StringLiteral
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.cycle_tag import CycleNode, CycleTag
from liquid.exceptions import LiquidError
from liquid.token import Token
from liquid.undefined import UNDEFINED, Undefined
from liquid.utils import ReadOnlyChainMap

from engine.rules.liquid.escaping import (
    HtmlText,
    TextFormat,
    ends_in_backslash,
    ends_in_string,
    escaped,
)
from engine.rules.liquid.filters import (
    SafeFilter,
    date_filter,
    escape_filter,
    escape_once_filter,
    json_filter,
    newline_to_br_filter,
    raw_filter,
    strip_html_filter,
    url_encode_filter,
)
from engine.rules.liquid.number_text import comparable, sorting
from engine.rules.liquid.render_state import (
    MAX_TEXT,
    MissingValue,
    RenderState,
    TemplateRefused,
    checked,
    plain,
    resolve,
    spelt,
    work_units,
)

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
            self.state.spend(work_units(value) >> 4)
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
