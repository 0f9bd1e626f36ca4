"""What pydantic found wrong with a request, in our words: where, what, and the remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pydantic import ValidationError

from builder_api.web.errors import FieldProblem, InvalidRequest
from builder_api.web.strict_json import escape

_PLACES: Final = frozenset({"body", "query", "path", "header", "cookie"})
_SHOWN: Final = 3
"""How many problems the sentence names."""
MOST_PROBLEMS: Final = 100
"""How many the list names; the sentence counts the others."""

_REMEDIES: Final[Mapping[str, str]] = {
    "missing": "add it",
    "extra_forbidden": "remove it, or check its spelling",
    "too_short": "add to it",
    "too_long": "send less at once",
    "recursion_loop": "nest it less",
}

_BOUNDS: Final[Mapping[str, tuple[str, str, str]]] = {
    "greater_than_equal": ("ge", "is too small", "use {} or more"),
    "greater_than": ("gt", "is too small", "use more than {}"),
    "less_than_equal": ("le", "is too large", "use {} or less"),
    "less_than": ("lt", "is too large", "use less than {}"),
    "string_too_short": ("min_length", "is too short", "it takes {} characters or more"),
    "string_too_long": ("max_length", "is too long", "it takes up to {} characters"),
}
"""What bounds ask for: the name of the bound, what is wrong, the remedy."""

FORMS: Final[Mapping[str, tuple[str, str]]] = {
    r"\S": ("is blank", "write something that can be read"),
    r"^[A-Za-z0-9_-]+$": ("is not an id", "use letters, digits, - and _"),
    r"^[A-Za-z0-9_-]{1,60}$": ("is not an id", "use up to 60 letters, digits, - and _"),
    r"^[A-Z]{2}$": ("is not a country's code", "write its two letters in capitals, such as SE"),
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": ("is not the code of a country or a part of one", "write it as US or US-FL"),
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$": ("is not a language's code", "write it as en or pt-BR"),
    r"^\+[1-9][0-9]{4,14}$": ("is not a phone number", "write it as +12125550101"),
    r"^(?:[a-z]+:)?\+[1-9][0-9]{4,14}$": ("is not a phone number", "write it as +12125550101"),
    r"^(\+[1-9][0-9]{4,14}|[0-9]{3,8}|[A-Za-z0-9 ]{1,11})$": (
        "is nothing that can send",
        "write +12125550101, a short code such as 12345, or a name of up to 11 letters and digits",
    ),
    r"^(accept|throttle|timeout|reject:[0-9A-Za-z_]{1,20})$": (
        "is no answer of the sandbox",
        "use accept, throttle, timeout or reject: and a code, such as reject:30007",
    ),
}
"""What the patterns of our models ask for, in words; a test holds that all of them are here."""

_SHAPES: Final[Mapping[str, str]] = {
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "list_type": "a list",
    "tuple_type": "a list",
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}


def invalid_request(errors: Iterable[Any], place: str | None = None) -> InvalidRequest:
    """The refusal for what pydantic reports. `place` is for models that were validated by hand."""
    every = list(errors)
    problems = [_field_problem(error, place) for error in every[:MOST_PROBLEMS]]
    detail = "; ".join(f"{_named(problem)}: {problem.message} ({problem.remedy})" for problem in problems[:_SHOWN])
    more = f" and {len(every) - _SHOWN:,} more" if len(every) > _SHOWN else ""
    return InvalidRequest(f"{detail}{more}", errors=problems)


def refused_by_model(error: ValidationError) -> InvalidRequest:
    """The refusal of a body that a domain model would not take."""
    return invalid_request(error.errors(include_url=False), "body")


def parameter_problem(place: str, name: str, message: str, remedy: str) -> InvalidRequest:
    """The refusal of one parameter."""
    problem = FieldProblem(place=place, pointer=name, message=message, remedy=remedy)
    return InvalidRequest(f"{name}: {message}; {remedy}", errors=[problem])


def _named(problem: FieldProblem) -> str:
    return problem.pointer or problem.place


def _field_problem(error: Mapping[str, Any], place: str | None) -> FieldProblem:
    loc: Sequence[int | str] = tuple(error["loc"])
    if place is None:
        place = str(loc[0]) if loc and loc[0] in _PLACES else "body"
        loc = loc[1:]
    pointer = "".join(f"/{escape(str(part))}" for part in loc) if place == "body" else ".".join(map(str, loc))
    message, remedy = _words(error)
    return FieldProblem(place=place, pointer=pointer, message=message, remedy=remedy)


def _words(error: Mapping[str, Any]) -> tuple[str, str]:
    kind = str(error["type"])
    message = str(error["msg"])
    context: Mapping[str, Any] = error.get("ctx") or {}
    if kind in ("value_error", "assertion_error"):
        # Ours say what is wrong, a semicolon, and what to do.
        problem, _, remedy = message.partition(", ")[2].rpartition("; ")
        return (problem, remedy) if problem else (remedy or message, "correct it")
    if kind in ("literal_error", "enum"):
        return "is none of the known values", f"use {context.get('expected', 'one of them')}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        tags = context.get("expected_tags")
        return "is of no known kind", f"use {tags}" if tags else f"add {context.get('discriminator', 'its kind')}"
    if kind in _SHAPES:
        return f"is not {_SHAPES[kind]}", f"send {_SHAPES[kind]}"
    if kind in _BOUNDS:
        name, problem, remedy = _BOUNDS[kind]
        bound = f"{context.get(name):,}" if isinstance(context.get(name), int | float) else str(context.get(name))
        return problem.format(bound), remedy.format(bound)
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern"))
        return FORMS.get(pattern) or ("is not in the form it must have", f"write it to match {pattern}")
    if kind == "missing":
        return "is missing", _REMEDIES[kind]
    if kind == "extra_forbidden":
        return "is not a field here", _REMEDIES[kind]
    return f"{message[:1].lower()}{message[1:]}", _REMEDIES.get(kind, "correct it")
