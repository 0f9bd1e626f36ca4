"""Waits: when an enrolment that rests at a wait goes on.

Local times and days are decided in the contact's zone at their own date (see `zones`). A wait `at` a local
time, and a `yearly` one, is due strictly after the moment of entering: who arrives at exactly 09:00 waits
for the next 09:00, as otherwise a daily loop would turn twice in the same instant. A dated wait (`until`,
`relative`) that lies in the past says so, and the plan decides what follows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final, Literal, assert_never, cast, get_args

from engine.rules.conditions.conditions import look_up
from engine.rules.time.dates import instant_in, read_date
from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import FIRST, LAST, Millis
from engine.rules.time.zones import Zone, add_duration, local_to_ms, to_local

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: Final[tuple[Weekday, ...]] = get_args(Weekday)
EVERY_DAY: Final = frozenset(range(7))

_LONGEST_DATE: Final = 64
_CLOCK_TIME: Final = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class WaitFor:
    """A length of time from entering."""

    duration: Duration


@dataclass(frozen=True, slots=True)
class WaitUntil:
    """One instant for everybody."""

    at: Millis


@dataclass(frozen=True, slots=True)
class WaitAt:
    """The next time the contact's clock shows a time, on some weekdays (Monday is 0)."""

    time: time
    weekdays: frozenset[int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class WaitRelative:
    """Before or after a date of the event or the contact; `yearly` takes its next anniversary."""

    to: str
    """`event.<property>` or `contact.<attribute>`."""
    offset: Duration
    yearly: bool = False


WaitSpec = WaitFor | WaitUntil | WaitAt | WaitRelative


@dataclass(frozen=True, slots=True)
class At:
    """Due at this instant, not before the moment of entering."""

    at: Millis
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """Would have been due at this instant, before entering."""

    at: Millis
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Nothing to wait for: the date is not there or can't be read."""

    what: str
    """The field, `event.starts_at`."""
    why: str
    """A sentence for the path."""
    unreadable: bool = False
    """Something stands there, and it is no date that can be read with certainty."""


Due = At | Past | Missing


def wait_for(duration: str) -> WaitFor:
    """From the document's `for`; raises ValueError for what is no duration or goes backwards."""
    length = parse_duration(duration)
    if length.sign < 0:
        raise ValueError(f'"{duration}" waits backwards; remove the minus')
    return WaitFor(length)


def wait_at(clock_time: str, weekdays: tuple[str, ...] | None = None) -> WaitAt:
    """From the document's `at`; raises ValueError for a time that no clock shows or an unknown weekday."""
    if not weekdays:
        return WaitAt(parse_clock_time(clock_time))
    return WaitAt(parse_clock_time(clock_time), parse_weekdays(weekdays))


def wait_relative(to: str, offset: str = "PT0S", *, yearly: bool = False) -> WaitRelative:
    """From the document's `relative`; raises ValueError for an unknown kind of field or an offset that is
    none."""
    root, _, name = to.partition(".")
    if root not in ("event", "contact") or not name:
        raise ValueError(f'"{to}" is no date to wait for; write event.<property> or contact.<attribute>')
    return WaitRelative(to, parse_duration(offset), yearly)


def parse_clock_time(text: str) -> time:
    """Reads `09:00` or `17:30:15`; raises ValueError with the remedy."""
    match = _CLOCK_TIME.fullmatch(text.strip())
    if not match:
        raise ValueError(f'"{text}" is not a time of day; write it as 09:00, up to 23:59')
    return time(int(match[1]), int(match[2]), int(match[3] or 0))


def parse_weekdays(names: tuple[str, ...]) -> frozenset[int]:
    """Reads `("mon", "tue")`; raises ValueError naming the unknown one."""
    for name in names:
        if name not in WEEKDAYS:
            raise ValueError(f'"{name}" is not a weekday; use {", ".join(WEEKDAYS)}')
    return frozenset(WEEKDAYS.index(cast(Weekday, name)) for name in names)


def wait_due(
    wait: WaitSpec, entered_at: Millis, zone: Zone, event: Mapping[str, Any], contact: Mapping[str, Any]
) -> Due:
    """When a wait entered at that moment is over. Never raises: what can't be computed is `Missing`, with
    why."""
    due = _due(wait, entered_at, zone, event, contact)
    if isinstance(due, Missing) or FIRST <= due.at <= LAST:
        return due
    return Missing("wait", "the wait ends outside of the years 1 to 9999")


def _due(wait: WaitSpec, entered_at: Millis, zone: Zone, event: Mapping[str, Any], contact: Mapping[str, Any]) -> Due:
    match wait:
        case WaitFor(duration):
            if duration.is_exact:
                return At(entered_at + duration.exact_ms)
            return _for_days(duration, entered_at, zone)
        case WaitUntil(at):
            return At(at) if at >= entered_at else Past(at)
        case WaitAt():
            return _next_clock_time(wait, entered_at, zone)
        case WaitRelative():
            return _relative(wait, entered_at, zone, event, contact)
        case _ as never:
            assert_never(never)


def moment_of_due(due: Due) -> Millis | None:
    """The instant that a wait is over at, whether it lies ahead or behind; None when there is no date."""
    return None if isinstance(due, Missing) else due.at


def needs_zone(wait: WaitSpec) -> bool:
    """Whether the zone matters: where it does not, one answer serves a whole group that entered together."""
    match wait:
        case WaitFor(duration):
            return not duration.is_exact
        case WaitUntil():
            return False
        case WaitAt() | WaitRelative():
            return True
        case _ as never:
            assert_never(never)


@lru_cache(maxsize=4096)
def _for_days(duration: Duration, entered_at: Millis, zone: Zone) -> Due:
    try:
        return At(max(entered_at, add_duration(entered_at, duration, zone)))
    except (OverflowError, ValueError):
        return Missing("for", "the wait ends after the year 9999")


@lru_cache(maxsize=4096)
def _next_clock_time(wait: WaitAt, entered_at: Millis, zone: Zone) -> Due:
    today = to_local(entered_at, zone).date()
    # The day before, because a time moved forward out of a gap can fall on the next day.
    for ahead in range(-1, 15):
        day = today + timedelta(days=ahead)
        if day.weekday() in wait.weekdays:
            due = local_to_ms(day, wait.time, zone)
            if due > entered_at:
                return At(due)
    return Missing("at", "the wait names no weekday")


def _relative(
    wait: WaitRelative, entered_at: Millis, zone: Zone, event: Mapping[str, Any], contact: Mapping[str, Any]
) -> Due:
    root, _, name = wait.to.partition(".")
    value = look_up(event if root == "event" else contact, name, name.split("."))
    if value is None or value == "":
        return Missing(wait.to, f"{wait.to} is not there")
    if not isinstance(value, str) or len(value) > _LONGEST_DATE:
        return _no_date(wait, value)
    return _relative_to(wait, value, entered_at, zone)


def _no_date(wait: WaitRelative, value: object) -> Missing:
    written = f'{wait.to} is "{str(value)[:60]}", which is not a date'
    return Missing(wait.to, f"{written}; write it as 2026-03-01T09:00:00Z", unreadable=True)


@lru_cache(maxsize=8192)
def _relative_to(wait: WaitRelative, value: str, entered_at: Millis, zone: Zone) -> Due:
    moment = read_date(value)
    if moment is None:
        return _no_date(wait, value)
    note = None
    if isinstance(moment, datetime) and moment.tzinfo is None:
        note = f'{wait.to} is "{value}", without an offset; read as the contact\'s local time'
    try:
        if wait.yearly:
            return _anniversary(wait, moment, entered_at, zone, note)
        at = add_duration(instant_in(moment, zone), wait.offset, zone)
    except (OverflowError, ValueError):
        return Missing(wait.to, f"{wait.to} lies outside the years 1 to 9999")
    return At(at, note) if at >= entered_at else Past(at, note)


def _anniversary(wait: WaitRelative, moment: date | datetime, entered_at: Millis, zone: Zone, note: str | None) -> Due:
    """The first anniversary, the date itself included, whose wait ends after entering. 29 February is kept
    on the 28th in other years, as a year added to it is."""
    if isinstance(moment, datetime):
        local = moment if moment.tzinfo is None else moment.astimezone(zone)
        day, at = local.date(), local.time()
    else:
        day, at = moment, time()
    reach = wait.offset.least_ms // (360 * 24 * 3600 * 1000) + 2
    year = to_local(entered_at, zone).year
    for candidate in range(max(day.year, year - reach), max(day.year, year + reach) + 1):
        last = 28 if (day.month, day.day) == (2, 29) and not _is_leap(candidate) else day.day
        due = add_duration(local_to_ms(date(candidate, day.month, last), at, zone), wait.offset, zone)
        if due > entered_at:
            return At(due, note)
    return Missing(wait.to, f"{wait.to} has no anniversary before the year 9999")


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
