"""Merging updates into properties, as RFC 7396 has it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.conditions.merge_patch import merged, without

CASES: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    ({"a": "b"}, {"a": "c"}, {"a": "c"}),
    ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
    ({"a": "b"}, {"a": None}, {}),
    ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
    ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
    ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
    ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
    ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
    ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
    ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
]
"""The examples of its appendix A whose both sides are objects."""


@pytest.mark.parametrize(("before", "update", "after"), CASES)
def test_the_examples_of_the_standard(before: dict[str, Any], update: dict[str, Any], after: dict[str, Any]) -> None:
    assert merged(before, update) == after


VALUES = st.recursive(
    st.none() | st.integers(0, 2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(OBJECTS, OBJECTS, OBJECTS)
def test_the_newer_update_wins_in_whatever_order_they_come(
    before: dict[str, Any], older: dict[str, Any], newer: dict[str, Any]
) -> None:
    late = merged(merged(before, newer), without(older, newer))
    for name, value in newer.items():
        if not isinstance(value, dict):
            assert late.get(name) == value


@given(OBJECTS, OBJECTS)
def test_an_update_twice_is_an_update_once(before: dict[str, Any], update: dict[str, Any]) -> None:
    assert merged(merged(before, update), update) == merged(before, update)
