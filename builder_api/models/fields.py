"""What conditions can ask of."""

from __future__ import annotations

from typing import Literal

from builder_api.models.common import Answer

Kind = Literal["text", "number", "boolean", "date", "datetime", "tags", "choice", "event"]


class Property(Answer):
    """A property of an event."""

    name: str
    kind: Kind
    values: list[str]
    """Those that occur, the most frequent first; none for free text."""
    operators: list[str]


class FieldInfo(Answer):
    """A field that a condition can name."""

    name: str
    """As a condition writes it: `contact.plan`, `consent.sms`, `happened.purchase`."""
    label: str
    group: str
    kind: Kind
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
