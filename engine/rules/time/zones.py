"""Time zones: which one a contact lives in, and what a local time there is as an instant.

Local times are decided at their own date. One that does not exist (clocks go forward) moves forward by the
length of the gap, as RFC 5545, 3.3.5 has it: 02:30 becomes 03:30. One that exists twice (clocks go back)
means its first occurrence.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from typing import Final
from zoneinfo import ZoneInfo

from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import Millis, from_datetime, to_datetime

Zone = ZoneInfo


@lru_cache(maxsize=1)
def zone_names() -> Mapping[str, str]:
    """Every zone name of the pinned tzdata, by its case-folded spelling."""
    listed = (resources.files("tzdata") / "zones").read_text(encoding="utf-8").split()
    return {name.casefold(): name for name in listed}


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that IANA name in any case, None when there is none.

    Read from the pinned tzdata package, never from the machine: what is decided here must come out the same
    on a laptop, in a rehearsal and on every worker.
    """
    key = zone_names().get(name.strip().casefold())
    if key is None:
        return None
    with (resources.files("tzdata") / "zoneinfo").joinpath(*key.split("/")).open("rb") as data:
        return ZoneInfo.from_file(data, key=key)


def _utc() -> ZoneInfo:
    zone = zone_named("UTC")
    if zone is None:
        raise RuntimeError("the tzdata package is broken; install it anew")
    return zone


UTC_ZONE: Final = _utc()


@lru_cache(maxsize=16384)
def resolve_zone(contact_tz: str | None, number_zones: tuple[str, ...], fallback: str) -> tuple[ZoneInfo, str | None]:
    """The zone to decide in: the contact's own, else the number's when it has one only, else the journey's,
    else UTC.

    The note, when there is one, tells which zone name was not known and what was used instead. Never raises.
    """
    unknown: list[str] = []
    candidates = [contact_tz or "", number_zones[0] if len(number_zones) == 1 else "", fallback]
    for name, meaning in zip(candidates, ("", "the number's zone", "the journey's zone"), strict=True):
        if not name.strip():
            continue
        zone = zone_named(name)
        if zone is not None:
            return zone, _fallback_note(unknown, f"{meaning} {zone.key}")
        unknown.append(name)
    return UTC_ZONE, _fallback_note(unknown, "UTC")


def _fallback_note(unknown: list[str], used: str) -> str | None:
    if not unknown:
        return None
    names = " and ".join(f'"{name[:60]}"' for name in unknown)
    return f"time zone {names} is not known; used {used.strip()}"


def local_to_ms(day: date, at: time, zone: ZoneInfo) -> Millis:
    """The instant of a local time: moved forward when it does not exist, its first occurrence when there
    are two."""
    return from_datetime(datetime.combine(day, at.replace(tzinfo=None, fold=0), tzinfo=zone))


def to_local(ms: Millis, zone: ZoneInfo) -> datetime:
    """The instant on the clocks of the zone."""
    return to_datetime(ms).astimezone(zone)


def add_duration(start_ms: Millis, duration: Duration | str, zone: ZoneInfo) -> Millis:
    """The instant a duration after (or, negative, before) another.

    Months and days are counted on the calendar of the zone, keeping the local time (31 January and a month
    is the last of February); hours, minutes and seconds are then added exactly. Raises ValueError for text
    that is no duration.
    """
    length = parse_duration(duration) if isinstance(duration, str) else duration
    exact = length.sign * length.exact_ms
    if length.is_exact:
        return start_ms + exact
    local = to_local(start_ms, zone)
    day = add_months(local.date(), length.sign * length.months) + timedelta(days=length.sign * length.days)
    return local_to_ms(day, local.time(), zone) + exact


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or that month's last when it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))
