"""What a reply asks for: STOP and its family, START, HELP, or something else.

Two layers. A keyword is the whole message, compared without case, accents, punctuation and what cannot be
seen. Beyond that the law counts any reasonable way of saying it (47 CFR 64.1200(a)(10)), so a message with a
clear wish to get no more is an opt-out too, unless the account reads keywords only.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

from engine.rules.opt_out_intent import find_intent
from engine.rules.reply_languages import ALWAYS_OPT_OUT, ENGLISH, LANGUAGES, LanguageReplies

LONGEST_READ: Final = 2_000
"""Characters of a reply that are looked at; ten segments and more than any carrier delivers in one."""

ReplyKind = Literal["opt_out", "opt_in", "help", "other"]
ServiceText = Literal["opted_out", "opted_in", "help"]


class ReplySettings(BaseModel):
    """An account's keywords and answers, in the languages it uses."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opt_out_matching: Literal["reasonable", "keywords_only"] = "reasonable"
    languages: tuple[LanguageReplies, ...] = LANGUAGES
    """Words of all of these count, whatever the contact's own is: a number can belong to several contacts."""
    default_language: str = "en"
    """The language of answers to a contact whose own is unknown or not among `languages`."""


DEFAULT_SETTINGS: Final = ReplySettings()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply asks for, and what in it says so."""

    kind: ReplyKind
    matched: Literal["keyword", "intent"] | None = None
    word: str | None = None
    """The keyword as the settings write it, or the words that show the intent: part of the evidence."""
    language: str | None = None
    """The language whose keyword it was."""


OTHER: Final = Reply("other")


def read_reply(body: str, settings: ReplySettings = DEFAULT_SETTINGS) -> Reply:
    """What the reply asks for. A word that both stops and starts in two languages stops."""
    seen = body[:LONGEST_READ]
    found = _words(settings.languages).get(plain_word(seen)) if len(body) <= LONGEST_READ else None
    if found is not None:
        return found
    if settings.opt_out_matching == "reasonable":
        words = find_intent(seen)
        if words is not None:
            return Reply("opt_out", "intent", words)
    return OTHER


def plain_word(text: str) -> str:
    """The text as keywords are compared: folded, without accents, punctuation, symbols and what is not seen."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    kept = (
        " " if character.isspace() else character
        for character in folded
        if character.isspace() or unicodedata.category(character)[0] not in "PSCM"
    )
    return " ".join("".join(kept).split())


def is_reserved(keyword: str, settings: ReplySettings = DEFAULT_SETTINGS) -> bool:
    """Whether a word already stops, starts or asks for help, so that it can't be a journey's own keyword."""
    return plain_word(keyword) in _words(settings.languages)


def service_text(kind: ServiceText, language: str | None, settings: ReplySettings = DEFAULT_SETTINGS) -> str:
    """The account's answer in the contact's language: its own text, else the default, else English."""
    for wanted in _languages_to_try(language, settings):
        for replies in (*settings.languages, *LANGUAGES):
            if replies.language.casefold() == wanted and (text := _text(replies, kind)):
                return text
    return _text(ENGLISH, kind) or ""


def clause_text(language: str | None, settings: ReplySettings = DEFAULT_SETTINGS) -> str:
    """How to stop, in the contact's language, as it is added to messages."""
    for wanted in _languages_to_try(language, settings):
        for replies in (*settings.languages, *LANGUAGES):
            if replies.language.casefold() == wanted and replies.clause:
                return replies.clause
    return ENGLISH.clause or ""


def _text(replies: LanguageReplies, kind: ServiceText) -> str | None:
    match kind:
        case "opted_out":
            return replies.opted_out_text
        case "opted_in":
            return replies.opted_in_text
        case "help":
            return replies.help_text


def _languages_to_try(language: str | None, settings: ReplySettings) -> list[str]:
    """`pt-BR`, then `pt`, then the account's own, then English."""
    tags = [tag.strip().replace("_", "-").casefold() for tag in (language or "", settings.default_language)]
    return [wanted for tag in tags if tag for wanted in dict.fromkeys((tag, tag.split("-")[0]))] + ["en"]


@lru_cache(maxsize=64)
def _words(languages: tuple[LanguageReplies, ...]) -> dict[str, Reply]:
    """Every keyword by its plain form. Later ones win, so what stops is put in last."""
    words: dict[str, Reply] = {}

    def put(kind: ReplyKind, written: Iterable[str], language: str) -> None:
        words.update({plain_word(word): Reply(kind, "keyword", word, language) for word in reversed([*written])})

    for replies in reversed(languages):
        put("help", replies.help, replies.language)
    for replies in reversed(languages):
        put("opt_in", replies.opt_in, replies.language)
    for replies in reversed(languages):
        put("opt_out", replies.opt_out, replies.language)
    put("opt_out", ALWAYS_OPT_OUT, ENGLISH.language)
    words.pop("", None)
    return words
