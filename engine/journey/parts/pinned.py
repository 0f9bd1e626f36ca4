"""A message of the library, as a journey was published with it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from pydantic import BaseModel, ConfigDict


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
        """The text in a contact's language."""
        if len(self.texts) == 1:
            return self.texts[0][1]
        texts = self._by_language
        return texts[language_for(texts, self.fallback, language)]

    @cached_property
    def _by_language(self) -> dict[str, str]:
        return dict(self.texts)


def language_for(texts: Mapping[str, str], fallback: str, language: str | None) -> str:
    """Whose text a contact of that language gets: of the very tag, else of its language with another region or none,
    else the fallback's."""
    tag = (language or "").strip().replace("_", "-").casefold()
    base = tag.partition("-")[0]
    by_tag = {written.casefold(): written for written in texts}
    for wanted in (tag, base):
        if wanted in by_tag:
            return by_tag[wanted]
    near = [written for written in sorted(by_tag) if base and written.partition("-")[0] == base]
    if near:
        return by_tag[near[0]]
    return fallback if fallback in texts else min(texts)
