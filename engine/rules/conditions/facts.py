"""The facts of one enrolment, and the names of those that a condition or a template reads."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any, Final

from engine.rules.time.instants import Millis


@dataclass(slots=True)
class Facts:
    """What is known of one enrolment when a condition is asked; what nobody reads may be left out."""

    contact: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The contact's columns and attributes by name; `tags` a collection, `score` a number."""
    consent: Mapping[str, str] = field(default_factory=dict[str, str])
    """State by channel, `sms` and `email`."""
    event: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """The properties of what enrolled; in a `wait_for`, of the awaited event."""
    entry: Mapping[str, Any] | None = None
    """In a `wait_for`: the properties of what enrolled."""
    happened: Mapping[str, Millis] = field(default_factory=dict[str, Millis])
    """When each event last happened."""
    messages: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    """By node id, what became of this enrolment's message there: some of `MESSAGE_FACTS`."""
    segments: frozenset[str] = frozenset()
    now: Millis = 0
    behaviour: Mapping[str, Millis] = field(default_factory=dict[str, Millis])
    """When something last became of an SMS to the contact: by fact (`clicked`), and by fact and journey
    (`clicked.j_3fk29x`)."""
    since_entry: Mapping[str, Millis] = field(default_factory=dict[str, Millis])
    """When each event last happened since the enrolment began: what a goal asks, unless it counts all that ever did."""


@dataclass(frozen=True, slots=True)
class Reads:
    """What a condition or template needs to know: names without their root, dotted as written, sorted."""

    contact: tuple[str, ...] = ()
    consent: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    behaviour: tuple[str, ...] = ()
    since_entry: tuple[str, ...] = ()

    @staticmethod
    def of(names: Mapping[str, Collection[str]]) -> Reads:
        """From names by kind (the names of the fields above), in any order, with doubles."""
        return Reads(**{kind: tuple(sorted(set(names_read))) for kind, names_read in names.items()})

    def union(self, *others: Reads) -> Reads:
        """All that any of them reads."""
        return reduce(Reads._joined, others, self)

    def _joined(self, other: Reads) -> Reads:
        if self == other or other == _NOTHING:
            return self
        return Reads.of({kind: (*getattr(self, kind), *getattr(other, kind)) for kind in Reads.__slots__})


_NOTHING: Final = Reads()
