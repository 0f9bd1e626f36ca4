"""What is wrong with a body before anybody gets it: syntax, names that don't exist, filters, bounds."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, Final, cast

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression
from liquid.builtin.expressions.filtered import Filter
from liquid.builtin.expressions.primitive import IntegerLiteral, RangeLiteral, StringLiteral
from liquid.builtin.tags.for_tag import BreakNode, ContinueNode, ForNode
from liquid.exceptions import LiquidError
from liquid.expression import Expression
from liquid.static_analysis import Variable

from engine.rules.liquid.date_format import ForeignFormat, foreign_format, unknown_directives
from engine.rules.liquid.dialect import LIQUID
from engine.rules.liquid.filters import SafeFilter
from engine.rules.liquid.render_state import MAX_TEXT
from engine.rules.outcomes.refusal import Refusal
from engine.rules.wording.field_names import standard_name
from engine.rules.wording.word_sets import word_set

Names = Mapping[str, Sequence[Variable]]
"""What a body asks for, by root, as python-liquid's analysis finds it (the slow part: done once a body)."""

ROOTS: Final = ("contact", "event", "journey", "account")
_PEOPLE: Final = word_set(
    "contact contacts customer person people profile recipient subscriber user lead member client guest attributes "
    "custom_attributes fields merge"
)
"""What other tools call a contact."""
MAX_TAGS: Final = 1_000
MAX_TAG_LENGTH: Final = 1_000
MAX_RANGE: Final = 1_000

_RAW: Final = re.compile(r"\{%-?\s{0,9}raw\s{0,9}-?%\}")
_END_RAW: Final = re.compile(r"\{%-?\s{0,9}endraw\s{0,9}-?%\}")
_DOC: Final = re.compile(r"\{%-?\s*doc\b")
_BLANKS: Final = re.compile(r"\s{50}")


class TemplateProblem(Refusal, ValueError):
    """What is wrong with a body, whoever it is rendered for, and what to do."""

    code = "body_refused"
    remedy: str

    def __init__(self, message: str, remedy: str, line: int | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.line = line
        """Where in a body of several lines, from 1."""


def bounds_problem(body: str) -> TemplateProblem | None:
    """Looks at the delimiters alone, in one pass, so that the lexer's patterns meet nothing they can get
    lost in."""
    if len(body) > MAX_TEXT:
        return TemplateProblem(f"the body has {len(body):,} characters", f"keep it under {MAX_TEXT:,}")
    at = tags = 0
    while (start := _next_tag(body, at)) >= 0:
        tags += 1
        close = "}}" if body[start + 1] == "{" else "%}"
        end = body.find(close, start + 2)
        problem = _tag_problem(body[start : end + 2] if end >= 0 else None, close, tags)
        if problem:
            return TemplateProblem(*problem, _line(body, start))
        at = end + 2
        if _RAW.match(body, start):
            ended = _END_RAW.search(body, at)
            if not ended:
                return TemplateProblem("{% raw %} is not closed", "add {% endraw %}", _line(body, start))
            at = ended.end()
    return None


def _next_tag(body: str, at: int) -> int:
    starts = [start for opening in ("{{", "{%") if (start := body.find(opening, at)) >= 0]
    return min(starts, default=-1)


def _tag_problem(tag: str | None, close: str, tags: int) -> tuple[str, str] | None:
    if tag is None:
        opening = "{{" if close == "}}" else "{%"
        return f"{opening} is not closed", f"add {close} after the name"
    if len(tag) > MAX_TAG_LENGTH:
        return f"{tag[:30]}... is longer than {MAX_TAG_LENGTH:,} characters", "split it into several"
    if _BLANKS.search(tag):
        return f"{tag[:20].strip()}... has very many blanks in it", "remove them"
    if _DOC.match(tag):
        return "there is no tag {% doc %}", "use {% comment %}"
    if tags > MAX_TAGS:
        return f"the body has more than {MAX_TAGS:,} merge fields and tags", "use fewer"
    return None


def syntax_problem(body: str, error: LiquidError) -> TemplateProblem:
    index = error.token.start_index if error.token else -1
    message = error_text(error)
    unknown = re.match(r"unexpected tag '(\w+)'", message)
    if unknown and not unknown[1].startswith(("end", "else", "when")):
        tags = "if, unless, case, for, assign, capture, cycle, comment and raw"
        return TemplateProblem(f"there is no tag {{% {unknown[1]} %}}", f"use {tags}", _line(body, index))
    remedy = "check that each {{ has its }} and each {% if %} or {% for %} its end"
    return TemplateProblem(f"the template does not parse: {message}", remedy, _line(body, index))


def error_text(error: BaseException) -> str:
    message = error.message if isinstance(error, LiquidError) else error
    return str(message or "") or type(error).__name__


def _line(body: str, index: int) -> int | None:
    return body.count("\n", 0, index) + 1 if index >= 0 and "\n" in body else None


def root_problems(body: str, names: Names) -> Iterator[TemplateProblem]:
    for root, variables in names.items():
        for variable in variables:
            line = _line(body, variable.span.index)
            if root not in ROOTS:
                hint = _root_hint(root, [each for each in variable.segments[1:] if isinstance(each, str)])
                yield TemplateProblem(f"{{{{ {variable} }}}} names no known value", hint, line)
            elif len(variable.segments) == 1:
                yield TemplateProblem(f"{{{{ {root} }}}} names no field", f"write {root}. and a name", line)
            elif not isinstance(variable.segments[1], str):
                yield TemplateProblem(f"{{{{ {variable} }}}} computes the name of a field", "write the name", line)


def _root_hint(root: str, names: Sequence[str]) -> str:
    """What was probably meant by a root that there is none of: a slip, or another tool's way to name a field."""
    field = standard_name(names[0] if names else root)
    suggestion = f"contact.{field or names[0]}" if names and root.casefold() in _PEOPLE else None
    near = get_close_matches(root, ROOTS, 1)
    if suggestion is None and near:
        return f"did you mean {near[0]}?"
    if suggestion is None and field is not None:
        suggestion = f"contact.{field}"
    usable = f"use {', '.join(ROOTS)}"
    return usable if suggestion is None else f"write {suggestion} (merge fields use {', '.join(ROOTS)})"


class TemplateSurvey:
    """One walk over a parsed body: how many parts it has, and what the parser lets pass but would fail
    later."""

    def __init__(self, bound: BoundTemplate) -> None:
        self.parts = 0
        self.findings: list[tuple[int, str, str]] = []
        self.formats: list[tuple[int, ForeignFormat]] = []
        """Date formats in another tool's notation, with where they stand: they render, but not as they were meant."""
        self._static = RenderContext(bound)
        for node in bound.nodes:
            self._node(node, in_loop=False)

    def problems(self, body: str) -> Iterator[TemplateProblem]:
        """What was found, with the lines of the body."""
        for index, message, remedy in self.findings:
            yield TemplateProblem(message, remedy, _line(body, index))

    def _node(self, node: Node, *, in_loop: bool) -> None:
        self.parts += 1
        if isinstance(node, BreakNode | ContinueNode) and not in_loop:
            self._say(node.token.start_index, f"{node} stands outside of a loop", "remove it")
        for expression in node.expressions():
            self._expression(expression)
        for child in node.children(self._static, include_partials=False):
            self._node(child, in_loop=in_loop or isinstance(node, ForNode))

    def _expression(self, expression: Expression) -> None:
        self.parts += 1
        if isinstance(expression, RangeLiteral):
            self._range(expression)
        if isinstance(expression, FilteredExpression):
            for used in expression.filters or ():
                self._filter(used)
        for child in expression.children():
            self._expression(child)

    def _range(self, expression: RangeLiteral) -> None:
        match expression.start, expression.stop:
            case IntegerLiteral() as start, IntegerLiteral() as stop if stop.value - start.value <= MAX_RANGE:
                return
            case _:  # Any other expression is only known when it is rendered.
                pass
        message = f"the range {expression} can't be counted beforehand"
        self._say(expression.token.start_index, message, f"write two whole numbers, at most {MAX_RANGE:,} apart")

    def _filter(self, used: Filter) -> None:
        self.parts += 1
        index = used.token.start_index
        known_filter = LIQUID.filters.get(used.name)
        if known_filter is None:
            near = get_close_matches(used.name, LIQUID.filters, 1)
            hint = f'did you mean "{near[0]}"?' if near else "remove it"
            self._say(index, f'there is no filter "{used.name}"', hint)
            return
        misfit = _misfit(cast(SafeFilter, known_filter).function, used)
        if misfit:
            self._say(index, f'the filter "{used.name}" {misfit}', "give it the values it needs, after a colon")
        if used.name == "date" and used.args and isinstance(used.args[0].value, StringLiteral):
            date_format = used.args[0].value.value
            for directive in unknown_directives(date_format):
                remedy = "use %d %B %Y, %H:%M or %A, and %% for the sign"
                self._say(index, f'"{directive}" means nothing in a date', remedy)
            if foreign := foreign_format(date_format):
                self.formats.append((index, foreign))

    def _say(self, index: int, message: str, remedy: str) -> None:
        self.findings.append((index, message, remedy))


@lru_cache(maxsize=256)
def _signature(function: Callable[..., Any]) -> inspect.Signature:
    return inspect.signature(function)


def _misfit(function: Callable[..., Any], used: Filter) -> str | None:
    """Why a filter can't take these values, None when it can."""
    keywords = {name: None for arg in used.args if (name := getattr(arg, "name", None))}
    positional = len(used.args) - len(keywords)
    signature = _signature(function)
    ours = {name: None for name in ("environment", "state") if name in signature.parameters}
    try:
        signature.bind(None, *[None] * positional, **keywords, **ours)
    except TypeError as error:
        return str(error)
    return 'needs a format, as in date: "%d %B"' if used.name == "date" and not positional else None
