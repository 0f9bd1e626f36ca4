"""The kinds of fields that mean something in a condition, by where it stands."""

from __future__ import annotations

from typing import Final

from engine.rules.conditions.conditions import FIELD_ROOTS

CONTACT_ROOTS: Final = ("contact", "consent", "happened", "behaviour", "segment")
"""What is known of somebody who is not enrolled yet."""

ENTRY_ROOTS: Final = ("contact", "consent", "event", "happened", "behaviour", "segment")
"""The same when an event enrols."""

TRAVEL_ROOTS: Final = ("contact", "consent", "event", "happened", "behaviour", "message", "segment")
"""What an enrolment under way knows."""

AWAITED_ROOTS: Final = FIELD_ROOTS
"""The same when an event has come that it waited for: `event` is that one, and `entry` the one that enrolled."""
