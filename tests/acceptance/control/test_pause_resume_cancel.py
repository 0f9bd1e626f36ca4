"""Pause, resume and cancel: each does the one thing it says."""

from __future__ import annotations

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import (
    Json,
    ann,
    at,
    ben,
    ended,
    enrol,
    event,
    journey,
    moment,
    on,
    play,
    rows,
    sms,
    wait,
    wait_for,
    way,
    ways,
)

HOUR_THEN_TEXT = {"hour": wait("PT1H"), "text": sms(), "day": wait("P1D"), "later": sms()}
PAUSE = at("10:30", "pause")


def resume(time: str, overdue: str) -> Json:
    return at(time, "resume", overdue=overdue)


def test_nothing_is_sent_while_a_journey_is_paused() -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann()], enrol("10:00"), PAUSE)
    assert rows(result) == []
    assert [(enrolment.status, enrolment.at_step) for enrolment in result.enrolments] == [("active", "hour")]


@pytest.mark.parametrize(
    ("overdue", "messages"),
    [
        # Due at 11:00, in the pause from 10:30 to 12:00.
        ("send", [("text", "12:00", None), ("later", "+1 12:00", None)]),
        ("skip", [("text", "12:00", "paused"), ("later", "+1 12:00", None)]),
        ("shift", [("text", "12:30", None), ("later", "+1 12:30", None)]),
    ],
)
def test_what_came_due_in_a_pause(overdue: str, messages: list[tuple[str, str, str | None]]) -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann()], enrol("10:00"), PAUSE, resume("12:00", overdue))
    assert rows(result, "node_id", "at", "reason") == messages


@pytest.mark.parametrize(
    ("overdue", "at_"),
    # Due at 11:00, after the pause from 10:30 to 10:45.
    [("send", "11:00"), ("skip", "11:00"), ("shift", "11:15")],
)
def test_what_comes_due_after_a_pause_that_somebody_waited_through(overdue: str, at_: str) -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann()], enrol("10:00"), PAUSE, resume("10:45", overdue))
    assert rows(result, "node_id", "at", "reason")[0] == ("text", at_, None)


@pytest.mark.parametrize("overdue", ["send", "shift"])
def test_a_dated_wait_that_comes_due_after_the_pause_never_moves(overdue: str) -> None:
    drawn = journey(MANUAL, {"date": wait(until=moment("11:00")), "text": sms()})
    assert rows(play(drawn, [ann()], enrol("10:00"), PAUSE, resume("10:45", overdue)), "at") == [("11:00",)]


DATED = {
    "a moment": wait(until=moment("11:00")),
    "a contact's date": wait(relative={"to": "contact.renewal", "offset": "-PT1H"}),
    "a birthday": wait(relative={"to": "contact.born", "yearly": True}),
}
RENEWING = ann(attributes={"renewal": moment("12:00"), "born": "1990-03-02T11:00:00Z"})


@pytest.mark.parametrize("date", DATED)
@pytest.mark.parametrize(
    ("overdue", "if_past", "connected", "expected"),
    [
        ("send", "missed", True, [("text", "12:00", None)]),
        ("skip", "missed", True, [("text", "12:00", "paused")]),
        # The date is past by now, and the step says what becomes of those who missed it.
        ("shift", "missed", True, [("late", "12:00", None)]),
        ("shift", "continue", True, [("late", "12:00", None)]),
        ("shift", "missed", False, []),
        ("shift", "continue", False, [("text", "12:00", None)]),
    ],
)
def test_a_dated_wait_that_came_due_in_the_pause(
    date: str, overdue: str, if_past: str, connected: bool, expected: list[tuple[str, str, str | None]]
) -> None:
    kind, data = DATED[date]
    steps = {"date": (kind, data | {"if_past": if_past}), "text": sms(), "late": sms()}
    lines = "date.next>text text.next> " + ("date.missed>late" if connected else "")
    if not connected:
        del steps["late"]
    result = play(journey(MANUAL, steps, lines), [RENEWING], enrol("10:00"), PAUSE, resume("12:00", overdue))
    assert rows(result, "node_id", "at", "reason") == expected


@pytest.mark.parametrize(
    ("overdue", "goes"),
    # Nine o'clock in New York came at 14:00, in the pause; on the next day it comes again.
    [("send", "17:00"), ("shift", "+1 14:00")],
)
def test_a_time_of_day_stays_at_its_hour(overdue: str, goes: str) -> None:
    drawn = journey(MANUAL, {"nine": wait(at={"time": "09:00"}), "text": sms()})
    result = play(drawn, [ann()], enrol("10:00"), at("13:00", "pause"), resume("17:00", overdue))
    assert rows(result, "at") == [(goes,)]


def test_a_time_out_moves_with_shift() -> None:
    drawn = journey(on("cart"), {"order": wait_for("order", "PT1H"), "text": sms()}, "order.timed_out>text")
    result = play(drawn, [ann()], event("10:00", "cart"), PAUSE, resume("12:00", "shift"))
    assert rows(result, "at") == [("12:30",)]


def test_an_awaited_event_that_comes_in_a_pause_counts_when_the_journey_goes_on() -> None:
    drawn = journey(on("cart"), {"order": wait_for("order", "PT1H"), "thanks": sms()})
    result = play(drawn, [ann()], event("10:00", "cart"), PAUSE, event("10:40", "order"), resume("12:00", "send"))
    assert rows(result, "node_id", "at") == [("thanks", "12:00")]
    assert way(result) == "start order.happened thanks"


def test_a_paused_journey_takes_contacts_in_and_holds_them() -> None:
    drawn = journey(on("order"), {"text": sms()})
    result = play(drawn, [ann()], PAUSE, event("11:00", "order"), resume("12:00", "send"))
    assert rows(result, "at", "state") == [("12:00", "accepted")]


def test_a_message_that_quiet_hours_hold_comes_due_in_a_pause() -> None:
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours={"start": "21:00", "end": "08:00"})
    paused = at("12:00", "pause")
    sent = play(drawn, [ann()], enrol("04:00"), paused, resume("14:00", "send"))
    skipped = play(drawn, [ann()], enrol("04:00"), paused, resume("14:00", "skip"))
    assert rows(sent, "at", "state") == [("14:00", "accepted")]
    assert rows(skipped, "at", "reason") == [("14:00", "paused")]


def test_only_the_next_send_is_skipped_also_when_it_lies_behind_another_wait() -> None:
    drawn = journey(
        MANUAL, {"hour": wait("PT1H"), "two": wait("PT2H"), "text": sms(), "day": wait("P1D"), "later": sms()}
    )
    result = play(drawn, [ann()], enrol("10:00"), PAUSE, resume("12:00", "skip"))
    assert rows(result, "node_id", "at", "reason") == [("text", "14:00", "paused"), ("later", "+1 14:00", None)]


def test_pausing_twice_and_resuming_what_runs_are_told() -> None:
    again = at("10:40", "pause")
    result = play(
        journey(MANUAL, HOUR_THEN_TEXT),
        [ann()],
        enrol("10:00"),
        PAUSE,
        again,
        resume("12:00", "send"),
        resume("13:00", "send"),
    )
    assert [(one.do, one.detail) for one in result.refused] == [
        ("resume", "the journey is live; only a paused one can be resumed")
    ]
    assert rows(result, "at")[0] == ("12:00",)


def test_a_cancelled_contact_gets_nothing_more_and_the_others_do() -> None:
    people = [ann(), ben()]
    result = play(
        journey(MANUAL, HOUR_THEN_TEXT), people, enrol("10:00", "ann", "ben"), at("12:00", "cancel", contact="ann")
    )
    assert rows(result, "contact", "node_id") == [("ann", "text"), ("ben", "text"), ("ben", "later")]
    assert ended(result, "ann") == ("cancelled", "cancelled", "12:00")


def test_cancelling_takes_a_held_message_with_it() -> None:
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours={"start": "21:00", "end": "08:00"})
    result = play(drawn, [ann()], enrol("04:00"), at("06:00", "cancel", contact="ann"))
    assert rows(result, "state", "reason") == [("cancelled", "enrolment_ended")]


def test_cancelling_the_journey_ends_everybody() -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann(), ben()], enrol("10:00", "ann", "ben"), at("10:30", "cancel"))
    assert rows(result) == []
    assert ways(result) == [("ann", "cancelled", "journey_cancelled"), ("ben", "cancelled", "journey_cancelled")]


def test_a_cancelled_journey_takes_nobody_in() -> None:
    drawn = journey(on("order"), {"text": sms()})
    result = play(drawn, [ann()], at("10:00", "cancel"), event("11:00", "order"))
    assert result.enrolments == ()


def test_a_paused_journey_can_be_cancelled() -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann()], enrol("10:00"), PAUSE, at("11:00", "cancel"))
    assert ended(result) == ("cancelled", "journey_cancelled", "11:00")


def test_cancelling_somebody_who_is_not_under_way_is_told() -> None:
    result = play(journey(MANUAL, HOUR_THEN_TEXT), [ann()], at("10:00", "cancel", contact="ann"))
    assert [one.do for one in result.refused] == ["cancel"]


def test_an_event_can_cancel_by_its_key() -> None:
    trigger = on("booked", key="event.id", cancelled_by="called_off")
    drawn = journey(trigger, {"day": wait("P1D"), "text": sms()})
    booked = event("10:00", "booked", id="a"), event("10:00", "booked", id="b"), event("10:00", "booked", "ben", id="a")
    result = play(drawn, [ann(), ben()], *booked, event("12:00", "called_off", None, id="a"))
    assert [
        (enrolment.contact, enrolment.key, enrolment.status, enrolment.reason) for enrolment in result.enrolments
    ] == [
        ("ann", "a", "cancelled", "cancelled_by_event"),
        ("ann", "b", "completed", None),
        ("ben", "a", "cancelled", "cancelled_by_event"),
    ]
