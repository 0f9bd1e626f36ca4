"""The plan: what a published version runs. Immutable, in a fixed order, with a digest, stored as JSON."""

from __future__ import annotations

from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, ValidatorFunctionWrapHandler, field_validator

from engine.journey.parts.pinned import Pinned
from engine.journey.parts.settings import JourneySettings
from engine.journey.parts.triggers import Trigger, trigger_sentence
from engine.journey.step_types import PlannedData, StepType, definition_named, definition_of
from engine.rules.conditions.facts import Reads
from engine.rules.outcomes.states import MessageChannel


class Step(BaseModel):
    """One step of a plan, with everything resolved that can be known before anybody travels."""

    model_config = ConfigDict(frozen=True, validate_by_name=True)

    id: str
    """The node id of the document."""
    type: StepType
    data: PlannedData
    """The step's typed data; `match` on its class."""
    outlets: tuple[tuple[str, str], ...]
    """(outlet, step id) of the connected outlets, sorted; an outlet that is missing ends the enrolment."""
    rests: bool
    """Enrolments stop here until something happens: a wait or a dispatch. Instant steps and `exit` don't."""
    reads: Reads
    """What the step itself decides on; for a step that sends, with what its bodies and the goal read."""
    only_sms_ahead: bool
    """After this step there is SMS and nothing else that still matters to an opted-out contact."""
    label: str
    """The step as a sentence: `Wait until 1 hour before event.starts_at`."""
    pinned: Pinned | None = Field(default=None, validation_alias="said", serialization_alias="said")
    """For an SMS from the library: the message as the journey was published with it. Stored plans call it `said`."""

    @property
    def bodies(self) -> tuple[str, ...]:
        """Every text that this step may send as an SMS."""
        if self.pinned is not None:
            return tuple(text for _, text in self.pinned.texts)
        definition = definition_of(self.data)
        is_sms = definition.dispatch is not None and definition.dispatch.channel is MessageChannel.SMS
        return tuple(text for _, text in definition.texts(self.data) if text) if is_sms else ()

    def target(self, outlet: str) -> str | None:
        """The step an outlet leads to; None when the enrolment ends there."""
        return self._targets.get(outlet)

    @cached_property
    def _targets(self) -> dict[str, str]:
        return dict(self.outlets)

    @field_validator("data", mode="wrap")
    @classmethod
    def _data_of_its_type(cls, value: object, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        # Data carries no tag of its own: the step's type, read before it, says which model it is.
        definition = definition_named(info.data.get("type"))
        if definition is None or isinstance(value, definition.data):
            return value if definition else handler(value)
        return definition.data.model_validate(value)


class Plan(BaseModel):
    """A published graph, ready to run. Two documents with the same graph and settings give equal plans."""

    model_config = ConfigDict(frozen=True)

    digest: str
    """SHA-256 of everything that decides how contacts travel; not of positions, names or labels."""
    settings: JourneySettings
    trigger_id: str
    """The trigger's node id; the trigger itself is not among the steps."""
    trigger: Trigger
    entry: str | None
    """The first step after the trigger."""
    trigger_reads: Reads
    """What the trigger's own condition reads, of a contact or an event not yet enrolled."""
    goal_reads: Reads
    """What the goal reads; empty when there is none."""
    steps: tuple[Step, ...]
    """Sorted by id."""

    def step(self, step_id: str) -> Step:
        """The step of that id, in constant time; raises KeyError for an id that is not in the plan."""
        return self._by_id[step_id]

    def get(self, step_id: str) -> Step | None:
        """The step of that id, or None: what a move between versions asks."""
        return self._by_id.get(step_id)

    @cached_property
    def _by_id(self) -> dict[str, Step]:
        return {step.id: step for step in self.steps}

    def to_json(self) -> str:
        """The form that is stored with the version; `Plan.from_json` reads it back equal."""
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """The plan as stored; raises pydantic.ValidationError when it is not one."""
        return cls.model_validate_json(text)

    def render(self) -> str:
        """The plan as text, one line a step and one an outlet: for people, snapshots and diffs."""
        lines = [f"{self.trigger_id}: {trigger_sentence(self.trigger)}", f"  next -> {self.entry or 'end'}"]
        for step in self.steps:
            marks = [
                step.type,
                *(["rests"] if step.rests else []),
                *(["only SMS ahead"] if step.only_sms_ahead else []),
            ]
            lines.append(f"{step.id}: {step.label} ({', '.join(marks)})")
            lines.extend(f"  {outlet} -> {target}" for outlet, target in step.outlets)
        return "\n".join(lines) + "\n"
