"""Caps, goals, replies, questions, arms and lateness: production does what was rehearsed, and that is right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.rehearsal import RehearsalRequest, RehearsalResult, rehearse
from tests.equality.both import both
from tests.equality.scenarios import Scenario
from tests.support.drawn import MANUAL
from tests.support.rehearsing import ANN, Json, journey, on, rule, sms, split, update, wait, wait_for

HOUR, DAY = 60, 24 * 60
"""In minutes."""

NIGHT = {"start": "21:00", "end": "08:00"}
ASKED = {"body": "Reply START to get texts", "timeout": "P2D"}
APPOINTMENT = on("appt", key="event.id", requires=["at"])


def scenario(drawn: Json, *timeline: tuple[int, Json], consent: str = "opted_in", then: Json | None = None) -> Scenario:
    """Ann, in UTC, and what happens so many minutes after midnight."""
    ann = {
        "external_id": "ann",
        "phone": ANN,
        "timezone": "UTC",
        "sms_consent": {"state": consent, "source": "web form"},
    }
    return Scenario(drawn, then, (ann,), timeline, ())


def enrol() -> Json:
    return {"do": "enrol", "contacts": ["ann"]}


def event(name: str, contact: str | None = "ann", **properties: Any) -> Json:
    return {"do": "event", "contact": contact, "name": name, "properties": properties}


def reply(body: str) -> Json:
    return {"do": "reply", "from": ANN, "body": body}


def steps_sent(result: RehearsalResult) -> list[tuple[str, str]]:
    return [(message.node_id, message.reason or message.state) for message in result.messages]


def every_morning() -> Scenario:
    drawn = journey(
        MANUAL, {"w": wait(at={"time": "09:00"}), "s": sms("daily")}, "s.next>w",
        frequency_cap={"messages": 1, "per": "P1D"}, timezone="UTC",
    )  # fmt: skip
    return scenario(drawn, (HOUR, enrol()))


def goal_while_held() -> Scenario:
    steps = {"s1": sms("one"), "w": wait("PT12H"), "s2": sms("two")}
    drawn = journey(MANUAL, steps, quiet_hours=NIGHT, goal=rule("message.s1", "=", "replied"))
    return scenario(drawn, (10 * HOUR, enrol()), (23 * HOUR, reply("yes please")))


def an_old_purchase() -> Scenario:
    steps = {"s1": sms("one"), "w": wait("PT12H"), "s2": sms("two")}
    drawn = journey(MANUAL, steps, goal=rule("happened.purchase"))
    return scenario(drawn, (HOUR, event("purchase")), (2 * HOUR, enrol()))


def two_appointments() -> Scenario:
    steps = {
        "w": wait(relative={"to": "event.at", "offset": "-P1D"}),
        "s": sms("Tomorrow. Reply YES."),
        "r": wait_for("sms.replied", "PT4H", match_key=True),
        "y": update(add_tags=["confirmed"]),
        "n": sms("Please call."),
    }
    drawn = journey(APPOINTMENT, steps, "r.happened>y r.timed_out>n y.next>", message_class="transactional")
    booked = [(HOUR + n, event("appt", id=key, at={"in minutes": DAY + hour * HOUR}))
              for n, (key, hour) in enumerate((("A", 10), ("B", 12)))]  # fmt: skip
    return scenario(drawn, *booked, (12 * HOUR + 30, reply("YES")))


def a_question_that_is_held() -> Scenario:
    steps = {"a": ("ask_opt_in", ASKED), "s": sms("welcome"), "n": update(add_tags=["no"])}
    drawn = journey(on("hi"), steps, "a.opted_in>s a.timed_out>n s.next>", quiet_hours=NIGHT)
    return scenario(drawn, (22 * HOUR, event("hi")), (23 * HOUR, reply("START")), consent="unknown")


def a_night_before_an_early_start() -> Scenario:
    steps = {"w": wait(relative={"to": "event.at", "offset": "-PT1H"}), "s": sms("In an hour")}
    drawn = journey(APPOINTMENT, steps, quiet_hours=NIGHT)
    return scenario(drawn, (12 * HOUR, event("appt", id="A", at={"in minutes": DAY + 7 * HOUR + 30})))


def a_pause_over_the_start() -> Scenario:
    before = wait(relative={"to": "event.at", "offset": "-PT1H"}, not_later_than="PT10M")
    steps = {"w": before, "s": sms("In an hour"), "late": sms("Starts soon")}
    drawn = journey(APPOINTMENT, steps, "w.next>s w.missed>late s.next> late.next>")
    booked = event("appt", id="A", at={"in minutes": 14 * HOUR}), event("appt", id="B", at={"in minutes": 15 * HOUR})
    return scenario(
        drawn, (HOUR, booked[0]), (HOUR, booked[1]), (12 * HOUR, {"do": "pause"}),
        (14 * HOUR + 20, {"do": "resume", "overdue": "send"}),
    )  # fmt: skip


def another_wording() -> Scenario:
    def halves(body: str) -> Json:
        steps = {"x": split(), "sa": sms("a"), "sb": sms(body)}
        return journey(on("hi"), steps, "x.a>sa x.b>sb sa.next>", re_entry="always")

    before, after = halves("b"), halves("b, in better words")
    published = {"do": "publish", "journey": after}
    return scenario(before, (HOUR, event("hi")), (2 * HOUR, published), (3 * HOUR, event("hi")), then=after)


SCENARIOS: list[tuple[Callable[[], Scenario], set[tuple[str, str]]]] = [
    (every_morning, {("s", "accepted")}),
    (goal_while_held, {("s1", "accepted"), ("s2", "enrolment_ended")}),
    (an_old_purchase, {("s1", "accepted"), ("s2", "accepted")}),
    (two_appointments, {("s", "accepted"), ("n", "accepted")}),
    (a_question_that_is_held, {("a", "not_asked"), ("s", "accepted")}),
    (a_night_before_an_early_start, {("s", "event_passed")}),
    (a_pause_over_the_start, {("late", "event_passed"), ("late", "accepted")}),
    (another_wording, {("sb", "accepted")}),
]


def test_production_does_the_same(database_url: str, temporal_test_server_binary: Path, tmp_path: Path) -> None:
    with both(temporal_test_server_binary, database_url, tmp_path / "data") as played:
        for draw, _ in SCENARIOS:
            assert played.differences(draw(), judged=False) == [], draw.__name__


@pytest.mark.parametrize(("draw", "sent"), SCENARIOS, ids=[draw.__name__ for draw, _ in SCENARIOS])
def test_what_is_rehearsed_is_right(draw: Callable[[], Scenario], sent: set[tuple[str, str]]) -> None:
    monday = 1_772_409_600_000
    result = rehearse(RehearsalRequest.model_validate(draw().request(monday)))
    assert set(steps_sent(result)) == sent
