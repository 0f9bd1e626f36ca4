"""What a check is told besides the document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.journey.definition.known_names import KnownNames
from engine.journey.parts.pinned import Pinned
from engine.rules.replies.keywords import DEFAULT_SETTINGS, ReplySettings
from engine.rules.time.instants import Millis
from engine.rules.time.quiet_hours import QuietRules


@dataclass(frozen=True, slots=True)
class Circumstances:
    """The time, and what the account has; None means not known, so not checked."""

    now: Millis | None = None
    templates: Mapping[str, Pinned] | None = None
    """The library's messages by id, at least those that the document names."""
    senders: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    known: KnownNames | None = None
    """What contacts and events carry."""
    replies: ReplySettings = DEFAULT_SETTINGS
    """How the account reads replies: its own words to stop and start, beside the built-in ones."""
    quiet: QuietRules | None = None
    """The account's quiet hours."""
    account_named: bool = True
    """Whether the account has a name that texts can say."""
