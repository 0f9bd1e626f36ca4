"""Conditions: react-querybuilder groups, as a marketer draws them, over the facts of one enrolment.

A condition is checked once (`problems`), asked once what it needs (`reads`), compiled once
(`compile_condition`) and then called for as many contacts as there are. How values compare is said in
`comparison`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, cast, get_args

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from engine.rules.conditions.comparison import Test, comparison, flag_in, list_in
from engine.rules.conditions.constant_problems import constant_problem
from engine.rules.conditions.facts import Facts, Reads
from engine.rules.outcomes.states import ConsentState, MessageFact
from engine.rules.time.durations import parse_duration
from engine.rules.time.zones import UTC_ZONE, add_duration

Operator = Literal[
    "=",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "contains",
    "doesNotContain",
    "beginsWith",
    "endsWith",
    "in",
    "notIn",
    "between",
    "notBetween",
    "null",
    "notNull",
]
OPERATORS: Final[tuple[str, ...]] = get_args(Operator)

CONSENT_CHANNELS: Final = ("sms", "email")
CONSENT_STATES: Final = tuple(ConsentState)
MESSAGE_FACTS: Final = tuple(MessageFact)
FIELD_ROOTS: Final = ("contact", "consent", "event", "entry", "happened", "behaviour", "message", "segment")
TIMED_ROOTS: Final = ("happened", "behaviour")
"""What is known by when it last was, so that `within` can be asked."""

_SHOWN: Final = 5
"""Values that a problem quotes; the others are counted."""

MAX_DEPTH: Final = 20
"""Groups within groups: far more than anybody draws, and few enough for any stack."""

_EMPTY: Final[Mapping[str, Any]] = {}


class Rule(BaseModel):
    """One comparison: a field of the facts, an operator, a value."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    field: str
    operator: str
    value: Any = None
    within: str | None = None
    """For `happened.<event>` and `behaviour.<fact>`: an ISO 8601 duration that it must lie within."""


def _shape(raw: object) -> str:
    """A group is what has rules or a combinator; everything else must be a rule, so that a misspelt one is
    told."""
    if isinstance(raw, Mapping):
        return "group" if "rules" in raw or "combinator" in raw else "rule"
    return "group" if isinstance(raw, Condition) else "rule"


def _either(schema: dict[str, Any]) -> None:
    # A group need not have any field, so a rule has the form of one too: to JSON Schema it is any of them, not one.
    schema["items"]["anyOf"] = schema["items"].pop("oneOf")


class Condition(BaseModel):
    """A group of rules joined by `and` or `or`, possibly negated. A group without rules holds for
    everybody."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)

    combinator: Literal["and", "or"] = "and"
    negated: Annotated[bool, Field(alias="not")] = False
    rules: Annotated[
        tuple[
            Annotated[Annotated[Condition, Tag("group")] | Annotated[Rule, Tag("rule")], Discriminator(_shape)],
            ...,
        ],
        Field(json_schema_extra=_either),
    ] = ()


_READS_KIND: Final = {root: root for root in FIELD_ROOTS} | {"message": "messages", "segment": "segments"}


def rules_of(condition: Condition) -> Iterator[Rule]:
    """Every rule of the condition and its groups, in reading order."""
    for part in condition.rules:
        if isinstance(part, Rule):
            yield part
        else:
            yield from rules_of(part)


def reads(condition: Condition) -> Reads:
    """What the condition needs to know, so that it can be fetched for a whole group at once."""
    names: dict[str, list[str]] = {}
    for rule in rules_of(condition):
        root, _, name = rule.field.partition(".")
        if name and root in _READS_KIND:
            names.setdefault(_READS_KIND[root], []).append(name)
    return Reads.of(names)


def compile_condition(condition: Condition) -> Callable[[Facts], bool]:
    """The condition as one function of the facts: compile once, call for every contact.

    Never raises, whatever the facts hold; a rule that `problems` complains about holds for nobody.
    """
    return _group(condition)


Holds = Callable[[Facts], bool]


def _group(condition: Condition) -> Holds:
    parts = [_rule(part) if isinstance(part, Rule) else _group(part) for part in condition.rules]
    if not parts:
        joined = _always
    elif condition.combinator == "and":
        joined = _all_of(parts)
    else:
        joined = _any_of(parts)
    return (lambda facts: not joined(facts)) if condition.negated else joined


def _all_of(parts: Sequence[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda facts: first(facts) and second(facts)
    steps = tuple(parts)

    def every(facts: Facts) -> bool:
        for part in steps:  # noqa: SIM110 (a generator costs more than the loop)
            if not part(facts):
                return False
        return True

    return every


def _any_of(parts: Sequence[Holds]) -> Holds:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2:
        first, second = parts
        return lambda facts: first(facts) or second(facts)
    steps = tuple(parts)

    def some(facts: Facts) -> bool:
        for part in steps:  # noqa: SIM110 (a generator costs more than the loop)
            if part(facts):
                return True
        return False

    return some


def _always(_facts: Facts) -> bool:
    return True


def _nobody(_facts: Facts) -> bool:
    return False


def _rule(rule: Rule) -> Holds:
    if next(_rule_problems(rule), None) is not None:
        return _nobody
    root, _, name = rule.field.partition(".")
    match root:
        case "happened":
            return _happened("happened", name, rule)
        case "behaviour":
            return _happened("behaviour", name, rule)
        case "message":
            return _message(name, rule)
        case "segment":
            return _segment(name, rule)
        case "consent":
            return _consent(name, comparison(rule.operator, rule.value))
        case _:  # `contact`, `event` or `entry`: the problems above name any other root.
            return _property(root, name, comparison(rule.operator, rule.value))


def _property(root: str, name: str, test: Test) -> Holds:
    if "." in name:
        return _nested(root, name, test)
    match root:
        case "contact":
            return lambda facts: test(facts.contact.get(name))
        case "event":
            return lambda facts: test(facts.event.get(name))
        case _:  # `entry`: the caller lets no other root through.
            return lambda facts: test((facts.entry or _EMPTY).get(name))


def _nested(root: str, name: str, test: Test) -> Holds:
    path = tuple(name.split("."))

    def holds(facts: Facts) -> bool:
        return test(look_up(getattr(facts, root) or _EMPTY, name, path))

    return holds


def look_up(values: Mapping[str, Any], name: str, path: Sequence[str]) -> Any:
    """The value under a dotted name: a key spelt with the dots if there is one, else through nested
    objects."""
    if name in values:
        return values[name]
    value: Any = values
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = cast(Mapping[str, Any], value).get(key)
    return value


def _consent(channel: str, test: Test) -> Holds:
    return lambda facts: test(facts.consent.get(channel))


def _happened(root: Literal["happened", "behaviour"], name: str, rule: Rule) -> Holds:
    expected = _wanted(rule)
    times = attrgetter(root)
    if rule.within is None:
        return lambda facts: (name in times(facts)) is expected
    duration = parse_duration(rule.within)
    if duration.months:

        def recently(facts: Facts) -> bool:
            last = times(facts).get(name)
            return (last is not None and last >= add_duration(facts.now, duration.negated(), UTC_ZONE)) is expected

        return recently
    length = duration.least_ms

    def lately(facts: Facts) -> bool:
        last = times(facts).get(name)
        return (last is not None and last >= facts.now - length) is expected

    return lately


def _wanted(rule: Rule) -> bool:
    """For what is or is not: whether the rule asks for it to be."""
    if rule.operator in ("null", "notNull"):
        return rule.operator == "notNull"
    return flag_in(rule.value) is (rule.operator == "=")


def _message(node_id: str, rule: Rule) -> Holds:
    states = frozenset(cast(list[str], list_in(rule.value)))
    positive = rule.operator in ("=", "in")
    nothing = frozenset[str]()
    return lambda facts: states.isdisjoint(facts.messages.get(node_id, nothing)) is not positive


def _segment(segment_id: str, rule: Rule) -> Holds:
    expected = _wanted(rule)
    return lambda facts: (segment_id in facts.segments) is expected


@dataclass(frozen=True, slots=True)
class ConditionProblem:
    """What is wrong with one rule, in words a marketer understands, and what to do."""

    field: str
    operator: str
    message: str
    remedy: str


def problems(condition: Condition, roots: Collection[str] = FIELD_ROOTS) -> list[ConditionProblem]:
    """Everything wrong with the condition. `roots` are those that make sense where it stands (an audience
    has no `event`, only a `wait_for` has an `entry`)."""
    return list(_group_problems(condition, roots, 1))


def _group_problems(condition: Condition, roots: Collection[str], depth: int) -> Iterator[ConditionProblem]:
    if depth > MAX_DEPTH:
        yield ConditionProblem(
            "", "", f"groups are nested more than {MAX_DEPTH} deep", "use fewer groups within groups"
        )
        return
    for part in condition.rules:
        if isinstance(part, Rule):
            yield from _rule_problems(part, roots)
        elif part.rules:
            yield from _group_problems(part, roots, depth + 1)
        else:
            yield ConditionProblem("", "", "a group has no rules", "add a rule to the group or remove it")


def _rule_problems(rule: Rule, roots: Collection[str] = FIELD_ROOTS) -> Iterator[ConditionProblem]:
    def problem(message: str, remedy: str) -> ConditionProblem:
        return ConditionProblem(rule.field, rule.operator, f'"{rule.field}" {message}', remedy)

    root, _, name = rule.field.partition(".")
    if root not in FIELD_ROOTS or not name or "" in name.split("."):
        yield problem("is not a field", f"begin it with one of {', '.join(f'{known}.' for known in roots)} and a name")
        return
    if root not in roots:
        yield problem("can't be asked here", f"use a field of {', '.join(roots)}")
    if rule.operator not in OPERATORS:
        yield problem(f'is compared with "{rule.operator}", which is no operator', f"use one of {' '.join(OPERATORS)}")
        return
    if rule.within is not None:
        yield from _within_problems(root, rule, problem)
    root_problem = _root_problem(root, name, rule)
    if root_problem:
        yield problem(*root_problem)


def _within_problems(
    root: str, rule: Rule, problem: Callable[[str, str], ConditionProblem]
) -> Iterator[ConditionProblem]:
    if root not in TIMED_ROOTS:
        yield problem('has a "within", which only happened.<event> and behaviour.<fact> take', 'remove the "within"')
        return
    try:
        duration = parse_duration(cast(str, rule.within))
    except ValueError as error:
        yield problem(f'has a "within" that is no duration: {error}', "write it as P7D or PT12H")
        return
    if duration.sign < 0 or duration.is_zero:
        yield problem('has a "within" that is not longer than nothing', "write it as P7D or PT12H")


def _root_problem(root: str, name: str, rule: Rule) -> tuple[str, str] | None:
    match root:
        case "happened" | "segment":
            return _yes_or_no_problem(rule)
        case "behaviour" if name.partition(".")[0] not in MESSAGE_FACTS:
            return "is nothing that becomes of messages", f"use behaviour. and one of {', '.join(MESSAGE_FACTS)}"
        case "behaviour":
            return _yes_or_no_problem(rule)
        case "message":
            return _one_of_problem(rule, MESSAGE_FACTS, ("=", "!=", "in", "notIn"))
        case "consent" if name not in CONSENT_CHANNELS:
            return "is not a channel", "use consent.sms or consent.email"
        case "consent":
            return _one_of_problem(rule, CONSENT_STATES, ("=", "!=", "in", "notIn", "null", "notNull"))
        case _:  # A root whose values may be any JSON.
            return constant_problem(rule.operator, rule.value)


def _yes_or_no_problem(rule: Rule) -> tuple[str, str] | None:
    if rule.operator not in ("=", "!=", "null", "notNull"):
        return f'is compared with "{rule.operator}"', 'use "=" with true or false'
    if rule.operator in ("=", "!=") and flag_in(rule.value) is None:
        return "is compared with something that is neither true nor false", "use true or false"
    return None


def _one_of_problem(rule: Rule, allowed: Sequence[str], operators: Sequence[str]) -> tuple[str, str] | None:
    if rule.operator not in operators:
        return f'is compared with "{rule.operator}"', f"use one of {' '.join(operators)}"
    if rule.operator in ("null", "notNull"):
        return None
    values = list_in(rule.value) if rule.operator in ("in", "notIn") else [rule.value]
    strange = [value for value in values if value not in allowed]
    if strange or not values:
        shown = ", ".join(f'"{value}"' for value in strange[:_SHOWN]) or "nothing"
        if len(strange) > _SHOWN:
            shown += f" and {len(strange) - _SHOWN:,} more"
        return f"is compared with {shown}", f"use one of {', '.join(allowed)}"
    return None
