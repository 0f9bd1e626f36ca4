"""What can't be read becomes findings, and the rest is checked all the same."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.checks.all_checks import review
from tests.unit.journey.drawing import (
    OPTED_IN,
    WAIT,
    Cases,
    Expected,
    Json,
    alone,
    branch,
    cases,
    found,
    journey,
    manual,
    on_event,
    opt_in_journey,
    sms,
    step,
)


def wait(**data: Any) -> Json:
    return alone(step("w1", "wait", **data))


def nested(levels: int) -> Json:
    condition = OPTED_IN
    for _ in range(levels):
        condition = {"combinator": "and", "rules": [condition]}
    return condition


def told_in(where: Json) -> Json:
    return alone(branch(yes=where))


UNREADABLE: Cases = [
    ("nothing", None, {("not_a_document", None)}),
    ("a list", [], {("not_a_document", None)}),
    ("an empty object", {}, {("unknown_schema", None), ("missing_field", None)}),
    ("another schema", {**opt_in_journey(), "schema": "postroad/journey@2"}, {("unknown_schema", None)}),
    ("nodes that are no list", {**journey(), "nodes": {}}, {("wrong_type", None)}),
    (
        "a node that is no object",
        journey(manual(), WAIT, "start -> w1") | {"nodes": [manual(), WAIT, 7]},
        {("wrong_type", None)},
    ),
    (
        "a step of a type that does not exist",
        journey(manual(), step("x", "send_fax"), "start -> x"),
        {("unknown_step_type", "x")},
    ),
    (
        "a step without an id",
        {**journey(manual(), WAIT, "start -> w1"), "nodes": [manual(), WAIT, {"type": "exit", "data": {}}]},
        {("missing_field", None)},
    ),
    ("a number for a duration", wait(for_=5), {("wrong_type", "w1")}),
    ("a step that lacks what it needs", alone(step("f1", "wait_for", event="a")), {("missing_field", "f1")}),
    ("a choice that is none", alone(sms(on_unknown="again")), {("unknown_choice", "s1")}),
    ("a setting that is no choice", opt_in_journey(re_entry="sometimes"), {("unknown_choice", None)}),
    (
        "a line that does not say its outlet",
        {**journey(manual(), WAIT), "edges": [{"id": "e", "source": "start", "target": "w1"}]},
        {("missing_field", None)},
    ),
    ("half an emoji", alone(sms(body="\ud83d")), {("unreadable_text", "s1")}),
    ("a null character", alone(sms(body="a\x00b")), {("unreadable_text", "s1")}),
    (
        "a condition of ninety levels",
        told_in(nested(90)),
        {("nested_too_deep", "b1")},
    ),
]


@cases(UNREADABLE)
def test_what_can_not_be_read_is_told(raw: Any, expected: Expected) -> None:
    assert expected <= found(raw)


def test_all_findings_come_at_once_also_from_a_broken_document() -> None:
    raw = journey(
        on_event(),
        step("w1", "wait", relative={"to": "event.starts_at"}),
        step("f1", "wait_for", event="purchase", timeout=3),
        sms(body="Hi {{ contcat.name }}, see bit.ly/x"),
        step("p1", "split", arms=[{"id": "a", "percent": 60}]),
        "start -> w1",
        "w1 -> f1",
        "f1.happened -> s1",
        "f1.timed_out -> nowhere",
        re_entry="sometimes",
    )
    assert found(raw) >= {
        ("wait_on_uncarried_property", "w1"),
        ("wrong_type", "f1"),
        ("template_problem", "s1"),
        ("public_shortener", "s1"),
        ("percentages_not_100", "p1"),
        ("unreachable_step", "p1"),
        ("edge_to_unknown_step", "f1"),
        ("unknown_choice", None),
    }


def test_a_broken_step_brings_no_findings_about_its_neighbours() -> None:
    raw = journey(manual(), step("w1", "wait", for_=5), sms(), "start -> w1", "w1 -> s1", message_class="transactional")
    assert found(raw) == {("wrong_type", "w1")}


def test_a_document_beyond_all_bounds_is_refused_before_it_is_read() -> None:
    assert found(journey(*[WAIT] * 5_001)) == {("too_many_steps", None)}
    assert found({**journey(manual(), WAIT), "edges": [{}] * 20_001}) == {("too_many_steps", None)}


@pytest.mark.parametrize("body", ["{{ " * 1_000_000, "{%" * 1_000_000, "’" * 1_000_000, "{{ contact.a }}" * 100_000])
def test_a_body_made_to_be_slow_is_told_about_at_once(body: str) -> None:
    assert ("template_problem", "s1") in found(alone(sms(body=body)))


def test_findings_about_one_thing_are_bounded() -> None:
    told = review(alone(step("u1", "update_contact", add_tags=[1] * 10_000))).findings
    assert len([one for one in told if one.severity == "error"]) == 50
