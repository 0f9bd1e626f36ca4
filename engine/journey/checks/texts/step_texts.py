"""Every text that a journey's steps carry, for the checks to look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.parts.part import StepData
from engine.journey.parts.pinned import Pinned
from engine.journey.step_types import definition_of, step_sentence
from engine.journey.wording.phrases import quoted
from engine.rules.outcomes.states import MessageChannel


class Text(NamedTuple):
    """Something a contact or a server is told."""

    step: str
    data: StepData
    """The step's."""
    field: str
    body: str
    is_sms: bool
    of_library: str = ""
    """Which text of the library's message it is, as a sentence says it; empty for what stands in the step itself."""

    @property
    def named(self) -> str:
        """As findings speak of it."""
        if self.of_library:
            return f"{self.of_library}, which “{step_sentence(self.data)}” sends,"
        return f"the {self.field} of “{step_sentence(self.data)}”"


def texts(outline: Outline, circumstances: Circumstances) -> Iterator[Text]:
    """Every text of the journey, those of the library's messages that it sends too, in all their languages."""
    library = circumstances.templates or {}
    for step_id, data in outline.data():
        definition = definition_of(data)
        channel = None if definition.dispatch is None else definition.dispatch.channel
        own = definition.texts(data)
        message = None if definition.library_message is None else definition.library_message(data)
        if message is not None and message in library and not any(text.strip() for _, text in own):
            yield from _of_library(step_id, data, library[message])
            continue
        for field, text in own:
            yield Text(step_id, data, field, text, is_sms=channel is MessageChannel.SMS)


def _of_library(step_id: str, data: StepData, message: Pinned) -> Iterator[Text]:
    name = f"the library's message {quoted(message.template_id)}"
    for language, body in message.texts:
        title = name if len(message.texts) == 1 else f"the text {quoted(language)} of {name}"
        yield Text(step_id, data, "template_id", body, is_sms=True, of_library=title)
