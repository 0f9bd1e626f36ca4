"""Events."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field, JsonValue, TypeAdapter, field_validator

from builder_api.models.common import Answer, Body
from engine.rules.addresses.external_ids import ContactId
from engine.rules.time.instants import Millis, from_rfc3339, to_rfc3339


def _instant(text: str) -> str:
    try:
        to_rfc3339(from_rfc3339(text))
    except OverflowError:
        raise ValueError(f'"{text}" is outside of the calendar; give a date from year 1 to 9999') from None
    return text


When = Annotated[str, Field(max_length=64, json_schema_extra={"format": "date-time"}), AfterValidator(_instant)]
"""RFC 3339 with an offset."""


OUR_EVENTS: Final = "sms."
"""What the names of events about messages begin with."""
OUR_IDS: Final = "postroad:"
"""What the ids of events that Postroad makes itself begin with."""


class EventIn(Body):
    """Something that happened."""

    contact: ContactId | None = None
    """The external id of whom it happened to; null for an update or a cancellation of all with its key."""
    name: Annotated[str, Field(min_length=1, max_length=200)]
    """`webinar.registered`"""
    properties: Annotated[dict[str, JsonValue], Field(max_length=500)] = Field(default_factory=dict[str, JsonValue])
    id: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    """Your own id of it: the same one again is the same event, and refused when it is about something else."""
    occurred_at: When | None = None
    """When it happened; now, when left out. Of several about one key, the one that happened last counts. More than five
    minutes ahead of now is refused."""

    @field_validator("name")
    @classmethod
    def _not_about_our_messages(cls, text: str) -> str:
        if text.strip().casefold().startswith(OUR_EVENTS):
            raise ValueError(
                f'events that begin with "{OUR_EVENTS}" tell what became of messages, and Postroad alone tells them; '
                "give yours another name"
            )
        return text

    @field_validator("id")
    @classmethod
    def _not_ours(cls, text: str | None) -> str | None:
        if text is not None and text.startswith(OUR_IDS):
            raise ValueError(f'ids that begin with "{OUR_IDS}" are for events that Postroad makes; use one of your own')
        return text

    def at(self) -> Millis | None:
        """The instant it happened, where that was given."""
        return None if self.occurred_at is None else from_rfc3339(self.occurred_at)


EVENT: Final = TypeAdapter(EventIn)


class Receipt(Answer):
    """An event was taken in."""

    event_id: int
    enrolments: list[int]
    """Whom it enrolled."""


class RefusedLine(Answer):
    """A line of a batch that was not taken in."""

    line: int
    """From 1."""
    code: str
    detail: str


class BatchReceipt(Answer):
    """What became of a batch, line by line."""

    accepted: int
    enrolled: int
    """How many enrolments its events made."""
    refused_count: int
    refused: list[RefusedLine]
    """The first thousand of them."""
