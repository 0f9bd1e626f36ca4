"""Waits: when an enrolment that entered one goes on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journey.timing.waits import (
    At,
    Due,
    Missing,
    Past,
    WaitSpec,
    WaitUntil,
    needs_zone,
    parse_clock_time,
    wait_at,
    wait_due,
    wait_for,
    wait_relative,
)
from engine.rules.time.instants import DAY, HOUR, from_rfc3339, to_rfc3339
from engine.rules.time.zones import local_to_ms, to_local, zone_named, zone_names


def due(
    wait: WaitSpec,
    entered: str,
    zone: str = "UTC",
    event: dict[str, Any] | None = None,
    contact: dict[str, Any] | None = None,
) -> Due:
    found = zone_named(zone)
    assert found is not None
    return wait_due(wait, from_rfc3339(entered), found, event or {}, contact or {})


def shown(found: Due) -> str:
    match found:
        case At(at):
            return to_rfc3339(at)
        case Past(at):
            return f"past {to_rfc3339(at)}"
        case Missing(what):
            return f"missing {what}"


FOR = [
    ("PT1H", "UTC", "2026-03-01T09:00:00Z", "2026-03-01T10:00:00Z"),
    ("PT0S", "UTC", "2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
    ("PT24H", "America/New_York", "2026-03-07T14:00:00Z", "2026-03-08T14:00:00Z"),
    ("P1D", "America/New_York", "2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z"),
    ("P1D", "Australia/Sydney", "2026-04-03T22:00:00Z", "2026-04-04T23:00:00Z"),
    ("P1M", "Europe/Paris", "2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z"),
]


@pytest.mark.parametrize(("duration", "zone", "entered", "over"), FOR)
def test_a_wait_for_a_time_is_counted_from_entering(duration: str, zone: str, entered: str, over: str) -> None:
    assert shown(due(wait_for(duration), entered, zone)) == over


@pytest.mark.parametrize(
    ("entered", "over"),
    [
        ("2026-03-01T08:59:59Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"),
        ("2026-03-01T09:00:00.001Z", "past 2026-03-01T09:00:00Z"),
    ],
)
def test_a_wait_until_an_instant_is_past_only_after_it(entered: str, over: str) -> None:
    assert shown(due(WaitUntil(from_rfc3339("2026-03-01T09:00:00Z")), entered)) == over


AT_LOCAL_TIME = [
    # zone, time, weekdays, entered, due, why
    ("UTC", "09:00", None, "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z", "later today"),
    ("UTC", "09:00", None, "2026-03-01T10:00:00Z", "2026-03-02T09:00:00Z", "tomorrow"),
    ("UTC", "09:00", None, "2026-03-01T09:00:00Z", "2026-03-02T09:00:00Z", "strictly after entering"),
    ("UTC", "09:00", None, "2026-03-01T08:59:59.999Z", "2026-03-01T09:00:00Z", "a moment before"),
    ("UTC", "09:00", ["mon"], "2026-03-01T08:00:00Z", "2026-03-02T09:00:00Z", "Sunday, waits for Monday"),
    ("UTC", "09:00", ["sun"], "2026-03-01T08:00:00Z", "2026-03-01T09:00:00Z", "today is one of the days"),
    ("UTC", "09:00", ["sun"], "2026-03-01T10:00:00Z", "2026-03-08T09:00:00Z", "a whole week"),
    ("UTC", "09:00", ["tue", "thu"], "2026-03-04T10:00:00Z", "2026-03-05T09:00:00Z", "the nearest of them"),
    ("America/New_York", "09:00", None, "2026-03-01T12:00:00Z", "2026-03-01T14:00:00Z", "in his own time"),
    ("Asia/Tokyo", "09:00", ["mon"], "2026-03-01T20:00:00Z", "2026-03-02T00:00:00Z", "already Monday there"),
    ("Pacific/Honolulu", "09:00", ["sun"], "2026-03-02T05:00:00Z", "2026-03-08T19:00:00Z", "still Sunday there"),
    ("America/New_York", "02:30", None, "2026-03-08T05:00:00Z", "2026-03-08T07:30:00Z", "moves forward to 03:30"),
    ("America/New_York", "02:30", None, "2026-03-08T07:10:00Z", "2026-03-08T07:30:00Z", "at 03:10 still ahead"),
    ("America/New_York", "01:30", None, "2026-11-01T04:00:00Z", "2026-11-01T05:30:00Z", "the first of two"),
    ("America/New_York", "01:30", None, "2026-11-01T05:40:00Z", "2026-11-02T06:30:00Z", "the second is not used"),
    ("America/New_York", "09:00", None, "2026-03-07T15:00:00Z", "2026-03-08T13:00:00Z", "23 hours later"),
    ("Australia/Sydney", "02:30", None, "2026-10-03T14:00:00Z", "2026-10-03T16:30:00Z", "southern spring: 03:30"),
    ("Australia/Sydney", "02:30", None, "2026-04-04T14:00:00Z", "2026-04-04T15:30:00Z", "southern autumn: first"),
    ("Australia/Lord_Howe", "02:10", None, "2026-10-03T14:00:00Z", "2026-10-03T15:40:00Z", "half an hour on"),
    ("America/Santiago", "00:00", None, "2026-09-05T12:00:00Z", "2026-09-06T04:00:00Z", "no midnight: 01:00"),
    ("Pacific/Apia", "09:00", ["fri"], "2011-12-30T11:00:00Z", "2011-12-30T19:00:00Z", "no such Friday: Saturday"),
    ("Europe/London", "23:59:30", None, "2026-06-01T12:00:00Z", "2026-06-01T22:59:30Z", "seconds are possible"),
    ("Europe/Paris", "9:00", ["sat", "sun"], "2026-10-24T08:00:00Z", "2026-10-25T08:00:00Z", "25 hours later"),
]


@pytest.mark.parametrize(("zone", "clock", "weekdays", "entered", "over", "why"), AT_LOCAL_TIME)
def test_a_wait_for_a_local_time_takes_the_next_one_there_is(
    zone: str, clock: str, weekdays: list[str] | None, entered: str, over: str, why: str
) -> None:
    days = tuple(weekdays) if weekdays else None
    assert shown(due(wait_at(clock, days), entered, zone)) == over, why


RELATIVE = [
    # zone, value of event.starts_at, offset, entered, due, why
    ("UTC", "2026-03-05T18:00:00Z", "-PT1H", "2026-03-01T09:00:00Z", "2026-03-05T17:00:00Z", "an hour before"),
    ("UTC", "2026-03-05T18:00:00Z", "-PT24H", "2026-03-05T09:00:00Z", "past 2026-03-04T18:00:00Z", "too late"),
    ("UTC", "2026-03-05T18:00:00Z", "PT0S", "2026-03-05T18:00:00Z", "2026-03-05T18:00:00Z", "now is not past"),
    ("UTC", "2026-03-05T18:00:00+02:00", "PT0S", "2026-03-01T09:00:00Z", "2026-03-05T16:00:00Z", "its own offset"),
    ("UTC", "2026-03-05T18:00:00Z", "P1W", "2026-03-06T09:00:00Z", "2026-03-12T18:00:00Z", "a week after"),
    ("America/New_York", "2026-03-08T18:00:00Z", "-P1D", "2026-03-01T09:00:00Z", "2026-03-07T19:00:00Z",
     "the day before at the same local time, 25 hours here"),
    ("America/New_York", "2026-03-08T18:00:00Z", "-PT24H", "2026-03-01T09:00:00Z", "2026-03-07T18:00:00Z",
     "24 hours are 24 hours"),
    ("America/New_York", "2026-03-08", "PT9H", "2026-03-01T09:00:00Z", "2026-03-08T14:00:00Z",
     "a bare date is local midnight; nine exact hours after it, clocks show 10:00"),
    ("Asia/Tokyo", "2026-03-08", "PT0S", "2026-03-01T09:00:00Z", "2026-03-07T15:00:00Z", "local midnight there"),
    ("Pacific/Honolulu", "2026-03-08", "PT0S", "2026-03-01T09:00:00Z", "2026-03-08T10:00:00Z", "and there"),
    ("America/Santiago", "2026-09-06", "PT0S", "2026-03-01T09:00:00Z", "2026-09-06T04:00:00Z", "no midnight: 01:00"),
    ("Europe/Paris", "2026-03-30", "-P1D", "2026-03-01T09:00:00Z", "2026-03-28T23:00:00Z", "midnight a day before"),
    ("Australia/Sydney", "2026-10-04T16:30:00Z", "-P1D", "2026-09-01T00:00:00Z", "2026-10-03T16:30:00Z",
     "03:30 on 5 October, the day before 03:30"),
    ("UTC", "2026-03-05T18:00:00.500Z", "-PT1H", "2026-03-01T09:00:00Z", "2026-03-05T17:00:00.500Z", "milliseconds"),
    ("America/New_York", "2026-03-05T18:00", "PT0S", "2026-03-01T09:00:00Z", "2026-03-05T23:00:00Z",
     "without an offset: the contact's local time"),
    ("UTC", None, "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "not there"),
    ("UTC", "", "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "empty"),
    ("UTC", "next Tuesday", "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "no date"),
    ("UTC", "2026-02-30", "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "no such day"),
    ("UTC", 1772733600, "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "a number is no date"),
    ("UTC", {"date": "2026-03-05"}, "-PT1H", "2026-03-01T09:00:00Z", "missing event.starts_at", "nor an object"),
    ("UTC", "9999-12-31T23:00:00Z", "P1D", "2026-03-01T09:00:00Z", "missing event.starts_at", "beyond calendars"),
    ("UTC", "0001-01-01", "-P1D", "2026-03-01T09:00:00Z", "missing event.starts_at", "before them"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "value", "offset", "entered", "over", "why"), RELATIVE)
def test_a_relative_wait_counts_from_the_date_of_the_event(
    zone: str, value: object, offset: str, entered: str, over: str, why: str
) -> None:
    event = {} if value is None else {"starts_at": value}
    assert shown(due(wait_relative("event.starts_at", offset), entered, zone, event)) == over, why


YEARLY = [
    # zone, contact.birthday, offset, entered, due, why
    ("UTC", "1990-05-01", "PT9H", "2026-03-01T00:00:00Z", "2026-05-01T09:00:00Z", "this year's"),
    ("UTC", "1990-05-01", "PT9H", "2026-05-01T08:59:59Z", "2026-05-01T09:00:00Z", "today, still ahead"),
    ("UTC", "1990-05-01", "PT9H", "2026-05-01T09:00:00Z", "2027-05-01T09:00:00Z", "strictly after entering"),
    ("UTC", "1990-05-01", "-P7D", "2026-04-25T00:00:00Z", "2027-04-24T00:00:00Z", "a week before is over"),
    ("UTC", "1990-01-03", "-P7D", "2026-12-20T00:00:00Z", "2026-12-27T00:00:00Z", "before next year's"),
    ("UTC", "1990-12-30", "P7D", "2026-01-02T00:00:00Z", "2026-01-06T00:00:00Z", "after last year's"),
    ("UTC", "1988-02-29", "PT0S", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z", "29 February: the 28th"),
    ("UTC", "1988-02-29", "PT0S", "2028-02-01T00:00:00Z", "2028-02-29T00:00:00Z", "the 29th when there is one"),
    ("America/New_York", "1990-03-08", "PT0S", "2026-03-01T00:00:00Z", "2026-03-08T05:00:00Z", "local midnight"),
    ("Asia/Tokyo", "1990-03-08", "PT0S", "2026-03-07T15:00:00Z", "2027-03-07T15:00:00Z", "already there"),
    ("UTC", "2030-05-01", "PT0S", "2026-03-01T00:00:00Z", "2030-05-01T00:00:00Z", "not before the date itself"),
    ("Europe/Paris", "1990-07-14T10:00:00Z", "PT0S", "2026-03-01T00:00:00Z", "2026-07-14T10:00:00Z",
     "the local time of its instant: 12:00"),
    ("UTC", "1990-05-01", "-P2Y", "2026-06-01T00:00:00Z", "2027-05-01T00:00:00Z", "an offset of years"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "value", "offset", "entered", "over", "why"), YEARLY)
def test_a_yearly_wait_takes_the_next_anniversary(
    zone: str, value: str, offset: str, entered: str, over: str, why: str
) -> None:
    wait = wait_relative("contact.birthday", offset, yearly=True)
    assert shown(due(wait, entered, zone, contact={"birthday": value})) == over, why


def test_a_property_within_an_object_or_spelt_with_a_dot_can_be_waited_for() -> None:
    wait = wait_relative("event.webinar.starts_at", "PT0S")
    nested = due(wait, "2026-03-01T09:00:00Z", event={"webinar": {"starts_at": "2026-03-05"}})
    spelt = due(wait, "2026-03-01T09:00:00Z", event={"webinar.starts_at": "2026-03-05"})
    assert nested == spelt == At(from_rfc3339("2026-03-05T00:00:00Z"))


def test_a_time_without_an_offset_is_noted() -> None:
    found = due(wait_relative("event.starts_at"), "2026-03-01T09:00:00Z", event={"starts_at": "2026-03-05 18:00"})
    assert isinstance(found, At)
    assert found.note == 'event.starts_at is "2026-03-05 18:00", without an offset; read as the contact\'s local time'


def test_what_can_not_be_waited_for_says_why() -> None:
    found = due(wait_relative("event.starts_at"), "2026-03-01T09:00:00Z", event={"starts_at": "soon"})
    assert found == Missing(
        "event.starts_at",
        'event.starts_at is "soon", which is not a date; write it as 2026-03-01T09:00:00Z',
        unreadable=True,
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: wait_for("-PT1H"), "remove the minus"),
        (lambda: wait_for("an hour"), "write it as PT90M"),
        (lambda: wait_at("25:00"), "write it as 09:00, up to 23:59"),
        (lambda: wait_at("9 am"), "write it as 09:00, up to 23:59"),
        (lambda: wait_at("09:00", ("monday",)), "use mon, tue, wed, thu, fri, sat, sun"),
        (lambda: wait_relative("starts_at"), "write event.<property> or contact.<attribute>"),
        (lambda: wait_relative("consent.sms"), "write event.<property> or contact.<attribute>"),
        (lambda: wait_relative("event.starts_at", "1 hour"), "write it as PT90M"),
    ],
)
def test_a_wait_that_means_nothing_is_refused_with_the_remedy(make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    ("wait", "needed"),
    [
        (wait_for("PT36H"), False),
        (wait_for("P1D"), True),
        (WaitUntil(0), False),
        (wait_at("09:00"), True),
        (wait_relative("event.starts_at"), True),
    ],
)
def test_a_group_in_many_zones_shares_one_answer_where_zones_do_not_matter(wait: WaitSpec, needed: bool) -> None:
    assert needs_zone(wait) is needed


ZONES = st.sampled_from(sorted(zone_names().values()))
INSTANTS = st.integers(from_rfc3339("1990-01-01T00:00:00Z"), from_rfc3339("2060-01-01T00:00:00Z"))
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
DAYS = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), max_size=3, unique=True)


@given(INSTANTS, ZONES, st.sampled_from(["PT0S", "PT1H", "P1D", "P3D", "P1M", "P1Y", "P1DT1S"]))
def test_nobody_leaves_a_wait_before_entering_it(entered: int, name: str, duration: str) -> None:
    zone = zone_named(name)
    assert zone is not None
    found = wait_due(wait_for(duration), entered, zone, {}, {})
    assert isinstance(found, At)
    assert found.at >= entered


@given(INSTANTS, ZONES, CLOCKS, DAYS)
def test_a_local_time_comes_after_entering_and_within_eight_days(
    entered: int, name: str, clock: str, days: list[str]
) -> None:
    zone = zone_named(name)
    assert zone is not None
    found = wait_due(wait_at(clock, tuple(days)), entered, zone, {}, {})
    assert isinstance(found, At)
    assert entered < found.at <= entered + 8 * DAY + 24 * HOUR
    day, time = to_local(found.at, zone).date(), parse_clock_time(clock)
    assert found.at in (local_to_ms(day, time, zone), local_to_ms(day - timedelta(days=1), time, zone))


@given(INSTANTS, ZONES, st.text(max_size=40) | st.dates().map(str) | st.datetimes().map(str), st.booleans())
def test_no_value_of_a_date_raises(entered: int, name: str, value: str, yearly: bool) -> None:
    zone = zone_named(name)
    assert zone is not None
    found = wait_due(wait_relative("event.on", "-P1DT1H", yearly=yearly), entered, zone, {"on": value}, {})
    match found:
        case At(at):
            assert at >= entered
        case Past(at):
            assert at < entered
        case Missing(what, why):
            assert what in why


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-05T18:00:00Z",
        "2026-03-05t18:00z",
        "2026-03-05 18:00:00+00",
        "2026-03-05 18:00:00.000+00",
        "2026-03-05 18:00:00 +0000",
        "2026-03-05 18:00:00 UTC",
        "2026-03-05T19:00:00+01",
        " 2026-03-05T13:00:00-0500 ",
    ],
)
def test_spellings_of_a_moment_that_mean_one_thing_are_read(written: str) -> None:
    found = due(wait_relative("event.starts_at"), "2026-03-01T09:00:00Z", event={"starts_at": written})
    assert found == At(from_rfc3339("2026-03-05T18:00:00Z"))


@pytest.mark.parametrize(
    "written", ["03/05/2026", "5.3.2026", "2026-13-05", "1772733600", 1772733600, 1772733600000, "TBD", True, ["x"]]
)
def test_spellings_that_could_mean_another_moment_are_not(written: object) -> None:
    found = due(wait_relative("event.starts_at"), "2026-03-01T09:00:00Z", event={"starts_at": written})
    assert isinstance(found, Missing)
    assert found.unreadable
