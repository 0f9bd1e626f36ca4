"""The second layer of STOP: a message that is no keyword, and yet says clearly that its writer wants no more.

Source: 47 CFR 64.1200(a)(10): consent may be revoked in any reasonable manner that clearly expresses a desire
not to receive further messages. What is only angry, or about stopping something else, is left to a person.
"""

import re
import unicodedata
from typing import Final

from engine.rules.opt_out_phrases import ASKING, OTHER_LANGUAGES, REFUSING, WHOLE


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STRONG: Final = frozenset({"stop", "stopall", "unsubscribe", "optout", "revoke", "stopp"})
"""Keywords that mean nothing else, so that polite words around them change nothing."""
_WEAK: Final = frozenset({"cancel", "end", "quit"})
"""Keywords that can be about an order or a film: only manners may stand beside them."""

MANNERS: Final = _set(
    "please pls plz plse now thanks thank you u thx ty ok okay hi hello hey sir madam maam immediately asap already "
    "kindly just right away "
    "por favor gracias ya ahora svp sil vous plait merci maintenant bitte danke jetzt sofort tack nu hej "
    "obrigado obrigada agora per favore grazie adesso graag aub alstublieft bedankt"
)
"""Words that change nothing of what is asked for."""
_BEFORE_STOP: Final = MANNERS | _set(
    "i said say can could would will ya yall guys need needs must should have got gotta want wanna wish like to id "
    "wtf no yes yeah yo told asked asking ask telling begging beg im seriously dude bro man really has "
    "all of enough again make it this these them"
)
_AFTER_STOP: Final = MANNERS | _set(
    "it this that these them at once good for forever all everything me us texting texts text txt txting message "
    "messages messaging msgs msg sms spam spamming sending guys bro man dude subscription service omg ffs again "
    "permanently completely contacting calling from my phone number to your ur the and or else"
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
_ASKS_WHY: Final = _set("porque perche pourquoi warum wieso weshalb varfor waarom hvorfor")
_NOT_THE_WRITER: Final = _set("you u they he she it we why people who yall if so")

_REAL_WORDS: Final = _set(
    "shop step slop stow atop strop stomp stoop stops stoup stope sop top swop stot stob atop cancer cancels cancelo "
    "evoke revoked revokes unsubscribed unsubscribes"
)
"""One slip away from a keyword, and words of their own."""
_MISTYPED_STOP: Final = _set("stpo tsop sotp stopp sttop stoppp st0p")
"""Mistyped beyond doubt, so that they count as `stop` among other words too."""

_REACTION = re.compile(
    r"^\W*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? [\w ]+ from|reacted .{1,12} to|to)"
    r"\s*[\"“«„].*[\"”»“]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]*)[\"”»“]")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
_SENTENCE_END = re.compile(r"([.!?;…\n\r]+)")
_CLAUSE_END = re.compile(r"[,:()\[\]/|]+|\s[-–—]+\s|\b(?:so|and|but|then|because|cuz|coz|bc|or)\b")
_NOT_A_WORD = re.compile(r"[^\w]+|_+")
_OATHS = re.compile(
    r"\b(?:the )?(?:fuck(?:ing?)?|fuckin|fkn|f[*]+ing|hell|heck|damn|dammit|bloody|freaking?)\b(?! off)"
)

_ASKING = re.compile(r"\b(?:" + "|".join(ASKING) + ")")
_REFUSING = re.compile(r"\b(?:" + "|".join(REFUSING) + ")")
_WHOLE = re.compile("|".join(WHOLE))
_OTHER_LANGUAGES = re.compile(r"\b(?:" + "|".join(OTHER_LANGUAGES) + ")")
_OWN_CLAUSE = re.compile(
    r"(?:(?:reply|text|send|txt|type) )?stop (?:to|2) (?:unsubscribe|opt out|end|quit|cancel|stop)"
)


def find_intent(body: str) -> str | None:
    """The words of the message that ask for no more messages; None when it does not clearly ask for that."""
    if _REACTION.match(body):
        return None
    text = _without_quotes(body)
    whole = _words(text)
    if not whole:
        return None
    found = _only_keywords(whole) or _spelled(whole)
    if found:
        return found
    if _OWN_CLAUSE.fullmatch(" ".join(whole)):
        return " ".join(whole)
    pieces = _SENTENCE_END.split(_folded(text))
    for sentence, end in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if found := _in_sentence(sentence, end):
            return found
    return None


def folded_letters(text: str) -> str:
    """Lower case in plain letters (bold and full-width ones too), with accents as characters of their own."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def without_manners(words: str) -> str:
    """A message in plain words without the polite ones: what is left may be a keyword."""
    return " ".join(word for word in words.split() if word not in MANNERS)


def _in_sentence(sentence: str, end: str) -> str | None:
    words = _words(sentence)
    if not words:
        return None
    joined = " ".join(words)
    if "?" not in end and len(words) == 1 and words[0] in _STRONG:
        return joined
    if _WHOLE.fullmatch(joined):
        return joined
    for match in _REFUSING.finditer(joined):
        before = joined[: match.start()].split()
        if not before or before[-1] not in _NOT_THE_WRITER:
            return match.group().strip()
    if (match := _OTHER_LANGUAGES.search(joined)) and not _ASKS_WHY.intersection(words):
        return match.group().strip()
    clauses = [_words(clause) for clause in _CLAUSE_END.split(sentence)]
    for clause in clauses:
        if found := _in_clause(clause):
            return found
    *declined, last = clauses
    if "?" not in end and last == ["stop"] and all(_DECLINES.issuperset(clause) for clause in declined):
        return joined
    return None


def _in_clause(words: list[str]) -> str | None:
    joined = " ".join(words)
    if _stops(words):
        return joined
    for match in _ASKING.finditer(joined):
        if not _turned_round(joined[: match.start()].split()):
            return match.group().strip()
    return None


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
    told = {*before}
    if told & _THINGS:
        return bool(told & _HAS_TO)
    return bool(told & _YOU) or not told & _ABOUT_ONESELF or bool(told & _WISHES)


def _only_keywords(words: list[str]) -> str | None:
    """Keywords, maybe mistyped or repeated, with manners around them."""
    told = [word for word in words if word not in MANNERS]
    if not told or len(told) > 6:
        return None
    return " ".join(words) if all(_meant(word) for word in told) else None


def _meant(word: str) -> str | None:
    """The keyword that a word is, or is one slip of a finger away from."""
    if word in _STRONG or word in _WEAK:
        return word
    if word in _REAL_WORDS or len(word) < 3:
        return None
    if word in ("qiut", "quti", "wuit", "unsub"):
        return word
    for keyword in ("stop", "stopall", "cancel", "revoke", "optout"):
        if _one_slip(word, keyword):
            return keyword
    if word.startswith(("un", "us", "nu")) and _distance(word, "unsubscribe", 2) <= 2:
        return "unsubscribe"
    return None


def _spelled(words: list[str]) -> str | None:
    """`S T O P`, `un subscribe`, `stoppp`, `st0p`: a keyword with its letters drawn apart, repeated or disguised."""
    joined = "".join(words)
    if len(joined) > 40 or joined in _REAL_WORDS:
        return None
    squeezed = re.sub(r"(.)\1+", r"\1", joined.replace("0", "o"))
    if len(words) > 1 and max(map(len, words)) > 1:
        squeezed = squeezed if joined in ("unsubscribe", "stopall") else ""
    return " ".join(words) if squeezed in ("stop", "unsubscribe", "stopal", "optout") else None


def _one_slip(word: str, keyword: str) -> bool:
    return abs(len(word) - len(keyword)) <= 1 and _distance(word, keyword, 1) <= 1


def _distance(a: str, b: str, most: int) -> int:
    """Slips between two words: a letter missing, added, changed, or two neighbours swapped. Above `most` is a guess."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        new = [i]
        for j, wanted in enumerate(b, 1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        older, old = old, new
    return old[-1]


def _without_quotes(body: str) -> str:
    """The writer's own words: a message quoted back (`> Reply STOP`) has our own clause in it."""
    text = _QUOTED_LINE.sub("", body)
    quoted = _QUOTED.sub(lambda match: match.group() if len(match.group(1).split()) < 4 else "", text)
    return quoted if quoted.strip() else _QUOTED.sub(r"\1", text)


def _folded(text: str) -> str:
    """Lower case, without accents, apostrophes, what cannot be seen, and oaths."""
    kept = "".join(letter for letter in folded_letters(text) if unicodedata.category(letter) not in ("Mn", "Cf", "Cs"))
    return _OATHS.sub("", _APOSTROPHES.sub("", kept))


def _words(text: str) -> list[str]:
    """The words of a text, with a mistyped `stop` or `unsubscribe` put right."""
    return [_put_right(word) for word in _NOT_A_WORD.split(_folded(text)) if word]


def _put_right(word: str) -> str:
    if word in _MISTYPED_STOP:
        return "stop"
    return "unsubscribe" if len(word) > 7 and _meant(word) == "unsubscribe" else word
