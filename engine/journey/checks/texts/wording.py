"""Checks of what is written around the merge fields: other tools' tags, markup, and words that a reply must not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from engine.journey.checks.texts.step_texts import Text, texts
from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.steps.webhook import WebhookData
from engine.journey.wording.phrases import listed, quoted
from engine.journey.wording.tags import without_tags
from engine.rules.liquid.merge_fields import merge_fields
from engine.rules.messages.body_formats import email_format
from engine.rules.wording.foreign_tags import ForeignTag
from engine.rules.wording.foreign_tags import foreign_tags as tags_in
from engine.rules.wording.markup import markup_in, plain_markup
from engine.rules.wording.reply_words import WHAT_WORDS_DO, reply_misuses

_MANY: Final = 4
"""Pieces of a text that a sentence names."""
_HTML_FILTERS: Final = frozenset({"escape", "escape_once", "newline_to_br"})


def foreign_tags(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """Merge tags of other tools: they would be sent as they stand."""
    webhooks = {step_id for step_id, _ in outline.each(WebhookData)}
    for text in texts(outline, circumstances):
        for tag in tags_in(without_tags(text.body, "\x00"), prose=text.step not in webhooks):
            tell = error if tag.certain and text.step not in webhooks else warning
            yield tell(
                FindingCode.FOREIGN_TAG,
                f"{text.named} says {quoted(tag.text)}, which is not a merge field here and is sent as written",
                _instead(tag),
                node=text.step,
                field=text.field,
            )


def markup(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """HTML and Markdown in what is shown as plain text: an SMS, a subject, an e-mail that does not begin with a tag."""
    webhooks = {step_id for step_id, _ in outline.each(WebhookData)}
    for text in texts(outline, circumstances):
        if text.step in webhooks or (not text.is_sms and text.field == "body" and email_format(text.body) == "html"):
            continue
        pieces = markup_in(without_tags(text.body, " "))
        if pieces:
            yield warning(
                FindingCode.MARKUP_IN_TEXT,
                f"{text.named} has {listed(tuple(map(quoted, pieces[:_MANY])))} in it, which readers see as written",
                _without_markup(text, pieces),
                node=text.step,
                field=text.field,
            )
        if text.is_sms or text.field == "subject":
            yield from _html_filters(text)


def reply_words(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """An instruction to reply a word that Postroad acts on, for something else (47 CFR 64.1200(a)(10))."""
    for text in texts(outline, circumstances):
        if not text.is_sms:
            continue
        for misuse in reply_misuses(without_tags(text.body, "1"), circumstances.replies):
            yield warning(
                FindingCode.REPLY_WORD_TAKEN,
                f"{text.named} asks for the reply {quoted(misuse.word)} for something else, but that word "
                f"{WHAT_WORDS_DO[misuse.kind]}",
                "ask for another word or a number, such as C or 2",
                node=text.step,
                field=text.field,
            )


def _html_filters(text: Text) -> Iterator[Finding]:
    for field in merge_fields(text.body):
        used = [name for name in field.filters if name in _HTML_FILTERS]
        if field.printed and used:
            yield warning(
                FindingCode.MARKUP_IN_TEXT,
                f'{text.named} prints {{{{ {field.written} }}}}: the filter "{used[0]}" makes HTML, which readers see '
                "as it stands (O&#39;Neil)",
                f'leave out "{used[0]}"',
                node=text.step,
                field=text.field,
            )


def _instead(tag: ForeignTag) -> str:
    if tag.field is not None:
        return f"write {{{{ contact.{tag.field} }}}}"
    if tag.certain:
        as_it_is = f'{{{{ "{tag.text}" }}}}'
        return f"write {{{{ contact.<field> }}}} or {{{{ event.<property> }}}}, or {as_it_is} to send it as written"
    return "write {{ contact.<field> }} or {{ event.<property> }}, or leave it if it is meant literally"


def _without_markup(text: Text, pieces: tuple[str, ...]) -> str:
    plain = [(piece, plain_markup(piece)) for piece in pieces]
    written = [f"{quoted(shown)} for {quoted(piece)}" for piece, shown in plain if shown is not None][:_MANY]
    if not text.is_sms and text.field == "body":
        return "begin the body with a tag to send it as HTML, or write plain text"
    if len(written) == len(plain):
        return f"write {listed(tuple(written))}"
    return (
        f"write {listed(tuple(written))}, and leave out the tags"
        if written
        else "leave it out: plain text has no markup"
    )
