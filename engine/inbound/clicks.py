"""Clicks on our short links: forwarded whoever asks, kept with their time, counted when a person makes them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from engine.admission.incoming_event import IncomingEvent, note_event
from engine.rules.links.clicks import BotSign, LinkRequest, bot_sign
from engine.rules.links.link_codes import is_code
from engine.rules.outcomes.states import StepMetric
from engine.runtime.context import Context
from engine.store.journeys.counts import add_counts
from engine.store.messages.links import FollowedLink, clicks_around, find_link, note_click, write_click

LONGEST_AGENT = 300
"""Characters of a user agent that are kept."""


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """What became of a click."""

    bot: BotSign | None
    """Why it is not counted; None for a person's."""
    event: IncomingEvent | None
    """The built-in `sms.clicked`, to be received; the same for every click on the same link of a message, so that it
    happens once."""


def destination(context: Context, code: str) -> FollowedLink | None:
    """Where a code leads; None when there is no such link. Only what was stored with a message is ever led to."""
    if not is_code(code):
        return None
    with context.db.read() as conn:
        return find_link(conn, code)


def record_click(context: Context, link: FollowedLink, click: LinkRequest) -> ClickOutcome:
    """Keeps a click on a link; a person's first one on a message marks it as clicked and counts."""
    with context.db.write(urgent=True) as conn:
        earlier = clicks_around(conn, link.message_id, click.at)
        sign = bot_sign(click, link.handed_at or click.at, earlier)
        write_click(conn, link, click.at, sign, click.user_agent[:LONGEST_AGENT] or None)
        if sign is not None:
            return ClickOutcome(sign, None)
        if note_click(conn, link.message_id, click.at) and link.version_id is not None and link.step is not None:
            add_counts(conn, link.version_id, Counter({(link.step, StepMetric.CLICKED, ""): 1}))
        event = _event(link, click)
        return ClickOutcome(None, None if event is None else note_event(conn, event, click.at))


def _event(link: FollowedLink, click: LinkRequest) -> IncomingEvent | None:
    if link.contact is None:
        return None
    properties = {
        "message_id": link.message_id,
        "node_id": link.step,
        "journey_id": link.journey,
        "url": link.url,
        "link": link.position,
    }
    once = f"postroad:clicked:{link.message_id}:{link.position}"
    return IncomingEvent(link.contact, "sms.clicked", properties, click.at, once)
