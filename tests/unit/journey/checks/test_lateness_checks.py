"""What comes too late: limits, reminders that a night holds, people who come in after the last reminder."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.checks.all_checks import review
from engine.rules.time.quiet_hours import LEGAL_QUIET_HOURS, QuietRules, quiet_window
from tests.unit.journey.drawing import (
    NOW,
    OPTED_IN,
    Cases,
    Expected,
    Json,
    branch,
    cases,
    found,
    journey,
    on_event,
    sms,
    step,
)

NIGHT = {"start": "21:00", "end": "08:00"}
WEBINAR = on_event(requires=["starts_at", "ends_at"], key="event.webinar_id")


def wait(step_id: str = "w1", offset: str = "-PT1H", to: str = "event.starts_at", **data: Any) -> Json:
    return step(step_id, "wait", relative={"to": to, "offset": offset}, **data)


def reminder(waits: Json | None = None, text: Json | None = None, *more: Json | str, **settings: Any) -> Json:
    """A wait, and a text to who opted in."""
    parts = [WEBINAR, branch(yes=OPTED_IN), waits or wait(if_past="continue"), text or sms()]
    lines = ["start -> b1", "b1.yes -> w1", "w1 -> s1"]
    return journey(*parts, *lines, *more, **settings)


def limited(limit: str, **settings: Any) -> Json:
    return reminder(text=sms(not_later_than=limit), **settings)


LIMITS: Cases = [
    ("a duration", limited("PT10M"), set()),
    ("the event", limited("event"), set()),
    ("no limit", limited("no_limit"), set()),
    ("a limit that is none", limited("soon"), {("invalid_duration", "s1")}),
    ("no time at all", limited("PT0S"), {("invalid_duration", "s1")}),
    ("a time before", limited("-PT10M"), {("invalid_duration", "s1")}),
    ("a wait's duration", reminder(wait(if_past="continue", not_later_than="PT10M"), sms()),
     {("late_comer_gets_nothing", "w1")}),
    ("a wait's event", reminder(wait(if_past="continue", not_later_than="event")), set()),
    ("a wait has no no limit", reminder(wait(if_past="continue", not_later_than="no_limit")),
     {("invalid_duration", "w1"), ("late_comer_gets_nothing", "w1")}),
    ("the event of a wait for a length", reminder(step("w1", "wait", for_="PT1H", not_later_than="event")),
     {("limit_without_date", "w1")}),
    ("the event of a wait that ends with it", reminder(wait(offset="PT0S", not_later_than="event")),
     {("always_too_late", "w1")}),
    ("the event of a wait that ends after it", reminder(wait(offset="PT1H", not_later_than="event")),
     {("always_too_late", "w1")}),
    ("the event without a wait for one",
     reminder(step("w1", "wait", for_="PT1H"), sms(not_later_than="event")), {("limit_without_date", "s1")}),
    ("the event after it", reminder(wait(offset="PT1H"), sms(not_later_than="event")), {("always_too_late", "s1")}),
    ("the event of two dates",
     reminder(wait(if_past="continue"), sms(not_later_than="event"), wait("w2", to="event.ends_at", if_past="continue"),
              "b1.else -> w2", "w2 -> s1"),
     {("limit_without_date", "s1")}),
    ("the event of two waits for one date",
     reminder(wait(if_past="continue"), sms(not_later_than="event"), wait("w2", "-PT2H", if_past="continue"),
              "b1.else -> w2", "w2 -> s1"),
     set()),
    ("an e-mail's limit", journey(WEBINAR, step("m1", "send_email", subject="a", body="b", not_later_than="event"),
                                  "start -> m1", message_class="transactional"), {("limit_without_date", "m1")}),
]  # fmt: skip


@cases(LIMITS)
def test_limits(raw: Any, expected: Expected) -> None:
    assert found(raw) == expected


@pytest.mark.parametrize(
    ("offset", "settings", "quiet", "can_be"),
    [
        ("-PT1H", {"quiet_hours": NIGHT}, None, True),
        ("-PT10H59M", {"quiet_hours": NIGHT}, None, True),
        ("-PT11H", {"quiet_hours": NIGHT}, None, False),
        ("-P1D", {"quiet_hours": NIGHT}, None, False),
        ("PT0S", {"quiet_hours": NIGHT}, None, False),
        ("PT1H", {"quiet_hours": NIGHT}, None, False),
        ("-PT1H", {}, None, False),
        ("-PT1H", {"quiet_hours": NIGHT, "message_class": "transactional"}, None, False),
        ("-PT1H", {}, LEGAL_QUIET_HOURS, True),
        ("-PT20H", {}, LEGAL_QUIET_HOURS, True),  # a Sunday in France, and the nights on both sides
        ("-PT1H", {}, QuietRules(), False),
        ("-PT1H", {}, QuietRules(elsewhere=(quiet_window("22:00", "22:30"),)), False),
    ],
)
def test_a_reminder_that_quiet_hours_can_hold_past_its_event(
    offset: str, settings: Json, quiet: QuietRules | None, can_be: bool
) -> None:
    raw = reminder(wait(offset=offset, if_past="continue"), **settings)
    assert (("reminder_after_event", "s1") in found(raw, quiet=quiet)) is can_be


@pytest.mark.parametrize(("limit", "says"), [(None, "it is then not sent"), ("no_limit", "goes out all the same")])
def test_it_says_what_becomes_of_it(limit: str | None, says: str) -> None:
    text = sms() if limit is None else sms(not_later_than=limit)
    (told,) = (
        finding
        for finding in review(reminder(text=text, quiet_hours=NIGHT), NOW).findings
        if finding.code == "reminder_after_event"
    )
    assert says in told.message
    assert "1 hour before event.starts_at" in told.message


LATE: Cases = [
    ("nothing before, and nowhere to go", reminder(wait()), {("late_comer_gets_nothing", "w1")}),
    ("they go on", reminder(wait(if_past="continue")), set()),
    ("missed leads to a text", reminder(wait(), sms(), sms("s2"), "w1.missed -> s2"), set()),
    ("a confirmation came first",
     journey(WEBINAR, sms("s0"), wait(), sms(), "start -> s0", "s0 -> w1", "w1 -> s1", message_class="transactional"),
     set()),
    ("the first leads to the last, which leads nowhere",
     reminder(wait(offset="-P1D"), sms(), wait("w2"), sms("s2"), "w1.missed -> w2", "s1 -> w2", "w2 -> s2"),
     {("late_comer_gets_nothing", "w2")}),
    ("the first leads nowhere", reminder(wait(offset="-P1D"), sms(), wait("w2"), sms("s2"), "s1 -> w2", "w2 -> s2"),
     {("late_comer_gets_nothing", "w1")}),
    ("what follows a date is for who was there", reminder(wait(offset="PT1H")), set()),
    ("by hand there is nobody late",
     journey(step("start", "trigger", on={"kind": "manual"}), wait(to="contact.renewal"), sms(), "start -> w1",
             "w1 -> s1", message_class="transactional"), set()),
]  # fmt: skip


@cases(LATE)
def test_who_comes_in_late(raw: Any, expected: Expected) -> None:
    assert found(raw) == expected
