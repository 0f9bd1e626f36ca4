"""What a reply asks for: STOP and its family, START, HELP, or something else.

Two layers. A keyword is the whole message, compared without case, accents, punctuation and what cannot be
seen. Beyond that the law counts any reasonable way of saying it (47 CFR 64.1200(a)(10)), so a message with a
clear wish to get no more is an opt-out too, unless the account reads keywords only.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Self

from engine.rules.outcomes.states import ConsentState, InboundKind
from engine.rules.replies.opt_out_intent import find_intent, without_manners
from engine.rules.replies.reply_languages import ENGLISH, LANGUAGES, LanguageReplies
from engine.rules.replies.reply_text import folded_letters, own_words

LONGEST_READ: Final = 2_000
"""Characters of a reply that are looked at, more than the ten parts a carrier joins."""

ReplyKind = Literal["opt_out", "opt_in", "help", "other"]
Matching = Literal["reasonable", "keywords_only"]
ServiceText = Literal["opt_out", "opt_in", "help", "clause"]
_BuiltIn = Literal["opt_out", "opt_in", "affirmation", "help"]

OwnWords = Mapping[str, Sequence[str]]
"""An account's own keywords by language tag."""


@dataclass(frozen=True, slots=True)
class ReplySettings:
    """How an account reads replies. Its own words stand beside the built-in ones, which can't be switched off.

    The words of every language count, whatever the contact's own is: a number can belong to several contacts.
    """

    opt_out_matching: Matching = "reasonable"
    opt_out: tuple[tuple[str, str], ...] = ()
    """The account's own words, each with its language tag; likewise below."""
    opt_in: tuple[tuple[str, str], ...] = ()
    help: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls,
        opt_out_matching: Matching = "reasonable",
        *,
        opt_out: OwnWords | None = None,
        opt_in: OwnWords | None = None,
        help_words: OwnWords | None = None,
    ) -> Self:
        """From words by language, as the account's settings hold them."""
        return cls(opt_out_matching, _pairs(opt_out), _pairs(opt_in), _pairs(help_words))


def _pairs(words: OwnWords | None) -> tuple[tuple[str, str], ...]:
    return tuple((language, word) for language, written in sorted((words or {}).items()) for word in written)


DEFAULT_SETTINGS: Final = ReplySettings()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply asks for, and what in it says so."""

    kind: ReplyKind
    matched: Literal["keyword", "intent", "carrier"] | None = None
    """`carrier` where the carrier had decided already."""
    word: str | None = None
    """The keyword as the settings write it, or the words that show the intent: part of the evidence."""
    language: str | None = None
    """The language whose keyword it was."""
    affirms: bool = False
    """An opt-in by a word that is an answer to many questions (YES, OUI, ALTA): `reply_from` tells when it is one."""


OTHER: Final = Reply("other")


def read_reply(body: str, settings: ReplySettings = DEFAULT_SETTINGS) -> Reply:
    """What the reply asks for. A word that both stops and starts in two languages stops."""
    text = body[:LONGEST_READ]
    words = _words(settings)
    plain = plain_word(own_words(text))
    if (keyword := words.get(plain_word(text)) or words.get(plain)) is not None:
        return keyword
    if settings.opt_out_matching == "keywords_only":
        return OTHER
    polite = words.get(without_manners(plain))
    if polite is not None and polite.kind == InboundKind.OPT_OUT:
        return Reply("opt_out", "intent", polite.word, polite.language)
    intent = find_intent(text)
    return Reply("opt_out", "intent", intent) if intent is not None else OTHER


def reply_from(reply: Reply, state: ConsentState) -> Reply:
    """What the reply is from a number in this state (as of `state_now`).

    Yes is the answer to a question to opt in only where one was asked (`pending`) or where it undoes a STOP; from any
    other number it answers something else: "Reply YES to confirm your visit" is no consent to marketing.
    """
    if reply.affirms and state not in (ConsentState.PENDING, ConsentState.OPTED_OUT):
        return OTHER
    return reply


def plain_word(text: str) -> str:
    """The text as keywords are compared: folded, without accents, punctuation, symbols and what is not seen."""
    folded = folded_letters(text)
    characters = (
        " " if character.isspace() else character
        for character in folded
        if character.isspace() or unicodedata.category(character)[0] not in "PSCM"
    )
    return " ".join("".join(characters).split())


def is_reserved(keyword: str, settings: ReplySettings = DEFAULT_SETTINGS) -> bool:
    """Whether a word already stops, starts or asks for help, so that it can't be a journey's own keyword."""
    return plain_word(keyword) in _words(settings)


def service_text(
    kind: ServiceText, language: str | None, own: Mapping[str, str] | None = None, fallback: str = "en"
) -> str:
    """What is answered (or how to stop is said) in the contact's language.

    The account's own text for the language, else the built-in one, then the same for the account's language
    `fallback`, then English.
    """
    written = {tag.casefold(): text for tag, text in (own or {}).items()}
    for tag in (language or "", fallback):
        whole = tag.replace("_", "-").casefold()
        for tried in (whole, whole.partition("-")[0]):
            if text := written.get(tried) or _built_in_text(kind, tried):
                return text
    return written.get(ENGLISH.language) or _text(ENGLISH, kind)


def _built_in_text(kind: ServiceText, language: str) -> str | None:
    return next((_text(replies, kind) for replies in LANGUAGES if replies.language == language), None)


def _text(replies: LanguageReplies, kind: ServiceText) -> str:
    match kind:
        case "opt_out":
            return replies.opted_out_text
        case "opt_in":
            return replies.opted_in_text
        case "help":
            return replies.help_text
        case "clause":
            return replies.clause


@lru_cache(maxsize=64)
def _words(settings: ReplySettings) -> dict[str, Reply]:
    """Every keyword by its plain form. What is put in later wins: stopping over starting over asking."""
    words: dict[str, Reply] = {}

    def put(kind: ReplyKind, pairs: Iterable[tuple[str, str]], *, affirms: bool = False) -> None:
        words.update({plain_word(word): Reply(kind, "keyword", word, language, affirms) for language, word in pairs})

    def built_in(kind: _BuiltIn) -> Iterable[tuple[str, str]]:
        """The first language that has a word is the one it is told as."""
        return ((replies.language, word) for replies in reversed(LANGUAGES) for word in _of(replies, kind))

    put("help", (*settings.help, *built_in("help")))
    put("opt_in", settings.opt_in)
    put("opt_in", built_in("affirmation"), affirms=True)
    put("opt_in", built_in("opt_in"))
    put("opt_out", (*settings.opt_out, *built_in("opt_out")))
    words.pop("", None)
    return words


def _of(replies: LanguageReplies, kind: _BuiltIn) -> tuple[str, ...]:
    match kind:
        case "opt_out":
            return replies.opt_out
        case "opt_in":
            return replies.opt_in
        case "affirmation":
            return replies.affirmation
        case "help":
            return replies.help
