"""A journey's settings."""

from __future__ import annotations

from typing import Literal

from engine.journey.parts.part import DocumentPart
from engine.rules.conditions.conditions import Condition


class QuietHours(DocumentPart):
    """No marketing in this window of the contact's local time; it may pass midnight."""

    start: str
    """`21:00`"""
    end: str


class FrequencyCap(DocumentPart):
    """At most so many marketing messages to one number, all journeys together, counted by when they were due."""

    messages: int
    per: str
    """ISO 8601: days and longer are calendar days in the contact's zone (`P1D` is that day), hours roll (`PT24H`)."""


class JourneySettings(DocumentPart):
    message_class: Literal["marketing", "transactional"] = "marketing"
    re_entry: Literal["never", "after_exit", "always"] = "never"
    on_opt_out: Literal["skip_sms", "exit"] = "skip_sms"
    timezone: str = "UTC"
    """Used when a contact's own zone is unknown."""
    quiet_hours: QuietHours | None = None
    frequency_cap: FrequencyCap | None = None
    goal: Condition | None = None
    """An enrolment for which it becomes true leaves as converted."""
    goal_counts: Literal["since_entry", "ever"] = "since_entry"
    """Which events the goal's `happened.<event>` sees: those since the enrolment began, or all that ever happened."""
