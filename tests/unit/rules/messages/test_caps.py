"""Frequency caps: what counts against the next message."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.messages.frequency_caps import LATE, cap_window, counted_at
from engine.rules.time.instants import HOUR, from_datetime
from engine.rules.time.zones import Zone, local_to_ms, to_local, zone_named


def zone(name: str) -> Zone:
    found = zone_named(name)
    assert found is not None
    return found


ZONES = ("America/New_York", "Europe/Stockholm", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia", "UTC")
NEW_YORK = zone("America/New_York")


def local(text: str, where: Zone = NEW_YORK) -> int:
    return from_datetime(datetime.fromisoformat(text).replace(tzinfo=where))


@pytest.mark.parametrize(
    ("per", "before", "counts"),
    [
        ("P1D", "2026-03-07 00:00", True),
        ("P1D", "2026-03-06 23:59", False),
        ("P1D", "2026-03-07 23:59", True),  # later on the same day
        ("P1D", "2026-03-08 00:00", False),
        ("P2D", "2026-03-06 00:00", True),
        ("P1W", "2026-03-01 00:00", True),
        ("P7D", "2026-03-01 00:00", True),
        ("P1W", "2026-02-28 23:59", False),
        ("P1M", "2026-02-08 00:00", True),
        ("P1M", "2026-02-07 23:59", False),
        ("PT24H", "2026-03-06 09:00", False),  # exactly so long before
        ("PT24H", "2026-03-06 09:00:00.001", True),
        ("PT1H", "2026-03-07 08:30", True),
        ("PT1H", "2026-03-07 07:30", False),
        ("P1DT12H", "2026-03-06 12:00", True),
        ("P1DT12H", "2026-03-06 11:59", False),
    ],
)
def test_days_are_the_contacts_and_hours_roll(per: str, before: str, counts: bool) -> None:
    assert cap_window(per, local("2026-03-07 09:00"), NEW_YORK).holds(local(before)) is counts


DAYS = st.dates(date(2024, 1, 1), date(2030, 1, 1))


@given(st.sampled_from(ZONES), DAYS, st.times(), DAYS, st.times(), st.integers(1, 40))
def test_so_many_days_are_that_day_and_those_before_it(
    name: str, today: date, now: time, that_day: date, then: time, days: int
) -> None:
    where = zone(name)
    one, other = local_to_ms(today, now, where), local_to_ms(that_day, then, where)
    between = to_local(one, where).date() - to_local(other, where).date()
    assert cap_window(f"P{days}D", one, where).holds(other) is (timedelta() <= between < timedelta(days))


@given(st.sampled_from(ZONES), DAYS, st.times())
def test_one_a_day_at_any_hour_is_one_a_day_whatever_the_clocks_do(name: str, day: date, hour: time) -> None:
    where = zone(name)
    today, tomorrow = local_to_ms(day, hour, where), local_to_ms(day + timedelta(1), hour, where)
    if to_local(today, where).date() != to_local(tomorrow, where).date():
        assert not cap_window("P1D", tomorrow, where).holds(today)
        assert cap_window("P1D", today, where).holds(today)


def test_a_message_counts_when_it_was_due_unless_it_had_to_wait_for_long() -> None:
    due = local("2026-03-07 23:59:59")
    assert counted_at(due, due + 2_500) == due
    assert counted_at(due, due + LATE) == due
    assert counted_at(due, due + 8 * HOUR) == due + 8 * HOUR
