"""Which clicks on a link in an SMS are a person's, and which a machine's that looks at links before one does.

Sources: phones and carriers fetch links for previews and for safety; browsers announce a prefetch by `Sec-Purpose`
(W3C Prefetch) or `Purpose`; Apple, Google, Meta and the safety scanners name themselves in the user agent.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.rules.instants import SECOND, Millis

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
class Click:
    """One request for a short link."""

    at: Millis
    method: str = "GET"
    user_agent: str = ""
    purpose: str = ""
    """The `Sec-Purpose`, `Purpose` or `X-Purpose` header."""


_KNOWN_AGENTS = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|preview|scanner|facebookexternalhit|facebookcatalog|meta-externalagent|"
    r"whatsapp/|telegrambot|skypeuripreview|slackbot|discordbot|twitterbot|linkedinbot|applebot|google-read-aloud|"
    r"googleimageproxy|bingpreview|barracuda|proofpoint|mimecast|safelinks|urldefense|"
    r"zscaler|symantec|fortinet|forcepoint|trendmicro|virustotal|headlesschrome|phantomjs|puppeteer|playwright|"
    r"curl/|wget/|python-requests|python-urllib|aiohttp|httpx/|go-http-client|okhttp/|java/|libwww|axios/|node-fetch|"
    r"apache-httpclient|scrapy|cfnetwork/",
    re.IGNORECASE,
)


def bot_sign(click: Click, handed_over_at: Millis, earlier: tuple[Millis, ...] = ()) -> BotSign | None:
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
    if _KNOWN_AGENTS.search(click.user_agent):
        return BotSign.KNOWN_AGENT
    if click.at - handed_over_at < SOONEST_HUMAN:
        return BotSign.TOO_SOON
    if 1 + sum(0 <= click.at - before <= BURST_WITHIN for before in earlier) >= BURST:
        return BotSign.BURST
    return None
