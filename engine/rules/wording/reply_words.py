"""Instructions to reply a word that Postroad itself acts on, for something else: "Reply CANCEL to cancel your order".

Whoever follows it is opted out (47 CFR 64.1200(a)(10) names cancel, end, quit, revoke, stop and unsubscribe), opted in,
or answered with the help text. An instruction to stop by STOP, to start by START and to get help by HELP is right. YES
and other languages' affirmations are no concern: they opt in only who was asked to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from engine.rules.outcomes.states import InboundKind
from engine.rules.replies.keywords import DEFAULT_SETTINGS, ReplySettings, plain_word, read_reply
from engine.rules.wording.word_sets import word_set

MANY: Final = 50
"""No more instructions of a text are told of."""
_LONGEST_SENTENCE: Final = 400
_LONGEST_KEYWORD: Final = 3
"""Words of the longest keyword, `DARME DE BAJA`."""

Kind = Literal["opt_out", "opt_in", "help"]


WHAT_WORDS_DO: Final[dict[Kind, str]] = {
    "opt_out": "opts the person out of all texts",
    "opt_in": "opts the person in to marketing texts",
    "help": "is answered with the help text",
}
"""As a sentence goes on: "that word ..."."""


class ReplyMisuse(NamedTuple):
    """A word that people are told to reply for something that it does not do here."""

    word: str
    """As the text writes it."""
    kind: Kind
    """What it does here."""


_ASK: Final = re.compile(
    r"\b(?:reply|replies|replying|text|texting|txt|send|sending|respond|responding|answer|message|type|write|"
    r"svara|sms:?a|skicka|skriv|antworten(?: sie)?|antworte|senden?(?: sie)?|schreiben?(?: sie)?|"
    r"responda|responde|responder|conteste|contesta|env[ií]e|env[ií]a|enviar|mande|manda|escriba|escribe|"
    r"r[ée]pondez|r[ée]pondre|r[ée]ponds|envoyez|envoyer|envoie|tapez|[ée]crivez|"
    r"rispondi|rispondere|risponda|invia|inviare|scrivi|antwoord|stuur|sms)\b",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+|[^\w\s]")
_SENTENCE: Final = re.compile(r"[^.!?;\n]+")
_LEADS: Final = word_set(
    "with word back us either the sms text message reply sie mit dem wort per con la palabra avec le mot par ordet med "
    "com a palavra parola met het woord or and / | , ( [ { * : & \" ' “ ‘ « „ ” ’ – — - o u y e ou et oder und eller "
    "och of en"
)
"""What may stand right before a word to reply."""
_WITH: Final = word_set("with back word")
"""What makes a keyword in small letters one: "reply with cancel"."""
_QUOTES: Final = frozenset("\"'“”‘’«»„*([{)]}")
_JOINS_WORDS: Final = word_set("or and / | , & o u y e ou et oder und eller och of en")
_FOR: Final = word_set("to 2 = : - – — > for if when in para pour um zum för per om por als wenn falls si se")
_ARTICLES: Final = word_set("the a la le il het dem das")

_TEXTS: Final = (
    r"texts?|texting|txts?|messages?|messaging|msgs?|sms|alerts?|notifications?|reminders?|updates?|subscriptions?|"
    r"promotions?|promos?|offers?|program|list|e-?mails?|communications?|spam|it|them|these|this|service|"
    r"mensajes?|mensagens|messaggi|nachrichten|meddelanden|berichten|suscripci[oó]n|abonnement|iscrizione|"
    r"anmeldung|prenumerationen?|utskick|env[ií]os?|communications"
)
_STOPPING: Final = re.compile(
    r"\b(?:unsub\w*|opt\w*|no (?:more|longer)|not? (?:to )?(?:receiv\w*|get|hear)|(?:get|receive) none|remov\w+|leave|"
    r"unenrol\w*|darse|darte|darme|baja|no (?:lo|la|los|las)?\s?recibi\w*|dejar|no m[aá]s|salir|sair|"
    r"n[aã]o (?:mais )?receb\w*|"
    r"descadastr\w*|d[ée]sabonn\w*|d[ée]sinscri\w*|ne (?:plus|pas)|abmeld\w*|abzumelden|abbestell\w*|"
    r"abzubestellen|keine|"
    r"nicht mehr|avregistrera|avprenumerera|slippa|inte f[åa]|disiscriv\w*|cancellar(?:ti|si|mi)|"
    r"non (?:pi[uù] )?ricev\w*|"
    r"af te melden|afmeld\w*|uit te schrijven|uitschrijv\w*|geen|niet meer|uitschakelen)\b"
    r"|\b(?:stop\w*|end|quit|cancel|discontinue|avoid|mute|block|cancelar|anular|parar|arr[eê]ter|beenden|stoppen|"
    r"avsluta|sluta|annullare|annuler|stoppa|smettere)"
    rf"(?:\W*$|(?:\s+[\w'’]+){{0,5}}?\s+(?:{_TEXTS})\b)",
    re.IGNORECASE,
)
"""What a STOP word is for."""
_STARTING: Final = re.compile(
    r"\b(?:(?:re)?subscri\w*|opt\w*|receiv\w*|get\w*|(?:re)?join\w*|sign\w*|enrol\w*|confirm\w*|continu\w*|resum\w*|"
    rf"hear\w*|stay\w*|agree|again|{_TEXTS}|recib\w*|suscrib\w*|recev\w*|\w*abonn\w*|inscri\w*|erhalten|bekommen|"
    r"\w*meld\w*|weiter|få|prenumerera|igen|receb\w*|volt\w*|ricev\w*|iscriv\w*|krijg\w*|ontvang\w*|alta|activ\w*)\b",
    re.IGNORECASE,
)
"""What a START word is for."""
_HELPING: Final = re.compile(
    r"\b(?:help\w*|info\w*|support|assist\w*|question\w*|terms|more|details|contact|ayuda|aide|hilfe|hjälp|ajuda|aiuto|hulp|"
    r"t&cs?|assistance|m[aá]s|plus|mehr|mer|mais|meer)\b",
    re.IGNORECASE,
)
_CANCELLING: Final = word_set(
    "cancel end quit revoke cancelar anular annuler annulla cancella avbryt avsluta beenden kundigen opzeggen "
    "beeindigen remover remove salir sair exit arreter"
)
"""Words for ending an order or an appointment too: without a purpose they are one only beside a STOP."""


@lru_cache(maxsize=2048)
def reply_misuses(text: str, settings: ReplySettings = DEFAULT_SETTINGS) -> tuple[ReplyMisuse, ...]:
    """The instructions of a text that would opt people out or in, or fetch help, for something else; each word once."""
    words = ReplySettings("keywords_only", settings.opt_out, settings.opt_in, settings.help)
    misuses: dict[str, ReplyMisuse] = {}
    for sentence in _SENTENCE.finditer(text):
        for misuse in _in_sentence(sentence[0][:_LONGEST_SENTENCE], words):
            misuses.setdefault(plain_word(misuse.word), misuse)
    return tuple(misuses.values())[:MANY]


class _Keyword(NamedTuple):
    """A keyword in a sentence, by the places of its tokens."""

    first: int
    last: int
    start: int
    end: int
    kind: Kind
    text: str


def _in_sentence(sentence: str, settings: ReplySettings) -> Iterator[ReplyMisuse]:
    tokens = list(_WORD.finditer(sentence))
    keywords = _keywords(sentence, tokens, settings)
    if not keywords:
        return
    strong_stop = any(
        keyword.kind == InboundKind.OPT_OUT and plain_word(keyword.text) not in _CANCELLING for keyword in keywords
    )
    for place, keyword in enumerate(keywords):
        purpose = _purpose(sentence, tokens, keywords, place)
        if _is_misuse(keyword, purpose, sentence[: keyword.start], strong_stop):
            yield ReplyMisuse(keyword.text, keyword.kind)


def _is_misuse(keyword: _Keyword, purpose: str | None, before: str, strong_stop: bool) -> bool:
    match keyword.kind:
        case "opt_out":
            if purpose is not None:
                return _STOPPING.search(purpose) is None
            return plain_word(keyword.text) in _CANCELLING and not strong_stop and _STOPPING.search(before) is None
        case "opt_in":
            return purpose is not None and _STARTING.search(purpose) is None and _STARTING.search(before) is None
        case "help":
            return purpose is not None and _HELPING.search(purpose) is None and _HELPING.search(before) is None


def _keywords(sentence: str, tokens: list[re.Match[str]], settings: ReplySettings) -> list[_Keyword]:
    request = _ASK.search(sentence)
    keywords: list[_Keyword] = []
    at = 0
    while at < len(tokens):
        keyword = _keyword_at(sentence, tokens, at, settings) if tokens[at][0][0].isalpha() else None
        if keyword is None or not _is_told(sentence, tokens, keyword, request, keywords):
            at += 1
            continue
        keywords.append(keyword)
        at = keyword.last + 1
    return keywords


def _keyword_at(sentence: str, tokens: list[re.Match[str]], at: int, settings: ReplySettings) -> _Keyword | None:
    for length in range(_LONGEST_KEYWORD, 0, -1):
        last = at + length - 1
        if last >= len(tokens):
            continue
        text = sentence[tokens[at].start() : tokens[last].end()]
        if any(not token[0][0].isalpha() for token in tokens[at : last + 1]) and "-" not in text:
            continue
        read = read_reply(text, settings)
        if read.kind == InboundKind.OTHER or (read.kind == InboundKind.OPT_IN and plain_word(text) in AFFIRMATIONS):
            continue
        return _Keyword(at, last, tokens[at].start(), tokens[last].end(), read.kind, text)
    return None


def _is_told(
    sentence: str,
    tokens: list[re.Match[str]],
    keyword: _Keyword,
    request: re.Match[str] | None,
    earlier: list[_Keyword],
) -> bool:
    """Whether people are told to reply it, and it is not just a word of the sentence."""
    capitals = keyword.text.isupper()
    before = tokens[keyword.first - 1][0].casefold() if keyword.first else ""
    after_verb = request is not None and _verb_ends_at(
        sentence, tokens[keyword.first - 1].end() if keyword.first else -1
    )
    quoted = before in _QUOTES
    if not capitals:
        return after_verb or ((quoted or before in _WITH) and request is not None and request.end() <= keyword.start)
    if request is not None and request.end() <= keyword.start:
        return after_verb or before in _LEADS
    # `CANCEL to cancel`, without a verb: only at the head of a clause, and with a purpose
    at_head = not before or before in _JOINS_WORDS or quoted
    following = tokens[keyword.last + 1][0].casefold() if keyword.last + 1 < len(tokens) else ""
    mixed = not sentence.isupper()
    return at_head and following in _FOR and mixed and not (earlier and earlier[-1].last == keyword.first - 1)


def _verb_ends_at(sentence: str, end: int) -> bool:
    return any(match.end() == end for match in _ASK.finditer(sentence[:end])) if end >= 0 else False


def _purpose(sentence: str, tokens: list[re.Match[str]], keywords: list[_Keyword], place: int) -> str | None:
    """What the word is for, as the sentence says; of words in a row (`STOP, END or QUIT to opt out`), the last's."""
    keyword = keywords[place]
    following = keywords[place + 1] if place + 1 < len(keywords) else None
    at = keyword.last + 1
    while at < len(tokens) and tokens[at][0] in _QUOTES:
        at += 1
    if following is not None and all(
        token[0].casefold() in _JOINS_WORDS | _QUOTES | _ARTICLES for token in tokens[at : following.first]
    ):
        return _purpose(sentence, tokens, keywords, place + 1)
    if at >= len(tokens) or tokens[at][0].casefold() not in _FOR:
        return None
    end = following.start if following is not None else len(sentence)
    return sentence[tokens[at].start() : end].rstrip(" ,/|-")


AFFIRMATIONS: Final = word_set("yes y si sim oui ja da ok yep yeah")
"""Words that opt in only from a question: no concern of this."""
