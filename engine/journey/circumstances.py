"""What a check is told besides the document."""

from __future__ import annotations

from dataclasses import dataclass

from engine.journey.supported import SUPPORTED, Supported
from engine.rules.instants import Millis


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the engine can run, the time, and what the account has; None means not known, so not checked."""

    supported: Supported = SUPPORTED
    now: Millis | None = None
    templates: frozenset[str] | None = None
    """Ids of the account's SMS templates."""
    senders: frozenset[str] | None = None
    segments: frozenset[str] | None = None
