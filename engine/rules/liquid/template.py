"""Templates: Liquid bodies, compiled once and rendered for each contact.

`contact`, `event`, `journey` and `account` are what a body can ask for. A value that is missing for one
contact renders empty and is named in the result; `default` stands in for it without a note. The dialect and
its bounds are in `dialect`; a body of texts and `{{ ... }}` alone, which most messages are, is
compiled to functions that do what python-liquid does with it, without its machinery.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from liquid import BoundTemplate
from liquid.exceptions import LiquidError

from engine.rules.conditions.facts import Reads
from engine.rules.liquid.date_format import ForeignFormat
from engine.rules.liquid.dialect import (
    LIQUID,
    RENDER_ERRORS,
    BoundedText,
    FormOutput,
    HtmlOutput,
    JsonOutput,
    MessageContext,
)
from engine.rules.liquid.escaping import TextFormat
from engine.rules.liquid.quick_templates import Part, quick_parts
from engine.rules.liquid.render_state import MAX_TEXT, RenderState, TemplateRefused
from engine.rules.liquid.template_checks import (
    ROOTS,
    Names,
    TemplateProblem,
    TemplateSurvey,
    bounds_problem,
    error_text,
    root_problems,
    syntax_problem,
)
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone

_OUTPUTS: Final[Mapping[TextFormat, Callable[[], BoundedText]]] = {
    "plain": BoundedText,
    "html": HtmlOutput,
    "json": JsonOutput,
    "form": FormOutput,
}


class RenderedBody(NamedTuple):
    """A body for one contact."""

    text: str
    missing: tuple[str, ...]
    """What it would have printed but was not there (`contact.first_name`), in order."""


class LiquidTemplate:
    """A body that parses, names only what there is, and stays within the bounds."""

    __slots__ = ("_bound", "_parts", "_quick", "body", "formats", "reads", "written_in")

    def __init__(
        self,
        body: str,
        bound: BoundTemplate,
        reads: Reads,
        parts: int,
        formats: tuple[ForeignFormat, ...] = (),
        written_in: TextFormat = "plain",
    ) -> None:
        self.body = body
        self.reads = reads
        """What it asks of contact and event."""
        self._bound = bound
        self._parts = parts
        self.formats = formats
        """Date formats of its that print something else than was meant."""
        self._quick: tuple[str | Part, ...] | None = quick_parts(bound.nodes, ROOTS, written_in)
        self.written_in: TextFormat = written_in
        """How values are escaped."""

    @property
    def bound(self) -> BoundTemplate:
        """The parsed tree."""
        return self._bound

    @property
    def is_quick(self) -> bool:
        """Whether it renders without python-liquid's machinery."""
        return self._quick is not None

    def in_format(self, written_in: TextFormat) -> LiquidTemplate:
        """The same, with values escaped for what it is written in."""
        return LiquidTemplate(self.body, self._bound, self.reads, self._parts, self.formats, written_in)

    def render(
        self,
        contact: Mapping[str, Any],
        event: Mapping[str, Any],
        journey: Mapping[str, Any],
        account: Mapping[str, Any],
        zone: Zone,
        now: Millis | None = None,
    ) -> RenderedBody:
        """The text for one contact; dates are shown in the zone, `"now"` is the moment given.

        Raises TemplateRefused, with a sentence, when a bound is passed or a filter can't work on this
        contact's value.
        """
        state = RenderState(zone, now, self.written_in)
        roots = {"contact": contact, "event": event, "journey": journey, "account": account}
        try:
            text = self._thoroughly(roots, state) if self._quick is None else self._quickly(roots, state)
        except TemplateRefused:
            raise
        except RENDER_ERRORS as error:
            raise TemplateRefused(
                f"the template does not work with this contact's values: {error_text(error)}"
            ) from error
        return RenderedBody(sendable(text), tuple(state.missing))

    def render_thoroughly(
        self,
        contact: Mapping[str, Any],
        event: Mapping[str, Any],
        journey: Mapping[str, Any],
        account: Mapping[str, Any],
        zone: Zone,
        now: Millis | None = None,
    ) -> RenderedBody:
        """The same by way of python-liquid, whatever the body: the standard that `render` is held to."""
        state = RenderState(zone, now, self.written_in)
        roots = {"contact": contact, "event": event, "journey": journey, "account": account}
        return RenderedBody(sendable(self._thoroughly(roots, state)), tuple(state.missing))

    def _quickly(self, roots: Mapping[str, Mapping[str, Any]], state: RenderState) -> str:
        parts = cast(tuple[str | Part, ...], self._quick)
        text = "".join([part if isinstance(part, str) else part(roots, state) for part in parts])
        if len(text) > MAX_TEXT:
            raise TemplateRefused(f"the text is longer than {MAX_TEXT:,} characters; shorten it or its values")
        return text

    def _thoroughly(self, roots: Mapping[str, Mapping[str, Any]], state: RenderState) -> str:
        context = MessageContext(self._bound, globals=roots)
        context.begin(state, self._parts)
        output = _OUTPUTS[self.written_in]()
        self._bound.render_with_context(context, output)
        return output.getvalue()


def sendable(text: str) -> str:
    """A rendered text without what no database and no carrier takes: U+0000 (`url_decode` makes it of `%00`) is left
    out, half of a surrogate pair becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "") if "\0" in text else text


def compile_template(body: str, written_in: TextFormat = "plain") -> LiquidTemplate:
    """The body, ready to render; the same body is compiled once. Values are escaped for what it is written in.

    Raises TemplateProblem, the first there is.
    """
    template, problems = _examined(body)
    for problem in problems:
        raise TemplateProblem(problem.message, problem.remedy, problem.line)
    return cast(LiquidTemplate, template) if written_in == "plain" else _in_format(body, written_in)


@lru_cache(maxsize=2048)
def _in_format(body: str, written_in: TextFormat) -> LiquidTemplate:
    return cast(LiquidTemplate, _examined(body)[0]).in_format(written_in)


def template_problems(body: str) -> list[TemplateProblem]:
    """Everything wrong with the body; after a syntax error nothing else can be told."""
    return list(_examined(body)[1])


def template_reads(body: str) -> Reads:
    """What the body asks of contact and event; nothing when it does not parse."""
    template = _examined(body)[0]
    return Reads() if template is None else template.reads


def foreign_formats(body: str) -> tuple[ForeignFormat, ...]:
    """The date formats of the body that print something else than was meant: they render, and stop nothing."""
    template = _examined(body)[0]
    return () if template is None else template.formats


def parsed_template(body: str) -> BoundTemplate | None:
    """The parsed tree, to look at; None when the body does not parse."""
    template = _examined(body)[0]
    return None if template is None else template.bound


@lru_cache(maxsize=2048)
def _examined(body: str) -> tuple[LiquidTemplate | None, tuple[TemplateProblem, ...]]:
    problem = bounds_problem(body)
    if problem:
        return None, (problem,)
    try:
        bound = LIQUID.from_string(body)
        survey = TemplateSurvey(bound)
        names = bound.analyze(include_partials=False).globals
        problems = (*root_problems(body, names), *survey.problems(body))
        formats = tuple(dict.fromkeys(problem for _, problem in survey.formats))
        return LiquidTemplate(body, bound, _reads(names), survey.parts, formats), tuple(problems)
    except RecursionError:
        return None, (TemplateProblem("the template is nested too deeply", "use fewer brackets and blocks"),)
    except LiquidError as error:
        return None, (syntax_problem(body, error),)


def _reads(names_by_root: Names) -> Reads:
    names: dict[str, list[str]] = {"contact": [], "event": []}
    for root, variables in names_by_root.items():
        for variable in variables if root in names else ():
            name = _dotted(variable.segments[1:])
            if name:
                names[root].append(name)
    return Reads.of(names)


def _dotted(segments: Sequence[object]) -> str:
    """The field's name up to the first index or property of a list or text."""
    names: list[str] = []
    for segment in segments:
        if not isinstance(segment, str) or (names and segment in ("size", "first", "last")):
            break
        names.append(segment)
    return ".".join(names)
