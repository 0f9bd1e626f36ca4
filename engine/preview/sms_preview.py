"""A body looked at before it is sent: rendered for a contact, counted, and what there is to know about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from engine.journey.wording.tags import without_tags
from engine.rules.addresses.phone import normalise
from engine.rules.links.links import public_shorteners_in
from engine.rules.links.short_links import SAMPLE_CODE, prepare_links, put_codes
from engine.rules.liquid.template import RenderedBody, TemplateProblem, TemplateRefused, compile_template
from engine.rules.messages.clause import append_clause
from engine.rules.messages.encoding import MeasuredBody, measure
from engine.rules.replies.keywords import ReplySettings
from engine.rules.time.instants import Millis
from engine.rules.time.zones import resolve_zone
from engine.rules.wording.characters import called
from engine.rules.wording.foreign_tags import foreign_tags
from engine.rules.wording.markup import markup_in
from engine.rules.wording.reply_words import WHAT_WORDS_DO, reply_misuses
from engine.sending.gate import LONGEST_BODY
from engine.settings.account import AccountSettings
from engine.settings.reply_settings import reply_settings

MANY_SEGMENTS: Final = 3


@dataclass(frozen=True, slots=True)
class SmsWarning:
    """Something to know."""

    code: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SmsReading:
    """A body as it would be sent."""

    measured: MeasuredBody
    """Of exactly the body, rendered."""
    with_clause: MeasuredBody
    """Of the body with the opt-out clause; the same when it says how to stop itself."""
    sent: MeasuredBody
    """As a marketing message would go out: links as the account has them, with the opt-out clause."""
    short_links: int
    """How many of its links are short ones of our own then."""
    warnings: tuple[SmsWarning, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MergeContext:
    """What a body can merge in besides the contact."""

    event: Mapping[str, Any] = field(default_factory=dict[str, Any])
    """Sample values of the event's properties."""
    journey: str = ""
    """The journey's name."""


_NOTHING: Final = MergeContext()


def preview(
    body: str,
    contact: Mapping[str, Any],
    account: AccountSettings,
    now: Millis,
    address: str = "",
    around: MergeContext = _NOTHING,
) -> SmsReading:
    """What a body comes to for a contact (its columns and attributes in one); never raises. `address` is where this
    installation is reached, for short links.

    A body that can't be rendered is counted as it stands, with a warning.
    """
    warnings: list[SmsWarning] = []
    text, missing = body, tuple[str, ...]()
    phone = contact.get("phone")
    zones = normalise(str(phone)).timezones if phone else ()
    zone, _ = resolve_zone(contact.get("timezone"), zones, account.timezone)

    def rendered(written: str) -> RenderedBody:
        journey, ours = {"name": around.journey}, {"name": account.name}
        return compile_template(written).render(contact, around.event, journey, ours, zone, now)

    linked, short_links = "", 0
    try:
        text, missing = rendered(body)
        linked, short_links = _linked(body, account, address, rendered)
    except TemplateProblem as problem:
        warnings.append(SmsWarning("template_problem", problem.message, problem.remedy))
    except TemplateRefused as refusal:
        warnings.append(SmsWarning("template_refused", str(refusal), "mend the template, or the contact's value"))
    measured = measure(text)
    clause = account.opt_out_clause.text(contact.get("language"), account.language)
    warnings.extend(_warnings(text, measured))
    warnings.extend(_wording(body, reply_settings(account)))
    with_clause = measure(append_clause(text, clause))
    sent = measure(append_clause(linked, clause)) if linked else with_clause
    return SmsReading(measured, with_clause, sent, short_links, tuple(warnings), missing)


def _linked(
    body: str, account: AccountSettings, address: str, rendered: Callable[[str], RenderedBody]
) -> tuple[str, int]:
    """The rendered body with its links as they are sent, and how many are short; empty when they stay as they are."""
    rules = account.links.rules("", address)
    if rules is None:
        return "", 0
    prepared = prepare_links(body, rules)
    text = rendered(prepared.body).text
    if rules.base is None:
        return text, 0
    coded = put_codes(text, rules.base, prepared.targets, lambda _: SAMPLE_CODE)
    return coded.text, len(coded.links)


def _warnings(text: str, measured: MeasuredBody) -> list[SmsWarning]:
    warnings: list[SmsWarning] = []
    if not text.strip():
        warnings.append(
            SmsWarning("body_empty", "the message is empty", "write something, or give its merge fields a default")
        )
    if len(text) > LONGEST_BODY:
        warnings.append(
            SmsWarning(
                "body_too_long",
                f"the message has {len(text):,} characters; carriers take {LONGEST_BODY:,}",
                "shorten it or its merge fields",
            )
        )
    if measured.encoding == "UCS-2":
        named = ", ".join(called(culprit.text) for culprit in measured.culprits[:5])
        warnings.append(
            SmsWarning(
                "ucs2",
                f"{named} made the message UCS-2: a segment holds 70 characters instead of 160",
                "replace them with plain characters, if they are not needed",
            )
        )
    if measured.segments > MANY_SEGMENTS:
        warnings.append(
            SmsWarning("many_segments", f"the message is {measured.segments} segments long, each billed", "shorten it")
        )
    warnings.extend(
        SmsWarning("public_shortener", f"links by {shortener} get messages blocked by carriers", "put the full link in")
        for shortener in public_shorteners_in(text)
    )
    return warnings


def _wording(body: str, replies: ReplySettings) -> Iterator[SmsWarning]:
    """What the words around the merge fields say that readers will not see as it was meant."""
    for tag in foreign_tags(without_tags(body, "\x00")):
        meant = f"write {{{{ contact.{tag.field} }}}}" if tag.field else "write {{ contact.<field> }}"
        problem = f'"{tag.text}" is not a merge field here and is sent as written'
        yield SmsWarning("foreign_tag", problem, meant)
    if pieces := markup_in(without_tags(body, " ")):
        problem = ", ".join(f'"{piece}"' for piece in pieces[:5])
        yield SmsWarning("markup_in_text", f"{problem}: readers see markup as written", "write plain text")
    for misuse in reply_misuses(without_tags(body, "1"), replies):
        yield SmsWarning(
            "reply_word_taken",
            f'it asks for the reply "{misuse.word}" for something else, but that word {WHAT_WORDS_DO[misuse.kind]}',
            "ask for another word or a number, such as C or 2",
        )
