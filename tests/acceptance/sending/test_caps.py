"""Frequency caps: calendar days in the contact's zone, by when messages were due; hours roll."""

from __future__ import annotations

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import ANN, Json, ann, at, email, enrol, event, journey, on, person, play, rows, sms, wait

ONE_A_DAY = {"messages": 1, "per": "P1D"}


def at_nine(cap: Json | None, weekdays: list[str] | None = None) -> Json:
    """A text every day (or on some weekdays) at nine."""
    when = {"time": "09:00", **({} if weekdays is None else {"weekdays": weekdays})}
    steps = {"w": wait(at=when), "s": sms("daily", opt_out_clause="never")}
    return journey(MANUAL, steps, "s.next>w", frequency_cap=cap)


@pytest.mark.parametrize("cap", [ONE_A_DAY, {"messages": 1, "per": "PT22H"}, {"messages": 7, "per": "P1W"}])
@pytest.mark.parametrize(
    ("start", "until", "times"),
    [
        # The clocks go forward on 8 March: that day has 23 hours.
        ("2026-03-05T15:00:00Z", "2026-03-11T00:00:00Z", ["06T14", "07T14", "08T13", "09T13", "10T13"]),
        # They go back on 1 November: 25 hours.
        ("2026-10-30T15:00:00Z", "2026-11-04T00:00:00Z", ["31T13", "01T14", "02T14", "03T14"]),
    ],
)
def test_a_text_every_morning_passes_one_a_day_on_short_and_long_days(
    cap: Json, start: str, until: str, times: list[str]
) -> None:
    drawn = at_nine(cap)
    result = play(drawn, [ann()], at(start, "enrol", contacts=["ann"]), start=start, until=until)
    assert [message.reason for message in result.messages] == [None] * len(times)
    sent = [result.model_dump(mode="json")["messages"][n]["at"][8:13] for n in range(len(times))]
    assert sent == times


def test_hours_are_exact_so_a_day_of_23_hours_is_shorter_than_24() -> None:
    start = "2026-03-06T15:00:00Z"
    drawn = at_nine({"messages": 1, "per": "PT24H"})
    result = play(drawn, [ann()], at(start, "enrol", contacts=["ann"]), start=start, until="2026-03-10T00:00:00Z")
    assert [message.reason for message in result.messages] == [None, "frequency_cap", None]


def test_one_a_week_lets_the_same_weekday_through_each_week() -> None:
    drawn = at_nine({"messages": 1, "per": "P1W"}, ["mon"])
    result = play(drawn, [ann()], enrol("15:00"), until="+30 00:00")
    assert rows(result, "at", "reason") == [
        ("+7 13:00", None),
        ("+14 13:00", None),
        ("+21 13:00", None),
        ("+28 13:00", None),
    ]


def test_one_a_week_is_the_day_and_the_six_before_it() -> None:
    posted = [event(f"+{day} 15:00", "news") for day in (1, 4, 7, 8, 9)]
    drawn = journey(on("news"), {"s": sms()}, re_entry="always", frequency_cap={"messages": 1, "per": "P7D"})
    assert [reason for (reason,) in rows(play(drawn, [ann()], *posted), "reason")] == [
        None, "frequency_cap", "frequency_cap", None, "frequency_cap",
    ]  # fmt: skip


def test_a_day_is_the_contacts_own() -> None:
    """Half past seven in the evening and half past four in the morning of New York: two days there, one in Hawaii."""
    drawn = journey(on("news"), {"s": sms()}, re_entry="always", frequency_cap=ONE_A_DAY)
    evening, night = event("00:30", "news"), event("09:30", "news")
    there = play(drawn, [ann(timezone="America/New_York")], evening, night)
    further = play(drawn, [ann(timezone="Pacific/Honolulu")], evening, night)
    assert [message.reason for message in there.messages] == [None, None]
    assert [message.reason for message in further.messages] == [None, "frequency_cap"]


def test_the_accounts_cap_counts_the_same_way() -> None:
    drawn = at_nine(None)
    start = "2026-03-06T15:00:00Z"
    result = play(
        drawn, [ann()], at(start, "enrol", contacts=["ann"]), start=start, until="2026-03-11T00:00:00Z",
        account={"frequency_cap": ONE_A_DAY},
    )  # fmt: skip
    assert [message.reason for message in result.messages] == [None] * 4


def test_two_contacts_with_one_number_share_its_days() -> None:
    drawn = journey(on("news"), {"s": sms()}, re_entry="always", frequency_cap=ONE_A_DAY)
    posted = event("15:00", "news"), event("16:00", "news", "anna"), event("+1 15:00", "news", "anna")
    result = play(drawn, [ann(), person("anna", ANN, timezone="America/Los_Angeles")], *posted)
    assert rows(result, "contact", "reason") == [("ann", None), ("anna", "frequency_cap"), ("anna", None)]


def test_emails_are_neither_capped_nor_counted() -> None:
    drawn = journey(on("news"), {"m": email(), "s": sms()}, re_entry="always", frequency_cap=ONE_A_DAY)
    result = play(drawn, [ann(email="ann@example.com")], event("15:00", "news"), event("16:00", "news"))
    assert rows(result, "node_id", "reason") == [("m", None), ("s", None), ("m", None), ("s", "frequency_cap")]


def test_what_a_night_held_counts_in_the_morning() -> None:
    """Due at eleven in the evening, it goes at eight: with the nine o'clock text that would be two in one day."""
    drawn = journey(
        on("news"),
        {"s": sms()},
        re_entry="always",
        frequency_cap=ONE_A_DAY,
        quiet_hours={"start": "21:00", "end": "08:00"},
    )
    result = play(drawn, [ann()], event("+1 04:00", "news"), event("+1 14:00", "news"), event("+2 14:00", "news"))
    assert rows(result, "at", "reason") == [("+1 13:00", None), ("+1 14:00", "frequency_cap"), ("+2 14:00", None)]


def test_what_a_pause_held_counts_when_it_goes() -> None:
    drawn = journey(on("news"), {"s": sms()}, re_entry="always", frequency_cap=ONE_A_DAY)
    paused = at("14:00", "pause"), event("15:00", "news"), at("+2 14:00", "resume", overdue="send")
    result = play(drawn, [ann()], *paused, event("+2 15:00", "news"), event("+3 15:00", "news"))
    assert rows(result, "at", "reason") == [("+2 14:00", None), ("+2 15:00", "frequency_cap"), ("+3 15:00", None)]
