"""Conditions: what they can ask of, and the segments that they make."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from builder_api.models.common import Answer, Body, Instant, Page
from engine.rules.conditions.conditions import Condition

FieldKind = Literal["text", "number", "boolean", "date", "datetime", "tags", "choice", "event"]
SegmentName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]


class SegmentIn(Body):
    """A segment as it is saved."""

    name: SegmentName
    condition: Condition
    """Over `contact.`, `consent.`, `happened.`, `behaviour.` and other segments. `behaviour.clicked` (`sent`,
    `delivered`, `clicked`, `replied`, `not_sent`) is true when that ever became of an SMS to the contact, or `within`
    a duration; `behaviour.clicked.j_3fk29x` asks for one journey."""


class Segment(Answer):
    """A segment. Who is in it is evaluated each time it is used."""

    id: str
    """Conditions name it as `segment.<id>`."""
    name: str
    condition: Condition
    used_by: list[str]
    """What asks for it, in words."""
    created_at: Instant
    updated_at: Instant


class SegmentSummary(Answer):
    """A segment in a list."""

    id: str
    name: str
    condition: Condition
    created_at: Instant
    updated_at: Instant


class SegmentPage(Page[SegmentSummary]):
    """A part of the segments, newest first."""


class SegmentQuestion(Body):
    """A condition that is being drawn."""

    condition: Condition


class SegmentCount(Answer):
    """How many contacts fit."""

    count: int
    of: int
    """Contacts there are."""
    exact: bool
    """False when evenly spread contacts were asked to stand for all."""


class Property(Answer):
    """A property of an event."""

    name: str
    kind: FieldKind
    values: list[str]
    """Those that occur, the most frequent first; none for free text."""
    operators: list[str]


class FieldInfo(Answer):
    """A field that a condition can name."""

    name: str
    """As a condition writes it: `contact.plan`, `consent.sms`, `happened.purchase`."""
    label: str
    group: str
    kind: FieldKind
    values: list[str]
    operators: list[str]
    """Those that make sense for it."""


class KnownEvent(Answer):
    """An event that has come, or that a journey waits for."""

    name: str
    properties: list[Property]


class Fields(Answer):
    """Everything conditions and waits can ask of in this account."""

    fields: list[FieldInfo]
    events: list[KnownEvent]
    timezones: list[str]
