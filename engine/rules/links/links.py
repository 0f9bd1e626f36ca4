"""Links in message bodies: which are by public shorteners, which may be tracked, and their UTM parameters."""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote

from engine.rules.links.shorteners import PUBLIC_SHORTENERS

_ADDRESSES = re.compile(
    r"(?P<link>(?:https?:)?[/\\]{2,}[^\s<>\"“”]*)"
    r"|(?<![\w.+%-])(?P<mail>[\w.+%-]+@[\w.-]+)"
    r"|(?<![\w.+%-])(?P<bare>(?:[\w-]+\.)+[\w-]+)(?::\d+)?(?:[/?#\\][^\s<>\"“”]*)?"
)
_MAY_HOLD_AN_ADDRESS = re.compile(r"[^\W_]\.[^\W\d_]|[/\\][/\\]")
_AUTHORITY = re.compile(r"(?:https?:)?[/\\]+([^/\\?#]*)")
# Characters that browsers drop from a host name, and full stops of other scripts that they take for a dot (UTS #46).
_DROPPED = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u180b\u180c\u180d\ufe0e\ufe0f"))
_MOST_LABELS = max(domain.count(".") for domain in PUBLIC_SHORTENERS) + 1
_DOTS = str.maketrans("\u3002\uff0e\uff61", "...")


def public_shorteners_in(text: str) -> tuple[str, ...]:
    """The public shorteners that links in the text are by, each once, in order; with or without http in front.

    Only the host decides: `notbit.ly`, `bit.ly.example`, a path or an e-mail address is none.
    """
    readable = _as_a_browser_reads(text)
    if _MAY_HOLD_AN_ADDRESS.search(readable) is None:
        return ()
    shorteners: dict[str, None] = {}
    for address in _ADDRESSES.finditer(readable):
        if shortener := _shortener(_host(address)):
            shorteners[shortener] = None
    return tuple(shorteners)


def _as_a_browser_reads(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text.translate(_DROPPED).translate(_DOTS)).translate(_DOTS).lower()


def _host(address: re.Match[str]) -> str:
    if address["bare"]:
        return address["bare"].lstrip("-_")
    if not address["link"] or not (authority := _AUTHORITY.match(address["link"])):
        return ""
    host = _as_a_browser_reads(unquote(authority[1])).rpartition("@")[2]
    return re.split(r"[^\w.-]", host, maxsplit=1)[0].rstrip(".")


def _shortener(host: str) -> str | None:
    labels = host.split(".")[-_MOST_LABELS:]
    for start in range(len(labels) - 1):
        if (domain := ".".join(labels[start:])) in PUBLIC_SHORTENERS:
            return domain
    return None


@dataclass(frozen=True, slots=True)
class Link:
    """One http or https link where it stands in a text."""

    url: str
    start: int
    end: int


_HTTP = re.compile(r"https?://", re.IGNORECASE)
# What a link can hold (RFC 3986), without what only stands around links in a text: quotes, commas, bars.
_ASCII_OF_LINKS: Final = frozenset("-._~:/?#[]@!$&'()*+;=%{}" + string.ascii_letters + string.digits)
_LIQUID_OPENS = re.compile(r"\{[{%]")
_LIQUID_CLOSES = {"{{": "}}", "{%": "%}"}
_TRAILING = ".;:!?'*"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_KINDS_OF_LINKS: Final = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc")
"""Unicode's letters, digits and marks: of international names (RFC 3987). Its punctuation, symbols (emoji) and what
can't be seen (zero-width, bidi marks) end a link."""


def links_in(text: str) -> tuple[Link, ...]:
    """The http and https links of a text, without the punctuation of the sentence around them."""
    links: list[Link] = []
    at = 0
    while opened := _HTTP.search(text, at):
        at = opened.end()
        url = _trimmed(text[opened.start() : _end(text, opened.end())])
        if len(url) > len(opened.group()):
            at = opened.start() + len(url)
            links.append(Link(url, opened.start(), at))
    return tuple(links)


def _end(text: str, start: int) -> int:
    """Where the link stops whose name begins at `start`: at a character that no link has, a comma that is not within a
    number (`/@51.5,-0.1`), or a closing bracket that the link did not open."""
    opened: Counter[str] = Counter()
    for at in range(start, len(text)):
        character = text[at]
        if character in _PAIRS:
            if not opened[_PAIRS[character]]:
                return at
            opened[_PAIRS[character]] -= 1
        elif character in "([{":
            opened[character] += 1
        elif character == ",":
            if _WITHIN_A_NUMBER.match(text, at - 1) is None:
                return at
        elif not _may_be_in_a_link(character):
            return at
    return len(text)


_WITHIN_A_NUMBER = re.compile(r"\d,-?\d")


def _may_be_in_a_link(character: str) -> bool:
    if character.isascii():
        return character in _ASCII_OF_LINKS
    return unicodedata.category(character) in _KINDS_OF_LINKS and character not in "\ufe0e\ufe0f\u20e3"


def _trimmed(url: str) -> str:
    """Without trailing punctuation, and without a bracket that is never closed."""
    while url and (url[-1] in _TRAILING or url[-1] in "([{"):
        url = url[:-1]
    return url


def trackable_links(template: str) -> tuple[Link, ...]:
    """The links that a template itself spells out in full.

    A link with a merge field in it, or out of one (a webinar's own join address), is not among them: it is left
    alone, for nobody but its owner knows what another parameter or a redirect does to it.
    """
    spans = _liquid_spans(template)
    # Liquid stands as letters, so that a space in it does not end the link around it.
    masked = list(template)
    for start, end in spans:
        masked[start:end] = "x" * (end - start)
    return tuple(link for link in links_in("".join(masked)) if not any(_touches(link, span) for span in spans))


def _liquid_spans(template: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    while opened := _LIQUID_OPENS.search(template, at):
        closed = template.find(_LIQUID_CLOSES[opened.group()], opened.end())
        if closed < 0:
            break
        at = closed + 2
        spans.append((opened.start(), at))
    return spans


def _touches(link: Link, span: tuple[int, int]) -> bool:
    return link.start <= span[1] and span[0] <= link.end


def rewrite_links(template: str, rewrite: Callable[[str], str]) -> str:
    """The template with each trackable link put through `rewrite`; everything else stays as it is."""
    pieces: list[str] = []
    at = 0
    for link in trackable_links(template):
        pieces += (template[at : link.start], rewrite(link.url))
        at = link.end
    return "".join((*pieces, template[at:]))


UTM_KEYS: Final = ("source", "medium", "campaign", "term", "content")


def with_utm(url: str, utm: Mapping[str, str]) -> str:
    """The link with `utm_source` and the like (keys without `utm_`). What the link has of its own is kept as it is."""
    address, hash_mark, fragment = url.partition("#")
    path, _, query = address.partition("?")
    present = {part.partition("=")[0].lower() for part in query.split("&")}
    added = [
        f"utm_{key}={quote(utm[key], safe='')}" for key in UTM_KEYS if utm.get(key) and f"utm_{key}" not in present
    ]
    if not added:
        return url
    return f"{path}?{'&'.join([*([query] if query else []), *added])}{hash_mark}{fragment}"


def tag_links(template: str, utm: Mapping[str, str]) -> str:
    """The template with UTM parameters on every trackable link."""
    return rewrite_links(template, lambda url: with_utm(url, utm))
