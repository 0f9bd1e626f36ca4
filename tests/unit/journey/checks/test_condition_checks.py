"""What starts a journey, and the conditions anywhere in it."""

from __future__ import annotations

from tests.unit.journey.drawing import (
    OPTED_IN,
    Cases,
    Expected,
    Json,
    alone,
    branch,
    cases,
    found,
    journey,
    manual,
    rule,
    sms,
    step,
)


def starting(on: Json) -> Json:
    return journey(step("start", "trigger", on=on), sms(), "start -> s1", message_class="transactional")


def told_in(where: Json) -> Json:
    return alone(branch(yes=where))


TRIGGERS: Cases = [
    ("an event without a name", starting({"kind": "event", "name": " "}), {("no_event_name", "start")}),
    (
        "an event of Postroad's that is none",
        starting({"kind": "event", "name": "sms.read"}),
        {("unknown_built_in_event", "start")},
    ),
    ("an event of Postroad's own", starting({"kind": "event", "name": "sms.replied"}), set()),
    (
        "a key that is no event property",
        starting({"kind": "event", "name": "a", "key": "contact.id"}),
        {("invalid_key", "start")},
    ),
    ("an empty key", starting({"kind": "event", "name": "a", "key": ""}), {("invalid_key", "start")}),
    (
        "a required property with its root",
        starting({"kind": "event", "name": "a", "requires": ["event.x"]}),
        {("invalid_requires", "start")},
    ),
    (
        "an event that enrols and cancels",
        starting({"kind": "event", "name": "a", "key": "event.k", "cancelled_by": "a"}),
        {("same_event_twice", "start")},
    ),
    (
        "an update without a key",
        starting({"kind": "event", "name": "a", "updated_by": "b"}),
        {("moved_without_key", "start")},
    ),
    ("a keyword without a word", starting({"kind": "keyword", "keyword": ""}), {("no_keyword", "start")}),
    ("STOP as a keyword", starting({"kind": "keyword", "keyword": "Stop all"}), {("reserved_keyword", "start")}),
    ("HELP as a keyword", starting({"kind": "keyword", "keyword": "help"}), {("reserved_keyword", "start")}),
    ("a keyword", starting({"kind": "keyword", "keyword": "JOIN"}), set()),
    (
        "an audience of everybody",
        starting({"kind": "audience", "where": {"combinator": "and", "rules": []}}),
        {("audience_is_everybody", "start")},
    ),
    (
        "an audience that asks for an event",
        starting({"kind": "audience", "where": rule("event.x", "=", 1)}),
        {("condition_problem", "start")},
    ),
    (
        "a wait for an event without a name",
        alone(step("f1", "wait_for", event="", timeout="P1D")),
        {("no_event_name", "f1")},
    ),
    (
        "a match by key where there is none",
        journey(manual(), step("f1", "wait_for", event="a", timeout="P1D", match_key=True), "start -> f1"),
        {("key_match_without_key", "f1")},
    ),
    ("a match by key", alone(step("f1", "wait_for", event="a", timeout="P1D", match_key=True)), set()),
]

CONDITIONS: Cases = [
    ("a field of no kind", told_in(rule("plan", "=", "pro")), {("unknown_condition_field", "b1")}),
    ("a field of an unknown kind", told_in(rule("customer.plan", "=", "pro")), {("unknown_condition_field", "b1")}),
    ("an operator that is none", told_in(rule("contact.plan", "==", "pro")), {("unknown_operator", "b1")}),
    ("a consent that is none", told_in(rule("consent.sms", "=", "yes")), {("condition_problem", "b1")}),
    ("an awaited event's entry in a branch", told_in(rule("entry.x", "=", 1)), {("condition_problem", "b1")}),
    (
        "a time span that is none",
        told_in(rule("happened.buy", "=", True, within="a week")),
        {("condition_problem", "b1")},
    ),
    (
        "the message of a step that is not there",
        told_in(rule("message.s9", "=", "sent")),
        {("unknown_message_step", "b1")},
    ),
    (
        "the message of a step that sends none",
        told_in(rule("message.start", "=", "sent")),
        {("unknown_message_step", "b1")},
    ),
    ("a goal of everybody", alone(sms(), goal={"combinator": "and", "rules": []}), {("condition_problem", None)}),
    ("a goal on a field that is none", alone(sms(), goal=rule("x", "=", 1)), {("unknown_condition_field", None)}),
    (
        "a branch on the event of a journey that no event starts",
        journey(manual(), branch(yes=rule("event.total", ">", 5)), "start -> b1"),
        {("event_never_carried", "b1")},
    ),
    ("a branch without paths", alone(step("b1", "branch", paths=[])), {("no_paths", "b1")}),
    (
        "paths behind one that takes everybody",
        alone(branch(all={"combinator": "and", "rules": []}, yes=OPTED_IN)),
        {("path_takes_everybody", "b1"), ("path_never_taken", "b1")},
    ),
    ("two paths with one condition", alone(branch(a=OPTED_IN, b=OPTED_IN)), {("path_never_taken", "b1")}),
    (
        "a path for nobody",
        alone(branch(a={"combinator": "and", "not": True, "rules": []})),
        {("path_never_taken", "b1")},
    ),
]


@cases(TRIGGERS)
def test_what_starts_a_journey_is_checked(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected


@cases(CONDITIONS)
def test_conditions_are_checked_wherever_they_stand(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected
