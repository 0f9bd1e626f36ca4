"""Instants: whole milliseconds since 1970-01-01T00:00:00Z, the one form of time inside the engine and its tables."""

from datetime import UTC, datetime, timedelta

Millis = int
"""Milliseconds since the epoch, UTC (or a length of time in milliseconds where a name says so)."""

SECOND: Millis = 1_000
MINUTE: Millis = 60 * SECOND
HOUR: Millis = 60 * MINUTE
DAY: Millis = 24 * HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)

FIRST: Millis = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MS
LAST: Millis = (datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC) - _EPOCH) // _MS
"""The ends of the calendar: what lies beyond them can't be written as RFC 3339."""


def to_datetime(ms: Millis) -> datetime:
    """The instant as an aware UTC datetime, exact to the millisecond."""
    return _EPOCH + timedelta(milliseconds=ms)


def from_datetime(moment: datetime) -> Millis:
    """The instant of an aware datetime, cut to the millisecond; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} has no offset; write it with Z or +hh:mm")
    return (moment - _EPOCH) // _MS


def to_rfc3339(ms: Millis) -> str:
    """RFC 3339 with `Z`; milliseconds are shown when there are any."""
    moment = to_datetime(ms)
    precision = "milliseconds" if ms % 1000 else "seconds"
    return moment.replace(tzinfo=None).isoformat(timespec=precision) + "Z"


def from_rfc3339(text: str) -> Millis:
    """Reads RFC 3339 with an offset; raises ValueError naming the text and the remedy."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f'"{text}" is not a time; write it as 2026-03-01T09:00:00Z') from None
    if moment.tzinfo is None:
        raise ValueError(f'"{text}" has no offset; add Z or one such as +01:00')
    return from_datetime(moment)
