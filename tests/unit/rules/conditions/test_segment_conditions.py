"""Segments within conditions: spelt out to the ground, circles found, sizes counted without spelling out."""

from __future__ import annotations

from typing import Any

import pytest

from engine.rules.conditions.conditions import Condition, Facts, compile_condition, reads
from engine.rules.conditions.segment_conditions import circle, rules_within, spelt_out


def cond(*rules: tuple[str, str, Any], negated: bool = False) -> Condition:
    told = [{"field": field, "operator": operator, "value": value} for field, operator, value in rules]
    return Condition.model_validate({"not": negated, "rules": told})


VIP = cond(("contact.tags", "contains", "vip"))
DEFINITIONS = {
    "vips": VIP,
    "french": cond(("contact.language", "=", "fr")),
    "french_vips": cond(("segment.vips", "=", True), ("segment.french", "=", True)),
    "others": cond(("segment.french_vips", "=", False)),
}
ANN = Facts(contact={"tags": ["vip"], "language": "fr"})
BO = Facts(contact={"tags": ["vip"], "language": "en"})


@pytest.mark.parametrize(
    ("rule", "ann", "bo"),
    [
        (("segment.french_vips", "=", True), True, False),
        (("segment.french_vips", "=", False), False, True),
        (("segment.french_vips", "!=", True), False, True),
        (("segment.french_vips", "notNull", None), True, False),
        (("segment.others", "=", True), False, True),
        (("segment.gone", "=", True), False, False),
        (("segment.gone", "=", False), True, True),
        (("segment.vips", "=", "perhaps"), False, False),
    ],
)
def test_a_segment_spelt_out_says_what_its_condition_says(rule: tuple[str, str, Any], ann: bool, bo: bool) -> None:
    whole = spelt_out(cond(rule), DEFINITIONS)

    assert reads(whole).segments == ()
    holds = compile_condition(whole)
    assert (holds(ANN), holds(BO)) == (ann, bo)


def test_a_circle_is_told_as_a_way_and_nobody_is_in_it() -> None:
    round_about = DEFINITIONS | {"vips": cond(("segment.others", "=", True))}

    assert circle("others", DEFINITIONS) is None
    assert circle("vips", round_about) == ("vips", "others", "french_vips", "vips")
    assert circle("a", {"a": cond(("segment.a", "=", True))}) == ("a", "a")
    assert not compile_condition(spelt_out(cond(("segment.a", "=", True)), {"a": cond(("segment.a", "=", True))}))(ANN)


def test_rules_are_counted_without_spelling_them_out() -> None:
    doubling = {"s0": VIP}
    for step in range(1, 60):
        doubling[f"s{step}"] = cond((f"segment.s{step - 1}", "=", True), (f"segment.s{step - 1}", "=", False))

    assert rules_within(cond(("segment.french_vips", "=", True), ("contact.a", "=", 1)), DEFINITIONS) == 3
    assert rules_within(cond(("segment.s59", "=", True)), doubling) == 2**59
