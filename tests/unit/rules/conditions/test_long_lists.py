"""`in` and `notIn` with long lists: a value is looked up, and means what it means by `=`."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.conditions.comparison import comparison
from engine.rules.conditions.conditions import Condition, compile_condition, problems
from engine.rules.conditions.constant_problems import MOST_LISTED
from engine.rules.conditions.facts import Facts

DATES = ("2026-03-31", "2026-03-31T10:00:00Z", "2026-03-31T12:00:00+02:00", "2026-03-31T23:30:00Z", "2026-04-01")
NUMBERS = ("12.5", "12.50", "7", "007", "7.0", "-0", "0", "+15", "1", "9999999999999999", "1e3")
WORDS = ("true", "TRUE", "False", "pro", "Pro", "a, b", " pro")
VALUES = st.one_of(
    st.sampled_from((*DATES, *NUMBERS, *WORDS)),
    st.sampled_from((True, False, 0, 1, 7, 7.0, 12.5, -0.0, 9999999999999999, 1000.0)),
    st.integers(-20, 20),
    st.integers(-20, 20).map(str),
    st.floats(-20, 20, allow_nan=False, width=16),
    st.text(max_size=3),
)
ASKED = st.one_of(VALUES, st.none(), st.just({}), st.lists(VALUES, max_size=3))


@given(items=st.lists(VALUES.filter(lambda item: item != ""), max_size=8), value=ASKED)
def test_a_value_is_in_a_list_when_it_equals_one_of_its_items(items: list[Any], value: Any) -> None:
    linear = any(comparison("=", item)(value) for item in items)
    assert comparison("in", items)(value) is linear
    assert comparison("notIn", items)(value) is not linear


@pytest.mark.parametrize(
    ("item", "value"),
    [
        (lambda n: f"id-{n}", "id-x"),
        (lambda n: n, "x"),
        (lambda n: f"{n}.50", "7.25"),
        (lambda n: f"2026-03-{n % 28 + 1:02}T10:{n % 60:02}:{n // 60 % 60:02}Z", "2027-01-01T00:00:00Z"),
    ],
    ids=["texts", "numbers", "numbers as texts", "times"],
)
def test_looking_a_value_up_takes_as_long_in_a_list_of_a_hundred_thousand_as_in_one_of_ten(
    item: Any, value: object
) -> None:
    def seconds(size: int) -> float:
        rule = {"field": "contact.id", "operator": "in", "value": [item(n) for n in range(size)]}
        holds = compile_condition(Condition.model_validate({"rules": [rule]}))
        facts = Facts(contact={"id": value}, consent={}, now=0)
        best = 9.0
        for _ in range(5):
            began = time.perf_counter()
            assert not any(holds(facts) for _ in range(1_000))
            best = min(best, time.perf_counter() - began)
        return best

    assert seconds(MOST_LISTED) < 20 * seconds(10)


@pytest.mark.parametrize("value", [list(range(MOST_LISTED + 1)), ",".join(map(str, range(MOST_LISTED + 1)))])
def test_a_list_beyond_the_bound_is_told_with_what_to_do(value: object) -> None:
    rule = {"field": "contact.id", "operator": "in", "value": value}
    (problem,) = problems(Condition.model_validate({"rules": [rule]}))
    assert problem.message == '"contact.id" has a list of 100,001 values, more than 100,000'
    assert "tag or an attribute" in problem.remedy


def test_of_many_wrong_values_a_few_are_quoted_and_the_others_counted() -> None:
    rule = {"field": "consent.sms", "operator": "in", "value": [f"state {n}" for n in range(50_000)]}
    (problem,) = problems(Condition.model_validate({"rules": [rule]}))
    assert problem.message == (
        '"consent.sms" is compared with "state 0", "state 1", "state 2", "state 3", "state 4" and 49,995 more'
    )
