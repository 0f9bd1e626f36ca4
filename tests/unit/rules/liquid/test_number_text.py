"""Numbers kept as they were written: conditions and templates take them as numbers, and print them unchanged."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.conditions.comparison import comparison
from engine.rules.liquid.template import compile_template
from engine.rules.time.zones import UTC_ZONE

COMPARISONS: list[tuple[object, str, object, bool]] = [
    ("12.50", "=", "12.5", True),
    ("12.50", "=", 12.5, True),
    (12.5, "=", "12.50", True),
    ("12.50", "!=", "12.5", False),
    ("12.50", "in", "12.5, 13", True),
    ("12.50", "in", [12.5], True),
    ("12.50", "notIn", "12.5", False),
    ("12.50", ">", "9.30", True),
    ("12.50", ">", 9, True),
    ("9.30", "between", "9,10", True),
    ("9.30", "between", [9.3, 10], True),
    ("10", "=", "10.0", True),
    ("9999999999999999", "=", "9999999999999999", True),
    ("9999999999999999", "=", "10000000000000000", False),
    ("9999999999999999", "<", 10000000000000000, True),
    ("007", "=", "7", False),
    ("02134", "=", "2134", False),
    ("02134", "in", "2134", False),
    ("+15", "=", "15", False),
    ("12.50", "contains", ".50", True),
    ("1.10", "beginsWith", "1.1", True),
    ("1.10", "endsWith", "10", True),
    ("12.50", "=", True, False),
    ("12.50", "=", "2026-03-01", False),
]


@pytest.mark.parametrize(("value", "operator", "constant", "holds"), COMPARISONS)
def test_a_number_kept_as_text_compares_as_a_number(
    value: object, operator: str, constant: object, holds: bool
) -> None:
    assert comparison(operator, constant)(value) is holds


NUMBERS = st.decimals(-1_000_000, 1_000_000, places=2)


@given(one=NUMBERS, other=NUMBERS)
def test_texts_are_ordered_and_equal_as_the_numbers_they_spell(one: Any, other: Any) -> None:
    for operator, expected in (("=", one == other), ("<", one < other), (">=", one >= other)):
        assert comparison(operator, str(other))(str(one)) is expected
        assert comparison(operator, float(other))(str(one)) is expected


VALUES: dict[str, Any] = {
    "price": "12.50",
    "version": "1.10",
    "loyalty": "9999999999999999",
    "zip": "02134",
    "items": [{"p": "10.00"}, {"p": 9.5}, {"p": "9.25"}],
    "plain": ["10.0", "9.50", 3],
}
BODIES: list[tuple[str, str]] = [
    ("{{ contact.price }} {{ event.version }} {{ contact.loyalty }}", "12.50 1.10 9999999999999999"),
    ("{% if contact.price > 10 %}{{ contact.price }}{% endif %}", "12.50"),
    ("{% if contact.price == 12.5 and 12.5 == contact.price %}y{% endif %}", "y"),
    ("{% if contact.price == '12.50' and '12.50' == contact.price %}y{% endif %}", "y"),
    ("{% if contact.price <= 12.5 and contact.price >= event.version %}y{% endif %}", "y"),
    ("{% if contact.price == true or contact.price == empty %}n{% endif %}", ""),
    ("{% case contact.version %}{% when 1.1 %}y{% endcase %}", "y"),
    ("{% if contact.loyalty == 10000000000000000 %}n{% else %}y{% endif %}", "y"),
    ("{% if contact.zip == '02134' %}{{ contact.zip }}{% endif %}", "02134"),
    ("{% if contact.zip == 2134 %}n{% else %}y{% endif %}", "y"),
    ("{{ contact.price | plus: 1 }} {{ contact.price | times: 2 | minus: 0.5 }}", "13.5 24.5"),
    ("{{ contact.price | divided_by: 5 }} {{ contact.price | round }} {{ contact.price | at_least: 20 }}", "2.5 12 20"),
    ("{{ contact.loyalty | plus: 1 }}", "10000000000000000"),
    ("{% assign s = contact.items | sort: 'p' %}{% for i in s %}{{ i.p }} {% endfor %}", "9.25 9.5 10.00 "),
    ("{% for i in event.items %}{% if i.p > 9.75 %}{{ i.p }}{% endif %}{% endfor %}", "10.00"),
    ("{{ contact.plain | sort | join: ' ' }}", "3 9.50 10.0"),
    ("{{ contact.price | append: ' EUR' | upcase }}", "12.50 EUR"),
    ("{% assign p = contact.price %}{% if p > 12 %}{{ p }}{% endif %}", "12.50"),
]


@pytest.mark.parametrize(("body", "text"), BODIES)
def test_a_template_reckons_with_numbers_and_prints_them_as_written(body: str, text: str) -> None:
    template = compile_template(body)

    assert template.render(VALUES, VALUES, {}, {}, UTC_ZONE).text == text
    assert template.render_thoroughly(VALUES, VALUES, {}, {}, UTC_ZONE).text == text
