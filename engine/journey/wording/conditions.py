"""Conditions and values as a marketer speaks of them: `Opted in to SMS`, `contact.plan is "pro"`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import listed, quoted
from engine.rules.conditions.conditions import Condition, Rule
from engine.rules.outcomes.states import ConsentState, MessageFact


def condition_sentence(condition: Condition) -> str:
    """The condition in words: `Opted in to SMS`, `contact.plan is "pro" and happened.purchase`."""
    words = group_words(condition)
    return words if condition.rules else "everybody"


def group_words(condition: Condition, depth: int = 0) -> str:
    """The same; a group without rules is everybody, also inside. Cut where it is long or deep."""
    if depth > 3:
        return "…"
    parts = [
        _rule(part) if isinstance(part, Rule) else f"({group_words(part, depth + 1)})" for part in condition.rules[:4]
    ]
    if len(condition.rules) > 4:
        parts.append(f"{len(condition.rules) - 4} more")
    words = f" {condition.combinator} ".join(parts) or "everybody"
    return f"not ({words})" if condition.negated else words


_CONSENT: Final[Mapping[str, str]] = {
    ConsentState.OPTED_IN: "opted in to {}",
    ConsentState.OPTED_OUT: "opted out of {}",
    ConsentState.PENDING: "asked to opt in to {}",
    ConsentState.UNKNOWN: "{} consent unknown",
}
_CHANNEL: Final = {"sms": "SMS", "email": "e-mail"}
_OPERATORS: Final = {
    "=": "is",
    "!=": "is not",
    "<": "is less than",
    "<=": "is at most",
    ">": "is more than",
    ">=": "is at least",
    "contains": "contains",
    "doesNotContain": "does not contain",
    "beginsWith": "begins with",
    "endsWith": "ends with",
    "in": "is one of",
    "notIn": "is none of",
    "between": "is between",
    "notBetween": "is not between",
    "null": "is empty",
    "notNull": "is not empty",
}


_BEHAVIOUR: Final[Mapping[str, str]] = {
    MessageFact.SENT: "{} got an SMS",
    MessageFact.DELIVERED: "{} had an SMS delivered",
    MessageFact.CLICKED: "{} clicked a link in an SMS",
    MessageFact.REPLIED: "{} replied to an SMS",
    MessageFact.NOT_SENT: "{} been left without an SMS",
}


def _rule(rule: Rule) -> str:
    root, _, name = rule.field.partition(".")
    negative = "not " if (rule.operator == "!=") is not (rule.value is False) else ""
    match root, rule.operator:
        case "consent", "=" | "!=" if str(rule.value) in _CONSENT and name in _CHANNEL:
            return ("not " if rule.operator == "!=" else "") + _CONSENT[str(rule.value)].format(_CHANNEL[name])
        case "happened", "=" | "!=":
            lately = f" in the last {duration_words(rule.within)}" if rule.within else ""
            return f"{name} {'has not' if negative else 'has'} happened{lately}"
        case "behaviour", "=" | "!=" if name.partition(".")[0] in _BEHAVIOUR:
            fact, _, journey = name.partition(".")
            lately = f" in the last {duration_words(rule.within)}" if rule.within else ""
            of_journey = f" of journey {journey}" if journey else ""
            return _BEHAVIOUR[fact].format("has not" if negative else "has") + of_journey + lately
        case "segment", "=" | "!=":
            return f"{negative}in segment {name}"
        case "message", "=" | "!=":
            return f"message of {quoted(name)} {'not ' if rule.operator == '!=' else ''}{_bare(rule.value)}"
        case "contact", "contains" if name == "tags":
            return f"tagged {_bare(rule.value)}"
        case "contact", "doesNotContain" if name == "tags":
            return f"not tagged {_bare(rule.value)}"
        case _, "null" | "notNull":
            return f"{rule.field} {_OPERATORS[rule.operator]}"
        case _:  # A rule may hold any text as its field and operator.
            return f"{rule.field} {_OPERATORS.get(rule.operator, rule.operator)} {value_words(rule.value)}"


def _bare(value: Any) -> str:
    return quoted(value)[1:-1].replace("_", " ")


def value_words(value: Any) -> str:
    """A JSON value as a sentence says it: `yes`, `"pro"`, `12`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:g}" if abs(value) < 1e15 else "a very large number"
        case str():
            return quoted(value)
        case list():
            parts = cast(list[Any], value)
            return listed([value_words(part) for part in parts[:4]] + (["…"] if len(parts) > 4 else []))
        case _:
            return quoted(value)
