"""Which clicks on a link in an SMS are a person's, and which a machine's that looks at links before one does.

Sources: phones and carriers fetch links for previews and for safety; browsers announce a prefetch by `Sec-Purpose`
(W3C Prefetch) or `Purpose`; Apple, Google, Meta and the safety scanners name themselves in the user agent. Crawlers are
those of https://github.com/monperrus/crawler-user-agents.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import import_module
from typing import Final

from engine.rules.time.instants import SECOND, Millis

SOONEST_HUMAN: Final[Millis] = 2 * SECOND
"""From hand-over to click: nobody gets, reads and opens a message in less."""
BURST: Final = 3
"""Clicks on links of one message within `BURST_WITHIN`, all of which are then a scanner's."""
BURST_WITHIN: Final[Millis] = SECOND


class BotSign(StrEnum):
    """Why a click is not counted."""

    HEAD_REQUEST = "head_request"
    """Asked for the headers alone, as scanners do."""
    PREFETCH = "prefetch"
    """The browser says that it only prepares."""
    NO_USER_AGENT = "no_user_agent"
    KNOWN_AGENT = "known_agent"
    """A preview, a scanner or a program, by its own name."""
    TOO_SOON = "too_soon"
    BURST = "burst"
    """The links of one message all at once."""


@dataclass(frozen=True, slots=True)
class LinkRequest:
    """One request for a short link."""

    at: Millis
    method: str = "GET"
    user_agent: str = ""
    purpose: str = ""
    """The `Sec-Purpose`, `Purpose` or `X-Purpose` header."""


LONGEST_AGENT: Final = 1_000
"""Characters of a user agent that are looked at."""

_BROWSER = re.compile(
    r"(?:Mozilla|Opera)/\d[\d.]* ?\(|(?:UCWEB|BlackBerry|Nokia|SonyEricsson|SAMSUNG|LG|MOT|Dorado)[\w.-]*/",
    re.IGNORECASE,
)
"""How every browser begins, and the phones from before: a program that does not is no browser."""
_NAMES_ITSELF = re.compile(r"\+https?:|\(compatible;(?! (?:MSIE|Konqueror))|\bcompatible; ", re.IGNORECASE)
"""Browsers don't give an address to complain to, and say `compatible` only where they were Internet Explorer."""
_MACHINES = re.compile(
    r"(?<![a-z])(?:[a-z-]*(?<!cu)bot|crawler|spider)(?=[/;)]|$)|preview|prerender|pagerenderer|inspectiontool|"
    r"googleother|google-safety|googleimageproxy|ggpht|read-aloud|externalua|externalhit|externalfetcher|externalagent|"
    r"facebookcatalog|iframely|embedly|cardyb|kakaotalk-scrap|whatsapp/|viber/|barracuda|proofpoint|mimecast|safelinks|"
    r"urldefense|linkscan|scanner|zscaler|symantec|fortinet|forcepoint|trendmicro|ironport|virustotal|urlscan|headlesschrome|"
    r"phantomjs|puppeteer|playwright|cfnetwork/|dalvik/|microsoft outlook",
    re.IGNORECASE,
)
"""Previews of messengers and scanners of links that go about as browsers, beside the kept list of crawlers."""


@lru_cache(maxsize=1)
def _is_listed() -> Callable[[str], bool]:
    """Whether a crawler is on the list of `crawler-user-agents`; half a megabyte that only a click needs."""
    listed: Callable[[str], bool] = import_module("crawleruseragents").is_crawler
    return listed


def is_machine(user_agent: str) -> bool:
    """Whether a user agent is a preview, a scanner or a program by its own name, rather than a person's browser."""
    agent = user_agent.strip()[:LONGEST_AGENT]
    return (
        _BROWSER.match(agent) is None
        or _NAMES_ITSELF.search(agent) is not None
        or _MACHINES.search(agent) is not None
        or _is_listed()(agent)
    )


def bot_sign(click: LinkRequest, handed_over_at: Millis, earlier: tuple[Millis, ...] = ()) -> BotSign | None:
    """Why the click is a machine's, or None for a person's.

    `earlier` are the times of clicks on any link of the same message. A machine's click is kept with its sign,
    still forwarded, and not counted; so a person wrongly taken for one loses nothing.
    """
    if click.method.upper() == "HEAD":
        return BotSign.HEAD_REQUEST
    if re.search(r"prefetch|preview|prerender", click.purpose, re.IGNORECASE):
        return BotSign.PREFETCH
    if not click.user_agent.strip():
        return BotSign.NO_USER_AGENT
    if is_machine(click.user_agent):
        return BotSign.KNOWN_AGENT
    if click.at - handed_over_at < SOONEST_HUMAN:
        return BotSign.TOO_SOON
    if 1 + sum(0 <= click.at - before <= BURST_WITHIN for before in earlier) >= BURST:
        return BotSign.BURST
    return None
