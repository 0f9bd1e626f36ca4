"""The webhook: a call to an address on the web."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from engine.journey.definition.arrival import Arriving, Rests, rests_for_dispatch
from engine.journey.definition.definition import Dispatch, OptedOutAhead, StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.phrases import quoted
from engine.rules.states import MessageChannel


class WebhookData(StepData):
    url: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    body: str | None = None
    """Liquid."""
    headers: dict[str, str] = Field(default_factory=dict)


class WebhookNode(Node):
    type: Literal["webhook"]
    data: WebhookData


def _sentence(data: WebhookData) -> str:
    return f"{data.method} to {_host(data.url)}"


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or quoted(url)
    except ValueError:
        return quoted(url)


def _ahead(_: WebhookData) -> OptedOutAhead:
    return OptedOutAhead.MORE


def _arrive(_: WebhookData, arriving: Arriving) -> Rests:
    return rests_for_dispatch(arriving)


WEBHOOK = StepDefinition(
    data=WebhookData,
    node=WebhookNode,
    title="Webhook",
    sentence=_sentence,
    arrive=_arrive,
    outlets=("next", "failed"),
    rests=True,
    dispatch=Dispatch(MessageChannel.WEBHOOK, not_sent="failed"),
    ahead=_ahead,
    text_fields=("body",),
)
