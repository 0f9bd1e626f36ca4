"""The writer's own words in a reply: without signatures, quoted messages, and what cannot be seen.

Phones and mail programs put things around an answer: `Sent from my iPhone`, the message that is answered (`> ...`, `On
Tuesday ... wrote:`), a whole message passed on (`Fwd: ...`), a reaction (`Liked "..."`). None of them is a wish.
"""

import re
import unicodedata
from typing import Final

_REACTION = re.compile(
    r"^\W*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|removed an? [\w ]+ from|reacted .{1,12} to|to)"
    r"\s*[\"“«„].*[\"”»“]?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_PASSED_ON = re.compile(r"^\W*(?:fwd?|tr|wg|vb|enc|rv|i|reenv[ií]o|forwarded message)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“«„]([^\"“”«»„]*)[\"”»“]")
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_WROTE = re.compile(
    r"^[^\n]*\b(?:wrote|a écrit|escribió|schrieb|skrev|escreveu|ha scritto|schreef)\s*:\s*$.*", re.MULTILINE | re.DOTALL
)
_SIGNATURE = re.compile(
    r"(?:^|\s)(?:sent (?:from|via|with) (?:my |the )?|get outlook for|envoy[ée] (?:de|depuis) mon|enviado "
    r"(?:desde mi|do meu|de mi)|"
    r"(?:gesendet|verschickt) (?:von|mit)|von meinem \w+ gesendet|skickat fr[åa]n min|inviato da(?:l mio)?|"
    r"verzonden (?:vanaf|met|via))\b.*|^\s*(?:--|__)[^\n]*$.*",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
_NAME_OR_CLOSING = re.compile(
    r"[-–—~*]+ ?(?:\w[\w.']* ?){1,3}|(?:[A-Z][\w.&'-]*,? ?){1,4}|[\d\s().+-]{7,}|\S+@\S+|(?:www\.|https?:)\S+|"
    r"(?i:(?:best|kind|warm|many)? ?(?:regards|wishes|thanks|thank you|cheers|sincerely|thx|best|mvh|mfg|"
    r"cordialement|saludos"
    r"|grazie|groet(?:en|jes)?|abraços|atenciosamente|mit freundlichen grüßen|med vänliga hälsningar)[,.!]*)"
)
"""A line of a signature: a name, a number, an address, a closing."""
_MOST_WORDS_ABOVE: Final = 3
_WORD = re.compile(r"\w")
_APOSTROPHES = re.compile(r"['’‘`´ʼ＇]")
_FEWEST_QUOTED_WORDS: Final = 4
"""Fewer words in quotation marks are the writer's own: `"STOP"`."""


def own_words(body: str) -> str:
    """What the writer says themselves; empty when all of it is a reaction, or somebody else's message passed on."""
    if _REACTION.match(body) or (_PASSED_ON.match(body) and len(body.split()) > _MOST_WORDS_ABOVE):
        return ""
    text = _without_signature(_WROTE.sub("", _QUOTED_LINE.sub("", body)))
    quoted = _QUOTED.sub(
        lambda match: match.group() if len(match.group(1).split()) < _FEWEST_QUOTED_WORDS else "", text
    )
    return quoted if quoted.strip() else _QUOTED.sub(r"\1", text)


def _without_signature(body: str) -> str:
    """The message without the line a phone or a mail program puts below; as it is when nothing else is in it."""
    text = _SIGNATURE.sub("", body)
    first, *below = [line for line in text.splitlines() if _WORD.search(line)] or [""]
    if (
        below
        and len(first.split()) <= _MOST_WORDS_ABOVE
        and all(_NAME_OR_CLOSING.fullmatch(line.strip()) for line in below)
    ):
        text = first
    return text if text.strip() else body


def folded_letters(text: str) -> str:
    """Lower case in plain letters (bold and full-width ones too), with accents as characters of their own."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())


def folded(text: str) -> str:
    """Lower case, without accents, apostrophes and what cannot be seen."""
    letters = "".join(
        letter for letter in folded_letters(text) if unicodedata.category(letter) not in ("Mn", "Cf", "Cs")
    )
    return _APOSTROPHES.sub("", letters)
