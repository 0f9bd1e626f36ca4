"""The question for an opt-in: asks once to reply START and waits for it."""

from __future__ import annotations

from typing import Literal

from engine.journey.definition.arrival import Arrival, ArrivalNeeds, Arriving, Decisions, Passes, rests_for_dispatch
from engine.journey.definition.definition import Dispatch, OptedOutAhead, StepDefinition
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.durations import duration_words
from engine.rules.reasons import Reason
from engine.rules.states import MessageChannel


class AskOptInData(StepData):
    """Asks once to reply START and waits for it."""

    body: str
    """Liquid; must ask to reply START."""
    timeout: str
    """ISO 8601 duration, up to `P30D`."""


class AskOptInNode(Node):
    type: Literal["ask_opt_in"]
    data: AskOptInData


def _sentence(data: AskOptInData) -> str:
    return f"Ask to opt in to SMS, wait at most {duration_words(data.timeout)}"


def _ahead(_: AskOptInData) -> OptedOutAhead:
    # Who has opted out leaves it at once, unasked.
    return OptedOutAhead.SMS


def _asks_consent(_: AskOptInData) -> bool:
    return True


def _arrival_needs(_: AskOptInData, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds(sms_consent=True, passes=True)


def _arrive(_: AskOptInData, arriving: Arriving) -> Arrival:
    """Who has answered already leaves at once."""
    match arriving.facts.consent.get("sms"):
        case "opted_in":
            return Passes("opted_in")
        case "opted_out":
            return Passes("timed_out", Reason.OPTED_OUT)
        case _:
            return rests_for_dispatch(arriving)


ASK_OPT_IN = StepDefinition(
    data=AskOptInData,
    node=AskOptInNode,
    title="Ask to opt in",
    sentence=_sentence,
    arrive=_arrive,
    arrival_needs=_arrival_needs,
    outlets=("opted_in", "timed_out"),
    rests=True,
    dispatch=Dispatch(MessageChannel.SMS, sent="asked", not_sent="timed_out", not_sent_goes_on=False),
    ahead=_ahead,
    text_fields=("body",),
    asks_consent=_asks_consent,
)
