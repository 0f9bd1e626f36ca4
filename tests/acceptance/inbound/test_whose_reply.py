"""A reply belongs to the message it answers; a question that was answered before it could be asked is called off."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import (
    ANN,
    Json,
    ann,
    at,
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
    update,
    wait,
    wait_for,
    way,
)


def appointments(*, key: str | None = "event.id", **awaited: Any) -> Json:
    trigger = on("appt", **({} if key is None else {"key": key, "requires": ["at"]}))
    steps = {
        "w": wait(relative={"to": "event.at", "offset": "-P1D"}) if key else wait("PT1H"),
        "s": sms("Tomorrow. Reply YES."),
        "r": wait_for("sms.replied", "PT4H", **awaited),
        "y": update(add_tags=["confirmed"]),
        "n": sms("No answer, please call."),
    }
    return journey(
        trigger, steps, "r.happened>y r.timed_out>n y.next>", re_entry="always", message_class="transactional"
    )


def outcomes(result: Any) -> list[str | None]:
    """How each passage left the wait for the reply, in order of enrolment."""
    return [
        next((hop.outcome for hop in enrolment.path if hop.node_id == "r"), None) for enrolment in result.enrolments
    ]


TWO = (
    event("09:00", "appt", id="A", at="2026-03-05T10:00:00Z"),
    event("09:00:01", "appt", id="B", at="2026-03-05T12:00:00Z"),
)


@pytest.mark.parametrize(
    ("match_key", "replied", "left"),
    [
        (True, "+2 12:30", ["timed_out", "happened"]),
        (True, "+2 10:30", ["happened", "timed_out"]),
        (False, "+2 12:30", ["happened", "happened"]),
        (True, "+2 16:30", ["timed_out", "timed_out"]),
    ],
)
def test_a_yes_confirms_the_appointment_it_answers(match_key: bool, replied: str, left: list[str]) -> None:
    result = play(appointments(match_key=match_key), [ann()], *TWO, reply(replied, "YES"))
    assert outcomes(result) == left


def test_it_does_so_without_a_key_too() -> None:
    drawn = appointments(key=None, match_key=True)
    result = play(drawn, [ann()], event("09:00", "appt"), event("10:00", "appt"), reply("11:30", "YES"))
    assert outcomes(result) == ["timed_out", "happened"]


def test_of_two_contacts_with_one_number_the_one_it_was_sent_to_is_meant() -> None:
    people = [person("ann", ANN), person("anna", ANN)]
    posted = (
        event("09:00", "appt", "ann", id="A", at="2026-03-05T10:00:00Z"),
        event("09:00", "appt", "anna", id="A", at="2026-03-05T12:00:00Z"),
    )
    result = play(appointments(match_key=True), people, *posted, reply("+2 12:30", "YES"))
    assert outcomes(result) == ["timed_out", "happened"]


def test_a_condition_on_the_words_still_holds() -> None:
    drawn = appointments(match_key=True, where=rule("event.body", "=", "YES"))
    result = play(drawn, [ann()], *TWO, reply("+2 12:30", "maybe"), reply("+2 13:00", "YES"))
    assert outcomes(result) == ["timed_out", "happened"]
    assert [hop.at for hop in result.enrolments[1].path if hop.node_id == "r"] == [1_772_629_200_000]


def test_a_stop_belongs_to_a_message_as_any_reply() -> None:
    steps = {"s": sms(), "r": wait_for("sms.opted_out", "P1D", match_key=True), "tag": update(add_tags=["x"])}
    drawn = journey(on("hi"), steps, re_entry="always", message_class="transactional")
    result = play(drawn, [ann()], event("11:00", "hi"), event("12:00", "hi"), reply("12:30", "STOP"))
    assert outcomes(result) == ["timed_out", "happened"]


def test_so_does_the_start_after_it() -> None:
    steps = {"s": sms(), "r": wait_for("sms.opted_in", "P1D", match_key=True), "tag": update(add_tags=["x"])}
    drawn = journey(on("hi"), steps, re_entry="always", message_class="transactional")
    said = reply("12:30", "STOP"), reply("12:40", "START")
    result = play(drawn, [ann()], event("11:00", "hi"), event("12:00", "hi"), *said)
    assert outcomes(result) == ["timed_out", "happened"]


ASKING = {
    "a": ("ask_opt_in", {"body": "Reply START to get texts", "timeout": "P2D"}),
    "s": sms("welcome", opt_out_clause="never"),
    "n": update(add_tags=["no"]),
}
NIGHT = {"start": "21:00", "end": "08:00"}


def asking(**settings: Any) -> Json:
    return journey(on("hi"), ASKING, "a.opted_in>s a.timed_out>n s.next>", **settings)


@pytest.mark.parametrize(
    ("answer", "way_on", "question"),
    [
        (reply("04:00", "START"), "start a.opted_in s", ("a", "04:00", "cancelled", "not_asked")),
        (reply("04:00", "STOP"), "start a.timed_out n", ("a", "04:00", "skipped", "opted_out")),
        (
            at("04:00", "update_contact", contact="ann", sms_consent={"state": "opted_in", "source": "web form"}),
            "start a.opted_in s",
            ("a", "04:00", "cancelled", "not_asked"),
        ),
        (None, "start a.asked a.timed_out n", ("a", "13:00", "accepted", None)),
    ],
)
def test_a_question_that_is_answered_while_it_is_held_is_not_asked(
    answer: Json | None, way_on: str, question: tuple[str, str, str, str | None]
) -> None:
    posted = [event("03:00", "hi")] + ([] if answer is None else [answer])
    result = play(asking(quiet_hours=NIGHT), [person("ann", ANN, None)], *posted)
    assert way(result) == way_on
    assert rows(result, "node_id", "at", "state", "reason")[0] == question
    assert not [message for message in result.messages if message.state == "planned"]


def test_a_question_that_a_pause_holds_is_called_off_by_a_start() -> None:
    paused = at("09:00", "pause"), event("10:00", "hi"), reply("11:00", "START"), at("12:00", "resume", overdue="send")
    result = play(asking(), [person("ann", ANN, None)], *paused)
    assert way(result) == "start a.opted_in s"
    assert rows(result, "node_id", "state") == [("s", "accepted")]


def test_a_number_asked_by_another_passage_is_not_asked_again_and_nothing_stays_planned() -> None:
    people = [person("ann", ANN, None), person("anna", ANN, None)]
    posted = event("03:00", "hi", "ann"), event("03:30", "hi", "anna"), reply("14:00", "START")
    result = play(asking(quiet_hours=NIGHT), people, *posted)
    assert [enrolment.status for enrolment in result.enrolments] == ["completed", "completed"]
    assert sorted(message.state for message in result.messages if message.node_id == "a") == ["accepted", "cancelled"]


def test_manual_journeys_ask_by_match_key_too() -> None:
    steps = {"s": sms(), "r": wait_for("sms.replied", "P1D", match_key=True), "y": update(add_tags=["yes"])}
    drawn = journey(MANUAL, steps, re_entry="always")
    result = play(drawn, [ann()], enrol("10:00"), enrol("12:00"), reply("13:00", "ok"))
    assert outcomes(result) == ["timed_out", "happened"]


@pytest.mark.parametrize(("kind", "words"), [("other", "What is that?"), ("help", "HELP"), ("opt_out", "STOP")])
def test_a_reply_starts_what_asks_for_its_kind_at_once(kind: str, words: str) -> None:
    trigger = on("sms.replied", where=rule("event.kind", "=", kind))
    started = play(journey(trigger, {"t": update(add_tags=["wrote"])}, "t.next>"), [ann()], reply("10:00", words))
    assert len(started.enrolments) == 1

    others = on("sms.replied", where=rule("event.kind", "!=", kind))
    left_out = play(journey(others, {"t": update(add_tags=["wrote"])}, "t.next>"), [ann()], reply("10:00", words))
    assert not left_out.enrolments


def test_a_wait_for_a_kind_of_reply_goes_on_with_it_at_once() -> None:
    waiting = wait_for("sms.replied", "PT4H", where=rule("event.kind", "=", "other"))
    steps = {"s": sms("Reply with your size."), "r": waiting}
    result = play(
        journey(MANUAL, steps, "s.next>r r.happened> r.timed_out>"), [ann()], enrol("09:00"), reply("10:00", "L")
    )
    assert outcomes(result) == ["happened"]
