"""The question for an opt-in: asks once to reply START and waits for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, assert_never

from engine.journey.definition.arrival import Arrival, ArrivalNeeds, Arriving, Decisions, Passes, rests_for_dispatch
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import Dispatch, OptedOutAhead, StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import Node, StepData
from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import quoted
from engine.journey.wording.tags import without_tags
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState, MessageChannel
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import DAY, Millis


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
    match ConsentState(arriving.facts.consent.get("sms", ConsentState.UNKNOWN)):
        case ConsentState.OPTED_IN:
            return Passes("opted_in")
        case ConsentState.OPTED_OUT:
            return Passes("timed_out", Reason.OPTED_OUT)
        case ConsentState.PENDING | ConsentState.UNKNOWN:
            return rests_for_dispatch(arriving)
        case _ as never:
            assert_never(never)


LONGEST_OPT_IN: Final[Millis] = 30 * DAY
"""How long an asked number stays pending."""

_START: Final = re.compile(r"\bSTART\b", re.IGNORECASE)


def _checks(data: AskOptInData, step: CheckedStep) -> Iterator[Finding]:
    """It says to reply START, and waits for the answer 30 days at most."""
    if not _START.search(without_tags(data.body, " ")):
        yield step.error(
            FindingCode.MUST_ASK_FOR_START,
            f"{step.name} asks for an opt-in, but does not say to reply START",
            'say it, as in "Reply START to receive texts from us"',
            field="body",
        )
    problem = step.duration_problem("timeout", data.timeout, may_be_zero=False)
    if problem is not None:
        yield problem
        return
    timeout = parse_duration(data.timeout)
    if (timeout.months * 31 + timeout.days) * DAY + timeout.exact_ms > LONGEST_OPT_IN:
        yield step.error(
            FindingCode.DURATION_TOO_LONG,
            f"{step.name} waits {quoted(data.timeout)} for the answer; a question for an opt-in is valid 30 days",
            "use P30D or less",
            field="timeout",
        )


def _counts_from_arrival(_: AskOptInData) -> bool:
    return True


ASK_OPT_IN = StepDefinition(
    data=AskOptInData,
    node=AskOptInNode,
    title="Ask to opt in",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    arrival_needs=_arrival_needs,
    outlets=("opted_in", "timed_out"),
    rests=True,
    dispatch=Dispatch(MessageChannel.SMS, sent="asked", not_sent="timed_out", not_sent_goes_on=False),
    ahead=_ahead,
    text_fields=("body",),
    asks_consent=_asks_consent,
    counts_from_arrival=_counts_from_arrival,
)
