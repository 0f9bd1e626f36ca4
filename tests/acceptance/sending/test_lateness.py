"""Reminders are never sent after what they remind of, unless the step says so; limits of sends and waits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.rehearsing import (
    ANN,
    Json,
    Step,
    ann,
    at,
    email,
    ended,
    event,
    journey,
    on,
    person,
    play,
    rows,
    sms,
    wait,
    way,
)

REGISTERED = on("registered", key="event.id", requires=["starts_at"], updated_by="moved")
NIGHT = {"start": "21:00", "end": "08:00"}
"""In New York: 02:00 to 13:00 UTC."""


def before(offset: str, **data: Any) -> Step:
    return wait(relative={"to": "event.starts_at", "offset": offset}, **data)


def reminder(text: Step | None = None, waits: Step | None = None, lines: str = "", **settings: Any) -> Json:
    steps = {"w": waits or before("-PT1H"), "s": text or sms("In an hour")}
    if ">m" in lines:
        steps["m"] = email("Soon")
    return journey(REGISTERED, steps, lines or "w.next>s s.next>", **settings)


def registered(time: str, starts_at: str, name: str = "ann") -> Json:
    return event(time, "registered", name, id="x", starts_at=starts_at)


@pytest.mark.parametrize(
    ("limit", "starts", "sent"),
    [
        # It starts at 07:30 in New York, the text is due at 06:30 and the night ends at 08:00.
        (None, "+2 12:30", ("+2 11:30", "skipped", "event_passed")),
        ("event", "+2 12:30", ("+2 11:30", "skipped", "event_passed")),
        ("no_limit", "+2 12:30", ("+2 13:00", "accepted", None)),
        # It starts at 08:30: at 08:00 it is still true.
        (None, "+2 13:30", ("+2 13:00", "accepted", None)),
        ("event", "+2 13:30", ("+2 13:00", "accepted", None)),
        ("PT10M", "+2 13:30", ("+2 12:30", "skipped", "too_late")),
        ("PT45M", "+2 13:30", ("+2 13:00", "accepted", None)),
        # The event's limit holds beside a longer one of its own.
        ("PT8H", "+2 12:30", ("+2 11:30", "skipped", "event_passed")),
        # It starts just when the night ends.
        (None, "+2 13:00", ("+2 13:00", "accepted", None)),
        # By day nothing holds it.
        ("PT10M", "+2 18:00", ("+2 17:00", "accepted", None)),
    ],
)
def test_a_reminder_that_a_night_holds(limit: str | None, starts: str, sent: tuple[str, str, str | None]) -> None:
    date = f"2026-03-04T{starts.split()[1]}:00Z"
    text = sms("In an hour", **({} if limit is None else {"not_later_than": limit}))
    result = play(reminder(text, quiet_hours=NIGHT), [ann()], registered("15:00", date))
    assert rows(result, "at", "state", "reason") == [sent]


def test_who_gets_no_text_any_more_is_told_another_way_while_there_is_time() -> None:
    drawn = reminder(lines="w.next>s s.next> s.not_sent>m", quiet_hours=NIGHT)
    result = play(drawn, [ann(email="ann@example.com")], registered("15:00", "2026-03-04T12:30:00Z"))
    assert rows(result, "node_id", "at", "state") == [("s", "+2 11:30", "skipped"), ("m", "+2 11:30", "accepted")]


@pytest.mark.parametrize(
    ("resumed", "overdue", "sent"),
    [
        ("+2 17:20", "send", [("s", "+2 17:20", "accepted")]),
        ("+2 18:00", "send", [("s", "+2 18:00", "accepted")]),
        ("+2 18:00:01", "send", [("s", "+2 18:00:01", "skipped")]),
        ("+4 09:00", "send", [("s", "+4 09:00", "skipped")]),
    ],
)
def test_a_pause_past_the_event_sends_no_reminder_of_it(
    resumed: str, overdue: str, sent: list[tuple[str, str, str]]
) -> None:
    paused = at("+1 09:00", "pause"), at(resumed, "resume", overdue=overdue)
    result = play(reminder(), [ann()], registered("15:00", "2026-03-04T18:00:00Z"), *paused)
    assert rows(result, "node_id", "at", "state") == sent


def test_what_follows_the_event_has_no_such_limit() -> None:
    """The thanks come a while after the reminder, and so after the event; the recording goes to who came too late."""
    steps = {"w": before("-PT1H"), "s": sms("In an hour"), "d": wait("PT4H"), "t": sms("Thanks"), "r": sms("Recording")}
    drawn = journey(REGISTERED, steps, "w.next>s w.missed>r t.next>", message_class="transactional")
    people = [ann(), person("ben", "+12125550102")]
    late = registered("+2 19:00", "2026-03-04T18:00:00Z", "ben")
    result = play(drawn, people, registered("15:00", "2026-03-04T18:00:00Z"), late)
    assert rows(result, "contact", "node_id", "at", "state") == [
        ("ann", "s", "+2 17:00", "accepted"),
        ("ben", "r", "+2 19:00", "accepted"),
        ("ann", "t", "+2 21:00", "accepted"),
    ]


def test_a_text_at_the_event_itself_is_no_reminder() -> None:
    paused = at("+2 17:30", "pause"), at("+2 18:05", "resume", overdue="send")
    live = reminder(sms("We are live"), before("PT0S"))
    result = play(live, [ann()], registered("15:00", "2026-03-04T18:00:00Z"), *paused)
    assert rows(result, "at", "state") == [("+2 18:05", "accepted")]


def test_the_date_that_it_was_moved_to_counts() -> None:
    """Held by the night past the first date, and the webinar was moved later meanwhile: it goes in the morning."""
    moved = event("+2 10:00", "moved", None, id="x", starts_at="2026-03-04T13:10:00Z")
    drawn = reminder(waits=before("-PT2H"), quiet_hours=NIGHT)
    result = play(drawn, [ann()], registered("15:00", "2026-03-04T12:30:00Z"), moved)
    assert rows(result, "at", "state") == [("+2 13:00", "accepted")]


def test_emails_have_the_same_limits() -> None:
    steps = {"w": before("-PT1H"), "m": email("In an hour")}
    paused = at("+1 09:00", "pause"), at("+3 09:00", "resume", overdue="send")
    who = [ann(email="ann@example.com")]
    result = play(journey(REGISTERED, steps), who, registered("15:00", "2026-03-04T18:00:00Z"), *paused)
    assert rows(result, "node_id", "state", "reason") == [("m", "skipped", "event_passed")]


def test_a_contacts_date_limits_as_an_events_does() -> None:
    steps = {"w": wait(relative={"to": "contact.renewal", "offset": "-P7D"}), "s": sms("In a week")}
    paused = at("+1 09:00", "pause"), at("+20 09:00", "resume", overdue="send")
    who = [ann(attributes={"renewal": "2026-03-15"})]
    result = play(journey(on("hi"), steps), who, event("15:00", "hi"), *paused)
    assert rows(result, "state", "reason") == [("skipped", "event_passed")]


def test_a_birthday_text_that_was_held_into_the_next_day_is_not_sent_and_the_next_years_is() -> None:
    steps = {"w": wait(relative={"to": "contact.birthday", "offset": "-P1D", "yearly": True}), "s": sms("Tomorrow!")}
    drawn = journey(on("hi"), steps, "s.next>w", timezone="UTC")
    paused = at("+1 09:00", "pause"), at("+20 09:00", "resume", overdue="send")
    who = [ann(attributes={"birthday": "1990-03-10"})]
    result = play(drawn, who, event("15:00", "hi"), *paused, until="+400 00:00")
    assert rows(result, "state", "reason") == [("skipped", "event_passed"), ("accepted", None)]


@pytest.mark.parametrize(
    ("limit", "if_past", "came", "way_on"),
    [
        # The wait is over at 17:00, the event begins at 18:00.
        (None, "missed", "17:30", "w.missed"),
        (None, "continue", "17:30", "w.missed"),  # connected, so it is taken
        ("event", "missed", "17:30", "w.missed"),
        ("event", "continue", "17:30", "w"),
        ("event", "continue", "18:00", "w"),
        ("event", "continue", "18:00:01", "w.missed"),
        ("PT10M", "continue", "17:10", "w"),
        ("PT10M", "continue", "17:10:01", "w.missed"),
        ("PT10M", "missed", "17:05", "w.missed"),
        ("PT10M", "missed", "16:59", "w"),
    ],
)
def test_who_comes_late_to_a_wait(limit: str | None, if_past: str, came: str, way_on: str) -> None:
    data = {"if_past": if_past, **({} if limit is None else {"not_later_than": limit})}
    drawn = reminder(waits=before("-PT1H", **data), lines="w.next>s w.missed>m s.next> m.next>")
    result = play(drawn, [ann()], registered(f"+2 {came}", "2026-03-04T18:00:00Z"))
    assert way(result).split()[1] == way_on


@pytest.mark.parametrize(
    ("waits", "resumed", "way_on"),
    [
        (before("-PT1H", not_later_than="PT10M"), "+2 17:10", "w"),
        (before("-PT1H", not_later_than="PT10M"), "+2 17:10:01", "w.missed"),
        (before("-PT1H", not_later_than="event"), "+2 18:00", "w"),
        (before("-PT1H", not_later_than="event"), "+2 18:00:01", "w.missed"),
        (before("-PT1H", if_past="continue", not_later_than="PT10M"), "+2 17:30", "w.missed"),
        (wait("PT50H", not_later_than="PT10M"), "+2 17:10", "w"),
        (wait("PT50H", not_later_than="PT10M"), "+2 17:10:01", "w.missed"),
        (wait("P2D", not_later_than="P1D"), "+3 15:00", "w"),
        (wait("P2D", not_later_than="P1D"), "+3 15:00:01", "w.missed"),
        (wait(at={"time": "12:00"}, not_later_than="PT1H"), "+1 18:30", "w.missed"),
        (wait(until="2026-03-04T17:00:00Z", not_later_than="PT1H"), "+2 18:30", "w.missed"),
    ],
)
def test_who_leaves_a_wait_late(waits: Step, resumed: str, way_on: str) -> None:
    drawn = reminder(waits=waits, lines="w.next>s w.missed>m s.next> m.next>")
    paused = at("16:00", "pause"), at(resumed, "resume", overdue="send")
    result = play(drawn, [ann()], registered("15:00", "2026-03-04T18:00:00Z"), *paused)
    assert way(result).split()[1] == way_on


def test_too_late_for_a_wait_with_nowhere_to_go_ends_with_the_reason() -> None:
    drawn = reminder(waits=before("-PT1H", if_past="continue", not_later_than="PT10M"))
    result = play(drawn, [ann()], registered("+2 17:30", "2026-03-04T18:00:00Z"))
    assert ended(result)[:2] == ("completed", "too_late")
    assert way(result).count("missed") == 1


def test_what_was_not_sent_for_lateness_is_a_line_of_the_rehearsal() -> None:
    people = [ann(), person("ben", "+12125550102", timezone="America/New_York")]
    posted = [registered("15:00", "2026-03-04T12:30:00Z", name) for name in ("ann", "ben")]
    result = play(reminder(quiet_hours=NIGHT), people, *posted)
    (found,) = (finding for finding in result.findings if finding.code == "reminder_too_late")
    assert (found.severity, found.node_id) == ("warning", "s")
    assert "2 contacts" in found.message
    assert ANN not in found.message


def test_what_is_sent_all_the_same_is_one_too() -> None:
    result = play(
        reminder(sms("In an hour", not_later_than="no_limit"), quiet_hours=NIGHT),
        [ann()],
        registered("15:00", "2026-03-04T12:30:00Z"),
    )
    (found,) = (finding for finding in result.findings if finding.code == "reminder_too_late")
    assert "after event.starts_at" in found.message


def test_a_rehearsal_in_which_all_went_in_time_has_no_such_line() -> None:
    result = play(reminder(), [ann()], registered("15:00", "2026-03-04T18:00:00Z"))
    assert not [finding for finding in result.findings if finding.code == "reminder_too_late"]
