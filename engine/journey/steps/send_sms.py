"""The SMS: a text of its own, or a message of the library."""

from __future__ import annotations

from typing import Literal

from engine.journey.definition.arrival import Arriving, Rests, rests_for_dispatch
from engine.journey.definition.definition import Dispatch, OptedOutAhead, StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.journey.timing.limits import limit_words
from engine.journey.wording.phrases import with_words
from engine.rules.states import MessageChannel


class SendSmsData(StepData):
    """One SMS: either `body` or `template_id`."""

    body: str | None = None
    """Liquid."""
    template_id: str | None = None
    sender: str | None = None
    opt_out_clause: Literal["auto", "never"] = "auto"
    on_unknown: Literal["hold", "resend"] = "hold"
    """What to do when nobody can know whether the carrier took the message."""
    not_later_than: str | None = None
    """Later than this it is not sent: a duration after the time it was due (`PT10M`), or `event`, the date that the
    wait before it counts from. A reminder of a date is never sent after it, unless this says `no_limit`."""


class SendSmsNode(Node):
    type: Literal["send_sms"]
    data: SendSmsData


def _sentence(data: SendSmsData) -> str:
    has_own = bool(data.body) or not data.template_id
    words = with_words("SMS", data.body) if has_own else f"SMS from template {data.template_id}"
    return words + limit_words(data.not_later_than)


def _ahead(_: SendSmsData) -> OptedOutAhead:
    return OptedOutAhead.SMS


def _library_message(data: SendSmsData) -> str | None:
    return data.template_id or None


def _message_limit(data: SendSmsData) -> str | None:
    return data.not_later_than


def _arrive(_: SendSmsData, arriving: Arriving) -> Rests:
    return rests_for_dispatch(arriving)


SEND_SMS = StepDefinition(
    data=SendSmsData,
    node=SendSmsNode,
    title="Send SMS",
    sentence=_sentence,
    arrive=_arrive,
    message_limit=_message_limit,
    outlets=("next", "not_sent"),
    optional_outlets=frozenset({"not_sent"}),
    rests=True,
    dispatch=Dispatch(MessageChannel.SMS),
    ahead=_ahead,
    text_fields=("body",),
    library_message=_library_message,
)
