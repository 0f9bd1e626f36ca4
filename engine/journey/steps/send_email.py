"""The e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from engine.journey.definition.arrival import Arriving, Rests, rests_for_dispatch
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import Dispatch, OptedOutAhead, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.timing.limits import limit_words
from engine.journey.wording.phrases import quoted, with_words
from engine.rules.addresses.email_senders import is_no_sender
from engine.rules.outcomes.states import MessageChannel


class SendEmailData(StepData):
    subject: str
    body: str
    """Liquid, as is `subject`."""
    from_: str | None = Field(default=None, alias="from")
    not_later_than: str | None = None
    """As of an SMS."""


class SendEmailNode(Node):
    type: Literal["send_email"]
    data: SendEmailData


def _sentence(data: SendEmailData) -> str:
    return with_words("E-mail", data.subject) + limit_words(data.not_later_than)


def _ahead(_: SendEmailData) -> OptedOutAhead:
    return OptedOutAhead.MORE


def _message_limit(data: SendEmailData) -> str | None:
    return data.not_later_than


def _arrive(_: SendEmailData, arriving: Arriving) -> Rests:
    return rests_for_dispatch(arriving)


def _checks(data: SendEmailData, step: CheckedStep) -> Iterator[Finding]:
    """From one address, with a subject and a body."""
    if is_no_sender(data.from_):
        yield step.error(
            FindingCode.INVALID_SENDER_ADDRESS,
            f"the e-mail of {step.name} is from {quoted(data.from_)}, which is not one address",
            "write it as news@example.com or Acme <news@example.com>, or leave it to the account",
            field="from",
        )
    if not data.subject.strip():
        yield step.error(
            FindingCode.NO_SUBJECT, f"the e-mail of {step.name} has no subject", "write one", field="subject"
        )
    if not data.body.strip():
        yield step.no_body("the e-mail")


SEND_EMAIL = StepDefinition(
    data=SendEmailData,
    node=SendEmailNode,
    title="Send e-mail",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    message_limit=_message_limit,
    outlets=("next", "not_sent"),
    optional_outlets=frozenset({"not_sent"}),
    rests=True,
    dispatch=Dispatch(MessageChannel.EMAIL),
    ahead=_ahead,
    text_fields=("subject", "body"),
)
