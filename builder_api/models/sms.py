"""Bodies and numbers, looked at before anything is sent."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from builder_api.models.common import Answer, Body
from engine.rules.addresses.external_ids import ContactId


class PreviewRequest(Body):
    """A body to be looked at."""

    body: Annotated[str, Field(max_length=100_000)]
    """Liquid."""
    contact: ContactId | None = None
    """Rendered for the contact of this external id; without one, merge fields of the contact render empty."""
    event: Annotated[dict[str, JsonValue], Field(max_length=500)] = Field(default_factory=dict[str, JsonValue])
    """Sample values of the event's properties: what `{{ event.total }}` shows."""
    journey: Annotated[str, Field(max_length=500)] = ""
    """The name that `{{ journey.name }}` shows."""


class ClausePreview(Answer):
    """The body with the opt-out clause, where it does not say how to stop itself."""

    text: str
    segments: int


class SentPreview(Answer):
    """The body as a marketing message goes out: with short links and UTM as the account has them, and the clause."""

    text: str
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    units: int
    short_links: int
    """How many links become short ones; each code in the text is a sample of the length that codes have."""


class Warned(Answer):
    """Something to know about a body."""

    code: str
    message: str
    remedy: str


class Culprit(Answer):
    """What made a body UCS-2."""

    character: str
    called: str
    """As it is spoken of: itself in quotation marks, or a name where nobody sees it: `no-break space (U+00A0)`."""
    positions: list[int]
    replacement: str | None
    """The plain way to write it; null when there is none."""


class SmsPreview(Answer):
    """A body as it would be sent, without the clause."""

    text: str
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    units: int
    """Septets of GSM-7, 16-bit units of UCS-2."""
    clause: ClausePreview
    sent: SentPreview
    warnings: list[Warned]
    culprits: list[Culprit]
    missing: list[str]
    """Merge fields that had no value."""


class PhoneQuestion(Body):
    """A phone number as somebody wrote it."""

    phone: Annotated[str, Field(max_length=1_000)]
    country: Annotated[str, Field(max_length=100)] | None = None
    """Where it is from, when the number does not say."""


class CheckedPhone(Answer):
    """What a phone number is."""

    e164: str | None
    problem: str | None
    """The reason why it can't be texted."""
    sentence: str | None
    kind: str
    timezones: list[str]


class ReasonWords(Answer):
    """A reason code in words."""

    reason: str
    sentence: str


class Reasons(Answer):
    """All reason codes."""

    items: list[ReasonWords]
