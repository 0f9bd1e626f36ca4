"""How late a step may be, as `not_later_than` says it."""

from __future__ import annotations

from typing import Final

from engine.journey.wording.durations import duration_words
from engine.rules.time.durations import parse_duration

EVENT_LIMIT: Final = "event"
NO_LIMIT: Final = "no_limit"
"""What `not_later_than` says besides a duration."""


def limit_words(limit: str | None, date: str = "the date waited for") -> str:
    """The end of a sentence: until when what was due may still be done. `date` is what a wait counts from."""
    if limit is None:
        return ""
    if limit == NO_LIMIT:
        return ", however late"
    if limit == EVENT_LIMIT:
        return f", not later than {date}"
    return f", not later than {duration_words(limit)} after it was due"


def may_last(text: str) -> bool:
    """Whether a length of time is more than none; one that can't be read has its own finding, and may well be."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return True
    return duration.sign > 0 and not duration.is_zero
