"""Quiet hours: when marketing must not reach a contact, and when it may again.

A window belongs to the local day on which it starts and may pass midnight. Its ends are local times of
their dates, so a night is an hour longer or shorter when the clocks change; an end that does not exist
moves forward, one that exists twice ends the window the first time. A window includes its start and ends
before its end: at 08:00 one may send.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from engine.rules.time.instants import DAY, MINUTE, Millis
from engine.rules.time.zones import local_to_ms, to_local

EVERY_DAY: Final = frozenset(range(7))
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_WINDOW_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)|24:00", re.ASCII)
_DAY_MINUTES: Final = 24 * 60
_WHOLE_MINUTES: Final[Millis] = 2 * 366 * DAY
_LONGEST_SEARCH: Final = 400
"""Windows that follow each other for more than a year never open: `quiet_until` stops looking."""


@dataclass(frozen=True, slots=True)
class QuietWindow:
    """Quiet from a local time to another, on days chosen by weekday, by holiday or both."""

    start: int
    """Minutes after midnight."""
    end: int
    """Minutes after midnight; on the next day when not after the start. 24:00 is the end of the day."""
    weekdays: frozenset[int] = EVERY_DAY
    """Days on which it starts (Monday is 0)."""
    holidays: str | None = None
    """Starts also on the public holidays of this country (`FR`) or part of one (`DE-BY`)."""

    def starts_on(self, day: date) -> bool:
        """Whether a window starts on that local day."""
        return day.weekday() in self.weekdays or (self.holidays is not None and is_holiday(day, self.holidays))


def quiet_window(
    start: str, end: str, weekdays: Iterable[str] | None = None, holidays_of: str | None = None
) -> QuietWindow:
    """A window from its settings: `("21:00", "08:00")` every day, with weekdays on those, with
    `holidays_of` alone on these holidays, with both on either. Raises ValueError naming what is wrong and
    the remedy."""
    first, last = _minutes(start), _minutes(end)
    if first in (last, _DAY_MINUTES):
        raise ValueError(f"quiet hours from {start} to {end} have no length; use 00:00 to 24:00 for a whole day")
    if holidays_of is not None and holidays_of not in _holiday_calendars():
        raise ValueError(f'"{holidays_of}" has no calendar of holidays; use a country as FR, or a part as DE-BY')
    if weekdays is None:
        return QuietWindow(first, last, EVERY_DAY if holidays_of is None else frozenset(), holidays_of)
    day_names = tuple(weekdays)
    for name in day_names:
        if name not in WEEKDAYS:
            raise ValueError(f'"{name}" is not a weekday; use {", ".join(WEEKDAYS)}')
    return QuietWindow(first, last, frozenset(WEEKDAYS.index(name) for name in day_names), holidays_of)


def _minutes(text: str) -> int:
    match = _WINDOW_TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f'"{text}" is not a time of day; write it as 21:00, up to 24:00')
    return _DAY_MINUTES if match[1] is None else int(match[1]) * 60 + int(match[2])


@lru_cache(maxsize=1)
def _holiday_calendars() -> frozenset[str]:
    import holidays  # tens of milliseconds that most processes never need

    supported = holidays.list_supported_countries(include_aliases=False)
    return frozenset(supported) | {f"{land}-{part}" for land, parts in supported.items() for part in parts}


@lru_cache(maxsize=256)
def _holidays_in(calendar: str, year: int) -> frozenset[date]:
    import holidays

    country, _, part = calendar.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


def is_holiday(day: date, calendar: str) -> bool:
    """Whether it is a public holiday there; the days come from the pinned `holidays` package. An unknown
    calendar has none (`quiet_window` refuses it)."""
    return calendar in _holiday_calendars() and day in _holidays_in(calendar, day.year)


def quiet_until(now: Millis, zone: ZoneInfo, windows: tuple[QuietWindow, ...]) -> Millis | None:
    """When the quiet hours that hold now end, None when one may send now.

    Windows that touch or overlap count as one. Decided in the zone at each date. Contacts of one zone asked
    about in the same minute cost one decision.
    """
    if not windows:
        return None
    # Windows change at whole minutes, and since 1972 so does every zone: the whole minute has one answer.
    return _quiet_in_minute(now // MINUTE, zone, windows) if now >= _WHOLE_MINUTES else _decide(now, zone, windows)


@lru_cache(maxsize=8192)
def _quiet_in_minute(minute: int, zone: ZoneInfo, windows: tuple[QuietWindow, ...]) -> Millis | None:
    return _decide(minute * MINUTE, zone, windows)


def _decide(now: Millis, zone: ZoneInfo, windows: tuple[QuietWindow, ...]) -> Millis | None:
    opens = now
    for _ in range(_LONGEST_SEARCH):
        end = max(_end_of(window, opens, zone) for window in windows)
        if end <= opens:
            break
        opens = end
    return opens if opens > now else None


def _end_of(window: QuietWindow, at: Millis, zone: ZoneInfo) -> Millis:
    """The end of this window if it covers the moment, else the moment."""
    today = to_local(at, zone).date()
    for day in (today - timedelta(days=1), today):
        if window.starts_on(day) and _local(day, window.start, zone) <= at:
            end = _local(day, window.end if window.end > window.start else window.end + _DAY_MINUTES, zone)
            if at < end:
                return end
    return at


def _local(day: date, minutes: int, zone: ZoneInfo) -> Millis:
    days, rest = divmod(minutes, _DAY_MINUTES)
    return local_to_ms(day + timedelta(days=days), time(rest // 60, rest % 60), zone)


@dataclass(frozen=True, slots=True)
class QuietRules:
    """An account's quiet hours by country, or part of one: `{"US": ..., "US-TX": ..., "FR": ...}`."""

    by_country: Mapping[str, tuple[QuietWindow, ...]] = field(default_factory=dict[str, tuple[QuietWindow, ...]])
    elsewhere: tuple[QuietWindow, ...] = ()

    def windows(
        self, country: str | None, part: str | None = None, journey: tuple[QuietWindow, ...] = ()
    ) -> tuple[QuietWindow, ...]:
        """Those that hold for a contact there, with the journey's own: a journey can be stricter, never
        laxer."""
        land = (country or "").upper()
        account_windows = self.by_country.get(
            f"{land}-{(part or '').upper()}", self.by_country.get(land, self.elsewhere)
        )
        return (*account_windows, *(window for window in journey if window not in account_windows))


def _each(start: str, end: str) -> tuple[QuietWindow, ...]:
    return (quiet_window(start, end),)


LEGAL_QUIET_HOURS: Final = QuietRules(
    {
        # 47 CFR 64.1200(c)(1): no solicitation before 8:00 or after 21:00, local time of the called party.
        "US": _each("21:00", "08:00"),
        # Fla. Stat. 501.616(6)(a); Okla. Stat. 15-775C.4; Md. Com. Law 14-4502; 201 CMR 12.04: 8:00 to 20:00.
        "US-FL": _each("20:00", "08:00"),
        "US-OK": _each("20:00", "08:00"),
        "US-MD": _each("20:00", "08:00"),
        "US-MA": _each("20:00", "08:00"),
        # Tex. Bus. & Com. Code 301.051: 9:00 to 21:00, on Sundays from 12:00.
        "US-TX": (
            quiet_window("21:00", "09:00", ("mon", "tue", "wed", "thu", "fri", "sun")),
            quiet_window("21:00", "12:00", ("sat",)),
        ),
        # France: not from 22:00 to 8:00, on Sundays or on public holidays (AF2M's code of conduct for SMS+).
        "FR": (
            quiet_window("22:00", "08:00"),
            quiet_window("00:00", "24:00", ("sun",)),
            QuietWindow(0, _DAY_MINUTES, weekdays=frozenset(), holidays="FR"),
        ),
    }
)
"""What law or carriers ask of marketing messages: a start for an account's settings, not legal advice."""
