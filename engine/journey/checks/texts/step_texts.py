"""Every text that a journey's steps carry, for the checks to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.parts.pinned import Pinned
from engine.journey.step_types import definition_of
from engine.journey.wording.phrases import named, quoted
from engine.rules.states import MessageChannel

_TAG: Final = re.compile(r"\{[{%]")


class Text(NamedTuple):
    """Something a contact or a server is told."""

    step: str
    field: str
    body: str
    is_sms: bool
    of_library: str = ""
    """Which text of the library's message it is, as a sentence says it; empty for what stands in the step itself."""

    @property
    def named(self) -> str:
        """As findings speak of it."""
        if self.of_library:
            return f"{self.of_library}, which {named(self.step)} sends,"
        return f"the {self.field} of {named(self.step)}"


def texts(outline: Outline, circumstances: Circumstances) -> Iterator[Text]:
    """Every text of the journey, those of the library's messages that it sends too, in all their languages."""
    library = circumstances.templates or {}
    for step_id, data in outline.data():
        definition = definition_of(data)
        channel = None if definition.dispatch is None else definition.dispatch.channel
        own = definition.texts(data)
        message = None if definition.library_message is None else definition.library_message(data)
        if message is not None and message in library and not any(text.strip() for _, text in own):
            yield from _of_library(step_id, library[message])
            continue
        for field, text in own:
            yield Text(step_id, field, text, is_sms=channel is MessageChannel.SMS)


def _of_library(step_id: str, message: Pinned) -> Iterator[Text]:
    name = f"the library's message {quoted(message.template_id)}"
    for language, body in message.texts:
        told = name if len(message.texts) == 1 else f"the text {quoted(language)} of {name}"
        yield Text(step_id, "template_id", body, is_sms=True, of_library=told)


def without_tags(body: str, instead: str = "") -> str:
    """The body without its merge fields and tags; what is not closed stays. Linear, whatever the body."""
    kept: list[str] = []
    at = 0
    while (tag := _TAG.search(body, at)) is not None:
        end = body.find("}}" if tag[0] == "{{" else "%}", tag.end())
        if end < 0:
            break
        kept += (body[at : tag.start()], instead)
        at = end + 2
    return "".join([*kept, body[at:]])
