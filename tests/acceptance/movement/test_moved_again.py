"""A webinar that is moved gets its reminders again; one that is called off and registered for again is a new one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rehearsing import (
    Json,
    Step,
    ann,
    at,
    ben,
    branch,
    email,
    ended,
    event,
    journey,
    leave,
    moment,
    on,
    play,
    reply,
    rows,
    sms,
    split,
    wait,
    wait_for,
    way,
    ways,
)


def before(offset: str, **data: Any) -> Step:
    return wait(relative={"to": "event.starts_at", "offset": offset}, if_past="continue", **data)


def webinar(
    *, last: Step | None = None, between: Step | None = None, again: str | None = None, **settings: Any
) -> Json:
    trigger = on(
        "registered", key="event.webinar", requires=["starts_at"], updated_by="moved", cancelled_by="off",
        **({} if again is None else {"when_moved": again}),
    )  # fmt: skip
    steps = {
        "day": before("-PT24H"),
        "text_day": sms("Day {{ event.starts_at | date: '%d' }}", opt_out_clause="never"),
        **({} if between is None else {"between": between}),
        "hour": before("-PT1H"),
        "text_hour": sms("Hour {{ event.starts_at | date: '%d' }}", opt_out_clause="never"),
        **({} if last is None else {"last": last}),
    }
    return journey(trigger, steps, message_class="transactional", **settings)


STARTS = "+3 18:00"


def registered(time: str = "10:00", contact: str = "ann") -> Json:
    return event(time, "registered", contact, webinar="w", starts_at=moment(STARTS))


def moved(time: str, to: str, contact: str | None = None, **more: Any) -> Json:
    return event(time, "moved", contact, webinar="w", starts_at=moment(to), **more)


DAY, HOUR = ("text_day", "+2 18:00"), ("text_hour", "+3 17:00")
NEW_DAY, NEW_HOUR = ("text_day", "+9 18:00"), ("text_hour", "+10 17:00")


@pytest.mark.parametrize(
    ("when", "to", "expected"),
    [
        ("+1 10:00", "+10 18:00", [NEW_DAY, NEW_HOUR]),  # nothing was passed
        ("+3 10:00", "+10 18:00", [DAY, NEW_DAY, NEW_HOUR]),
        ("+3 10:00", "+3 20:00", [DAY, ("text_hour", "+3 19:00")]),  # the day before is over
        ("+3 10:00", "+3 16:00", [DAY, ("text_hour", "+3 15:00")]),
        ("+3 17:30", "+3 20:00", [DAY, HOUR, ("text_hour", "+3 19:00")]),  # it was at its end
        ("+3 17:30", "+10 18:00", [DAY, HOUR, NEW_DAY, NEW_HOUR]),
        (
            "+4 17:30",
            "+10 18:00",
            [DAY, HOUR, NEW_DAY, NEW_HOUR],
        ),  # put off at the start, the new date told the next day
        ("+4 18:30", "+10 18:00", [DAY, HOUR]),  # over for more than a day
        ("+3 17:30", "+3 17:00", [DAY, HOUR]),
        ("+3 17:30", "+3 18:00", [DAY, HOUR]),  # nothing moved
    ],
)
@pytest.mark.parametrize("contact", ["ann", None])
@pytest.mark.parametrize(
    "last", [None, leave(), leave("Reminded")], ids=["the end", "an exit", "an exit with a reason"]
)
def test_a_webinar_that_is_moved_gets_the_reminders_that_lie_ahead_again(
    when: str, to: str, expected: list[tuple[str, str]], contact: str | None, last: Step | None
) -> None:
    result = play(webinar(last=last), [ann()], registered(), moved(when, to, contact))
    assert rows(result, "node_id", "at") == expected


def test_who_goes_back_is_told_the_new_date_and_the_path_says_why() -> None:
    result = play(webinar(), [ann()], registered(), moved("+3 10:00", "+10 18:00"))
    assert rows(result, "body", "state") == [("Day 05", "accepted"), ("Day 12", "accepted"), ("Hour 12", "accepted")]
    assert way(result) == "start day text_day hour.moved day text_day hour text_hour"
    assert [hop.reason for hop in result.enrolments[0].path if hop.outcome == "moved"] == ["date_moved"]


def test_waits_only_moves_the_wait_that_somebody_rests_at_and_no_other() -> None:
    drawn = webinar(again="waits_only")
    assert rows(play(drawn, [ann()], registered(), moved("+3 10:00", "+10 18:00")), "node_id", "at") == [DAY, NEW_HOUR]
    assert rows(play(drawn, [ann()], registered(), moved("+3 17:30", "+10 18:00")), "node_id", "at") == [DAY, HOUR]


def test_it_can_be_moved_again_and_again() -> None:
    moves = moved("+3 10:00", "+10 18:00"), moved("+10 10:00", "+17 18:00"), moved("+17 17:10", "+17 20:00")
    result = play(webinar(), [ann()], registered(), *moves)
    assert rows(result, "node_id", "at") == [
        DAY, NEW_DAY, ("text_day", "+16 18:00"), ("text_hour", "+17 17:00"), ("text_hour", "+17 19:00"),
    ]  # fmt: skip


def test_a_move_that_is_taken_back_finds_them_at_a_wait_whose_time_has_passed() -> None:
    """What becomes of them there is said by the wait, as for any date that moves into the past: here they go on."""
    result = play(webinar(), [ann()], registered(), moved("+3 10:00", "+10 18:00"), moved("+3 11:00", STARTS))
    assert rows(result, "node_id", "at") == [DAY, ("text_day", "+3 11:00"), HOUR]


def test_who_registered_late_gets_the_reminders_that_were_missed() -> None:
    result = play(webinar(), [ann()], registered("+3 10:00"), moved("+3 12:00", "+10 18:00"))
    assert rows(result, "node_id", "at") == [("text_day", "+3 10:00"), NEW_DAY, NEW_HOUR]


def test_a_passage_that_ended_because_all_was_missed_is_taken_up_again() -> None:
    trigger = on("registered", key="event.webinar", requires=["starts_at"], updated_by="moved")
    hour = wait(relative={"to": "event.starts_at", "offset": "-PT1H"}, if_past="missed")
    drawn = journey(trigger, {"hour": hour, "text": sms()})
    result = play(drawn, [ann()], registered("+3 17:30"), moved("+3 17:40", "+3 20:00"))
    assert rows(result, "node_id", "at") == [("text", "+3 19:00")]


def test_a_reminder_that_is_held_for_the_old_date_is_not_sent() -> None:
    drawn = webinar()
    drawn["settings"] |= {"message_class": "marketing", "quiet_hours": {"start": "12:00", "end": "23:00"}}
    # 18:00 UTC is 13:00 in New York: the day reminder is held until 23:00.
    result = play(drawn, [ann()], registered(), moved("+3 00:00", "+10 18:00"), until="+9 00:00")
    assert rows(result, "node_id", "state") == [("text_day", "cancelled")]
    assert [enrolment.at_step for enrolment in result.enrolments] == ["day"]


@pytest.mark.parametrize("overdue", ["send", "skip", "shift"])
def test_it_can_be_moved_in_a_pause(overdue: str) -> None:
    paused = at("+3 10:00", "pause"), moved("+3 17:30", "+10 18:00"), at("+4 10:00", "resume", overdue=overdue)
    result = play(webinar(), [ann()], registered(), *paused)
    assert rows(result, "node_id", "at", "reason") == [(*DAY, None), (*NEW_DAY, None), (*NEW_HOUR, None)]


@pytest.mark.parametrize("last", [None, leave()], ids=["the end", "an exit"])
def test_who_opted_out_converted_or_was_cancelled_is_not_taken_up_again(last: Step | None) -> None:
    goal = {"combinator": "and", "rules": [{"field": "happened.bought", "operator": "=", "value": True}]}
    steps = webinar(last=last, goal=goal)
    for timeline in (
        [event("+3 17:20", "bought")],
        [at("+3 16:00", "cancel", contact="ann")],
        [event("+3 16:00", "off", None, webinar="w")],
    ):
        come = [registered(), *timeline, moved("+3 17:30", "+10 18:00")]
        result = play(steps, [ann()], *come)
        said = [step for step, at_ in rows(result, "node_id", "at") if at_.startswith(("+9", "+10"))]
        # Who bought after the end is asked on the way.
        assert said == []
    stopped = play(webinar(last=last, on_opt_out="exit"), [ann()], registered(), reply("+3 10:00", "STOP"),
                   moved("+3 17:30", "+10 18:00"))  # fmt: skip
    assert rows(stopped, "node_id", "at") == [DAY]


@pytest.mark.parametrize("between", [branch(), split(), wait_for("clicked", "PT1H"), email(), wait("PT2H")], ids=str)
def test_what_lies_behind_the_wait_is_done_once_more(between: Step) -> None:
    people = [ann(email="ann@example.com"), ben()]
    drawn = webinar(between=between)
    if between[0] == "wait_for":
        drawn["edges"] += [{"id": "x", "source": "between", "sourceHandle": "timed_out", "target": "hour"}]
    if between[0] == "split":
        drawn["edges"] += [{"id": "x", "source": "between", "sourceHandle": "b", "target": "hour"}]
    come = registered(), registered(contact="ben"), moved("+3 10:00", "+10 18:00")
    result = play(drawn, people, *come)
    got = [(who, step, at_) for who, step, at_ in rows(result, "contact", "node_id", "at") if step != "between"]
    both = [DAY, NEW_DAY, NEW_HOUR]
    assert sorted(got) == sorted((who, *one) for who in ("ann", "ben") for one in both)
    arms = {hop.outcome for enrolment in result.enrolments for hop in enrolment.path if hop.node_id == "between"}
    if between[0] == "split":
        for one in result.enrolments:
            assert len({hop.outcome for hop in one.path if hop.node_id == "between"}) == 1
    assert arms


def test_without_a_new_date_nobody_goes_back_until_there_is_one() -> None:
    gone = event("+3 10:00", "moved", None, webinar="w", starts_at=None)
    result = play(webinar(), [ann()], registered(), gone, moved("+3 12:00", "+10 18:00"))
    assert rows(result, "node_id", "at") == [DAY, NEW_DAY, NEW_HOUR]


@pytest.mark.parametrize("re_entry", ["never", "after_exit", "always"])
def test_a_registration_that_is_called_off_and_made_again_enrols_again(re_entry: str) -> None:
    off = event("+1 10:00", "off", "ann", webinar="w")
    result = play(webinar(re_entry=re_entry), [ann()], registered(), off, registered("+1 12:00"))
    assert ways(result) == [("ann", "cancelled", "cancelled_by_event"), ("ann", "completed", None)]
    assert rows(result, "node_id", "at") == [DAY, HOUR]


def test_a_passage_that_a_person_cancelled_or_that_ran_its_course_still_holds_its_place() -> None:
    by_hand = play(webinar(), [ann()], registered(), at("+1 10:00", "cancel", contact="ann"), registered("+1 12:00"))
    assert ways(by_hand) == [("ann", "cancelled", "cancelled")]
    over = play(webinar(), [ann()], registered(), registered("+3 17:30"))
    assert ways(over) == [("ann", "completed", None)]


def test_a_new_passage_is_moved_and_the_one_that_was_called_off_is_not() -> None:
    off = event("+1 10:00", "off", "ann", webinar="w")
    result = play(webinar(), [ann()], registered(), off, registered("+1 12:00"), moved("+3 10:00", "+10 18:00"))
    assert rows(result, "node_id", "at") == [DAY, NEW_DAY, NEW_HOUR]
    assert ended(play(webinar(), [ann()], registered(), off))[0] == "cancelled"
