"""What an account's contacts and events carry, as far as anybody has looked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ValueKind = Literal["text", "number", "boolean", "date", "datetime", "tags", "choice", "event"]
"""What the values of a field mostly are; those of `GET /fields`."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Names that occur, with the kind of their values."""

    contact: Mapping[str, ValueKind] = field(default_factory=dict[str, ValueKind])
    """Attributes that contacts have, or that some step or form gives them."""
    events: Mapping[str, Mapping[str, ValueKind]] = field(default_factory=dict[str, Mapping[str, ValueKind]])
    """Properties by event."""
    has_contacts: bool = False
    """Whether there is any contact to have looked at."""
