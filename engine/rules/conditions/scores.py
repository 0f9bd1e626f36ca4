"""Scores: whole numbers that steps count up and down."""

from __future__ import annotations

from typing import Final

LARGEST: Final = 2**31 - 1
"""Nobody's score is above it, or below its negative: what the database has room for in an integer."""


def added(score: int | None, by: int) -> int:
    """The score after the change. At the largest it stays, rather than that a journey stops."""
    return max(-LARGEST, min(LARGEST, (score or 0) + by))
