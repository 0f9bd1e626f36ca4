"""The second layer of STOP: a message that is no keyword, and yet says clearly that its writer wants no more.

Source: 47 CFR 64.1200(a)(10): consent may be revoked in any reasonable manner that clearly expresses a desire
not to receive further messages. What is only angry, or about stopping something else, is left to a person.

A message is read in its writer's own words (`reply_text`), sentence by sentence. It is an opt-out when

- it is nothing but keywords, mistyped or not, with manners around them;
- it is our own clause sent back (`STOP to unsubscribe`, `STOP au 36111`);
- a clause is an imperative `stop` with nothing but small words around it;
- a clause is one of a language's statements (`wrong number`), or a sentence has one of its requests in it that is not
  turned round by what stands before it and not narrowed by what stands after it (`opt_out_phrases`).
"""

import re
from dataclasses import dataclass
from typing import Final

from engine.rules.replies.opt_out_germanic import DUTCH, GERMAN, SWEDISH
from engine.rules.replies.opt_out_phrases import ENGLISH, OptOutPhrases
from engine.rules.replies.opt_out_romance import FRENCH, ITALIAN, PORTUGUESE, SPANISH
from engine.rules.replies.opt_out_slips import STRONG, meant_word, put_right, spelled
from engine.rules.replies.reply_text import folded, own_words


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_COURTESY: Final = _set(
    "please pls plz plse thanks thank you u thx ty ok okay hi hello hey sir madam maam kindly just "
    "por favor porfavor gracias svp sil vous plait merci bitte danke tack snalla "
    "obrigado obrigada per favore grazie graag aub alstublieft alsjeblieft bedankt"
)
_URGENCY: Final = _set(
    "now immediately asap already right away ya ahora maintenant jetzt sofort nu genast agora adesso subito "
    "nope no nee nein nej non nao"
)
MANNERS: Final = _COURTESY | _URGENCY
"""Words that change nothing of what is asked for."""
_CAN_YOU: Final = _set("can could will would please must")
"""`Can you remove me`, but `you remove me`."""
_WITH_KEYWORDS: Final = _set("all and or everything")
"""`END ALL`, `stop and remove`."""
_OTHER_MEANINGS: Final = _set("para salir sair")
"""Keywords that are common words too: `Para ya` is an answer to `When?`, and only courtesy may stand beside them."""
_BEFORE_STOP: Final = MANNERS | _set(
    "i said say can could would will ya yall guys need needs must should have got gotta want wanna wish like to id "
    "wtf no yes yeah yo told asked asking ask telling begging beg im seriously dude bro man really has "
    "all of enough again make it this these them not interested omg nope nah"
)
_AFTER_STOP: Final = MANNERS | _set(
    "it this that these them at once good for forever all everything me us texting texts text txt txting message "
    "messages messaging msgs msg sms spam spamming sending guys bro man dude subscription service omg ffs again "
    "permanently completely contacting from my phone number to your ur the and or else"
)
_DECLINES: Final = MANNERS | _set("no nope nah not interested thank you im i am really")
"""`no thanks, stop`: what stands before a stop that is a clause of its own."""
_YOU: Final = _set("you u ya yall")
_THINGS: Final = _set("it this these them")
_HAS_TO: Final = _set("make want need needs has must got")
"""`make it stop`, `this has to stop`; but `will it stop` asks about the rain."""
_ABOUT_ONESELF: Final = _set("i have has got gotta must should need needs can could would will")
"""`I have to stop` is about the writer, unless a wish stands with it: `I want to stop`."""
_WISHES: Final = _set("said say told asked asking ask telling want wanna wish like id please pls plz plse begging beg")

_TURNS_ROUND: Final = _set(
    "dont not never cant cannot wont doesnt didnt did shouldnt couldnt wouldnt havent hasnt isnt arent why if when "
    "until unless before without wasnt werent non nobody reply text stop txt send 2 was were got been are there theres"
)
_SEEN_THROUGH: Final = _set(
    "ever you u ya please pls to it them me us think should need have going gonna really just mean meant intend wish "
    "want wanted wanna do i we yet ask asked tell told say said now ya that anyone be get getting"
)
_ASKS_WHY = re.compile(
    r"\b(?:why|porque|por que|perche|pourquoi|warum|wieso|weshalb|varfor|waarom|wann|quand|wanneer|hoe laat)\b"
)
"""A question about why or when tells of something, and asks for nothing."""
_NOT_THE_WRITER: Final = _set("you u they he she it we why people who yall if so")

_SENTENCE_END = re.compile(r"([.!?;…\n\r]+|\s[-–—]+\s)")
_CLAUSE_END = re.compile(r"[,:()\[\]/|]+|\s[-–—]+\s|\b(?:so|and|but|then|because|cuz|coz|bc|or)\b")
_COMMA = re.compile(r"[,:()\[\]|]+")
_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_OATHS = re.compile(
    r"\b(?:the )?(?:fuck(?:ing?)?|fuckin|fkn|f[*]+ing|hell|heck|damn|dammit|bloody|freaking?)\b(?! off)"
)
_SIGN: Final = "🛑"
"""A stop sign by itself stands for the word."""

_PLEASANTRIES = re.compile(
    r"\b(?:please|pls|plz|plse|kindly|thanks|thank you|thx|ty|por favor|porfavor|gracias|svp|stp|sil (?:vous|te) plait|"
    r"merci|bitte|danke|tack|snalla|obrigad[oa]|per favore|grazie|graag|aub|a u b|alstublieft|alsjeblieft|bedankt)\b ?"
)
_A_NUMBER = re.compile(r"\b(?:number|phone|cell|line|mobile|one|numero|nummer|telefon\w*)\b|alte|ancien|viejo|antigo")
_ASKS_OF_A_STATE = re.compile(
    r"(?:(?:will|would|should) (?!you|u\b|yall)|(?!is there (?:a|any) way)(?:did|does|do|is|are|am|was|were|have|has) )"
)
"""`Will I stop getting texts if ...?` asks; `will you stop texting me?` is a wish."""
_EDGES = re.compile(r"^\W+|\W+$")
_NOT_THAT_PERSON = re.compile(
    r"(?:(?:no|sorry|hi|hello)\b[,.]? *)*(?:this is|this|i am|i['’]?m) (?:not|isn['’]?t) "
    r"(?-i:[A-Z][a-z]+(?: [A-Z][a-z]+)?)",
    re.IGNORECASE,
)
"""`I'm not Maria`: a name is told by its capital alone."""
_OWN_CLAUSE = re.compile(
    r"(?:(?:reply|text|send|txt|type) )?(?:stop|end|quit|cancel|unsubscribe|opt ?out) ?(?:to|2|4)? ?"
    r"(?:stop|end|quit|cancel|unsubscribe|opt ?out)(?: (?:all |these )?(?:messages|texts|msgs|sms|alerts))?"
    r"|(?:(?:reply|text|send) )stop|stop ?(?:sms )?(?:(?:au|to|an|till) )?\d{5}"
    r"|(?:responda|responde) stop para (?:cancelar|no recibirlos)|stop para cancelar|(?:responda )?parar para cancelar"
    r"|(?:repondez )?stop pour (?:vous|se) desabonner|(?:antworten sie )?stop um sich abzumelden|stop zum abmelden"
    r"|svara stopp? for att avsluta|(?:rispondi )?stop per (?:annullare|cancellarsi)"
    r"|(?:antwoord )?stop om (?:je )?af te melden|stopp? for att avsluta"
)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A language's phrases, ready to be searched for."""

    requests: re.Pattern[str]
    statements: re.Pattern[str]
    turns_round: re.Pattern[str]
    narrows: re.Pattern[str]
    narrows_things: re.Pattern[str]
    things: re.Pattern[str]
    narrows_nothing: re.Pattern[str]
    refuses_calls: re.Pattern[str]
    asks_for_texts: re.Pattern[str]
    new_number: re.Pattern[str]
    words_before_count: bool
    """Whether a denial may stand some words before, as English has it."""


_DENIALS: Final = "(?:no|not|dont|never|nao|non|ne|nicht|inte|niet|nunca|nie|aldrig|nooit|jamais)"
"""One language's request can be another's denied one: `Não pare de mandar` has Spanish in it."""


def _compiled(phrases: OptOutPhrases) -> _Compiled:
    return _Compiled(
        re.compile(r"\b(?:" + "|".join(f"(?:{each})" for each in phrases.requests) + ")"),
        re.compile("|".join(f"(?:{each})" for each in phrases.statements)),
        re.compile(rf"\b(?:{phrases.turns_round}|{_DENIALS}$)"),
        re.compile(phrases.narrows),
        re.compile(phrases.narrows_things),
        re.compile(rf"\b{phrases.things}$"),
        re.compile(phrases.narrows_nothing),
        re.compile(rf"\b(?:{phrases.refuses_calls})\b"),
        re.compile(rf"\b(?:{phrases.asks_for_texts})\b"),
        re.compile(rf"\b(?:{phrases.new_number})\b"),
        phrases is ENGLISH,
    )


_PHRASES: Final = (ENGLISH, SPANISH, FRENCH, GERMAN, SWEDISH, PORTUGUESE, ITALIAN, DUTCH)
_LANGUAGES: Final = tuple(_compiled(phrases) for phrases in _PHRASES)


def find_intent(body: str) -> str | None:
    """The words of the message that ask for no more messages; None when it does not clearly ask for that."""
    text = own_words(body)
    whole = _words(text)
    if not whole:
        return "stop" if _SIGN in text else None
    phrase = _only_keywords(whole) or spelled(whole)
    if phrase:
        return phrase
    if _OWN_CLAUSE.fullmatch(" ".join(whole).replace("s t o p", "stop")):
        return " ".join(whole)
    if _NOT_THAT_PERSON.fullmatch(_EDGES.sub("", text)):
        return text.strip()
    plain = _folded(text)
    pieces = _SENTENCE_END.split(plain)
    sentences = [
        _Sentence(_clauses(_COMMA, words), _clauses(_CLAUSE_END, words), "?" in end)
        for words, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True)
        if _words(words)
    ]
    for sentence in sentences:
        if phrase := _stops_alone(sentence):
            return phrase
    message = " , ".join(sentence.joined for sentence in sentences)
    plainly = [sentence.without_pleasantries() for sentence in sentences]
    for language in _LANGUAGES:
        changes_number = language.new_number.search(message) is not None
        for sentence in (*sentences, *plainly):
            phrase = _asked_for(language, sentence) or _calls_refused(language, sentence, message)
            if phrase and not (changes_number and _A_NUMBER.search(phrase) and not phrase.endswith("wrong number")):
                return phrase
    return None


@dataclass(frozen=True, slots=True)
class _Sentence:
    """The words of a sentence, by clauses."""

    parts: list[str]
    """Between commas."""
    clauses: list[str]
    """Between commas and conjunctions."""
    asks: bool
    """Whether it ends in a question mark."""

    @property
    def joined(self) -> str:
        return " , ".join(self.parts)

    def without_pleasantries(self) -> "_Sentence":
        """The same without the words that ask nicely, which can stand anywhere."""
        parts = (_PLEASANTRIES.sub("", part).strip() for part in self.parts)
        return _Sentence([part for part in parts if part], self.clauses, self.asks)


def _clauses(end: re.Pattern[str], text: str) -> list[str]:
    return [" ".join(words) for piece in end.split(text) if (words := _words(piece))]


def without_manners(words: str) -> str:
    """A message in plain words without the polite ones: what is left may be a keyword."""
    all_words = words.split()
    left = [word for word in all_words if word not in MANNERS]
    if left and _OTHER_MEANINGS.issuperset(left) and not _COURTESY.union(left).issuperset(all_words):
        return words
    return " ".join(left)


def _stops_alone(sentence: _Sentence) -> str | None:
    """A sentence that is the keyword, or a clause of it that is an imperative `stop`."""
    joined = sentence.joined
    if not sentence.asks and joined in STRONG:
        return joined
    for clause in sentence.clauses:
        if _stops(clause.split()):
            return clause
    if not sentence.asks and _ENDS_IN_STOP.fullmatch(joined):
        return joined
    if sentence.asks or len(sentence.parts) == 1:
        return None
    first, *_, last = (without_manners(part) for part in sentence.parts)
    return joined if last in STRONG or first in STRONG else None


def _asked_for(language: _Compiled, sentence: _Sentence) -> str | None:
    """A statement that is a whole clause, or a request that is neither turned round nor narrowed."""
    joined = sentence.joined
    asks_why = _ASKS_WHY.search(joined) is not None
    if not (asks_why or sentence.asks):
        for part in sentence.parts:
            if language.statements.fullmatch(part):
                return part
    if (asks_why and not language.words_before_count) or (sentence.asks and _ASKS_OF_A_STATE.match(joined)):
        return None
    for match in language.requests.finditer(joined):
        before, after = joined[: match.start()].strip(), joined[match.end() :].strip()
        if not (_denied(language, before) or _narrowed(language, match.group(), after)):
            return match.group().strip()
    return None


def _denied(language: _Compiled, before: str) -> bool:
    clause = before.rpartition(" , ")[2] if not before.endswith(",") else ""
    if not clause:
        return False
    if language.words_before_count:
        words = clause.split()
        asks_nicely = words[-2:-1] and words[-2] in _CAN_YOU
        return _turned_round(words) or (words[-1] in _NOT_THE_WRITER and not asks_nicely)
    return language.turns_round.search(clause) is not None


def _narrowed(language: _Compiled, request: str, after: str) -> bool:
    clause = after.partition(",")[0].strip()
    while neutral := language.narrows_nothing.match(clause):
        clause = clause[neutral.end() :].strip()
    if language.narrows.match(clause):
        return True
    return language.narrows_things.match(clause) is not None and language.things.search(request) is not None


def _calls_refused(language: _Compiled, sentence: _Sentence, message: str) -> str | None:
    """A refusal of calls is one of texts too (a number is revoked as a whole), unless texts are asked for."""
    match = language.refuses_calls.search(sentence.joined)
    if match is None or sentence.asks or language.asks_for_texts.search(message):
        return None
    return match.group()


def _turned_round(before: list[str]) -> bool:
    """Whether what is asked for is denied or asked about by the words before: `I never asked you to ...`."""
    for word in reversed(before):
        if word in _TURNS_ROUND:
            return True
        if word not in _SEEN_THROUGH:
            return False
    return False


def _stops(words: list[str]) -> bool:
    """`please stop`, `can you stop it now`: the imperative with nothing but small words around it."""
    if words.count("stop") != 1 or len(words) == 1:
        return False
    at = words.index("stop")
    before, after = words[:at], words[at + 1 :]
    if not (_BEFORE_STOP.issuperset(before) and _AFTER_STOP.issuperset(after)):
        return False
    words_before = {*before}
    if words_before & _THINGS:
        return bool(words_before & _HAS_TO)
    return bool(words_before & _YOU) or not words_before & _ABOUT_ONESELF or bool(words_before & _WISHES)


_ENDS_IN_STOP = re.compile(
    r"(?!.*\b(?:an?|the|one|next|our|my|your|this|each|every|un|une|la|le)(?: \w+)? stop$)"
    r"(?!.*\b(?:bus|pit|last|first|truck|rest|hard|quick|train|tour|final|door|street|station|metro|subway|tram|de|vid|nasta|"
    r"volgende|bij|to|will|must|should|could|would|can|did|full|non|not|never|i|we|only|when|if|why|say|said|reply|text|"
    r"send|it|they|he|she|whistle|\w+nt) stop$)(?:\w+ ){1,5}stop"
)
"""A telegram: `I'm 12 stop`. A short sentence that ends in the word, and where it is no noun and nobody's own verb."""


def _only_keywords(words: list[str]) -> str | None:
    """Keywords, maybe mistyped or repeated, with manners around them."""
    keywords = [word for word in words if word not in MANNERS and word not in _WITH_KEYWORDS]
    if not keywords or len(keywords) > 6:
        return None
    return " ".join(words) if all(meant_word(word) for word in keywords) else None


def _folded(text: str) -> str:
    """As phrases are compared; an oath is no word."""
    return _OATHS.sub("", folded(text).replace("#", " number "))


def _words(text: str) -> list[str]:
    """The words of a text, with a mistyped `stop` or `unsubscribe` put right."""
    return [put_right(word) for word in _NOT_A_WORD.split(_folded(text)) if word]
