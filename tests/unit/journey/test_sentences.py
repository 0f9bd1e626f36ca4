"""Steps, triggers and conditions read as a marketer would say them."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.step_types import DEFINITIONS, outlet_words, outlets_of, step_sentence
from engine.journey.wording.conditions import condition_sentence
from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import quoted
from engine.rules.conditions.conditions import Condition
from tests.unit.journey.drawing import OPTED_IN, Json, rule

STEPS: list[tuple[str, Json, str]] = [
    ("trigger", {"on": {"kind": "manual"}}, "When somebody adds contacts"),
    ("trigger", {"on": {"kind": "keyword", "keyword": "JOIN"}}, 'When a phone texts "JOIN"'),
    (
        "trigger",
        {"on": {"kind": "event", "name": "order.placed", "where": rule("event.total", ">", 50)}},
        "When order.placed happens and event.total is more than 50",
    ),
    ("branch", {"paths": [{"id": "a", "label": "Opted in", "where": OPTED_IN}]}, "Opted in to SMS?"),
    (
        "branch",
        {"paths": [{"id": "a", "label": "Gold", "where": OPTED_IN}, {"id": "b", "label": "Silver", "where": OPTED_IN}]},
        "Gold, Silver or else?",
    ),
    ("branch", {"paths": []}, "Branch"),
    ("split", {"arms": [{"id": "a", "percent": 50}, {"id": "b", "percent": 50}]}, "Split 50/50 by chance"),
    ("wait", {"for": "P1DT2H"}, "Wait 1 day 2 hours"),
    ("wait", {"until": "2026-03-01T10:00:00+01:00"}, "Wait until 2026-03-01 09:00 UTC"),
    ("wait", {"at": {"time": "09:00"}}, "Wait until 09:00"),
    ("wait", {"relative": {"to": "event.starts_at"}}, "Wait until event.starts_at"),
    (
        "wait",
        {"relative": {"to": "contact.birthday", "offset": "P1D", "yearly": True}},
        "Wait until 1 day after the next anniversary of contact.birthday",
    ),
    ("wait", {"for": "soon"}, 'Wait "soon"'),
    ("wait", {}, "Wait"),
    ("send_sms", {"template_id": "welcome"}, "SMS from template welcome"),
    ("send_sms", {"body": "Hi\n  there " + "x" * 80}, f'SMS: "Hi there {"x" * 50}…"'),
    (
        "send_sms",
        {"body": "Hi", "not_later_than": "PT10M"},
        'SMS: "Hi", not later than 10 minutes after it was due',
    ),
    ("send_sms", {"body": "Hi", "not_later_than": "no_limit"}, 'SMS: "Hi", however late'),
    (
        "send_email",
        {"subject": "Hi", "body": "", "not_later_than": "event"},
        'E-mail: "Hi", not later than the date waited for',
    ),
    (
        "wait",
        {"relative": {"to": "event.starts_at", "offset": "-PT1H"}, "not_later_than": "event"},
        "Wait until 1 hour before event.starts_at, not later than event.starts_at",
    ),
    (
        "wait",
        {"for": "PT1H", "not_later_than": "soon"},
        'Wait 1 hour, not later than "soon" after it was due',
    ),
    ("update_contact", {}, "Update the contact"),
    ("update_contact", {"add_tags": ["vip"], "add_score": -2}, "Add tag vip and take 2 score"),
    ("webhook", {"url": "http://[", "method": "PUT"}, 'PUT to "http://["'),
    ("exit", {}, "Exit"),
]


@pytest.mark.parametrize(("kind", "data", "expected"), STEPS)
def test_a_step_reads_as_a_sentence(kind: str, data: Json, expected: str) -> None:
    assert step_sentence(DEFINITIONS[kind].data.model_validate(data)) == expected


CONDITIONS: list[tuple[Json, str]] = [
    (rule("consent.email", "!=", "opted_out"), "not opted out of e-mail"),
    (rule("happened.purchase", "=", True, within="P7D"), "purchase has happened in the last 1 week"),
    (rule("happened.purchase", "=", False), "purchase has not happened"),
    (rule("segment.vip", "!=", True), "not in segment vip"),
    (rule("message.s1", "=", "not_sent"), 'message of "s1" not sent'),
    (rule("contact.tags", "doesNotContain", "vip"), "not tagged vip"),
    (rule("contact.plan", "null"), "contact.plan is empty"),
    (rule("contact.plan", "in", ["pro", "team"]), 'contact.plan is one of "pro" and "team"'),
    ({"combinator": "and", "rules": []}, "everybody"),
    (
        {"combinator": "or", "not": True, "rules": [*OPTED_IN["rules"], rule("contact.age", "<", 18)]},
        "not (opted in to SMS or (contact.age is less than 18))",
    ),
]


@pytest.mark.parametrize(("condition", "expected"), CONDITIONS)
def test_a_condition_reads_as_a_sentence(condition: Json, expected: str) -> None:
    assert condition_sentence(Condition.model_validate(condition)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PT90M", "1 hour 30 minutes"),
        ("-PT1H", "1 hour"),
        ("P2W", "2 weeks"),
        ("P1Y2M10D", "1 year 2 months 10 days"),
        ("PT0.5S", "0.5 seconds"),
        ("PT0S", "no time"),
        ("P1", '"P1"'),
    ],
)
def test_a_duration_reads_as_words(text: str, expected: str) -> None:
    assert duration_words(text) == expected


@pytest.mark.parametrize("text", ["\ud800", "a" * 500, "line\nline", 7, None, ["x"]])
def test_somebodys_words_are_quoted_so_that_any_reader_takes_them(text: Any) -> None:
    said = quoted(text)
    assert len(said) <= 62
    assert "\n" not in said
    assert said.encode()


def test_an_outlet_reads_as_on_its_line() -> None:
    branch = DEFINITIONS["branch"].data.model_validate({"paths": [{"id": "a", "label": "Opted in", "where": OPTED_IN}]})
    assert [outlet_words(branch, outlet) for outlet in outlets_of(branch)] == ["Opted in", "otherwise"]
    split = DEFINITIONS["split"].data.model_validate({"arms": [{"id": "a", "percent": 12.5}]})
    assert outlet_words(split, "a") == "12.5 %"
    assert outlet_words(DEFINITIONS["wait_for"].data.model_validate({"event": "a", "timeout": "P1D"}), "timed_out") == (
        "timed out"
    )
