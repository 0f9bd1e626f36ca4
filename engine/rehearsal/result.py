"""What comes of a rehearsal: messages, replies, paths, and which expectations were not met."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from engine.journey.findings import Finding
from engine.rules.time.instants import to_rfc3339

Instant = Annotated[
    int,
    PlainSerializer(to_rfc3339, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}, mode="serialization"),
]
"""Milliseconds inside, RFC 3339 with `Z` outside."""


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class RehearsedMessage(_Told):
    """A message of the journey."""

    contact: str
    channel: str
    to: str | None
    node_id: str
    at: Instant
    """When it was handed to the carrier, or skipped; for one that still waits, when that was decided."""
    state: str
    reason: str | None
    sentence: str | None
    """The reason in words."""
    subject: str | None
    body: str | None
    encoding: str | None
    segments: int
    visit: int
    """Above 1 when the contact came to the step again."""
    enrolment: int
    """The `id` of the enrolment it belongs to."""
    timezone: str
    """The zone its times were decided in."""


class RehearsedReply(_Told):
    """A confirmation of STOP or START, or an answer to HELP."""

    at: Instant
    to: str
    contact: str | None
    """The first contact with this number."""
    kind: str
    """`opt_out`, `opt_in` or `help`."""
    state: str
    body: str
    encoding: str | None
    segments: int


class RehearsedHop(_Told):
    """A step that was passed."""

    node_id: str
    at: Instant
    outcome: str | None
    """The outlet it was left by; null where the contact still is."""
    reason: str | None


class RehearsedEnrolment(_Told):
    """One contact's enrolment."""

    id: int
    contact: str
    status: str
    reason: str | None
    """Why it ended the way it did, or what it is held for."""
    sentence: str | None
    version: int
    key: str
    enrolled_at: Instant
    ended_at: Instant | None
    at_step: str | None
    """Where it still is."""
    due_at: Instant | None
    """When it goes on from there."""
    timezone: str
    """The zone its times are decided in."""
    path: tuple[RehearsedHop, ...]


class Refused(_Told):
    """Something on the timeline that could not be done, as in real life."""

    at: Instant
    do: str
    detail: str
    """Why, and what to do."""


class RehearsalResult(_Told):
    """Everything that came of it, each list in order of time."""

    messages: tuple[RehearsedMessage, ...]
    replies: tuple[RehearsedReply, ...]
    enrolments: tuple[RehearsedEnrolment, ...]
    refused: tuple[Refused, ...]
    findings: tuple[Finding, ...]
    """Of the journey and of versions published on the way, and what came too late; with an error among them nothing was
    played."""
    unmet: tuple[str, ...]
    """A sentence for each expectation that was not met."""
    until: Instant
    """The time at which it stopped."""

    @property
    def publishable(self) -> bool:
        """Whether the journey could be published, and so be rehearsed."""
        return all(finding.severity != "error" for finding in self.findings)
