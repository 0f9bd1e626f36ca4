"""The definition of a step type: all that the rest of Postroad asks about a type, in one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from engine.journey.definition.arrival import Arrival, ArrivalNeeds, Arriving, Decisions
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.findings import Finding
from engine.journey.parts.part import Node, StepData
from engine.rules.conditions.conditions import Condition, reads
from engine.rules.conditions.facts import Reads
from engine.rules.liquid.template import template_reads
from engine.rules.outcomes.states import MessageChannel

Data = TypeVar("Data", bound=StepData)


class OptedOutAhead(StrEnum):
    """What a step that lies ahead is to a contact who opted out of SMS."""

    NOTHING = "nothing"
    """It only says who goes on, by which way and when."""
    SMS = "sms"
    """An SMS, which is skipped, or a question that is not asked."""
    MORE = "more"
    """Something that still reaches them: an e-mail, a webhook, a change of what is known of them."""
    RETURN = "return"
    """There they can still come back to SMS."""


@dataclass(frozen=True, slots=True)
class Dispatch:
    """How a step hands over to the outside, and how it is left afterwards."""

    channel: MessageChannel
    sent: str = "next"
    """The outcome when it was sent: an outlet, or `asked`, which stays and waits for the answer."""
    not_sent: str = "not_sent"
    """The outlet when it was not."""
    not_sent_goes_on: bool = True
    """Whether what was not sent leaves as if it had been, where the outlet for it is not connected."""

    @property
    def is_message(self) -> bool:
        """Whether contacts get it, so that conditions can ask what became of it."""
        return self.channel in (MessageChannel.SMS, MessageChannel.EMAIL)

    @property
    def is_question(self) -> bool:
        """Whether who gets it stays for the answer."""
        return self.sent == "asked"


class AfterUnknown(StrEnum):
    """What becomes of a message of which nobody can know whether it was taken."""

    SETTLE = "settle"
    """It stays as it is: sent twice would be worse than not sent."""
    RESEND = "resend"
    """It is sent again at once, a few times: sent twice is better than not sent."""
    CALL_AGAIN = "call_again"
    """The receiver is called again as one that is busy."""


class StepCondition(NamedTuple):
    """A condition in a step's data."""

    name: str
    """How a sentence begins that speaks of it: `path "yes" of`, `the audience of`."""
    field: str
    """Where it stands in the data, dotted."""
    condition: Condition
    roots: tuple[str, ...]
    """The kinds of fields that mean something there."""


def _none(_: Any) -> tuple[()]:
    return ()


def _no_findings(_: Any, __: CheckedStep) -> tuple[()]:
    return ()


def _no_slow_outlets(_: Any, __: bool) -> tuple[str, ...] | None:
    return ()


def _no_reads(_: Any) -> Reads:
    return Reads()


def _no_decisions(_: Any) -> Decisions:
    return Decisions()


def _no_needs(_: Any, __: Decisions) -> ArrivalNeeds:
    return ArrivalNeeds()


def _nothing_awaited(_: Any) -> None:
    return None


def _settles(_: Any) -> AfterUnknown:
    return AfterUnknown.SETTLE


def _no_length(_: Any) -> bool:
    return False


def _nothing_ahead(_: Any) -> OptedOutAhead:
    return OptedOutAhead.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDefinition(Generic[Data]):
    """One step type: its data, its outlets, its traits and its sentence."""

    data: type[Data]
    node: type[Node]
    """The step as documents have it."""
    title: str
    """The type as a sentence names it where nothing more is known: `Wait for an event`."""
    sentence: Callable[[Data], str]
    """What the step does. Never raises, also when it is only half filled in."""
    arrive: Callable[[Data, Arriving], Arrival]
    """What happens when an enrolment comes to the step."""

    checks: Callable[[Data, CheckedStep], Iterable[Finding]] = _no_findings
    """What is wrong or doubtful about a step's own data, in whatever journey it stands."""

    outlets: tuple[str, ...] | None = ("next",)
    """The outlets of every step of the type, in the order they are drawn; None when each step has its own."""
    own_outlets: Callable[[Data], tuple[str, ...]] | None = None
    """Those of one step, where each has its own."""
    optional_outlets: frozenset[str] = frozenset()
    """Outlets that have a meaning of their own when they lead nowhere."""
    outlet_labels: Callable[[Data], dict[str, str]] = field(default=dict[Any, Any])
    """Outlets whose words on the line are not their name."""

    rests: bool = False
    """Enrolments stop here until something happens: a wait or a dispatch. Otherwise it is passed at once, or it is the
    end."""
    steers: bool = False
    """It does nothing but say who goes on, by which way and when: an end right after it may have been forgotten."""
    may_take_time: bool = False
    """Whether coming in and going on can lie apart without anything being handed over: what a loop needs."""
    slow_outlets: Callable[[Data, bool], tuple[str, ...] | None] = _no_slow_outlets
    """The outlets by which nobody leaves in the moment of entering; None means that this holds for all. Told whether
    `missed` is connected."""
    ending_outlets: Callable[[Data], tuple[str, ...] | None] | None = None
    """The outlets that end the enrolment when they lead nowhere, where these are not all but the one for what was not
    sent."""
    ends_for_opted_out: bool = False
    """Whether an opted-out contact who comes here with only SMS ahead ends here."""
    dispatch: Dispatch | None = None
    """How it hands over to the outside; None when it does not."""
    after_unknown: Callable[[Data], AfterUnknown] = _settles
    """What becomes of its message when nobody can know whether it was taken."""
    counts_from_arrival: Callable[[Data], bool] = _no_length
    """Whether who rests here waits for a length of time counted from coming in, and not until a date or a time of
    day."""
    ahead: Callable[[Data], OptedOutAhead] = _nothing_ahead
    """What it is to an opted-out contact who has it ahead."""
    text_fields: tuple[str, ...] = ()
    """The fields of its data that are Liquid."""
    library_message: Callable[[Data], str | None] | None = None
    """The message of the library that a step sends, if it does; None when the type has no such."""
    conditions: Callable[[Data], Iterable[StepCondition]] = _none
    """The conditions in its data."""
    decides_on: Callable[[Data], Reads] = _no_reads
    """What it reads of the facts besides its conditions and texts."""
    decisions: Callable[[Data], Decisions] = _no_decisions
    """What the step decides by, compiled."""
    arrival_needs: Callable[[Data, Decisions], ArrivalNeeds] = _no_needs
    """What has to be known of who comes to the step."""
    awaits: Callable[[Data], str | None] = _nothing_awaited
    """The event that who rests here waits for."""
    message_limit: Callable[[Data], str | None] | None = None
    """`not_later_than` of a step that sends a message; None when steps of the type have none."""
    asks_consent: Callable[[Data], bool] | None = None
    """Whether a step asks who opted in to SMS; None when steps of the type can't."""

    @property
    def is_question(self) -> bool:
        """Whether it sends a question, and who gets it stays for the answer."""
        return self.dispatch is not None and self.dispatch.is_question

    def outlets_of(self, data: Data) -> tuple[str, ...]:
        """The outlets a line may leave from, in the order they are drawn."""
        if self.own_outlets is not None:
            return self.own_outlets(data)
        return self.outlets or ()

    def outlet_words(self, data: Data, outlet: str) -> str:
        """An outlet as it is written on its line."""
        return self.outlet_labels(data).get(outlet) or outlet.replace("_", " ")

    def texts(self, data: Data) -> tuple[tuple[str, str], ...]:
        """(field, Liquid) of the texts in a step's data."""
        fields = ((name, getattr(data, name)) for name in self.text_fields)
        return tuple((name, text) for name, text in fields if isinstance(text, str))

    def reads(self, data: Data) -> Reads:
        """What a step reads of the facts to decide or to render."""
        return self.decides_on(data).union(
            *(reads(place.condition) for place in self.conditions(data)),
            *(template_reads(text) for _, text in self.texts(data)),
        )
