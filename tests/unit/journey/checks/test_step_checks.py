"""What single steps were told: splits, waits, updates, webhooks."""

from __future__ import annotations

from typing import Any

from engine.journey.checks.all_checks import check
from engine.journey.document.document import Document
from engine.journey.findings import FindingCode
from tests.unit.journey.drawing import WAIT, Cases, Expected, Json, alone, cases, found, journey, manual, step


def wait(**data: Any) -> Json:
    return alone(step("w1", "wait", **data))


def sets(**values: Any) -> Json:
    return alone(step("u1", "update_contact", set=values))


NOT_SETTABLE = [
    *("id", "external_id", "phone", "phone_raw", "phone_problem", "email", "tags", "score", "created_at"),
    *("updated_at", "preferences_url", "consent", "sms_consent", "email_consent", "contact.plan"),
]

STEPS: Cases = [
    *((f"a step that sets {name}", sets(**{name: "x"}), {("not_settable", "u1")}) for name in NOT_SETTABLE),
    ("a step that sets columns", sets(timezone="asia/tokyo", country="Japan", language="ja", first_name=None), set()),
    ("a zone that is none", sets(timezone="Tokyo/Asia"), {("invalid_field_value", "u1")}),
    ("a country that is none", sets(country="Atlantis"), {("invalid_field_value", "u1")}),
    ("a name that is a number", sets(last_name=7), {("invalid_field_value", "u1")}),
    ("a split without arms", alone(step("p1", "split", arms=[])), {("no_arms", "p1")}),
    (
        "shares of 90 percent",
        alone(step("p1", "split", arms=[{"id": "a", "percent": 50}, {"id": "b", "percent": 40}])),
        {("percentages_not_100", "p1")},
    ),
    (
        "a share below nothing",
        alone(step("p1", "split", arms=[{"id": "a", "percent": 150}, {"id": "b", "percent": -50}])),
        {("percentage_out_of_range", "p1")},
    ),
    (
        "three thirds",
        alone(step("p1", "split", arms=[{"id": arm, "percent": 33.33} for arm in "abc"])),
        set(),
    ),
    ("a wait for nothing", wait(), {("wait_empty", "w1")}),
    ("a wait for two things", wait(for_="PT1H", until="2030-01-01T00:00:00Z"), {("wait_ambiguous", "w1")}),
    ("a duration that is none", wait(for_="1 hour"), {("invalid_duration", "w1")}),
    ("a duration backwards", wait(for_="-PT1H"), {("duration_not_positive", "w1")}),
    ("a date without an offset", wait(until="2030-01-01T00:00:00"), {("invalid_time", "w1")}),
    ("a date that does not exist", wait(until="2030-02-30T00:00:00Z"), {("invalid_time", "w1")}),
    ("a date that is past", wait(until="2026-02-28T00:00:00Z"), {("until_in_past", "w1")}),
    ("a time of day that is none", wait(at={"time": "25:00"}), {("invalid_local_time", "w1")}),
    ("a date of nobody", wait(relative={"to": "webinar.start"}), {("invalid_date_field", "w1")}),
    (
        "an anniversary of an event",
        wait(relative={"to": "event.starts_at", "yearly": True}),
        {("invalid_date_field", "w1")},
    ),
    ("an offset that is none", wait(relative={"to": "event.starts_at", "offset": "1h"}), {("invalid_duration", "w1")}),
    ("a property that is not required", wait(relative={"to": "event.ends_at"}), {("wait_on_uncarried_property", "w1")}),
    ("a property that is required", wait(relative={"to": "event.starts_at"}), set()),
    ("the key, which is required as well", wait(relative={"to": "event.webinar_id"}), set()),
    (
        "a property of an event, started by hand",
        journey(manual(), step("w1", "wait", relative={"to": "event.starts_at"}), "start -> w1"),
        {("wait_on_uncarried_property", "w1")},
    ),
    (
        "a missed outlet that nobody leaves by",
        journey(manual(), WAIT, step("x", "exit"), "start -> w1", "w1 -> x", "w1.missed -> x"),
        {("outlet_never_taken", "w1")},
    ),
    (
        "going on when past, with missed connected",
        journey(
            manual(),
            step("w1", "wait", until="2030-01-01T00:00:00Z", if_past="continue"),
            step("x", "exit"),
            "start -> w1",
            "w1.missed -> x",
        ),
        {("if_past_has_no_effect", "w1")},
    ),
    (
        "a wait for an event without an end",
        alone(step("f1", "wait_for", event="a", timeout="PT0S")),
        {("duration_not_positive", "f1")},
    ),
    (
        "a question that is open for too long",
        alone(step("a1", "ask_opt_in", body="Reply START", timeout="P31D")),
        {("duration_too_long", "a1")},
    ),
    ("an update of nothing", alone(step("u1", "update_contact")), {("nothing_to_update", "u1")}),
    (
        "a tag put on and taken off",
        alone(step("u1", "update_contact", add_tags=["a"], remove_tags=["a"])),
        {("tag_added_and_removed", "u1")},
    ),
    ("a webhook to no address", alone(step("h1", "webhook", url="example.com/hook")), {("invalid_url", "h1")}),
    ("a webhook to another protocol", alone(step("h1", "webhook", url="file:///etc/passwd")), {("invalid_url", "h1")}),
    (
        "a header over two lines",
        alone(step("h1", "webhook", url="https://example.com", headers={"X-A": "a\r\nX-B: b"})),
        {("invalid_header", "h1")},
    ),
]


@cases(STEPS)
def test_what_a_step_was_told_is_checked(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected


def test_whether_a_date_is_past_is_told_only_to_who_says_the_time() -> None:
    document = Document.model_validate(wait(until="2020-01-01T00:00:00Z"))
    assert FindingCode.UNTIL_IN_PAST not in {one.code for one in check(document)}
