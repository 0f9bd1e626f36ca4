"""The library: messages written once, in one or more languages."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, JsonValue, model_validator

from builder_api.models.common import Answer, Body, Instant, Page
from engine.rules.addresses.external_ids import ContactId
from engine.settings.account import Language
from engine.settings.library_files import Kind, LibraryName, Texts, fallback_has_text


class LibraryText(Body):
    """What a message says."""

    name: LibraryName
    texts: Texts
    """Language tag -> Liquid body."""
    fallback: Language = "en"
    """The language for contacts whose own has no text."""

    @model_validator(mode="after")
    def _fallback_is_there(self) -> Self:
        fallback_has_text(self.texts, self.fallback)
        return self


class NewLibraryMessage(LibraryText):
    """A message for the library."""

    kind: Kind = "message"
    """`message`: for journeys, by `template_id`. `quick_response`: for answering replies."""


class TextCount(Answer):
    """How long a text is as it stands, merge fields left out."""

    language: str
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    characters: int


class LibrarySummary(Answer):
    """A message of the library in a list."""

    id: str
    name: str
    kind: Kind
    version: int
    fallback: str
    texts: dict[str, str]
    archived_at: Instant | None
    created_at: Instant
    updated_at: Instant


class LibraryPage(Page[LibrarySummary]):
    """A part of the library, newest first."""


class LibraryUse(Answer):
    """A journey that sends the message."""

    journey: str
    name: str
    node_id: str
    version: int
    """The version of the message that the journey was published with."""
    newest: bool
    """Whether that is what the message says now; if not, publishing the journey again takes the newest."""


class LibraryMessage(LibrarySummary):
    """A message of the library, and what there is to know about it."""

    counts: list[TextCount]
    used_by: list[LibraryUse]


class LibraryVersion(Answer):
    """The texts of a message at one time."""

    version: int
    fallback: str
    texts: dict[str, str]
    actor: str | None
    created_at: Instant


class LibraryVersions(Answer):
    """All versions of a message, newest first."""

    items: list[LibraryVersion]


class LibraryQuestion(Body):
    """For whom a message is looked at."""

    contact: ContactId | None = None
    """Rendered for the contact of this external id, in its language."""
    language: Language | None = None
    """Instead of the contact's own."""
    event: Annotated[dict[str, JsonValue], Field(max_length=500)] = Field(default_factory=dict[str, JsonValue])
    """Sample values of the event's properties."""
    journey: Annotated[str, Field(max_length=500)] = ""
    """The name that `{{ journey.name }}` shows."""


class LibraryPreview(Answer):
    """A message as it would be sent to somebody."""

    language: str
    """Whose text it is."""
    text: str
    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    missing: list[str]
    """Merge fields that had no value."""
