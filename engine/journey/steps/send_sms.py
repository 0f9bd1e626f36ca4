"""The SMS: a text of its own, or a message of the library."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from engine.journey.definition.arrival import Arriving, Rests, rests_for_dispatch
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import AfterUnknown, Dispatch, OptedOutAhead, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.timing.limits import limit_words
from engine.journey.wording.phrases import quoted, with_words
from engine.rules.outcomes.states import MessageChannel


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


def _checks(data: SendSmsData, step: CheckedStep) -> Iterator[Finding]:
    """The text comes from one source, which is there, as is the sender."""
    has_body = bool((data.body or "").strip())
    if has_body and data.template_id is not None:
        yield step.error(
            FindingCode.BODY_AND_TEMPLATE,
            f"{step.name} has both a body and a template",
            "keep one of them",
            field="template_id",
        )
    if not has_body and data.template_id is None:
        yield step.no_body("the SMS")
    elif not has_body and data.template_id is not None and not data.template_id.strip():
        yield step.error(
            FindingCode.NO_BODY,
            f"{step.name} sends a message of the library, and none is chosen",
            "choose a message, or write one here",
            field="template_id",
        )
    known = step.circumstances.templates
    if data.template_id and known is not None and data.template_id not in known:
        yield step.error(
            FindingCode.UNKNOWN_TEMPLATE,
            f"{step.name} uses the template {quoted(data.template_id)}, which does not exist",
            "choose another template, or write a body",
            field="template_id",
        )
    known_senders = step.circumstances.senders
    if data.sender is not None and known_senders is not None and data.sender not in known_senders:
        yield step.error(
            FindingCode.UNKNOWN_SENDER,
            f"{step.name} sends from {quoted(data.sender)}, which is no sender of this account",
            "choose another sender, or leave it to the account",
            field="sender",
        )


def _after_unknown(data: SendSmsData) -> AfterUnknown:
    return AfterUnknown.RESEND if data.on_unknown == "resend" else AfterUnknown.SETTLE


SEND_SMS = StepDefinition(
    data=SendSmsData,
    node=SendSmsNode,
    title="Send SMS",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    message_limit=_message_limit,
    outlets=("next", "not_sent"),
    optional_outlets=frozenset({"not_sent"}),
    rests=True,
    dispatch=Dispatch(MessageChannel.SMS),
    ahead=_ahead,
    text_fields=("body",),
    library_message=_library_message,
    after_unknown=_after_unknown,
)
