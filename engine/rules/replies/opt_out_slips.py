"""Keywords that are mistyped, drawn apart or repeated: what a word was meant to be.

A slip of the finger is told from another word by what a keyboard allows: two letters swapped, one doubled or left out,
the key beside. Any other letter makes a word of its own in one of the languages (`stor`, `stod`, `shop`).
"""

import re
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


STRONG: Final = frozenset({"stop", "stopall", "unsubscribe", "optout", "revoke", "stopp", "remove"})
"""Keywords that mean nothing else, so that polite words around them change nothing."""
WEAK: Final = frozenset({"cancel", "end", "quit"})
"""Keywords that can be about an order or a film: only manners may stand beside them."""

_REAL_WORDS: Final = _set(
    "atop etop stip stol stoop sop top sto top stap cancer cancels cancelo cancele evoke revoked revokes "
    "unsubscribed unsubscribes"
)
"""One slip away from a keyword, and words of their own."""
_MISTYPED_STOP: Final = _set("stpo tsop sotp stopp sttop stoppp st0p stahp")
"""Mistyped beyond doubt, so that they count as `stop` among other words too."""


def meant_word(word: str) -> str | None:
    """The keyword that a word is, or is one slip of a finger away from."""
    if word in STRONG or word in WEAK or word in ("unsubscribed", "removed"):
        return word
    if word in _REAL_WORDS or len(word) < 3:
        return None
    if word in ("qiut", "quti", "wuit", "unsub", "stahp"):
        return word
    if _slip_of_stop(word):
        return "stop"
    for keyword in ("stopall", "cancel", "revoke", "optout"):
        if _one_slip(word, keyword):
            return keyword
    if word.startswith(("u", "nu")) and _distance(word, "unsubscribe", 2) <= 2:
        return "unsubscribe"
    return None


_NEXT_TO: Final = {"s": "adwxzeq", "t": "ryfg56", "o": "ipkl09", "p": "ol0"}
"""Keys beside each other on a keyboard."""


def _slip_of_stop(word: str) -> bool:
    """`stop` with two letters swapped, one doubled, one left out, or the key beside hit instead or as well. Any other
    letter makes a word of its own in one of the languages: `stor`, `stod`, `stol`, `stof`."""
    stop = "stop"
    for at, letter in enumerate(stop):
        beside = (letter, *_NEXT_TO[letter])
        if word in {stop[:at] + neighbour + stop[at + 1 :] for neighbour in beside}:
            return True
        if word in {stop[: at + after] + neighbour + stop[at + after :] for neighbour in beside for after in (0, 1)}:
            return True
        if word in (stop[:at] + stop[at + 1 :], stop[:at] + stop[at : at + 2][::-1] + stop[at + 2 :]):
            return True
    return False


def spelled(words: list[str]) -> str | None:
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
        for j, expected in enumerate(b, 1):
            cost = min(old[j] + 1, new[j - 1] + 1, old[j - 1] + (letter != expected))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == expected:
                cost = min(cost, older[j - 2] + 1)
            new.append(cost)
        older, old = old, new
    return old[-1]


def put_right(word: str) -> str:
    """A `stop` or `unsubscribe` that is mistyped beyond doubt as it was meant; any other word as it is."""
    if word in _MISTYPED_STOP:
        return "stop"
    return "unsubscribe" if len(word) > 7 and meant_word(word) == "unsubscribe" else word
