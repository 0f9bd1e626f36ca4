"""The step types: the closed set of them, and the one registry of their definitions.

A new type is added to the three unions and to `_definition`; the type checker names what was forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, assert_never, get_args

from pydantic import Field
from typing_extensions import TypeAliasType

from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.part import StepData
from engine.journey.steps.ask_opt_in import ASK_OPT_IN, AskOptInData, AskOptInNode
from engine.journey.steps.branch import BRANCH, BranchData, BranchNode
from engine.journey.steps.exit import EXIT, ExitData, ExitNode
from engine.journey.steps.send_email import SEND_EMAIL, SendEmailData, SendEmailNode
from engine.journey.steps.send_sms import SEND_SMS, SendSmsData, SendSmsNode
from engine.journey.steps.split import SPLIT, SplitData, SplitNode
from engine.journey.steps.trigger import TRIGGER, TriggerNode
from engine.journey.steps.update_contact import UPDATE_CONTACT, UpdateContactData, UpdateContactNode
from engine.journey.steps.wait import WAIT, WaitData, WaitNode
from engine.journey.steps.wait_for import WAIT_FOR, WaitForData, WaitForNode
from engine.journey.steps.webhook import WEBHOOK, WebhookData, WebhookNode

StepType = Literal[
    "branch",
    "split",
    "wait",
    "wait_for",
    "send_sms",
    "send_email",
    "update_contact",
    "webhook",
    "ask_opt_in",
    "exit",
]
"""The types that an enrolment travels through."""

NodeType = Literal["trigger"] | StepType

PlannedData = (
    BranchData
    | SplitData
    | WaitData
    | WaitForData
    | SendSmsData
    | SendEmailData
    | UpdateContactData
    | WebhookData
    | AskOptInData
    | ExitData
)
"""The data of a step that an enrolment travels through."""

StepNode = (
    BranchNode
    | SplitNode
    | WaitNode
    | WaitForNode
    | SendSmsNode
    | SendEmailNode
    | UpdateContactNode
    | WebhookNode
    | AskOptInNode
    | ExitNode
)
"""Every node that an enrolment travels through."""

JourneyNode = TypeAliasType("JourneyNode", Annotated[TriggerNode | StepNode, Field(discriminator="type")])


def _definition(of: NodeType) -> StepDefinition[Any]:
    match of:
        case "trigger":
            return TRIGGER
        case "branch":
            return BRANCH
        case "split":
            return SPLIT
        case "wait":
            return WAIT
        case "wait_for":
            return WAIT_FOR
        case "send_sms":
            return SEND_SMS
        case "send_email":
            return SEND_EMAIL
        case "update_contact":
            return UPDATE_CONTACT
        case "webhook":
            return WEBHOOK
        case "ask_opt_in":
            return ASK_OPT_IN
        case "exit":
            return EXIT
        case _ as never:
            assert_never(never)


STEP_TYPES: Final[tuple[NodeType, ...]] = ("trigger", *get_args(StepType))
"""All types, in the order of the contract."""

DEFINITIONS: Final[Mapping[str, StepDefinition[Any]]] = {of: _definition(of) for of in STEP_TYPES}
"""The definition of each type, by its name."""

_BY_DATA: Final[Mapping[type[StepData], StepDefinition[Any]]] = {
    definition.data: definition for definition in DEFINITIONS.values()
}

_Data = TypeVar("_Data", bound=StepData)


def definition_of(data: _Data) -> StepDefinition[_Data]:
    """The definition of the type that a step's data is of."""
    return _BY_DATA[type(data)]


def definition_named(name: str | None) -> StepDefinition[Any] | None:
    """The definition of a type by its name, as documents write it; None when there is no such type."""
    return DEFINITIONS.get(name or "")


def type_words(name: str | None) -> str:
    """A step of which only the type is known: `“Wait for an event”`."""
    definition = definition_named(name)
    return f"“{definition.title}”" if definition else "a step"


def step_sentence(data: StepData) -> str:
    """What a step does, as a sentence. Never raises, also when the step is only half filled in."""
    return definition_of(data).sentence(data)


def outlet_words(data: StepData, outlet: str) -> str:
    """An outlet as it is written on its line."""
    return definition_of(data).outlet_words(data, outlet)


def outlets_of(data: StepData) -> tuple[str, ...]:
    """The outlets a line may leave a step from, in the order they are drawn."""
    return definition_of(data).outlets_of(data)
