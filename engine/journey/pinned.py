"""A message of the library, as a journey was published with it."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from engine.journey.document import Document, SendSmsData


class Pinned(BaseModel):
    """What a message of the library said when the journey was published. The plan holds it whole: whatever becomes of
    the message in the library, the journey goes on saying this until it is published again."""

    model_config = ConfigDict(frozen=True)

    template_id: str
    version: int
    fallback: str
    """The language for contacts whose own has no text."""
    texts: tuple[tuple[str, str], ...]
    """(language tag, Liquid body), sorted."""

    def body(self, language: str | None) -> str:
        """The text in a contact's language: `pt-BR`, else any `pt`, else the fallback."""
        return body_in(dict(self.texts), self.fallback, language)


def body_in(texts: dict[str, str], fallback: str, language: str | None) -> str:
    """The text in a language: of the very tag, else of its language without a region, else of the fallback."""
    if len(texts) == 1:
        return next(iter(texts.values()))
    tag = (language or "").strip().replace("_", "-").casefold()
    found = {written.casefold(): text for written, text in texts.items()}
    base = tag.partition("-")[0]
    for wanted in (tag, base):
        if wanted in found:
            return found[wanted]
    for written in sorted(found):
        if base and written.partition("-")[0] == base:
            return found[written]
    return texts.get(fallback) or found[min(found)]


def templates_named(document: Document) -> Iterator[str]:
    """The messages of the library that a document's steps name."""
    for node in document.nodes:
        if isinstance(node.data, SendSmsData) and node.data.template_id:
            yield node.data.template_id
