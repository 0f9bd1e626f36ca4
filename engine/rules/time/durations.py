"""Durations: ISO 8601, where time (`PT1H`) is exact and days and longer (`P1D`) are counted on the
calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

from engine.rules.time.instants import DAY, HOUR, MINUTE, SECOND, Millis

_WHOLE: Final = r"\d{1,6}"
_PART: Final = r"\d{1,9}(?:[.,]\d{1,6})?"
_DURATION: Final = re.compile(
    rf"(?P<sign>[+-]?)P(?:(?P<years>{_WHOLE})Y)?(?:(?P<months>{_WHOLE})M)?(?:(?P<weeks>{_WHOLE})W)?(?:(?P<days>{_WHOLE})D)?"
    rf"(?:T(?:(?P<hours>{_PART})H)?(?:(?P<minutes>{_PART})M)?(?:(?P<seconds>{_PART})S)?)?",
    re.ASCII,
)

LONGEST: Final[Millis] = 20 * 366 * DAY
"""A journey that waits longer than twenty years is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: whole months and days of the calendar, then exact milliseconds; all of one sign."""

    sign: int
    """1 or -1."""
    months: int
    days: int
    exact_ms: Millis

    @property
    def is_exact(self) -> bool:
        """No days, months or years: the same everywhere, whatever the clocks do."""
        return not self.months and not self.days

    @property
    def is_zero(self) -> bool:
        return not self.months and not self.days and not self.exact_ms

    @property
    def least_ms(self) -> Millis:
        """The length without its sign when every day has 24 hours and every month 28 days: a nominal length
        for limits and windows, exact for durations of hours."""
        return (self.months * 28 + self.days) * DAY + self.exact_ms

    def negated(self) -> Duration:
        """The same length the other way."""
        return Duration(-self.sign, self.months, self.days, self.exact_ms)


@lru_cache(maxsize=4096)
def parse_duration(text: str) -> Duration:
    """Reads `PT1H`, `P1D`, `P2W`, `-P1DT2H`, `PT0.5S`; raises ValueError naming the text and the remedy.

    Fractions are taken for hours, minutes and seconds only: half a calendar day has no meaning. ISO 8601-1,
    5.5.2.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or text.strip().endswith(("P", "T")):
        raise ValueError(f'"{text}" is not a duration; write it as PT90M, PT24H, P1D or P2W')
    part = {name: value or "0" for name, value in match.groupdict().items()}
    exact = sum(
        Decimal(part[name].replace(",", ".")) * unit
        for name, unit in (("hours", HOUR), ("minutes", MINUTE), ("seconds", SECOND))
    )
    duration = Duration(
        sign=-1 if match["sign"] == "-" else 1,
        months=int(part["years"]) * 12 + int(part["months"]),
        days=int(part["weeks"]) * 7 + int(part["days"]),
        exact_ms=int(exact),
    )
    if (duration.months * 30 + duration.days) * DAY + duration.exact_ms > LONGEST:
        raise ValueError(f'"{text}" is longer than 20 years; choose a shorter time')
    return duration
