"""Quiet hours: when a marketing message is held, and until when."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.time.instants import DAY, from_rfc3339, to_rfc3339
from engine.rules.time.quiet_hours import (
    LEGAL_QUIET_HOURS,
    QuietRules,
    QuietWindow,
    is_holiday,
    quiet_until,
    quiet_window,
)
from engine.rules.time.zones import to_local, zone_named, zone_names

NIGHT = (quiet_window("21:00", "08:00"),)
NOON = (quiet_window("12:00", "14:00"),)
SMALL_HOURS = (quiet_window("00:00", "02:30"),)
WEEKEND = (quiet_window("00:00", "24:00", ("sat", "sun")),)
FRANCE = LEGAL_QUIET_HOURS.windows("FR")
TEXAS = LEGAL_QUIET_HOURS.windows("US", "TX")
FLORIDA = LEGAL_QUIET_HOURS.windows("US", "FL")

HELD = [
    # zone, windows, now, until (None: may be sent), why
    ("UTC", NIGHT, "2026-03-01T20:59:59Z", None, "a second before"),
    ("UTC", NIGHT, "2026-03-01T21:00:00Z", "2026-03-02T08:00:00Z", "the start is quiet"),
    ("UTC", NIGHT, "2026-03-02T03:00:00Z", "2026-03-02T08:00:00Z", "after midnight, same night"),
    ("UTC", NIGHT, "2026-03-02T07:59:59.999Z", "2026-03-02T08:00:00Z", "the last moment"),
    ("UTC", NIGHT, "2026-03-02T08:00:00Z", None, "the end is not quiet"),
    ("UTC", NOON, "2026-03-01T12:30:00Z", "2026-03-01T14:00:00Z", "within a day"),
    ("UTC", NOON, "2026-03-01T14:00:00Z", None, "over"),
    ("UTC", (), "2026-03-01T03:00:00Z", None, "no windows"),
    ("America/New_York", NIGHT, "2026-03-01T02:30:00Z", "2026-03-01T13:00:00Z", "21:30 there"),
    ("Asia/Tokyo", NIGHT, "2026-03-01T02:30:00Z", None, "11:30 there"),
    ("Asia/Kolkata", NIGHT, "2026-03-01T02:00:00Z", "2026-03-01T02:30:00Z", "07:30 there"),
    ("America/New_York", NIGHT, "2026-03-08T03:00:00Z", "2026-03-08T12:00:00Z", "a night of ten hours"),
    ("America/New_York", NIGHT, "2026-11-01T02:00:00Z", "2026-11-01T13:00:00Z", "a night of twelve hours"),
    ("Australia/Sydney", NIGHT, "2026-10-03T12:00:00Z", "2026-10-03T21:00:00Z", "southern spring, ten hours"),
    ("Australia/Sydney", NIGHT, "2026-04-04T11:00:00Z", "2026-04-04T22:00:00Z", "southern autumn, twelve"),
    ("America/New_York", SMALL_HOURS, "2026-03-08T06:00:00Z", "2026-03-08T07:30:00Z", "02:30 does not exist: 03:30"),
    ("Europe/Berlin", SMALL_HOURS, "2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z", "02:30 exists twice: the first"),
    ("Europe/Berlin", SMALL_HOURS, "2026-10-25T01:10:00Z", None, "the second 02:10: the window is used up"),
    ("UTC", WEEKEND, "2026-02-28T00:00:00Z", "2026-03-02T00:00:00Z", "two days that touch are one"),
    ("UTC", WEEKEND, "2026-02-27T23:59:59Z", None, "still Friday"),
    ("UTC", (*WEEKEND, *NIGHT), "2026-02-27T22:00:00Z", "2026-03-02T08:00:00Z", "Friday's night to Monday's morning"),
    ("UTC", (*NOON, quiet_window("13:00", "15:00")), "2026-03-01T12:30:00Z", "2026-03-01T15:00:00Z", "overlapping"),
    ("UTC", (quiet_window("21:00", "08:00", ("fri",)),), "2026-02-28T03:00:00Z", "2026-02-28T08:00:00Z",
     "Friday's window on Saturday morning"),
    ("UTC", (quiet_window("21:00", "08:00", ("fri",)),), "2026-03-01T03:00:00Z", None, "Saturday has none"),
    ("Europe/Paris", FRANCE, "2026-03-04T11:00:00Z", None, "a Wednesday noon"),
    ("Europe/Paris", FRANCE, "2026-03-04T21:00:00Z", "2026-03-05T07:00:00Z", "22:00 to 08:00"),
    ("Europe/Paris", FRANCE, "2026-02-28T22:00:00Z", "2026-03-02T07:00:00Z", "Saturday night, all of Sunday"),
    ("Europe/Paris", FRANCE, "2026-07-14T10:00:00Z", "2026-07-15T06:00:00Z", "14 July"),
    ("Europe/Paris", FRANCE, "2026-12-24T22:00:00Z", "2026-12-26T07:00:00Z", "over Christmas"),
    ("Europe/Paris", FRANCE, "2026-05-13T20:00:00Z", "2026-05-15T06:00:00Z", "Ascension, a Thursday"),
    ("America/Chicago", TEXAS, "2026-03-01T17:00:00Z", "2026-03-01T18:00:00Z", "Sunday 11:00: until noon"),
    ("America/Chicago", TEXAS, "2026-03-01T18:00:00Z", None, "Sunday noon"),
    ("America/Chicago", TEXAS, "2026-03-03T02:59:00Z", None, "Monday 20:59"),
    ("America/Chicago", TEXAS, "2026-03-03T14:30:00Z", "2026-03-03T15:00:00Z", "Tuesday 08:30: until 09:00"),
    ("America/Chicago", TEXAS, "2026-03-02T14:30:00Z", "2026-03-02T15:00:00Z", "Monday, after Sunday's night"),
    ("America/New_York", FLORIDA, "2026-03-02T01:30:00Z", "2026-03-02T13:00:00Z", "20:30 is quiet in Florida"),
    ("America/New_York", LEGAL_QUIET_HOURS.windows("US"), "2026-03-02T01:30:00Z", None, "and not elsewhere"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "windows", "now", "until", "why"), HELD)
def test_a_message_is_held_until_the_window_opens(
    zone: str, windows: tuple[QuietWindow, ...], now: str, until: str | None, why: str
) -> None:
    found = zone_named(zone)
    assert found is not None
    opens = quiet_until(from_rfc3339(now), found, windows)
    assert (None if opens is None else to_rfc3339(opens)) == until, why


def test_the_same_minute_has_the_same_answer_for_everybody_in_a_zone() -> None:
    zone = zone_named("Asia/Kathmandu")
    assert zone is not None
    first = from_rfc3339("2026-03-01T15:15:00Z")
    assert quiet_until(first - 1, zone, NIGHT) is None
    assert {quiet_until(first + ms, zone, NIGHT) for ms in (0, 1, 59_999)} == {from_rfc3339("2026-03-02T02:15:00Z")}


def test_windows_that_never_open_are_given_up_after_a_year() -> None:
    zone = zone_named("UTC")
    assert zone is not None
    now = from_rfc3339("2026-03-01T00:00:00Z")
    opens = quiet_until(now, zone, (quiet_window("00:00", "24:00"),))
    assert opens is not None
    assert opens > now + 365 * DAY


@pytest.mark.parametrize(
    ("country", "part", "journey", "expected"),
    [
        ("US", None, (), ("us",)),
        ("us", "tx", (), ("tx",)),
        ("US", "CA", (), ("us",)),
        ("DE", None, (), ("other",)),
        (None, None, (), ("other",)),
        ("US", None, ("journey",), ("us", "journey")),
        ("US", None, ("us",), ("us",)),
    ],
)
def test_an_accounts_windows_hold_by_country_and_a_journey_can_only_be_stricter(
    country: str | None, part: str | None, journey: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    window = {
        "us": quiet_window("21:00", "08:00"),
        "tx": quiet_window("21:00", "09:00"),
        "other": quiet_window("22:00", "07:00"),
        "journey": quiet_window("12:00", "13:00"),
    }
    rules = QuietRules({"US": (window["us"],), "US-TX": (window["tx"],)}, elsewhere=(window["other"],))
    own = tuple(window[name] for name in journey)
    assert rules.windows(country, part, own) == tuple(window[name] for name in expected)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: quiet_window("21:00", "21:00"), "use 00:00 to 24:00 for a whole day"),
        (lambda: quiet_window("24:00", "08:00"), "use 00:00 to 24:00 for a whole day"),
        (lambda: quiet_window("9pm", "08:00"), "write it as 21:00"),
        (lambda: quiet_window("21:00", "25:00"), "write it as 21:00"),
        (lambda: quiet_window("21:00", "08:00", ("sunday",)), "use mon, tue, wed"),
        (lambda: quiet_window("21:00", "08:00", holidays_of="XX"), "use a country as FR"),
    ],
)
def test_a_window_that_means_nothing_is_refused_with_the_remedy(make: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        make()


@pytest.mark.parametrize(
    ("day", "calendar", "holiday"),
    [
        ("2026-07-14", "FR", True),
        ("2026-07-15", "FR", False),
        ("2026-01-06", "DE", False),
        ("2026-01-06", "DE-BY", True),
        ("2026-07-04", "US", True),
        ("2026-07-14", "XX", False),
    ],
)
def test_holidays_are_those_of_the_country_or_its_part(day: str, calendar: str, holiday: bool) -> None:
    zone = zone_named("UTC")
    assert zone is not None
    assert is_holiday(to_local(from_rfc3339(f"{day}T12:00:00Z"), zone).date(), calendar) is holiday


ZONES = st.sampled_from(sorted(zone_names().values()))
INSTANTS = st.integers(from_rfc3339("1990-01-01T00:00:00Z"), from_rfc3339("2060-01-01T00:00:00Z"))
CLOCKS = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
WINDOWS = st.lists(
    st.tuples(CLOCKS, CLOCKS, st.sets(st.sampled_from(["mon", "tue", "wed", "sat", "sun"]), min_size=1, max_size=4))
    .filter(lambda window: window[0] != window[1])
    .map(lambda window: quiet_window(window[0], window[1], sorted(window[2]))),
    max_size=3,
).map(tuple)


@given(INSTANTS, ZONES, WINDOWS)
def test_when_a_window_opens_it_is_not_quiet(now: int, name: str, windows: tuple[QuietWindow, ...]) -> None:
    zone = zone_named(name)
    assert zone is not None
    opens = quiet_until(now, zone, windows)
    if opens is not None:
        assert opens > now
        assert quiet_until(opens, zone, windows) is None


@given(INSTANTS, ZONES, WINDOWS, st.floats(0, 1))
def test_until_a_window_opens_it_stays_quiet(
    now: int, name: str, windows: tuple[QuietWindow, ...], share: float
) -> None:
    zone = zone_named(name)
    assert zone is not None
    opens = quiet_until(now, zone, windows)
    if opens is not None:
        between = now + int((opens - now - 1) * share)
        assert quiet_until(between, zone, windows) == opens


@given(INSTANTS, ZONES, CLOCKS, CLOCKS)
def test_on_days_without_a_change_of_clocks_the_local_time_alone_decides(
    now: int, name: str, start: str, end: str
) -> None:
    zone = zone_named(name)
    assert zone is not None
    local = to_local(now, zone)
    days = [to_local(now + shift * DAY, zone).utcoffset() for shift in (-2, -1, 1, 2)]
    if start == end or any(offset != local.utcoffset() for offset in days):
        return
    clock = local.strftime("%H:%M")
    quiet = start <= clock < end if start < end else clock >= start or clock < end
    assert (quiet_until(now, zone, (quiet_window(start, end),)) is not None) is quiet
