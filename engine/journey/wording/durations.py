"""Lengths of time in words."""

from __future__ import annotations

from engine.journey.wording.phrases import counted, quoted
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import HOUR, MINUTE, SECOND


def duration_words(text: str) -> str:
    """`P1DT2H` as `1 day 2 hours`, without its sign; what is no duration is quoted as it is."""
    try:
        duration = parse_duration(text)
    except ValueError:
        return quoted(text)
    months, exact = duration.months, duration.exact_ms
    parts = [(months // 12, "year"), (months % 12, "month")]
    weeks = duration.days // 7 if duration.days % 7 == 0 else 0
    parts += [(weeks, "week"), (duration.days - weeks * 7, "day")]
    parts += [(exact // HOUR, "hour"), (exact % HOUR // MINUTE, "minute")]
    words = [counted(count, unit) for count, unit in parts if count]
    if exact % MINUTE:
        words.append(counted(exact % MINUTE / SECOND, "second"))
    return " ".join(words) or "no time"
