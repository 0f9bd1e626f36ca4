"""Markup in what is read as plain text: `<br>`, `&amp;`, `[a link](https://...)` are shown as they stand."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from html.entities import html5
from typing import Final

MANY: Final = 200
"""No more pieces of a text are told of."""

_TAGS: Final = (
    "a|abbr|b|big|blockquote|body|br|button|center|code|div|em|font|footer|form|h[1-6]|head|header|hr|html|i|img|ins|"
    "li|link|main|mark|meta|ol|p|pre|s|script|section|small|span|strike|strong|style|sub|sup|table|tbody|td|th|thead|"
    "title|tr|tt|u|ul|wbr|emoji|unsubscribe"
)
# Only what is closed, and has nothing but attributes in it: "a <b and c> d" is arithmetic.
_TAG: Final = re.compile(
    rf"</?(?:{_TAGS})(?:\s+[\w:-]{{1,40}}\s*=\s*(?:\"[^\"<>]{{0,500}}\"|'[^'<>]{{0,500}}'|[^\s\"'<>]{{1,500}}))*\s*/?>"
    r"|<!--|<!doctype\b",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKDOWN: Final = re.compile(
    r"!?\[[^\[\]\n]{1,100}\]\((?:https?://|mailto:|tel:)[^()\s]{1,500}\)|\*\*[^*\s][^*\n]{0,200}\*\*"
)


@lru_cache(maxsize=2048)
def markup_in(text: str) -> tuple[str, ...]:
    """Tags, entities and Markdown in a text that is shown as it stands; each once, in order."""
    pieces = [(match.start(), match[0]) for match in _TAG.finditer(text)]
    pieces += [(match.start(), match[0]) for match in _MARKDOWN.finditer(text)]
    pieces += [(match.start(), match[0]) for match in _ENTITY.finditer(text) if _is_entity(match[0])]
    return tuple(dict.fromkeys(piece for _, piece in sorted(pieces)))[:MANY]


def plain_markup(piece: str) -> str | None:
    """What to write in its place: the character of an entity, nothing for a tag; None when only a person can say."""
    if piece.startswith("&"):
        plain = html.unescape(piece)
        return " " if plain == "\xa0" else plain
    if piece.startswith("**"):
        return piece.strip("*")
    return None


def _is_entity(piece: str) -> bool:
    return piece.startswith("&#") or piece[1:] in html5
