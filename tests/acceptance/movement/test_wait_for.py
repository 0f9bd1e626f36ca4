"""Waiting for an event, for a START, for what a phone does."""

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
    branch,
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
    wait_for,
    way,
)


def cart(awaited: Step | None = None, **settings: Any) -> Json:
    steps = {"order": awaited or wait_for("order"), "thanks": sms("Thanks"), "remind": sms("Still there?")}
    return journey(
        on("cart", key="event.id"), steps,
        "order.happened>thanks order.timed_out>remind thanks.next> remind.next>", **settings,
    )  # fmt: skip


CART = event("10:00", "cart", id="a")


@pytest.mark.parametrize(
    ("ordered", "outcome", "sent"),
    [
        (None, "timed_out", ("remind", "+1 10:00")),
        ("10:00", "happened", ("thanks", "10:00")),  # in the same moment, after the cart
        ("10:00:01", "happened", ("thanks", "10:00:01")),
        ("22:00", "happened", ("thanks", "22:00")),
        ("+1 09:59:59", "happened", ("thanks", "+1 09:59:59")),
        ("+1 10:00", "happened", ("thanks", "+1 10:00")),  # up to the time-out
        ("+1 10:00:01", "timed_out", ("remind", "+1 10:00")),
    ],
)
def test_an_event_that_is_received_in_time_beats_the_time_out(
    ordered: str | None, outcome: str, sent: tuple[str, str]
) -> None:
    posted = [CART] if ordered is None else [CART, event(ordered, "order")]
    result = play(cart(), [ann()], *posted)
    assert rows(result, "node_id", "at") == [sent]
    assert way(result).split()[1] == f"order.{outcome}"


def test_what_enrolled_does_not_count_as_awaited() -> None:
    drawn = journey(on("order"), {"again": wait_for("order"), "thanks": sms("Twice!")})
    once = play(drawn, [ann()], event("10:00", "order"))
    twice = play(drawn, [ann()], event("10:00", "order"), event("10:00", "order"))
    assert (rows(once), rows(twice, "node_id", "at")) == ([], [("thanks", "10:00")])


def test_two_waits_in_a_row_take_two_events() -> None:
    steps = {"one": wait_for("order"), "two": wait_for("order"), "thanks": sms("Twice!")}
    drawn = journey(on("cart"), steps)
    once = play(drawn, [ann()], CART, event("11:00", "order"))
    in_one_moment = play(drawn, [ann()], CART, event("11:00", "order"), event("11:00", "order"))
    assert rows(once) == []
    assert rows(in_one_moment, "node_id", "at") == [("thanks", "11:00")]


def test_round_a_loop_each_event_counts_once() -> None:
    steps = {"order": wait_for("order"), "thanks": sms("Thanks")}
    drawn = journey(on("cart"), steps, "order.happened>thanks thanks.next>order order.timed_out>")
    result = play(drawn, [ann()], CART, *(event("11:00", "order") for _ in range(3)), event("12:00", "order"))
    assert rows(result, "node_id", "visit", "at") == [
        ("thanks", 1, "11:00"),
        ("thanks", 2, "11:00"),
        ("thanks", 3, "11:00"),
        ("thanks", 4, "12:00"),
    ]


def test_the_word_that_let_somebody_in_is_not_their_answer() -> None:
    steps = {"ask": sms("Welcome! Red or blue?"), "answer": wait_for("sms.replied"), "thanks": sms("Great")}
    drawn = journey({"kind": "keyword", "keyword": "JOIN"}, steps)
    silent = play(drawn, [ann()], reply("10:00", "JOIN"))
    answered = play(drawn, [ann()], reply("10:00", "JOIN"), reply("10:05", "Red"))
    assert rows(silent, "node_id") == [("ask",)]
    assert rows(answered, "node_id", "at") == [("ask", "10:00"), ("thanks", "10:05")]


def test_the_start_that_answered_a_question_is_not_the_next_answer() -> None:
    steps = {
        "may": ("ask_opt_in", {"body": "Reply START to get texts from us", "timeout": "P7D"}),
        "ask": sms("Red or blue?"),
        "answer": wait_for("sms.replied"),
        "thanks": sms("Great"),
    }
    people = [person("ann", ANN, None)]
    drawn = journey(MANUAL, steps)
    silent = play(drawn, people, enrol("10:00"), reply("10:01", "START"))
    answered = play(drawn, people, enrol("10:00"), reply("10:01", "START"), reply("10:05", "Red"))
    assert rows(silent, "node_id") == [("may",), ("ask",)]
    assert ("thanks", "10:05") in rows(answered, "node_id", "at")


def test_an_event_before_the_wait_does_not_count() -> None:
    result = play(cart(), [ann()], event("09:59", "order"), CART)
    assert rows(result, "node_id") == [("remind",)]


def test_another_contacts_event_does_not_count() -> None:
    result = play(cart(), [ann(), person("ben", "+12125550102")], CART, event("11:00", "order", "ben"))
    assert rows(result, "node_id") == [("remind",)]


def test_several_events_decide_once() -> None:
    result = play(cart(), [ann()], CART, *(event(f"11:0{n}", "order") for n in range(3)))
    assert rows(result, "node_id", "at") == [("thanks", "11:00")]


def test_only_an_event_that_fits_the_condition_counts() -> None:
    drawn = cart(wait_for("order", where=rule("event.total", ">=", 50)))
    result = play(drawn, [ann()], CART, event("11:00", "order", total=20), event("12:00", "order", total=70))
    assert rows(result, "node_id", "at") == [("thanks", "12:00")]


def test_a_condition_can_compare_with_the_event_that_enrolled() -> None:
    where = rule("entry.plan", "=", "pro")
    drawn = cart(wait_for("order", where=where))
    people = [ann(), person("ben", "+12125550102")]
    carts = event("10:00", "cart", id="a", plan="pro"), event("10:00", "cart", "ben", id="b", plan="free")
    result = play(drawn, people, *carts, event("11:00", "order"), event("11:00", "order", "ben"))
    assert sorted(rows(result, "contact", "node_id")) == [("ann", "thanks"), ("ben", "remind")]


def test_with_match_key_two_passages_of_one_contact_are_told_apart() -> None:
    drawn = cart(wait_for("order", match_key=True), re_entry="always")
    result = play(drawn, [ann()], CART, event("10:00", "cart", id="b"), event("11:00", "order", id="b"))
    assert [(enrolment.key, enrolment.path[1].outcome) for enrolment in result.enrolments] == [
        ("a", "timed_out"),
        ("b", "happened"),
    ]


def test_without_match_key_an_event_counts_for_all_passages_of_the_contact() -> None:
    drawn = cart(re_entry="always")
    result = play(drawn, [ann()], CART, event("10:00", "cart", id="b"), event("11:00", "order", id="b"))
    assert [enrolment.path[1].outcome for enrolment in result.enrolments] == ["happened", "happened"]


def test_events_received_while_the_contact_was_on_the_way_to_the_wait_count() -> None:
    steps = {"hour": wait("PT1H"), "order": wait_for("order"), "thanks": sms("Thanks")}
    drawn = journey(on("cart"), steps)
    early = play(drawn, [ann()], event("10:00", "cart"), event("10:59:59", "order"))
    in_time = play(drawn, [ann()], event("10:00", "cart"), event("11:00", "order"))
    assert rows(early) == []
    assert rows(in_time, "node_id", "at") == [("thanks", "11:00")]


def test_a_time_out_in_days_is_on_the_contacts_calendar() -> None:
    drawn = cart(wait_for("order", "P7D"))
    assert rows(play(drawn, [ann()], CART), "node_id", "at") == [("remind", "+7 09:00")]


def test_a_goal_beats_the_wait() -> None:
    drawn = cart(goal=rule("happened.order"))
    result = play(drawn, [ann()], CART, event("11:00", "order"))
    assert ended(result) == ("converted", "goal_reached", "11:00")


def test_a_reply_to_a_message_can_be_waited_for() -> None:
    steps = {"ask": sms("Interested?"), "answer": wait_for("sms.replied"), "thanks": sms("Great")}
    result = play(journey(MANUAL, steps), [ann()], enrol("10:00"), reply("10:30", "Yes please"))
    assert rows(result, "node_id", "at") == [("ask", "10:00"), ("thanks", "10:30")]


def test_a_branch_sees_which_message_was_replied_to() -> None:
    steps = {
        "ask": sms("Interested?"),
        "day": wait("P1D"),
        "said": branch(rule("message.ask", "=", "replied")),
        "hi": sms(),
    }
    drawn = journey(MANUAL, steps)
    silent = play(drawn, [ann()], enrol("10:00"))
    answered = play(drawn, [ann()], enrol("10:00"), reply("10:30", "Tell me more"))
    assert [len(silent.messages), len(answered.messages)] == [1, 2]


ASK = journey(
    MANUAL,
    {"ask": ("ask_opt_in", {"body": "Reply START to get texts from us", "timeout": "P7D"}),
     "welcome": sms("Welcome"), "mail": email()},
    "ask.opted_in>welcome ask.timed_out>mail welcome.next>",
)  # fmt: skip


@pytest.mark.parametrize(
    ("consent", "said", "expected"),
    [
        (None, [reply("12:00", "START")], [("ask", "10:00", None), ("welcome", "12:00", None)]),
        (None, [reply("12:00", "yes")], [("ask", "10:00", None), ("welcome", "12:00", None)]),
        (None, [], [("ask", "10:00", None), ("mail", "+7 09:00", None)]),
        (None, [reply("12:00", "maybe")], [("ask", "10:00", None), ("mail", "+7 09:00", None)]),
        (None, [reply("12:00", "STOP")], [("ask", "10:00", None), ("mail", "12:00", None)]),
        ("opted_in", [], [("welcome", "10:00", None)]),
        ("opted_out", [], [("mail", "10:00", None)]),
    ],
)
def test_asking_for_an_opt_in(
    consent: str | None, said: list[Json], expected: list[tuple[str, str, str | None]]
) -> None:
    result = play(ASK, [person("ann", ANN, consent, email="a@example.com")], enrol("10:00"), *said)
    assert rows(result, "node_id", "at", "reason") == expected


def test_who_was_asked_elsewhere_is_not_asked_twice_but_waits_as_long() -> None:
    asked = person("ann", ANN, "pending", email="a@example.com")
    silent = play(ASK, [asked], enrol("10:00"))
    answered = play(ASK, [asked], enrol("10:00"), reply("12:00", "START"))
    assert rows(silent, "node_id", "at") == [("mail", "+7 09:00")]
    assert rows(answered, "node_id", "at") == [("welcome", "12:00")]


@pytest.mark.parametrize(("said", "way_out", "sent"), [("START", "opted_in", "welcome"), ("STOP", "timed_out", "mail")])
def test_who_answers_while_the_question_is_held_is_not_asked(said: str, way_out: str, sent: str) -> None:
    night = ASK | {"settings": {"quiet_hours": {"start": "21:00", "end": "08:00"}}}
    result = play(night, [person("ann", ANN, None, email="a@example.com")], enrol("04:00"), reply("05:00", said))
    assert way(result).split()[1] == f"ask.{way_out}"
    assert [line for line in rows(result, "node_id", "state") if line[1] == "accepted"] == [(sent, "accepted")]


def test_the_question_is_sent_once_while_it_is_open() -> None:
    ask: Step = "ask_opt_in", {"body": "Reply START to get texts", "timeout": "P1D"}
    drawn = journey(on("visit"), {"ask": ask, "welcome": sms("Hi")}, re_entry="always")
    result = play(
        drawn, [person("ann", ANN, None)], event("10:00", "visit"), event("11:00", "visit"), reply("12:00", "START")
    )
    assert rows(result, "node_id", "at") == [("ask", "10:00"), ("welcome", "12:00"), ("welcome", "12:00")]


def test_what_waits_for_an_opt_in_is_not_marketing_before_it() -> None:
    drawn = journey(on("news"), {"text": sms()}, re_entry="always")
    pending = person("ann", ANN, "pending")
    result = play(drawn, [pending], event("10:00", "news"), reply("11:00", "START"), event("12:00", "news"),
                  event("+40 10:00", "news"))  # fmt: skip
    assert rows(result, "at", "reason") == [("10:00", "consent_pending"), ("12:00", None), ("+40 10:00", None)]


def test_a_request_to_opt_in_lapses_after_30_days() -> None:
    drawn = journey(on("news"), {"text": sms()}, re_entry="always")
    result = play(drawn, [person("ann", ANN, "pending")], event("10:00", "news"), event("+31 10:00", "news"))
    assert rows(result, "reason") == [("consent_pending",), ("consent_unknown",)]


def test_an_update_while_somebody_waits_for_an_event_changes_what_later_steps_see() -> None:
    trigger = on("booked", key="event.id", updated_by="changed")
    steps = {"paid": wait_for("paid", match_key=True), "text": sms("{{ event.room }}", opt_out_clause="never")}
    posted = event("10:00", "booked", id="a", room="12"), event("11:00", "changed", None, id="a", room="14")
    result = play(journey(trigger, steps), [ann()], *posted, event("12:00", "paid", id="a"))
    assert rows(result, "body") == [("14",)]


def test_a_null_in_an_update_removes_the_property() -> None:
    trigger = on("booked", key="event.id", updated_by="changed")
    steps = {"hour": wait("PT1H"), "text": sms("Room {{ event.room | default: 'any' }}", opt_out_clause="never")}
    posted = event("10:00", "booked", id="a", room="12"), event("10:30", "changed", None, id="a", room=None)
    assert rows(play(journey(trigger, steps), [ann()], *posted), "body") == [("Room any",)]


def test_an_opted_out_contact_does_not_wait_for_an_event_with_only_texts_behind_it() -> None:
    result = play(cart(), [ann()], CART, at("11:00", "reply", from_=ANN, body="STOP"))
    assert ended(result) == ("completed", "only_sms_ahead", "11:00")
