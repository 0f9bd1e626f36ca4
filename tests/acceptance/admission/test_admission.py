"""Who comes into a journey, how often, and on which version."""

from __future__ import annotations

import pytest

from tests.support.drawn import AUDIENCE, EVERYBODY, MANUAL
from tests.support.rehearsing import (
    ANN,
    Json,
    ann,
    at,
    ben,
    branch,
    ended,
    enrol,
    event,
    journey,
    leave,
    on,
    person,
    play,
    reply,
    rows,
    rule,
    shown_time,
    sms,
    update,
    wait,
    wait_for,
    way,
    ways,
)

DAY_THEN_TEXT = {"day": wait("P1D"), "text": sms()}
PRO = rule("contact.plan", "=", "pro")


def order(time: str, number: str | None = None, contact: str = "ann") -> Json:
    return event(time, "order", contact, **({} if number is None else {"id": number}))


@pytest.mark.parametrize(
    ("re_entry", "times"),
    [
        # While in, after leaving (the first way ends on day 1), and once more.
        ("never", ["10:00"]),
        ("after_exit", ["10:00", "+2 10:00", "+4 10:00"]),
        ("always", ["10:00", "11:00", "+2 10:00", "+4 10:00"]),
    ],
)
def test_how_often_the_same_contact_comes_in(re_entry: str, times: list[str]) -> None:
    drawn = journey(on("order"), DAY_THEN_TEXT, re_entry=re_entry)
    result = play(drawn, [ann()], order("10:00"), order("11:00"), order("+2 10:00"), order("+4 10:00"))
    assert [shown_time(enrolment.enrolled_at) for enrolment in result.enrolments] == times


@pytest.mark.parametrize(
    ("re_entry", "keys"),
    [
        ("never", ["a", "b"]),
        ("after_exit", ["a", "b", "a"]),
        ("always", ["a", "b", "a"]),
    ],
)
def test_with_a_key_each_value_has_a_place_of_its_own(re_entry: str, keys: list[str]) -> None:
    drawn = journey(on("order", key="event.id"), DAY_THEN_TEXT, re_entry=re_entry)
    posted = order("10:00", "a"), order("10:01", "a"), order("10:02", "b"), order("+2 10:00", "a")
    result = play(drawn, [ann()], *posted)
    assert [enrolment.key for enrolment in result.enrolments] == keys


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (100, 100.0, True),
        (100.0, 100, True),
        (100, "100", True),
        (12.5, 12.50, True),
        (-0.0, 0, True),
        (10**17, 1e17, True),
        ("100", "100.0", False),
        (100, "100.0", False),
        ("007", 7, False),
        (True, 1, False),
        (100, 100.5, False),
    ],
)
def test_keys_that_are_numbers_are_one_by_value_and_text_as_it_is_written(
    one: object, other: object, same: bool
) -> None:
    drawn = journey(on("order", key="event.id", cancelled_by="order.off"), DAY_THEN_TEXT)
    posted = [event(time, "order", id=value) for time, value in (("10:00", one), ("10:01", other))]
    assert len(play(drawn, [ann()], *posted).enrolments) == (1 if same else 2)
    called_off = play(drawn, [ann()], posted[0], event("11:00", "order.off", None, id=other))
    assert ways(called_off)[0][1] == ("cancelled" if same else "completed")


def test_keys_of_two_contacts_do_not_meet() -> None:
    drawn = journey(on("order", key="event.id"), DAY_THEN_TEXT)
    result = play(drawn, [ann(), ben()], order("10:00", "a"), order("10:00", "a", "ben"))
    assert [(enrolment.contact, enrolment.key) for enrolment in result.enrolments] == [("ann", "a"), ("ben", "a")]


def test_the_same_event_posted_twice_under_one_id_enrols_once() -> None:
    drawn = journey(on("order"), DAY_THEN_TEXT, re_entry="always")
    twice = [at(time, "event", name="order", contact="ann", id="evt-1") for time in ("10:00", "10:05")]
    assert len(play(drawn, [ann()], *twice).enrolments) == 1


def test_an_event_without_what_the_trigger_requires_is_refused_by_name() -> None:
    drawn = journey(on("order", key="event.id", requires=["total"]), DAY_THEN_TEXT)
    result = play(drawn, [ann()], order("10:00"), order("11:00", "a"))
    assert [one.do for one in result.refused] == ["event", "event"]
    assert "total, id" in result.refused[0].detail
    assert "total" in result.refused[1].detail
    assert result.enrolments == ()


def test_a_trigger_lets_in_only_events_that_fit_its_condition() -> None:
    drawn = journey(on("order", where=rule("event.total", ">", 50)), DAY_THEN_TEXT, re_entry="always")
    posted = [event(time, "order", total=total) for time, total in (("10:00", 20), ("11:00", 80), ("12:00", None))]
    result = play(drawn, [ann()], *posted)
    assert [shown_time(enrolment.enrolled_at) for enrolment in result.enrolments] == ["11:00"]


def test_an_audience_is_who_matches_when_it_is_launched() -> None:
    drawn = journey({"kind": "audience", "where": PRO}, {"text": sms()})
    people = [ann(attributes={"plan": "pro"}), ben(attributes={"plan": "free"})]
    becomes = at("11:00", "update_contact", contact="ben", set={"plan": "pro"})
    result = play(drawn, people, at("10:00", "launch"), becomes, at("12:00", "launch"))
    assert rows(result, "contact", "at") == [("ann", "10:00"), ("ben", "12:00")]


def test_a_second_launch_tells_who_was_not_let_in() -> None:
    drawn = journey(AUDIENCE, {"text": sms()})
    result = play(drawn, [ann(), ben()], at("10:00", "launch"), at("11:00", "launch"))
    assert len(result.enrolments) == 2
    assert [(one.do, one.detail.split(":")[0]) for one in result.refused] == [("launch", "2 not enrolled")]


def test_contacts_are_enrolled_by_hand_once_each() -> None:
    drawn = journey(MANUAL, {"text": sms()})
    result = play(drawn, [ann(), ben()], enrol("10:00", "ann", "ann"), enrol("11:00", "ann", "ben"))
    assert [(contact, status) for contact, status, _ in ways(result)] == [("ann", "completed"), ("ben", "completed")]
    assert len(result.refused) == 1


def test_the_wrong_way_in_is_refused_with_the_remedy() -> None:
    drawn = journey(on("order"), {"text": sms()})
    result = play(drawn, [ann()], enrol("10:00"), at("11:00", "launch"))
    assert [one.do for one in result.refused] == ["enrol", "launch"]
    assert '"event"' in result.refused[0].detail
    assert "only an audience is launched" in result.refused[1].detail


def test_a_word_from_a_phone_starts_a_journey() -> None:
    drawn = journey({"kind": "keyword", "keyword": "JOIN"}, {"text": sms("Welcome")})
    result = play(drawn, [ann()], reply("10:00", " join! "), reply("11:00", "join us"))
    assert rows(result, "contact", "at", "state") == [("ann", "10:00", "accepted")]


def test_those_under_way_finish_on_their_version_and_newcomers_take_the_new_one() -> None:
    first = journey(on("order"), {"day": wait("P1D"), "text": sms("old")}, re_entry="always")
    second = journey(on("order"), {"day": wait("P1D"), "text": sms("new")}, re_entry="always")
    result = play(
        first, [ann()], event("10:00", "order"), at("11:00", "publish", journey=second), event("12:00", "order")
    )
    assert rows(result, "at", "body") == [
        ("+1 10:00", "old\nReply STOP to unsubscribe"),
        ("+1 12:00", "new"),
    ]
    assert [enrolment.version for enrolment in result.enrolments] == [1, 2]


def test_publishing_the_same_draft_again_makes_no_new_version() -> None:
    drawn = journey(on("order"), DAY_THEN_TEXT, re_entry="always")
    result = play(drawn, [ann()], order("10:00"), at("11:00", "publish", journey=drawn), order("12:00"))
    assert [enrolment.version for enrolment in result.enrolments] == [1, 1]


def test_re_entry_never_counts_over_all_versions() -> None:
    first = journey(on("order"), {"text": sms("old")})
    second = journey(on("order"), {"text": sms("new")})
    result = play(first, [ann()], order("10:00"), at("11:00", "publish", journey=second), order("12:00"))
    assert rows(result, "at") == [("10:00",)]


def test_an_archived_journey_takes_nobody_new_and_those_under_way_finish() -> None:
    drawn = journey(on("order"), DAY_THEN_TEXT)
    result = play(drawn, [ann(), ben()], order("10:00"), at("11:00", "archive"), order("12:00", contact="ben"))
    assert ways(result) == [("ann", "completed", None)]
    assert rows(result, "contact", "at") == [("ann", "+1 10:00")]


def test_a_goal_that_is_reached_while_waiting_ends_the_way_at_once() -> None:
    drawn = journey(on("signup"), DAY_THEN_TEXT, goal=rule("happened.order"))
    result = play(drawn, [ann()], event("10:00", "signup"), order("11:00"))
    assert ended(result) == ("converted", "goal_reached", "11:00")
    assert rows(result) == []


def test_a_goal_on_the_contact_is_reached_when_the_contact_changes() -> None:
    drawn = journey(MANUAL, DAY_THEN_TEXT, goal=PRO)
    result = play(drawn, [ann()], enrol("10:00"), at("11:00", "update_contact", contact="ann", set={"plan": "pro"}))
    assert ended(result) == ("converted", "goal_reached", "11:00")


def test_a_goal_is_looked_at_before_the_first_message() -> None:
    drawn = journey(MANUAL, {"text": sms()}, goal=PRO)
    result = play(drawn, [ann(attributes={"plan": "pro"})], enrol("10:00"))
    assert ended(result) == ("converted", "goal_reached", "10:00")
    assert rows(result) == []


def test_a_goal_reached_while_quiet_hours_hold_the_message_stops_it() -> None:
    quiet = {"start": "21:00", "end": "08:00"}
    drawn = journey(on("signup"), {"text": sms()}, goal=rule("happened.order"), quiet_hours=quiet)
    result = play(drawn, [ann()], event("04:00", "signup"), order("06:00"))
    assert ended(result) == ("converted", "goal_reached", "06:00")
    assert rows(result, "state", "reason") == [("cancelled", "enrolment_ended")]


def test_a_goal_that_a_step_of_the_journey_reaches_counts_at_the_next_rest() -> None:
    drawn = journey(MANUAL, {"mark": update(set={"plan": "pro"}), "day": wait("P1D"), "text": sms()}, goal=PRO)
    result = play(drawn, [ann()], enrol("10:00"))
    assert ended(result) == ("converted", "goal_reached", "10:00")


def test_a_loop_goes_round_until_its_branch_lets_out() -> None:
    steps = {
        "done": branch(rule("contact.score", ">=", 3)),
        "text": sms(),
        "add": update(add_score=1),
        "day": wait("P1D"),
    }
    drawn = journey(MANUAL, steps, "done.yes> done.else>text day.next>done")
    result = play(drawn, [ann()], enrol("10:00"))
    assert rows(result, "at", "state") == [("10:00", "accepted"), ("+1 10:00", "accepted"), ("+2 10:00", "accepted")]
    assert ended(result) == ("completed", None, "+3 10:00")
    assert [message.visit for message in result.messages] == [1, 2, 3]


def test_a_revisited_wait_is_never_due_within_a_minute() -> None:
    drawn = journey(MANUAL, {"text": sms(), "moment": wait("PT10S")}, "moment.next>text")
    result = play(drawn, [ann()], enrol("10:00"), until="10:03")
    assert rows(result, "at") == [("10:00",), ("10:00:10",), ("10:01:10",), ("10:02:10",)]


def test_an_outlet_that_leads_nowhere_completes() -> None:
    result = play(journey(MANUAL, {"text": sms()}), [ann()], enrol("10:00"))
    assert ended(result) == ("completed", None, "10:00")


def test_an_exit_step_tells_its_reason() -> None:
    result = play(
        journey(
            MANUAL,
            {
                "end": leave("not interested"),
            },
        ),
        [ann()],
        enrol("10:00"),
    )
    assert ended(result) == ("exited", "not interested", "10:00")


def test_an_update_is_seen_by_the_steps_that_follow_and_by_later_journeys() -> None:
    marked = [
        rule("contact.plan", "=", "pro"), rule("contact.tags", "contains", "vip"),
        rule("contact.tags", "doesNotContain", "new"), rule("contact.score", "=", 5),
    ]  # fmt: skip
    steps = {
        "mark": update(set={"plan": "pro", "first_name": "Anne"}, add_tags=["vip"], remove_tags=["new"], add_score=5),
        "is": branch({"combinator": "and", "rules": marked}),
        "text": sms("{{ contact.first_name }} {{ contact.plan }}", opt_out_clause="never"),
    }  # fmt: skip
    result = play(journey(MANUAL, steps), [ann(tags=["new"], first_name="Ann")], enrol("10:00"))
    assert rows(result, "body") == [("Anne pro",)]


def test_two_contacts_with_one_number_are_two_ways() -> None:
    drawn = journey(on("order"), {"text": sms()})
    result = play(drawn, [ann(), person("anna", ANN)], order("10:00"), order("10:00", contact="anna"))
    assert rows(result, "contact", "state") == [("ann", "accepted"), ("anna", "accepted")]


def test_an_event_without_a_contact_cannot_start_a_journey() -> None:
    result = play(journey(on("order"), {"text": sms()}), [ann()], event("10:00", "order", None))
    assert "names none" in result.refused[0].detail


def test_a_branch_on_a_missing_event_property_sees_null() -> None:
    drawn = journey(on("order"), {"big": branch(rule("event.total", ">", 50)), "text": sms()})
    result = play(drawn, [ann(), ben()], event("10:00", "order"), event("10:00", "order", "ben", total=80))
    assert (way(result, "ann"), way(result, "ben")) == ("start big.else", "start big.yes text")


def test_everybody_is_an_audience_that_is_warned_about() -> None:
    result = play(journey({"kind": "audience", "where": EVERYBODY}, {"text": sms()}), [ann()], at("10:00", "launch"))
    assert "audience_is_everybody" in [finding.code for finding in result.findings]


def test_a_wait_for_an_event_ends_by_the_first_that_fits() -> None:
    drawn = journey(on("cart", key="event.id"), {"order": wait_for("order", match_key=True), "text": sms()})
    result = play(drawn, [ann()], event("10:00", "cart", id="a"), order("11:00", "b"), order("12:00", "a"))
    assert way(result) == "start order.happened text"
    assert rows(result, "at") == [("12:00",)]
