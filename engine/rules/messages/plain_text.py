"""What can stand for a character that GSM-7 does not have: curly quotes, dashes, spaces, accents, signs.

The mapping is by meaning to a reader, as word processors and phones put these characters in by themselves.
"""

import unicodedata
from typing import Final


def _each(characters: str, plain: str) -> dict[str, str]:
    return dict.fromkeys(characters, plain)


PLAIN: Final[dict[str, str]] = {
    **_each("\u2018\u2019\u201a\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u2035\u275b\u275c`\u00b4\u2039\u203a", "'"),
    **_each("\u201c\u201d\u201e\u201f\u2033\u2036\u02ba\u275d\u275e\u301d\u301e\u301f\u00ab\u00bb", '"'),
    **_each("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\u30fc\u23af\u2500\u2022\u25cf\u25e6\u2023\u00b7", "-"),
    **_each("\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "),
    **_each("\u2028\u2029\u0085\u000b", "\n"),
    # Seen by nobody: soft hyphen, zero-width space and joiners, word joiner, direction marks, byte order mark.
    **_each("\u00ad\u200b\u200c\u200d\u2060\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ""),
    **_each("\ufeff\ufe0e\ufe0f", ""),
    "\u2026": "...",
    "\u2044": "/",
    "\u00f7": "/",
    "\u00d7": "x",
    "\u2260": "=/=",
    "\u2264": "<=",
    "\u2265": ">=",
    "\u2248": "~",
    "\u00b1": "+/-",
    "\u2190": "<-",
    "\u2192": "->",
    "\u21d2": "=>",
    "\u00a9": "(c)",
    "\u00ae": "(R)",
    "\u2122": "(TM)",
    "\u2120": "(SM)",
    "\u2116": "No.",
    "\u00b0": "deg",
    "\u00a6": "|",
    "\u00a2": "c",
    "\u00b5": "u",
    "\u03bc": "u",
    "\u2713": "*",
    "\u2714": "*",
    "\u2605": "*",
    "\u2606": "*",
    "\u00aa": "a",
    "\u00ba": "o",
    "\u0152": "OE",
    "\u0153": "oe",
    "\u0131": "i",
    "\u0142": "l",
    "\u0141": "L",
    "\u0111": "d",
    "\u0110": "D",
    "\u00d0": "D",
    "\u00f0": "d",
    "\u00de": "Th",
    "\u00fe": "th",
    "\u1e9e": "SS",
}
"""One character to what stands for it; the empty string for what nobody sees."""


def plain_form(grapheme: str) -> str | None:
    """What stands for one grapheme, in characters that most alphabets have; None when there is nothing like it.

    First the table, then the composed form (e with a separate accent is one character of GSM-7), then the letter
    without its accent, then the compatible form (a full-width digit, a fraction).
    """
    composed = unicodedata.normalize("NFC", grapheme)
    if composed != grapheme and len(composed) == 1:
        return PLAIN.get(composed, composed if composed in _WESTERN else _without_accents(composed))
    if grapheme in PLAIN:
        return PLAIN[grapheme]
    return _without_accents(grapheme)


_WESTERN: Final = frozenset("èéùìòÇØøÅåÆæßÉÄÖÑÜäöñüà")


def _without_accents(grapheme: str) -> str | None:
    compatible = unicodedata.normalize("NFKC", grapheme)
    decomposed = unicodedata.normalize("NFKD", compatible)
    bare = "".join(PLAIN.get(mark, mark) for mark in decomposed if not unicodedata.combining(mark))
    return bare if bare and bare.isascii() and bare != grapheme else None
