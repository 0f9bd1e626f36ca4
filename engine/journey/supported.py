"""What the engine can run today. A journey that asks for more is refused at publish, never half-run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

FEATURES: Final = {
    "goal": "a goal",
    "exit_on_opt_out": "leaving at an opt-out",
    "quiet_hours": "quiet hours",
    "frequency_cap": "a frequency cap",
    "updated_by": "an event that moves waits",
    "cancelled_by": "an event that cancels",
    "sms_templates": "an SMS from a template",
}
"""Parts of a journey that are neither a step, a trigger nor a wait, and how a sentence names them."""


@dataclass(frozen=True, slots=True)
class Supported:
    """Steps, triggers and waits by the names of the document, and other parts by the names of `FEATURES`."""

    steps: frozenset[str]
    triggers: frozenset[str]
    waits: frozenset[str]
    features: frozenset[str]


EVERYTHING: Final = Supported(
    steps=frozenset(
        {
            "trigger",
            "branch",
            "split",
            "wait",
            "wait_for",
            "send_sms",
            "send_email",
            "update_contact",
            "webhook",
            "ask_opt_in",
            "exit",
        }
    ),
    triggers=frozenset({"event", "audience", "manual", "keyword"}),
    waits=frozenset({"for", "until", "at", "relative"}),
    features=frozenset(FEATURES),
)
"""All of the contract."""

SUPPORTED: Final = Supported(
    steps=EVERYTHING.steps,
    triggers=EVERYTHING.triggers,
    waits=EVERYTHING.waits,
    features=EVERYTHING.features,
)
"""What runs today; the one place to widen it."""
