"""The inbox: replies, and what is written back."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from builder_api.models.common import Answer, Body, Instant, Page
from engine.rules.outcomes.states import InboundKind, MessageState


class InboxContact(Answer):
    """Who wrote."""

    external_id: str
    first_name: str | None
    last_name: str | None


class AnsweredMessage(Answer):
    """The message a reply most likely answers: the last one its phone had got."""

    id: int
    body: str | None
    node_id: str | None
    journey: str | None
    journey_name: str | None


class WrittenBack(Answer):
    """What somebody in the account wrote back."""

    message_id: int
    body: str | None
    actor: str
    """Who wrote it."""
    at: Instant
    state: MessageState
    reason: str | None


class InboxReply(Answer):
    """A message from a phone."""

    id: int
    number: str
    contact: InboxContact | None
    body: str
    at: Instant
    kind: InboundKind
    matched: str | None
    """`keyword`, `intent` where the words only meant it, or `carrier` where the carrier had decided."""
    to: AnsweredMessage | None
    answers: list[WrittenBack]
    answerable: str | None
    """Null when it can be answered now; else why not, in words."""


class InboxPage(Page[InboxReply]):
    """A part of the inbox, newest first."""


class NewAnswer(Body):
    """What to write back: either words, or a quick response of the library."""

    body: Annotated[str, Field(min_length=1, max_length=1_600)] | None = None
    """Sent as it is."""
    template_id: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    """A quick response (or message) of the library, in the contact's language with its merge fields filled in."""

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.body is None) == (self.template_id is None):
            raise ValueError("the answer has no text, or two of them; give either body or template_id")
        return self
