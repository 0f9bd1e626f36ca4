"""Durations: what reads, what it means, and what is refused with which remedy."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import DAY, HOUR, MINUTE, SECOND


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("PT1H", Duration(1, 0, 0, HOUR)),
        ("PT90M", Duration(1, 0, 0, 90 * MINUTE)),
        ("PT36H", Duration(1, 0, 0, 36 * HOUR)),
        ("PT0.5S", Duration(1, 0, 0, 500)),
        ("PT1,5H", Duration(1, 0, 0, 90 * MINUTE)),
        ("P1D", Duration(1, 0, 1, 0)),
        ("P2W", Duration(1, 0, 14, 0)),
        ("P3M", Duration(1, 3, 0, 0)),
        ("P1Y", Duration(1, 12, 0, 0)),
        ("P1Y2M3W4DT5H6M7S", Duration(1, 14, 25, 5 * HOUR + 6 * MINUTE + 7 * SECOND)),
        ("-PT1H", Duration(-1, 0, 0, HOUR)),
        ("-P1D", Duration(-1, 0, 1, 0)),
        ("+P1D", Duration(1, 0, 1, 0)),
        ("PT0S", Duration(1, 0, 0, 0)),
        (" P1D ", Duration(1, 0, 1, 0)),
    ],
)
def test_a_duration_reads_as_iso_8601(text: str, means: Duration) -> None:
    assert parse_duration(text) == means


@pytest.mark.parametrize(
    "text",
    [
        "",
        "P",
        "PT",
        "1H",
        "1 day",
        "P1H",
        "PT1D",
        "P0.5D",
        "P1DT",
        "PT-1H",
        "--P1D",
        "p1d",
        "P1M1Y",
        "PT1H30",
        "P1D P1D",
        "P99999999D",
        "PT1.H",
        "P\u0663D",
    ],
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match="write it as PT90M, PT24H, P1D or P2W"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["P21Y", "P999999D", "-P300M", "PT999999999H"])
def test_a_duration_beyond_twenty_years_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="longer than 20 years"):
        parse_duration(text)


@pytest.mark.parametrize(
    ("text", "exact"), [("PT36H", True), ("PT0S", True), ("P1D", False), ("P1M", False), ("P1DT1H", False)]
)
def test_only_hours_minutes_and_seconds_are_exact(text: str, exact: bool) -> None:
    assert parse_duration(text).is_exact is exact


def test_the_nominal_length_counts_days_of_24_hours() -> None:
    assert parse_duration("-P2DT3H").least_ms == 2 * DAY + 3 * HOUR


@given(st.text(max_size=30))
def test_no_text_does_anything_but_read_or_be_refused_by_name(text: str) -> None:
    refused = ""
    try:
        parse_duration(text)
    except ValueError as error:
        refused = str(error)
    assert not refused or text in refused


@given(st.integers(0, 200), st.integers(0, 1000), st.integers(0, 500), st.integers(0, 59), st.sampled_from(["", "-"]))
def test_what_is_written_is_what_is_meant(months: int, days: int, hours: int, minutes: int, sign: str) -> None:
    read = parse_duration(f"{sign}P{months}M{days}DT{hours}H{minutes}M")
    assert (read.months, read.days, read.exact_ms) == (months, days, hours * HOUR + minutes * MINUTE)
    assert read.negated().sign == -read.sign
