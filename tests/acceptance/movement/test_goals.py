"""Goals: asked before each send, also after a hold, whatever made them true; and which events they count."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import (
    ANN,
    Json,
    Step,
    ann,
    at,
    email,
    ended,
    enrol,
    event,
    journey,
    on,
    person,
    play,
    reply,
    rows,
    rule,
    sms,
    wait,
)

NIGHT = {"start": "21:00", "end": "08:00"}
"""In New York: 02:00 to 13:00 UTC."""


def held_overnight(goal: Json, trigger: Json = MANUAL, **settings: Any) -> Json:
    """A text in the afternoon, and a second that comes due in the night."""
    steps: dict[str, Step] = {"s1": sms("one"), "w": wait("PT12H"), "s2": sms("two")}
    return journey(trigger, steps, goal=goal, quiet_hours=NIGHT, **settings)


REACHED = [
    (rule("message.s1", "=", "replied"), reply("+1 05:00", "yes please")),
    (rule("message.s1", "notIn", ["sent"]), None),
    (rule("happened.purchase"), event("+1 05:00", "purchase")),
    (rule("contact.plan", "=", "pro"), at("+1 05:00", "update_contact", contact="ann", set={"plan": "pro"})),
    (rule("contact.tags", "contains", "vip"), at("+1 05:00", "update_contact", contact="ann", set={"tags": ["vip"]})),
    (rule("consent.sms", "=", "opted_out"), reply("+1 05:00", "STOP")),
    (rule("event.paid", "=", True), event("+1 05:00", "order.changed", None, id="a", paid=True)),
]


@pytest.mark.parametrize(("goal", "then"), [one for one in REACHED if one[1]])
def test_a_goal_that_is_reached_while_a_text_is_held_calls_it_off(goal: Json, then: Json) -> None:
    trigger = on("order", key="event.id", updated_by="order.changed")
    result = play(held_overnight(goal, trigger), [ann()], event("15:00", "order", id="a"), then)
    assert ended(result) == ("converted", "goal_reached", "+1 05:00")
    assert rows(result, "node_id", "at", "state") == [("s1", "15:00", "accepted"), ("s2", "+1 05:00", "cancelled")]


def test_a_goal_that_time_makes_true_is_asked_at_the_door_after_the_hold() -> None:
    """Nothing happens in the night; the purchase is just long enough ago when the window opens."""
    goal = rule("happened.purchase", "=", False, within="PT20H")
    drawn = held_overnight(goal, goal_counts="ever")
    result = play(drawn, [ann()], event("14:00", "purchase"), enrol("15:00"))
    assert ended(result) == ("converted", "goal_reached", "+1 13:00")
    assert [message.node_id for message in result.messages if message.state == "accepted"] == ["s1"]


def test_a_goal_is_asked_after_a_pause_too() -> None:
    goal = rule("contact.plan", "=", "pro")
    pro = at("+1 05:00", "update_contact", contact="ann", set={"plan": "pro"})
    paused = at("20:00", "pause"), pro, at("+2 15:00", "resume", overdue="send")
    result = play(held_overnight(goal), [ann()], enrol("15:00"), *paused)
    assert ended(result)[:2] == ("converted", "goal_reached")
    assert rows(result, "node_id", "state") == [("s1", "accepted")]


def test_a_goal_of_an_opt_in_is_reached_by_the_start() -> None:
    steps = {
        "ask": ("ask_opt_in", {"body": "Reply START to get texts from us", "timeout": "P7D"}),
        "mail": email(),
        "w": wait("P1D"),
        "s": sms(),
    }
    drawn = journey(MANUAL, steps, "ask.timed_out>mail ask.opted_in>w", goal=rule("consent.sms", "=", "opted_in"))
    result = play(drawn, [person("ann", ANN, None)], enrol("10:00"), reply("12:00", "START"))
    assert ended(result) == ("converted", "goal_reached", "12:00")


@pytest.mark.parametrize(
    ("goal_counts", "posted", "status"),
    [
        ("since_entry", ["09:00"], "completed"),  # before
        ("since_entry", ["11:00"], "converted"),
        ("since_entry", ["09:00", "11:00"], "converted"),
        ("since_entry", [], "completed"),
        ("ever", ["09:00"], "converted"),
        ("ever", ["11:00"], "converted"),
        ("ever", [], "completed"),
        (None, ["09:00"], "completed"),  # what goes without saying
    ],
)
def test_a_purchase_of_before_converts_nobody_unless_the_journey_counts_it(
    goal_counts: str | None, posted: list[str], status: str
) -> None:
    chosen = {} if goal_counts is None else {"goal_counts": goal_counts}
    steps = {"s1": sms("one"), "w": wait("P2D"), "s2": sms("two")}
    drawn = journey(MANUAL, steps, goal=rule("happened.purchase"), **chosen)
    result = play(drawn, [ann()], *(event(time, "purchase") for time in posted), enrol("10:00"))
    assert ended(result)[0] == status


def test_the_event_that_enrols_is_not_its_own_goal_and_the_next_one_is() -> None:
    steps = {"s1": sms("Thanks!"), "w": wait("P2D"), "s2": sms("Another?")}
    drawn = journey(on("purchase"), steps, goal=rule("happened.purchase"))
    once = play(drawn, [ann()], event("10:00", "purchase"))
    twice = play(drawn, [ann()], event("10:00", "purchase"), event("10:00", "purchase"))
    assert ended(once)[0] == "completed"
    assert ended(twice)[:2] == ("converted", "goal_reached")


def test_each_passage_counts_from_its_own_beginning() -> None:
    steps = {"w": wait("P1D"), "s": sms()}
    drawn = journey(on("cart", key="event.id"), steps, goal=rule("happened.purchase"))
    posted = event("10:00", "cart", id="a"), event("12:00", "purchase"), event("13:00", "cart", id="b")
    result = play(drawn, [ann()], *posted)
    assert [(enrolment.key, enrolment.status) for enrolment in result.enrolments] == [
        ("a", "converted"),
        ("b", "completed"),
    ]


def test_a_denied_event_counts_from_the_beginning_as_well() -> None:
    """ "Has not logged in" since entering, which is so at once; a branch still sees all that ever happened."""
    drawn = journey(MANUAL, {"s": sms()}, goal=rule("happened.login", "=", False))
    result = play(drawn, [ann()], event("09:00", "login"), enrol("10:00"))
    assert ended(result)[0] == "converted"
