"""Waits, quiet hours and frequency caps, in each contact's own time."""

from __future__ import annotations

import pytest

from tests.support.drawn import MANUAL
from tests.support.rehearsing import (
    ANN,
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
    person,
    play,
    reply,
    rows,
    sms,
    update,
    wait,
    way,
)

NIGHT = {"start": "21:00", "end": "08:00"}
TOKYO, SYDNEY, LA = "Asia/Tokyo", "Australia/Sydney", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("length", "from_", "due"),
    [
        ("PT1S", "10:00", "10:00:01"),
        ("PT90M", "10:00", "11:30"),
        ("P1D", "10:00", "+1 10:00"),
        ("P1W", "+1 10:00", "+8 09:00"),  # New York's clocks go forward on day 6: 05:00 there stays 05:00
        ("PT168H", "+1 10:00", "+8 10:00"),  # hours are hours
        ("P1M", "10:00", "+31 09:00"),
        ("P1DT12H", "10:00", "+1 22:00"),
        ("P5D", "+1 07:30", "+6 07:30"),  # 02:30 on the 8th does not exist; half an hour after 02:00 is 03:30
    ],
)
def test_a_wait_for_a_length_of_time(length: str, from_: str, due: str) -> None:
    result = play(journey(MANUAL, {"wait": wait(length), "text": sms()}), [ann()], enrol(from_))
    assert rows(result, "at") == [(due,)]


def test_lengths_of_waits_add_up_without_drifting() -> None:
    steps = {f"w{n}": wait("PT1H") for n in range(10)} | {"text": sms()}
    assert rows(play(journey(MANUAL, steps), [ann()], enrol("10:00")), "at") == [("20:00",)]


def test_a_wait_until_a_moment_is_the_same_moment_for_everybody() -> None:
    drawn = journey(MANUAL, {"wait": wait(until=moment("15:00")), "text": sms()})
    people = [ann(timezone=TOKYO), ben(timezone=LA)]
    assert rows(play(drawn, people, enrol("10:00", "ann", "ben")), "at") == [("15:00",), ("15:00",)]


@pytest.mark.parametrize(
    ("if_past", "connected", "expected"),
    [
        ("continue", False, ("completed", None, "start date text")),
        ("missed", False, ("completed", "missed", "start date.missed")),
        ("continue", True, ("completed", None, "start date.missed sorry")),
        ("missed", True, ("completed", None, "start date.missed sorry")),
    ],
)
def test_a_moment_that_is_past_on_arrival(if_past: str, connected: bool, expected: tuple[str, str, str]) -> None:
    steps = {"date": wait(until=moment("09:00"), if_past=if_past), "text": sms(), "sorry": update(add_tags=["late"])}
    lines = "date.next>text date.missed>sorry text.next>" if connected else "text.next>"
    if not connected:
        del steps["sorry"]
    result = play(journey(MANUAL, steps, lines), [ann()], enrol("10:00"))
    assert (*ended(result)[:2], way(result)) == expected


@pytest.mark.parametrize(
    ("zone", "due"),
    [
        ("America/New_York", "14:00"),
        (LA, "17:00"),
        (TOKYO, "+1 00:00"),
        (SYDNEY, "22:00"),
        ("Asia/Kolkata", "+1 03:30"),
        (None, "14:00"),  # the number's own zone
        ("Mars/Olympus", "14:00"),  # a zone that is none falls back as if there were none
    ],
)
def test_a_wait_at_a_time_of_day_is_in_the_contacts_zone(zone: str | None, due: str) -> None:
    drawn = journey(MANUAL, {"nine": wait(at={"time": "09:00"}), "text": sms()})
    assert rows(play(drawn, [ann(timezone=zone)], enrol("10:00")), "at") == [(due,)]


def test_a_wait_at_a_time_of_day_can_be_on_certain_days() -> None:
    drawn = journey(MANUAL, {"nine": wait(at={"time": "09:00", "weekdays": ["thu", "sun"]}), "text": sms()})
    result = play(drawn, [ann(), ben()], enrol("10:00", "ann"), enrol("+4 10:00", "ben"))
    # Thursday is day 3; on Sunday, day 6, the clocks have gone forward.
    assert rows(result, "contact", "at") == [("ann", "+3 14:00"), ("ben", "+6 13:00")]


@pytest.mark.parametrize(
    ("starts_at", "offset", "outcome"),
    [
        ("2026-03-05T18:00:00Z", "-P1D", "+2 18:00"),
        ("2026-03-05T18:00:00Z", "-PT1H", "+3 17:00"),
        ("2026-03-05T18:00:00Z", "PT15M", "+3 18:15"),
        ("2026-03-08T18:00:00Z", "-P1D", "+5 19:00"),  # the same local time a day before the clocks go forward
        ("2026-03-08T18:00:00Z", "-PT24H", "+5 18:00"),
        ("2026-03-05T09:00:00", "-PT1H", "+3 13:00"),  # without an offset it is the contact's own time
        ("2026-03-02T10:30:00Z", "-PT1H", "missed"),
    ],
)
def test_a_wait_relative_to_an_event_property(starts_at: str, offset: str, outcome: str) -> None:
    relative = {"to": "event.starts_at", "offset": offset}
    drawn = journey(on("registered", requires=["starts_at"]), {"before": wait(relative=relative), "text": sms()})
    result = play(drawn, [ann()], event("10:00", "registered", starts_at=starts_at))
    if ":" in outcome:
        assert rows(result, "at") == [(outcome,)]
    else:
        assert ended(result) == ("completed", outcome, "10:00")


@pytest.mark.parametrize(
    ("birthday", "due"),
    [
        ("1990-03-10", "+8 04:00"),  # local midnight
        ("1990-03-02", "+365 05:00"),  # this year's is past already: the next one
        ("2026-03-20", "+18 04:00"),
    ],
)
def test_a_yearly_wait_takes_the_next_anniversary(birthday: str, due: str) -> None:
    relative = {"to": "contact.birthday", "yearly": True}
    drawn = journey(MANUAL, {"day": wait(relative=relative), "text": sms()})
    result = play(drawn, [ann(attributes={"birthday": birthday})], enrol("10:00"), until="+400 00:00")
    assert rows(result, "at") == [(due,)]


def registered(time: str, starts_at: str, contact: str = "ann", webinar: str = "w") -> Json:
    return event(time, "registered", contact, webinar=webinar, starts_at=starts_at)


WEBINAR = journey(
    on("registered", key="event.webinar", requires=["starts_at"], updated_by="moved", cancelled_by="off"),
    {"before": wait(relative={"to": "event.starts_at", "offset": "-PT1H"}),
     "text": sms("{{ event.starts_at | date: '%H:%M' }}", opt_out_clause="never")},
)  # fmt: skip


@pytest.mark.parametrize(
    ("moved_to", "expected"),
    [
        ("2026-03-05T20:00:00Z", [("+3 19:00", "15:00")]),
        ("2026-03-04T20:00:00Z", [("+2 19:00", "15:00")]),
    ],
    ids=["later", "earlier"],
)
@pytest.mark.parametrize("contact", ["ann", None])
def test_a_webinar_that_is_moved_moves_its_waits(
    moved_to: str, expected: list[tuple[str, str]], contact: str | None
) -> None:
    moved = event("+1 10:00", "moved", contact, webinar="w", starts_at=moved_to)
    result = play(WEBINAR, [ann()], registered("10:00", "2026-03-05T18:00:00Z"), moved)
    assert rows(result, "at", "body") == expected


def test_a_move_is_for_one_contact_or_for_everybody_with_the_key() -> None:
    start = "2026-03-05T18:00:00Z"
    people = [ann(), ben(), person("carol", "+12125550103")]
    signed_up = [registered("10:00", start, name) for name in ("ann", "ben")] + [
        registered("10:00", start, "carol", "v")
    ]
    one = event("+1 10:00", "moved", "ann", webinar="w", starts_at="2026-03-05T19:00:00Z")
    everybody = event("+1 11:00", "moved", None, webinar="v", starts_at="2026-03-05T20:00:00Z")
    result = play(WEBINAR, people, *signed_up, one, everybody)
    assert rows(result, "contact", "at") == [("ben", "+3 17:00"), ("ann", "+3 18:00"), ("carol", "+3 19:00")]


def test_moved_into_the_past_is_missed() -> None:
    moved = event("+1 10:00", "moved", None, webinar="w", starts_at="2026-03-03T10:30:00Z")
    result = play(WEBINAR, [ann()], registered("10:00", "2026-03-05T18:00:00Z"), moved)
    assert ended(result) == ("completed", "missed", "+1 10:00")
    assert way(result).split()[-1] == "before.missed", "one hop, so that the live numbers count one"
    assert way(result).count("missed") == 1


def test_moved_twice_counts_the_last() -> None:
    moves = [
        event(f"+1 1{n}:00", "moved", None, webinar="w", starts_at=f"2026-03-0{7 - n}T18:00:00Z") for n in range(2)
    ]
    result = play(WEBINAR, [ann()], registered("10:00", "2026-03-09T18:00:00Z"), *moves)
    assert rows(result, "at") == [("+4 17:00",)]


def test_a_changed_contact_date_moves_waits_relative_to_it() -> None:
    relative = {"to": "contact.renewal", "offset": "-P1D"}
    drawn = journey(MANUAL, {"before": wait(relative=relative), "text": sms()})
    changed = at("+1 10:00", "update_contact", contact="ann", set={"renewal": "2026-03-12"})
    result = play(drawn, [ann(attributes={"renewal": "2026-03-20"})], enrol("10:00"), changed)
    assert rows(result, "at") == [("+9 04:00",)]


@pytest.mark.parametrize(
    ("from_", "zone", "sent"),
    [
        ("15:00", "America/New_York", "15:00"),
        ("01:59:59", "America/New_York", "01:59:59"),  # 20:59:59
        ("02:00", "America/New_York", "13:00"),  # 21:00
        ("12:59:59", "America/New_York", "13:00"),
        ("13:00", "America/New_York", "13:00"),
        ("15:00", TOKYO, "23:00"),  # midnight there
        ("10:00", LA, "16:00"),
        ("+6 04:00", "America/New_York", "+6 12:00"),  # the night in which the clocks go forward
    ],
)
def test_quiet_hours_hold_a_message_until_the_window_opens(from_: str, zone: str, sent: str) -> None:
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours=NIGHT)
    assert rows(play(drawn, [ann(timezone=zone)], enrol(from_)), "at", "state") == [(sent, "accepted")]


def test_a_held_message_can_be_seen_while_it_waits() -> None:
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours=NIGHT)
    result = play(drawn, [ann()], enrol("04:00"), until="06:00")
    assert rows(result, "state", "reason") == [("planned", "quiet_hours")]
    assert [(enrolment.at_step, enrolment.reason) for enrolment in result.enrolments] == [("text", "quiet_hours")]


def test_transactional_messages_are_not_held() -> None:
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours=NIGHT, message_class="transactional")
    assert rows(play(drawn, [ann()], enrol("04:00")), "at", "state") == [("04:00", "accepted")]


def test_held_messages_leave_at_the_senders_rate_when_the_window_opens() -> None:
    people = [person(f"c{n}", f"+1212555{n:04d}") for n in range(101, 104)]
    drawn = journey(MANUAL, {"text": sms("Hi")}, quiet_hours=NIGHT)
    senders = [{"id": "sandbox", "number": "+15005550006", "rate": 1}]
    result = play(drawn, people, enrol("04:00", "c101", "c102", "c103"), senders=senders)
    assert [str(at).partition(".")[0] for (at,) in rows(result, "at")] == ["13:00", "13:00:01", "13:00:02"]


@pytest.mark.parametrize(
    ("country", "sent"),
    [("US", "13:00"), ("FR", "+1 13:00")],
)
def test_the_accounts_quiet_hours_by_country_come_on_top(country: str, sent: str) -> None:
    sundays = {"start": "00:00", "end": "24:00", "weekdays": ["mon"]}
    account = {"quiet_hours": {"by_country": {"FR": [sundays]}, "elsewhere": []}}
    drawn = journey(MANUAL, {"text": sms()}, quiet_hours=NIGHT)
    result = play(drawn, [ann(country=country)], enrol("09:00"), account=account)
    assert rows(result, "at") == [(sent,)]


CAPPED = journey(on("news"), {"text": sms()}, re_entry="always", frequency_cap={"messages": 2, "per": "PT24H"})


def test_a_cap_lets_so_many_through_and_tells_the_others_why() -> None:
    times = "10:00", "11:00", "12:00", "+1 09:59", "+1 10:00", "+1 10:30"
    result = play(CAPPED, [ann()], *(event(time, "news") for time in times))
    assert rows(result, "at", "reason") == [
        ("10:00", None),
        ("11:00", None),
        ("12:00", "frequency_cap"),
        ("+1 09:59", "frequency_cap"),
        ("+1 10:00", None),
        ("+1 10:30", "frequency_cap"),
    ]


def test_a_cap_counts_the_number_whoever_has_it() -> None:
    posted = event("10:00", "news"), event("10:01", "news", "anna"), event("10:02", "news")
    result = play(CAPPED, [ann(), person("anna", ANN)], *posted)
    assert rows(result, "reason") == [(None,), (None,), ("frequency_cap",)]


def test_what_was_skipped_does_not_count_for_a_cap() -> None:
    people = [ann()]
    said = reply("09:00", "STOP"), reply("10:30", "START")
    posted = [event(time, "news") for time in ("10:00", "11:00", "12:00", "13:00")]
    result = play(CAPPED, people, *said, *posted)
    assert rows(result, "reason") == [("opted_out",), (None,), (None,), ("frequency_cap",)]


def test_a_message_held_by_quiet_hours_is_counted_when_it_leaves() -> None:
    drawn = journey(
        on("news"), {"text": sms()}, re_entry="always", quiet_hours=NIGHT, frequency_cap={"messages": 1, "per": "P1D"}
    )
    result = play(drawn, [ann()], event("03:00", "news"), event("04:00", "news"))
    assert sorted(rows(result, "at", "reason"), key=str) == [("13:00", "frequency_cap"), ("13:00", None)]


def test_transactional_messages_have_no_cap() -> None:
    drawn = journey(
        on("news"), {"text": sms()}, re_entry="always", message_class="transactional",
        frequency_cap={"messages": 1, "per": "P1D"},
    )  # fmt: skip
    result = play(drawn, [ann()], event("10:00", "news"), event("11:00", "news"))
    assert rows(result, "reason") == [(None,), (None,)]


def test_a_message_every_day_is_not_capped_by_one_a_day() -> None:
    drawn = journey(
        MANUAL, {"text": sms(), "day": wait("PT24H")}, "day.next>text", frequency_cap={"messages": 1, "per": "P1D"}
    )
    result = play(drawn, [ann()], enrol("15:00"), until="+3 15:00")
    assert rows(result, "at", "reason") == [("15:00", None), ("+1 15:00", None), ("+2 15:00", None), ("+3 15:00", None)]


STATES = {
    "by_country": {
        "US": [{"start": "21:00", "end": "08:00"}],
        "US-FL": [{"start": "20:00", "end": "08:00"}],
        "FR": [{"start": "22:00", "end": "08:00"}],
    }
}


@pytest.mark.parametrize(
    ("who", "goes"),
    [
        ({"phone": "+12125550101"}, "00:30"),  # New York, 19:30
        ({"phone": "+13055550101"}, "00:30"),
        ({"phone": "+13055550101", "timezone": "America/Halifax"}, "12:00"),  # 20:30: Florida is shut by then
        ({"phone": "+12125550101", "timezone": "America/Halifax"}, "00:30"),  # the other states are open until 21
        ({"phone": "+12125550101", "timezone": "America/Halifax", "attributes": {"state": "Florida"}}, "12:00"),
        ({"phone": "+13055550101", "timezone": "America/Halifax", "attributes": {"state": "NY"}}, "00:30"),
        ({"phone": "+33612345678"}, "07:00"),  # Paris, 1:30
        ({"phone": "+33612345678", "timezone": "America/Halifax", "country": "US"}, "00:30"),
        ({"phone": "+46701740605"}, "00:30"),  # Stockholm: no hours are set for it
    ],
)
def test_the_accounts_quiet_hours_go_by_country_and_state(who: Json, goes: str) -> None:
    result = play(
        journey(MANUAL, {"text": sms()}), [person("ann", **who)], enrol("00:30"), account={"quiet_hours": STATES}
    )
    assert rows(result, "node_id", "at") == [("text", goes)]
