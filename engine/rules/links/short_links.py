"""Our own short links in a body: put in before it is rendered, given their codes when the message has an id.

Until then each stands as a placeholder of the same length in the same alphabet: what is counted is what is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from engine.rules.links.link_codes import CODE_LENGTH
from engine.rules.links.links import rewrite_links, with_utm

MOST_LINKS: Final = 50
"""Links of one body that are shortened; more fit into no SMS."""

SAMPLE_CODE: Final = "bcdfghjkmn"
"""Stands for a code where a message is shown that nobody gets."""


@dataclass(frozen=True, slots=True)
class LinkRules:
    """What becomes of the links that a marketing body spells out."""

    base: str | None = None
    """`https://go.example.com`: links become short ones there. None leaves them as they are."""
    utm: tuple[tuple[str, str], ...] = ()
    """UTM parameters (without `utm_`) that links get."""


class PreparedBody(NamedTuple):
    """A body with its links put in order, still a template."""

    body: str
    targets: tuple[str, ...]
    """Where the short links lead, by position; none when links are not shortened."""


class CodedBody(NamedTuple):
    """A rendered body with its codes."""

    text: str
    links: tuple[tuple[str, int, str], ...]
    """(code, position, target) of those that are in the text: a link within an `if` may not be."""


@lru_cache(maxsize=512)
def prepare_links(body: str, rules: LinkRules) -> PreparedBody:
    """The body with UTM parameters on its links and, with a base, short links in their place.

    A link of a merge field is left alone, as is one that leads to the base itself.
    """
    utm = dict(rules.utm)
    base = rules.base
    targets: list[str] = []

    def rewritten(url: str) -> str:
        if base is not None and url.casefold().startswith(f"{base}/".casefold()):
            return url
        target = with_utm(url, utm)
        if base is None or len(targets) >= MOST_LINKS:
            return target
        targets.append(target)
        return _placeholder(base, len(targets) - 1)

    return PreparedBody(rewrite_links(body, rewritten), tuple(targets))


def _placeholder(base: str, position: int) -> str:
    # Codes have no zero: none can be taken for a placeholder.
    return f"{base}/l/{position:0{CODE_LENGTH}d}"


def put_codes(text: str, base: str, targets: tuple[str, ...], code: Callable[[int], str]) -> CodedBody:
    """The rendered text with the code of each short link that is in it; `code` gives the one of a position."""
    links: list[tuple[str, int, str]] = []
    for position, target in enumerate(targets):
        placeholder = _placeholder(base, position)
        if placeholder in text:
            link_code = code(position)
            text = text.replace(placeholder, f"{base}/l/{link_code}")
            links.append((link_code, position, target))
    return CodedBody(text, tuple(links))
