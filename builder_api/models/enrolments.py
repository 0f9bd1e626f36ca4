"""Enrolments and messages, on their way and afterwards."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import JsonValue

from builder_api.models.common import Answer, Body, Instant, Page
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import EnrolmentStatus, MessageState, Rest
from engine.store.enrolments.lists import EnrolmentRow, PassedStep
from engine.store.messages.lists import MessageRow


class Enrolment(Answer):
    """One contact's enrolment through one version of a journey."""

    id: int
    journey: str
    version: int
    contact: str
    """The external id."""
    status: EnrolmentStatus
    step: str | None
    """Where it rests; null when it has ended."""
    rest: Rest | None
    """How it rests there."""
    due_at: Instant | None
    entered_at: Instant
    """When it came to where it rests."""
    reason: str | None
    """What it is held for, or ended with."""
    sentence: str | None
    """The reason in words."""
    key: str
    properties: dict[str, JsonValue]
    """Of the event that enrolled it, as merged by later ones."""
    enrolled_at: Instant
    ended_at: Instant | None


class PathEntry(Answer):
    """One step on the way."""

    node_id: str
    at: Instant
    outcome: str | None
    """The outlet it left by; null where it is now."""
    reason: str | None
    sentence: str | None


class EnrolmentWithPath(Enrolment):
    """An enrolment with every step it passed."""

    path: list[PathEntry]


class EnrolmentPage(Page[Enrolment]):
    """A part of the enrolments, newest first."""


class CancelledEnrolment(Answer):
    """It goes no further."""

    status: Literal["cancelled"] = "cancelled"
    dispatched: list[int]
    """Messages that had already left; nothing else will."""


class MessageTimes(Answer):
    """When it came to what; null for what has not come."""

    created: Instant
    claimed: Instant | None
    handed: Instant | None
    """When the carrier was given it."""
    delivered: Instant | None
    clicked: Instant | None
    replied: Instant | None
    settled: Instant | None


class Message(Answer):
    """One SMS (or e-mail) of one enrolment at one visit of one step; or a service reply."""

    id: int
    channel: str
    to: str | None
    subject: str | None
    body: str | None
    encoding: str | None
    segments: int
    state: MessageState
    reason: str | None
    sentence: str | None
    code: str | None
    """The carrier's own code."""
    carrier: str | None
    carrier_id: str | None
    sender: str | None
    message_class: str
    node_id: str | None
    visit: int
    clause: bool
    """Whether the opt-out clause was appended."""
    notes: list[str]
    """Merge fields that had no value."""
    journey: str | None
    contact: str | None
    enrolment_id: int | None
    times: MessageTimes


class MessagePage(Page[Message]):
    """A part of the messages, newest first."""


class CancelledMessage(Answer):
    """It will not be sent."""

    status: Literal["cancelled"] = "cancelled"


class PhoneMessage(Answer):
    """One message on a virtual phone."""

    direction: Literal["to_phone", "from_phone"]
    body: str
    at: Instant
    message_id: int | None
    """Ours, of what we sent."""


class Phone(Answer):
    """A virtual phone, oldest message first."""

    messages: list[PhoneMessage]


class PhoneSummary(Answer):
    """A virtual phone in a list."""

    phone: str
    messages: int
    last_at: Instant
    last_body: str
    last_direction: Literal["to_phone", "from_phone"]
    names: list[str]
    """Of the contacts with the number, the oldest first; their ids, where they have no names."""


class PhonePage(Page[PhoneSummary]):
    """A part of the phones, the latest first."""


class PhoneReply(Body):
    """What the phone's owner texts."""

    body: str


class Replied(Answer):
    """What a reply did; consent, confirmation and waits have been committed."""

    kind: str
    """`opt_out`, `opt_in`, `help` or `other`."""
    message_id: int | None
    """Of the confirmation or answer that was sent."""
    messages: list[PhoneMessage]
    """The phone as it is now."""


def enrolment_of(row: EnrolmentRow) -> Enrolment:
    """An enrolment as it is shown."""
    values: dict[str, Any] = row._asdict() | {"properties": row.properties or {}, "sentence": _words(row.reason)}
    return Enrolment.model_construct(**values)


def path_of(hops: list[PassedStep]) -> list[PathEntry]:
    """A path as it is shown."""
    return [
        PathEntry.model_construct(
            node_id=hop.step, at=hop.at, outcome=hop.outcome, reason=hop.reason, sentence=_words(hop.reason)
        )
        for hop in hops
    ]


def message_of(row: MessageRow) -> Message:
    """A message as it is shown."""
    values: dict[str, Any] = row._asdict()
    times: dict[str, Any] = {name: values.pop(f"{name}_at") for name in MessageTimes.model_fields}
    values |= {
        "notes": row.notes or [],
        "node_id": row.step,
        "sender": row.sender_id,
        "sentence": _words(row.reason),
        "times": MessageTimes.model_construct(**times),
    }
    return Message.model_construct(**values)


def _words(reason: str | None) -> str | None:
    return None if reason is None else sentence(reason)
