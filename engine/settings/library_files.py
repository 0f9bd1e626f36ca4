"""Messages of the library and segments as they are kept in files and told over HTTP."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, Self, cast

from pydantic import BaseModel, ConfigDict, Field, model_validator

from engine.journey.definition.condition_roots import CONTACT_ROOTS
from engine.journey.parts.pinned import Pinned
from engine.rules.conditions.conditions import Condition, problems, reads
from engine.rules.conditions.segment_conditions import MOST_RULES, circle, rules_within
from engine.settings.account import Language

Kind = Literal["message", "quick_response"]
LibraryName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]
LibraryId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,60}$")]
Texts = Annotated[
    dict[Language, Annotated[str, Field(min_length=1, max_length=20_000, pattern=r"\S")]],
    Field(min_length=1, max_length=50),
]

_ONLY_TOLD: Final = frozenset({"counts", "created_at", "updated_at", "used_by"})
"""What the API tells of these beside what they are: of no account when it comes back."""


def fallback_has_text(texts: Mapping[str, str], fallback: str) -> None:
    """Raises ValueError when contacts of other languages would get nothing."""
    if fallback not in texts:
        raise ValueError(f'the fallback language "{fallback}" has no text; write one, or choose another')


class _LibraryFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    @model_validator(mode="before")
    @classmethod
    def _only_what_it_is(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        fields = cast(dict[str, Any], value)
        return {name: each for name, each in fields.items() if name not in _ONLY_TOLD}


class MessageFile(_LibraryFile):
    """A message of the library, as `GET /library` tells of it."""

    id: LibraryId
    """What a step's `template_id` names."""
    name: LibraryName = "Message"
    kind: Kind = "message"
    texts: Texts
    """Language tag -> Liquid body."""
    fallback: Language = "en"
    """The language for contacts whose own has no text."""
    version: Annotated[int, Field(ge=1)] = 1
    archived_at: str | None = None
    """One that was taken out of the library is not there to be named."""

    @property
    def can_be_named(self) -> bool:
        """Whether a step may send it."""
        return self.kind == "message" and self.archived_at is None

    @model_validator(mode="after")
    def _fallback_is_there(self) -> Self:
        fallback_has_text(self.texts, self.fallback)
        return self

    def pinned(self) -> Pinned:
        """As a publish would freeze it."""
        texts = tuple(sorted(self.texts.items()))
        return Pinned(template_id=self.id, version=self.version, fallback=self.fallback, texts=texts)


class SegmentFile(_LibraryFile):
    """A segment, as `GET /segments` tells of it."""

    id: LibraryId
    """Conditions name it as `segment.<id>`."""
    name: LibraryName = "Segment"
    condition: Condition

    @model_validator(mode="after")
    def _can_be_asked(self) -> Self:
        sentences = "; ".join(f"{each.message} ({each.remedy})" for each in problems(self.condition, CONTACT_ROOTS)[:3])
        if sentences:
            raise ValueError(f"the condition can't be asked: {sentences}")
        return self


def first_repeated_id(files: Iterable[MessageFile | SegmentFile]) -> str | None:
    """The first id that two of them have."""
    ids: set[str] = set()
    for file in files:
        if file.id in ids:
            return file.id
        ids.add(file.id)
    return None


def pinned_messages(messages: Iterable[MessageFile]) -> dict[str, Pinned]:
    """Those that a step may name, by id."""
    return {message.id: message.pinned() for message in messages if message.can_be_named}


def unsound_segments(segments: Iterable[SegmentFile], others: Mapping[str, Condition] | None = None) -> Iterator[str]:
    """A sentence for each segment that asks for one that does not exist, leads back to itself, or is too large;
    `others` are those that are there besides."""
    by_id = {segment.id: segment for segment in segments}
    definitions = {**(others or {}), **{name: segment.condition for name, segment in by_id.items()}}
    for name, segment in by_id.items():
        for missing in sorted(set(reads(segment.condition).segments) - definitions.keys()):
            yield f'the segment "{name}" asks for the segment "{missing}", which is not among them; add it'
        way = circle(name, definitions)
        if way is not None:
            yield f"the segment leads back to itself: {' -> '.join(way)}; take one of these out of another's condition"
        elif rules_within(segment.condition, definitions) > MOST_RULES:
            yield f'the segment "{name}", with all that it names, has more than {MOST_RULES:,} rules; use fewer'
