"""Conditions: what each operator holds for, which fields there are, and what is refused."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from engine.rules.conditions.comparison import list_in
from engine.rules.conditions.conditions import (
    MAX_DEPTH,
    OPERATORS,
    Condition,
    Facts,
    Reads,
    Rule,
    compile_condition,
    problems,
    reads,
)
from engine.rules.time.instants import DAY, from_rfc3339


def asked(*rules: dict[str, Any], combinator: str = "and", negated: bool = False) -> Condition:
    return Condition.model_validate({"combinator": combinator, "not": negated, "rules": list(rules)})


def rule(field: str, operator: str, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"field": field, "operator": operator, "value": value, **more}


def holds(condition: Condition, facts: Facts) -> bool:
    return compile_condition(condition)(facts)


COMPARISONS = [
    # value of contact.x, operator, constant, holds
    ("pro", "=", "pro", True),
    ("pro", "=", "Pro", False),
    ("pro", "!=", "free", True),
    ("pro", "!=", "pro", False),
    (18, "=", "18", True),
    ("18", "=", 18, True),
    (18.0, "=", 18, True),
    ("18.0", "=", 18, True),
    ("007", "=", "7", False),
    ("+12125550101", "=", "12125550101", False),
    (True, "=", True, True),
    (True, "=", "true", True),
    ("True", "=", True, True),
    ("yes", "=", True, False),
    (False, "=", True, False),
    (0, "=", False, True),
    ("2026-03-01T09:00:00Z", "=", "2026-03-01T10:00:00+01:00", True),
    ("2026-03-01T09:00:00Z", "=", "2026-03-01", True),
    ("2026-03-02T09:00:00Z", "=", "2026-03-01", False),
    (["vip", "new"], "=", "vip", True),
    (["vip", "new"], "!=", "vip", False),
    ({"a": 1}, "=", "a", False),
    (17, "<", 18, True),
    (18, "<", 18, False),
    (18, "<=", 18, True),
    ("9", "<", "10", True),
    ("9", ">", 10, False),
    (19, ">", "18", True),
    (18, ">=", "18.0", True),
    ("apple", "<", "banana", True),
    ("apple", "<", 5, False),
    (5, "<", "banana", False),
    ("5 apples", ">", 4, False),
    (True, ">", 0, False),
    (["a"], "<", "b", False),
    ("2026-03-01", "<", "2026-03-02", True),
    ("2026-03-01T23:00:00Z", ">", "2026-03-01", False),
    ("2026-03-01T23:00:00Z", "<=", "2026-03-01", True),
    ("2026-03-01T23:00:00-05:00", "<=", "2026-03-01", True),
    ("2026-03-01T09:00:00+01:00", "<", "2026-03-01T08:30:00Z", True),
    ("2026-03-01 09:00", "<", "2026-03-01T09:00:01Z", True),
    ("soon", ">", "2026-03-01", False),
    ("2026-02-30", ">", "2026-02-01", False),
    ("Anna Smith", "contains", "Smith", True),
    ("Anna Smith", "contains", "smith", False),
    ("Anna", "doesNotContain", "Smith", True),
    (["vip", "new"], "contains", "vip", True),
    (["vip", "new"], "contains", "vi", False),
    ({"vip"}, "contains", "vip", True),
    (["vip", "new"], "doesNotContain", "old", True),
    (["vip", "new"], "doesNotContain", "vip", False),
    ([1, 2], "contains", "2", True),
    (61412345678, "contains", "412", True),
    (True, "contains", "ru", False),
    ("Anna", "beginsWith", "An", True),
    ("Anna", "beginsWith", "an", False),
    (61412345678, "beginsWith", "61", True),
    (61.0, "endsWith", "61", True),
    ("a@b.com", "endsWith", "@b.com", True),
    (None, "beginsWith", "a", False),
    ("US", "in", "US, CA", True),
    ("US", "in", ["US", "CA"], True),
    ("FR", "in", "US,CA", False),
    (3, "in", "1,2,3", True),
    ("3", "in", [1, 2, 3], True),
    (True, "in", ["true"], True),
    ("2026-03-01T00:00:00Z", "in", ["2026-03-01"], True),
    (["a", "b"], "in", "b,c", True),
    (["a"], "in", "b,c", False),
    ("FR", "notIn", "US,CA", True),
    ("US", "notIn", "US,CA", False),
    (["a", "b"], "notIn", "b,c", False),
    (15, "between", "10,20", True),
    (10, "between", [10, 20], True),
    (20, "between", [10, 20], True),
    ("15", "between", [10, 20], True),
    (21, "between", "10,20", False),
    ("x", "between", "10,20", False),
    ("2026-03-31T23:59:00Z", "between", "2026-03-01,2026-03-31", True),
    (21, "notBetween", "10,20", True),
    (15, "notBetween", "10,20", False),
    ("x", "notBetween", "10,20", False),
    ("", "null", None, False),
    ("x", "notNull", None, True),
    ([], "null", None, True),
    (["vip"], "notNull", None, True),
    (0, "null", None, False),
    (False, "notNull", None, True),
]


@pytest.mark.parametrize(("value", "operator", "constant", "expected"), COMPARISONS)
def test_values_compare_as_a_marketer_means_it(value: Any, operator: str, constant: Any, expected: bool) -> None:
    condition = asked(rule("contact.x", operator, constant))
    assert problems(condition) == []
    assert holds(condition, Facts(contact={"x": value})) is expected


NULL = {
    "=": False,
    "!=": True,
    "<": False,
    "<=": False,
    ">": False,
    ">=": False,
    "contains": False,
    "doesNotContain": True,
    "beginsWith": False,
    "endsWith": False,
    "in": False,
    "notIn": True,
    "between": False,
    "notBetween": False,
    "null": True,
    "notNull": False,
}


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("facts", [Facts(), Facts(contact={"x": None})], ids=["missing", "null"])
@pytest.mark.parametrize("constant", ["1,2", [1, 2]])
def test_null_satisfies_only_null_and_the_denials(operator: str, facts: Facts, constant: Any) -> None:
    value = constant if operator in ("in", "notIn", "between", "notBetween") else "1"
    assert holds(asked(rule("contact.x", operator, value)), facts) is NULL[operator]


NOW = from_rfc3339("2026-03-08T09:00:00Z")
FACTS = Facts(
    contact={"plan": "pro", "score": 42, "tags": frozenset({"vip"}), "address": {"city": "Paris"}, "a.b": "spelt"},
    consent={"sms": "opted_in"},
    event={"total": 99.5, "order": {"id": 7}},
    entry={"cart": "c1"},
    happened={"purchase": NOW - 7 * DAY, "sms.replied": NOW},
    messages={"s1": frozenset({"sent", "delivered"})},
    segments=frozenset({"seg_1"}),
    now=NOW,
)

FIELDS = [
    (rule("contact.plan", "=", "pro"), True),
    (rule("contact.score", ">", 40), True),
    (rule("contact.tags", "contains", "vip"), True),
    (rule("contact.address.city", "=", "Paris"), True),
    (rule("contact.address.street", "null"), True),
    (rule("contact.plan.city", "null"), True),
    (rule("contact.a.b", "=", "spelt"), True),
    (rule("consent.sms", "=", "opted_in"), True),
    (rule("consent.sms", "in", "opted_in,pending"), True),
    (rule("consent.email", "=", "opted_in"), False),
    (rule("consent.email", "!=", "opted_out"), True),
    (rule("consent.email", "null"), True),
    (rule("event.total", ">=", 99), True),
    (rule("event.order.id", "=", 7), True),
    (rule("event.nothing", "=", 7), False),
    (rule("entry.cart", "=", "c1"), True),
    (rule("happened.purchase", "=", True), True),
    (rule("happened.purchase", "=", "true"), True),
    (rule("happened.purchase", "=", False), False),
    (rule("happened.purchase", "!=", True), False),
    (rule("happened.refund", "=", True), False),
    (rule("happened.refund", "=", False), True),
    (rule("happened.sms.replied", "=", True), True),
    (rule("happened.purchase", "notNull"), True),
    (rule("happened.purchase", "=", True, within="P7D"), True),
    (rule("happened.purchase", "=", True, within="PT167H"), False),
    (rule("happened.purchase", "=", False, within="PT167H"), True),
    (rule("happened.purchase", "=", True, within="P1M"), True),
    (rule("happened.refund", "=", True, within="P7D"), False),
    (rule("message.s1", "=", "sent"), True),
    (rule("message.s1", "=", "clicked"), False),
    (rule("message.s1", "!=", "clicked"), True),
    (rule("message.s1", "in", "clicked,delivered"), True),
    (rule("message.s2", "=", "sent"), False),
    (rule("message.s2", "=", "not_sent"), False),
    (rule("segment.seg_1", "=", True), True),
    (rule("segment.seg_2", "=", True), False),
    (rule("segment.seg_2", "=", False), True),
]


@pytest.mark.parametrize(("asks", "expected"), FIELDS)
def test_every_kind_of_field_can_be_asked(asks: dict[str, Any], expected: bool) -> None:
    condition = asked(asks)
    assert problems(condition) == []
    assert holds(condition, FACTS) is expected


def test_entry_is_null_where_nothing_is_awaited() -> None:
    assert not holds(asked(rule("entry.cart", "=", "c1")), Facts())
    assert holds(asked(rule("entry.cart.id", "null")), Facts())


YES, NO = rule("contact.plan", "=", "pro"), rule("contact.plan", "=", "free")


@pytest.mark.parametrize(
    ("combinator", "negated", "rules", "expected"),
    [
        ("and", False, [], True),
        ("or", False, [], True),
        ("and", True, [], False),
        ("and", False, [YES], True),
        ("and", False, [YES, NO], False),
        ("or", False, [NO, YES], True),
        ("or", False, [NO, NO], False),
        ("and", False, [YES, YES, YES], True),
        ("and", False, [YES, YES, NO], False),
        ("or", False, [NO, NO, YES], True),
        ("or", False, [NO, NO, NO], False),
        ("and", True, [YES, NO], True),
        ("or", True, [NO, YES], False),
        ("and", False, [YES, {"combinator": "or", "rules": [NO, YES]}], True),
        ("or", False, [NO, {"combinator": "and", "not": True, "rules": [NO]}], True),
    ],
)
def test_groups_join_and_negate(combinator: str, negated: bool, rules: list[Any], expected: bool) -> None:
    assert holds(asked(*rules, combinator=combinator, negated=negated), FACTS) is expected


def test_a_condition_says_what_it_reads_sorted_and_once() -> None:
    condition = asked(
        rule("contact.plan", "=", "pro"),
        rule("contact.address.city", "=", "Paris"),
        {"combinator": "or", "rules": [rule("contact.plan", "null"), rule("happened.b", "=", True)]},
        rule("consent.sms", "=", "opted_in"),
        rule("event.total", ">", 1),
        rule("entry.cart", "notNull"),
        rule("message.s2", "=", "sent"),
        rule("message.s1", "=", "sent"),
        rule("segment.x", "=", True),
    )
    assert reads(condition) == Reads(
        contact=("address.city", "plan"),
        consent=("sms",),
        event=("total",),
        entry=("cart",),
        happened=("b",),
        messages=("s1", "s2"),
        segments=("x",),
    )


def test_reads_join() -> None:
    joined = Reads(contact=("b",)).union(Reads(), Reads(contact=("a", "b"), segments=("s",)))
    assert joined == Reads(contact=("a", "b"), segments=("s",))


PROBLEMS = [
    (rule("plan", "=", "pro"), "is not a field", "begin it with one of contact."),
    (rule("contcat.plan", "=", "pro"), "is not a field", "contact., consent."),
    (rule("contact.", "=", "pro"), "is not a field", "and a name"),
    (rule("contact.a..b", "=", "pro"), "is not a field", "and a name"),
    (rule("", "=", "pro"), "is not a field", "contact."),
    (rule("contact.plan", "equals", "pro"), "is no operator", "use one of = !="),
    (rule("contact.plan", "=", None), "no value to compare with", "whether it is known"),
    (rule("contact.plan", "=", ""), "no value to compare with", "choose a value"),
    (rule("contact.plan", "=", ["a"]), "a list or an object", 'use "in"'),
    (rule("contact.plan", "contains", {"a": 1}), "a list or an object", "give one value"),
    (rule("contact.plan", ">", True), "true or false", 'use "=" or "!="'),
    (rule("contact.plan", "in", ""), "an empty list", "at least one value"),
    (rule("contact.plan", "in", [[1]]), "not a plain value", "list texts"),
    (rule("contact.age", "between", "10"), "needs two values", "10,20"),
    (rule("contact.age", "between", [1, 2, 3]), "needs two values", "10,20"),
    (rule("contact.age", "between", [None, 2]), "needs two values", "10,20"),
    (rule("contact.age", "between", "20,10"), "lowest value above its highest", "lowest first"),
    (rule("contact.age", "between", "10,2026-01-01"), "mixes numbers, dates and texts", "two numbers or two dates"),
    (rule("contact.age", "between", [True, False]), "neither a number", "two numbers or two dates"),
    (rule("consent.sms", "=", "yes"), 'compared with "yes"', "opted_in, opted_out, pending, unknown"),
    (rule("consent.sms", ">", "opted_in"), 'compared with ">"', "use one of = !="),
    (rule("consent.push", "=", "opted_in"), "not a channel", "consent.sms or consent.email"),
    (rule("happened.x", ">", 1), 'compared with ">"', "true or false"),
    (rule("happened.x", "=", "often"), "neither true nor false", "use true or false"),
    (rule("happened.x", "=", True, within="a week"), "no duration", "P7D"),
    (rule("happened.x", "=", True, within="-P7D"), "not longer than nothing", "P7D"),
    (rule("contact.plan", "=", "pro", within="P7D"), "only happened.<event> and behaviour.<fact> take", "remove"),
    (rule("message.s1", "=", "opened"), 'compared with "opened"', "sent, delivered, clicked, replied, not_sent"),
    (rule("message.s1", "contains", "sent"), 'compared with "contains"', "use one of = !="),
    (rule("segment.s", "=", "maybe"), "neither true nor false", "use true or false"),
]


@pytest.mark.parametrize(("asks", "message", "remedy"), PROBLEMS)
def test_a_rule_that_means_nothing_is_told_with_its_remedy_and_holds_for_nobody(
    asks: dict[str, Any], message: str, remedy: str
) -> None:
    condition = asked(asks)
    [found] = problems(condition)
    assert message in found.message
    assert remedy in found.remedy
    assert (found.field, found.operator) == (asks["field"], asks["operator"])
    assert not holds(condition, FACTS)


def test_all_problems_are_told_at_once() -> None:
    condition = asked(rule("plan", "=", "pro"), {"combinator": "or", "rules": [rule("contact.x", "is", 1)]})
    assert [found.field for found in problems(condition)] == ["plan", "contact.x"]


def test_a_field_is_only_asked_where_it_is_known() -> None:
    audience = ("contact", "consent", "happened", "segment")
    [found] = problems(asked(rule("event.total", ">", 1)), roots=audience)
    assert (found.message, found.remedy) == (
        '"event.total" can\'t be asked here',
        "use a field of contact, consent, happened, segment",
    )


def test_a_group_without_rules_within_a_group_is_told() -> None:
    [found] = problems(asked(YES, {"combinator": "or", "rules": []}))
    assert found.message == "a group has no rules"


def test_a_condition_without_rules_is_everybody() -> None:
    assert problems(asked()) == []
    assert holds(asked(), Facts())


def test_groups_nested_too_deep_are_told() -> None:
    nested: dict[str, Any] = {"combinator": "and", "rules": [YES]}
    for _ in range(MAX_DEPTH):
        nested = {"combinator": "and", "rules": [nested]}
    assert [found.remedy for found in problems(asked(nested))] == ["use fewer groups within groups"]


def test_what_the_builder_adds_is_left_aside() -> None:
    raw = {
        "id": "g1",
        "combinator": "and",
        "not": False,
        "rules": [{"id": "r1", "field": "contact.plan", "operator": "=", "valueSource": "value", "value": "pro"}],
    }
    assert holds(Condition.model_validate(raw), FACTS)


def test_a_misspelt_rule_is_refused_and_does_not_become_a_group_that_holds_for_everybody() -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate({"combinator": "and", "rules": [{"feild": "contact.plan", "value": "pro"}]})


def test_a_condition_survives_json() -> None:
    condition = asked(YES, {"combinator": "or", "not": True, "rules": [NO]}, rule("contact.x", "in", [1, "a"]))
    assert Condition.model_validate_json(condition.model_dump_json(by_alias=True)) == condition
    assert Condition.model_validate_json(condition.model_dump_json()) == condition


def test_a_long_list_is_looked_up() -> None:
    condition = asked(rule("contact.id", "in", [str(number) for number in range(20_000)]))
    ask, facts = compile_condition(condition), Facts(contact={"id": "nobody"})
    started = time.process_time()
    assert not any(ask(facts) for _ in range(2_000))
    assert time.process_time() - started < 1


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
DATES = st.dates().map(str) | st.datetimes(timezones=st.timezones()).map(lambda at: at.isoformat())
VALUES = st.recursive(
    PLAIN | DATES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(OPERATORS), VALUES, VALUES)
def test_no_value_and_no_constant_raises(operator: str, value: Any, constant: Any) -> None:
    condition = asked(rule("contact.x", operator, constant))
    problems(condition)
    assert holds(condition, Facts(contact={"x": value})) in (True, False)


@given(
    st.sampled_from([("=", "!="), ("in", "notIn"), ("contains", "doesNotContain"), ("null", "notNull")]),
    VALUES,
    PLAIN | DATES,
)
def test_an_operator_and_its_denial_never_agree(pair: tuple[str, str], value: Any, constant: Any) -> None:
    first, second = (asked(rule("contact.x", operator, constant)) for operator in pair)
    if not problems(first):
        facts = Facts(contact={"x": value})
        assert holds(first, facts) is not holds(second, facts)


@given(st.integers() | st.dates().map(str), st.integers() | st.dates().map(str))
def test_of_less_equal_and_greater_at_most_one_holds(value: Any, constant: Any) -> None:
    facts = Facts(contact={"x": value})
    found = [holds(asked(rule("contact.x", operator, constant)), facts) for operator in ("<", "=", ">")]
    assert sum(found) == (1 if type(value) is type(constant) else 0)


@given(st.lists(st.text(st.characters(exclude_characters=","), min_size=1, max_size=8).map(str.strip), max_size=5))
def test_a_list_and_its_text_with_commas_are_one(items: list[str]) -> None:
    assert list_in(",".join(items)) == [item for item in items if item]


def test_a_rule_keeps_what_it_was_given() -> None:
    assert Rule(field="contact.x", operator="in", value=["a"]).value == ["a"]
