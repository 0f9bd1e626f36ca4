"""Dates and times as people write them into events, uploads and conditions."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from engine.rules.time.instants import Millis, from_datetime
from engine.rules.time.zones import Zone, local_to_ms

_DATE_TIME: Final = re.compile(
    r"(\d{4}-\d\d-\d\d)"
    r"(?:[Tt ](\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?)\x20?([Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)


def read_date(value: object) -> date | datetime | None:
    """The bare date or the time that a text spells in RFC 3339, None when it is neither.

    Seconds and the offset may be left out: without an offset the datetime is naive, and the caller says
    whose clock is meant. Fractions beyond microseconds are cut. What databases print (`2026-03-05 18:00:00+00`,
    `2026-03-05 18:00:00 UTC`) is read too; what could mean two things
    (03/05/2026, a count of seconds or milliseconds) is not.
    """
    if not isinstance(value, str):
        return None
    match = _DATE_TIME.fullmatch(value.strip())
    if not match:
        return None
    day, clock, offset = match.groups()
    try:
        if clock is None:
            return date.fromisoformat(day)
        zone = "Z" if offset in ("UTC", "GMT") else (offset or "").upper()
        return datetime.fromisoformat(f"{day}T{clock.replace(',', '.')}{zone}")
    except ValueError:
        return None


def instant_in(moment: date | datetime, zone: Zone) -> Millis:
    """The instant meant by somebody in that zone: a bare date is local midnight, a time without offset
    local time.

    Raises OverflowError at the very ends of the calendar, where the instant lies outside the years 1 to 9999.
    """
    if not isinstance(moment, datetime):
        return local_to_ms(moment, time(), zone)
    if moment.tzinfo is None:
        return local_to_ms(moment.date(), moment.time(), zone)
    return from_datetime(moment)
