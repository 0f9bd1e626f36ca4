"""Zones: whose clock counts, and what a local time is where clocks change."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.time.instants import from_rfc3339, to_rfc3339
from engine.rules.time.zones import Zone, add_duration, local_to_ms, resolve_zone, to_local, zone_named, zone_names


def named(name: str) -> Zone:
    zone = zone_named(name)
    assert zone is not None
    return zone


@pytest.mark.parametrize(
    ("own", "of_number", "journey", "used", "note"),
    [
        ("Europe/Paris", ("America/New_York",), "UTC", "Europe/Paris", None),
        (None, ("America/New_York",), "UTC", "America/New_York", None),
        ("", ("America/New_York",), "UTC", "America/New_York", None),
        ("  ", (), "Asia/Tokyo", "Asia/Tokyo", None),
        (None, ("America/New_York", "America/Chicago"), "UTC", "UTC", None),
        (None, (), "Asia/Tokyo", "Asia/Tokyo", None),
        ("europe/PARIS", (), "UTC", "Europe/Paris", None),
        ("Mars/Base", ("America/New_York",), "UTC", "America/New_York", "the number's zone America/New_York"),
        ("Mars/Base", (), "Asia/Tokyo", "Asia/Tokyo", "the journey's zone Asia/Tokyo"),
        ("PST", (), "UTC", "UTC", "the journey's zone UTC"),
        ("+02:00", (), "Asia/Tokyo", "Asia/Tokyo", "the journey's zone Asia/Tokyo"),
        ("../../etc/passwd", (), "UTC", "UTC", "the journey's zone UTC"),
        ("America", (), "UTC", "UTC", "the journey's zone UTC"),
        ("Europe/Par\0is", (), "UTC", "UTC", "the journey's zone UTC"),
        (None, ("Etc/Unknown",), "Asia/Tokyo", "Asia/Tokyo", "the journey's zone Asia/Tokyo"),
        (None, (), "Nowhere", "UTC", "used UTC"),
    ],
)
def test_the_contacts_zone_comes_first_then_the_numbers_then_the_journeys(
    own: str | None, of_number: tuple[str, ...], journey: str, used: str, note: str | None
) -> None:
    zone, said = resolve_zone(own, of_number, journey)
    assert zone.key == used
    assert (said is None) if note is None else (said is not None and said.endswith(note))


def test_a_note_names_every_zone_that_was_not_known() -> None:
    assert resolve_zone("Mars/Base", ("Etc/Unknown",), "UTC")[1] == (
        'time zone "Mars/Base" and "Etc/Unknown" is not known; used the journey\'s zone UTC'
    )


@given(st.text(max_size=80), st.text(max_size=20))
def test_no_zone_name_raises(own: str, journey: str) -> None:
    zone, note = resolve_zone(own, (), journey)
    assert zone.key in zone_names().values()
    assert note is None or len(note) < 300


LOCAL_TIMES = [
    # On each side of the equator, where clocks change and where they don't.
    ("America/New_York", "2026-03-08 01:30", "2026-03-08T06:30:00Z", "an hour before clocks go forward"),
    ("America/New_York", "2026-03-08 02:30", "2026-03-08T07:30:00Z", "does not exist: moves forward to 03:30"),
    ("America/New_York", "2026-03-08 02:00", "2026-03-08T07:00:00Z", "the first that does not exist: 03:00"),
    ("America/New_York", "2026-03-08 03:00", "2026-03-08T07:00:00Z", "the first that exists again"),
    ("America/New_York", "2026-11-01 01:30", "2026-11-01T05:30:00Z", "exists twice: the first"),
    ("America/New_York", "2026-11-01 02:00", "2026-11-01T07:00:00Z", "exists once, after both"),
    ("Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:30:00Z", "does not exist: 03:30"),
    ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25T00:30:00Z", "exists twice: the first"),
    ("Europe/London", "2026-03-29 01:15", "2026-03-29T01:15:00Z", "does not exist: 02:15"),
    ("Europe/London", "2026-10-25 01:15", "2026-10-25T00:15:00Z", "exists twice: the first, in summer time"),
    ("Australia/Sydney", "2026-04-05 02:30", "2026-04-04T15:30:00Z", "southern autumn, exists twice: the first"),
    ("Australia/Sydney", "2026-10-04 02:30", "2026-10-03T16:30:00Z", "southern spring, does not exist: 03:30"),
    ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03T15:45:00Z", "clocks move by half an hour: 02:45"),
    ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04T14:45:00Z", "half an hour twice: the first"),
    ("America/Santiago", "2026-09-06 00:00", "2026-09-06T04:00:00Z", "midnight does not exist: 01:00"),
    ("Africa/Cairo", "2026-04-24 00:30", "2026-04-23T22:30:00Z", "half past midnight does not exist: 01:30"),
    ("Asia/Kolkata", "2026-03-29 02:30", "2026-03-28T21:00:00Z", "no changes, half hours"),
    ("Asia/Kathmandu", "2026-06-01 09:00", "2026-06-01T03:15:00Z", "no changes, three quarters"),
    ("Pacific/Kiritimati", "2026-01-01 00:00", "2025-12-31T10:00:00Z", "fourteen hours ahead"),
    ("Pacific/Apia", "2011-12-30 09:00", "2011-12-30T19:00:00Z", "a whole day does not exist: the next"),
]


@pytest.mark.parametrize(("zone", "local", "instant", "why"), LOCAL_TIMES)
def test_a_local_time_is_decided_where_the_contact_lives(zone: str, local: str, instant: str, why: str) -> None:
    day, clock = local.split(" ")
    assert to_rfc3339(local_to_ms(date.fromisoformat(day), time.fromisoformat(clock), named(zone))) == instant, why


SUMS = [
    ("America/New_York", "2026-03-07T14:00:00Z", "P1D", "2026-03-08T13:00:00Z", "09:00 stays 09:00: 23 hours"),
    ("America/New_York", "2026-03-07T14:00:00Z", "PT24H", "2026-03-08T14:00:00Z", "24 hours are 24 hours"),
    ("America/New_York", "2026-10-31T13:00:00Z", "P1D", "2026-11-01T14:00:00Z", "09:00 stays 09:00: 25 hours"),
    ("America/New_York", "2026-10-31T13:00:00Z", "PT24H", "2026-11-01T13:00:00Z", "24 hours are 24 hours"),
    ("America/New_York", "2026-03-07T07:30:00Z", "P1D", "2026-03-08T07:30:00Z", "02:30 does not exist next day"),
    ("America/New_York", "2026-10-31T05:30:00Z", "P1D", "2026-11-01T05:30:00Z", "01:30 exists twice next day"),
    ("America/New_York", "2026-11-01T06:30:00Z", "P1D", "2026-11-02T06:30:00Z", "from the second 01:30"),
    ("Europe/Paris", "2026-03-28T08:00:00Z", "P1W", "2026-04-04T07:00:00Z", "a week over the change"),
    ("Europe/Paris", "2026-01-31T09:00:00Z", "P1M", "2026-02-28T09:00:00Z", "31 January and a month"),
    ("Europe/Paris", "2028-02-29T09:00:00Z", "P1Y", "2029-02-28T09:00:00Z", "29 February and a year"),
    ("Europe/Paris", "2026-03-31T08:00:00Z", "-P1M", "2026-02-28T09:00:00Z", "a month back"),
    ("Australia/Sydney", "2026-10-02T23:00:00Z", "P1D", "2026-10-03T22:00:00Z", "southern spring: 23 hours"),
    ("Australia/Sydney", "2026-04-03T22:00:00Z", "P1D", "2026-04-04T23:00:00Z", "southern autumn: 25 hours"),
    ("America/New_York", "2026-03-07T14:00:00Z", "P1DT2H", "2026-03-08T15:00:00Z", "a day first, then two hours"),
    ("America/New_York", "2026-03-08T14:00:00Z", "-P1D", "2026-03-07T15:00:00Z", "a day back over the change"),
    ("UTC", "2026-03-07T14:00:00.123Z", "PT0.5S", "2026-03-07T14:00:00.623Z", "milliseconds are kept"),
    ("Asia/Tokyo", "2026-03-07T14:00:00.123Z", "P1D", "2026-03-08T14:00:00.123Z", "over days too"),
]


@pytest.mark.parametrize(("zone", "start", "duration", "end", "why"), SUMS)
def test_hours_are_exact_and_days_are_calendar_days_of_the_contact(
    zone: str, start: str, duration: str, end: str, why: str
) -> None:
    assert to_rfc3339(add_duration(from_rfc3339(start), duration, named(zone))) == end, why


ZONES = st.sampled_from(sorted(zone_names().values()))
INSTANTS = st.integers(from_rfc3339("1990-01-01T00:00:00Z"), from_rfc3339("2060-01-01T00:00:00Z"))


@given(INSTANTS, ZONES, st.integers(1, 800))
def test_days_later_the_clock_shows_the_same_time_unless_that_time_does_not_exist(
    start: int, name: str, days: int
) -> None:
    zone = named(name)
    before, after = to_local(start, zone), to_local(add_duration(start, f"P{days}D", zone), zone)
    missing = after.time() != before.time()
    if not missing:
        assert (after.date() - before.date()).days == days
    else:
        assert after.replace(tzinfo=None) > before.replace(tzinfo=None)


@given(INSTANTS, ZONES, st.integers(0, 40), st.integers(0, 40), st.integers(0, 100_000_000))
def test_adding_time_never_goes_back(start: int, name: str, months: int, days: int, ms: int) -> None:
    duration = f"P{months}M{days}DT{ms // 1000}.{ms % 1000:03}S"
    assert add_duration(start, duration, named(name)) >= start or (months, days) == (0, 0)


@given(ZONES, INSTANTS)
def test_a_local_time_found_again_is_the_same_or_its_first_occurrence(name: str, at: int) -> None:
    zone = named(name)
    local = to_local(at, zone)
    again = local_to_ms(local.date(), local.time(), zone)
    assert again == at if not local.fold else again < at
