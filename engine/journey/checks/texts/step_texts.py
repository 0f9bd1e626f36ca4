"""Every text that a journey's steps carry, for the checks to look at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from engine.journey.checks.circumstances import Circumstances
from engine.journey.document.document import AskOptInData, SendEmailData, SendSmsData, WebhookData
from engine.journey.document.outline import Outline
from engine.journey.document.pinned import Pinned
from engine.journey.sentences import named, quoted

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
        match data:
            case SendSmsData(body=body, template_id=str(message)) if not (body or "").strip() and message in library:
                yield from _of_library(step_id, library[message])
            case SendSmsData(body=str(body)) | AskOptInData(body=body):
                yield Text(step_id, "body", body, is_sms=True)
            case SendEmailData(subject=subject, body=body):
                yield Text(step_id, "subject", subject, is_sms=False)
                yield Text(step_id, "body", body, is_sms=False)
            case WebhookData(body=str(body)):
                yield Text(step_id, "body", body, is_sms=False)
            case _:
                pass


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
