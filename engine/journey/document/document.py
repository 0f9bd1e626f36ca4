"""The journey document: what the builder draws, files hold and the API speaks. React Flow's own shape.

One discriminated union of node types is the single truth for API, engine and builder. The models are lenient
where a half-drawn journey must still be readable: durations, times and Liquid bodies are plain text here and
are judged by the checks, so that a draft gets all its findings at once.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue
from typing_extensions import TypeAliasType

from engine.rules.conditions.conditions import Condition

SCHEMA = "postroad/journey@1"

BUILT_IN_EVENTS = ("sms.delivered", "sms.clicked", "sms.replied", "sms.opted_out", "sms.opted_in")
"""Events that Postroad posts itself, of messages."""

EVENT_LIMIT = "event"
NO_LIMIT = "no_limit"
"""What `not_later_than` says besides a duration."""

Identifier = Annotated[str, Field(min_length=1, max_length=200)]
"""The id of a step, a line or an outlet."""


def _without_additional(schema: dict[str, Any]) -> None:
    # Unknown fields are kept to be reported; a generated client type should still name only the known ones.
    schema.pop("additionalProperties", None)


class _Part(BaseModel):
    """A part of a document: immutable, and keeps fields it does not know so that they can be reported."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        populate_by_name=True,
        serialize_by_alias=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
        json_schema_extra=_without_additional,
    )


class EventTrigger(_Part):
    """An event enrols the contact it is about."""

    kind: Literal["event"]
    name: str
    where: Condition | None = None
    key: str | None = None
    """`event.<property>`: one enrolment per contact and value of this property."""
    requires: tuple[str, ...] = ()
    """Properties without which the event is refused."""
    updated_by: str | None = None
    """An event with the same key that changes the enrolment's event properties and moves its waits."""
    cancelled_by: str | None = None
    """An event with the same key that ends the enrolment."""
    not_older_than: str | None = None
    """ISO 8601: an event that happened longer ago than this when it is received enrols nobody."""
    when_moved: Literal["again", "waits_only"] = "again"
    """What an update that moves a date does about waits that were passed: `again` goes back to the first of them whose
    new time lies ahead; `waits_only` moves only the wait that the enrolment rests at."""


class AudienceTrigger(_Part):
    """Whoever matches when the journey is launched."""

    kind: Literal["audience"]
    where: Condition


class ManualTrigger(_Part):
    """Contacts enrolled by a person or an API call."""

    kind: Literal["manual"]


class KeywordTrigger(_Part):
    """A word that a phone texts in."""

    kind: Literal["keyword"]
    keyword: str


Trigger = TypeAliasType(
    "Trigger",
    Annotated[
        EventTrigger | AudienceTrigger | ManualTrigger | KeywordTrigger,
        Field(discriminator="kind"),
    ],
)


class StepData(_Part):
    """What a step was told to do."""

    fixed_outlets: ClassVar[tuple[str, ...] | None] = ("next",)
    """The outlets of every step of the type; None when each step has its own."""
    optional_outlets: ClassVar[frozenset[str]] = frozenset()
    """Outlets that have a meaning of their own when they lead nowhere."""

    def outlets(self) -> tuple[str, ...]:
        """The outlets a line may leave from, in the order they are drawn."""
        return self.fixed_outlets or ()


class TriggerData(StepData):
    on: Trigger


class BranchPath(_Part):
    """One way out of a branch."""

    id: Identifier
    label: str = ""
    where: Condition


class BranchData(StepData):
    """The first path whose condition holds is taken, otherwise `else`."""

    fixed_outlets = None

    paths: tuple[BranchPath, ...]

    def outlets(self) -> tuple[str, ...]:
        return (*(path.id for path in self.paths), "else")


class SplitArm(_Part):
    """One share of a split."""

    id: Identifier
    label: str = ""
    percent: float


class SplitData(StepData):
    """Shares contacts out by chance; the same enrolment always gets the same arm."""

    fixed_outlets = None

    arms: tuple[SplitArm, ...]

    def outlets(self) -> tuple[str, ...]:
        return tuple(arm.id for arm in self.arms)


class LocalTime(_Part):
    """The next such time of day in the contact's zone."""

    time: str
    """`09:00`"""
    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    """Only on these days; none named means any day."""


class RelativeTime(_Part):
    """A time counted from a date of the event or of the contact."""

    to: str
    """`event.<property>` or `contact.<attribute>`."""
    offset: str = "PT0S"
    """ISO 8601, negative for before: `-PT1H`."""
    yearly: bool = False
    """The next anniversary of a contact's date."""


WaitKind = Literal["for", "until", "at", "relative"]


class WaitData(StepData):
    """Exactly one of `for`, `until`, `at` and `relative`."""

    fixed_outlets = ("next", "missed")
    optional_outlets = frozenset({"missed"})

    for_: str | None = Field(default=None, alias="for")
    """ISO 8601 duration."""
    until: str | None = None
    """RFC 3339 with an offset."""
    at: LocalTime | None = None
    relative: RelativeTime | None = None
    if_past: Literal["continue", "missed"] = "missed"
    """What becomes of a date that is already past when `missed` leads nowhere."""
    not_later_than: str | None = None
    """Who would go on later leaves by `missed`: a duration after the time the wait was over (`PT10M`), or `event`, the
    date it counts from. With `if_past` at `continue`, who comes late goes on by `next` until then."""

    def kinds(self) -> tuple[WaitKind, ...]:
        """The kinds of wait that are filled in; one when the step is as it should be."""
        filled: list[WaitKind] = []
        if self.for_ is not None:
            filled.append("for")
        if self.until is not None:
            filled.append("until")
        if self.at is not None:
            filled.append("at")
        if self.relative is not None:
            filled.append("relative")
        return tuple(filled)


class WaitForData(StepData):
    """Waits for an event, at most as long as `timeout`."""

    fixed_outlets = ("happened", "timed_out")

    event: str
    where: Condition | None = None
    """Here `event.<p>` is the awaited event and `entry.<p>` the one that enrolled."""
    match_key: bool = False
    """Only events whose key value is this enrolment's; of Postroad's own (`sms.replied`), only those about messages
    that this enrolment was sent."""
    timeout: str
    """ISO 8601 duration."""


class SendSmsData(StepData):
    """One SMS: either `body` or `template_id`."""

    fixed_outlets = ("next", "not_sent")
    optional_outlets = frozenset({"not_sent"})

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


class SendEmailData(StepData):
    fixed_outlets = ("next", "not_sent")
    optional_outlets = frozenset({"not_sent"})

    subject: str
    body: str
    """Liquid, as is `subject`."""
    from_: str | None = Field(default=None, alias="from")
    not_later_than: str | None = None
    """As of an SMS."""


class UpdateContactData(StepData):
    set: dict[str, JsonValue] = Field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    add_score: int = 0


class WebhookData(StepData):
    fixed_outlets = ("next", "failed")

    url: str
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    body: str | None = None
    """Liquid."""
    headers: dict[str, str] = Field(default_factory=dict)


class AskOptInData(StepData):
    """Asks once to reply START and waits for it."""

    fixed_outlets = ("opted_in", "timed_out")

    body: str
    """Liquid; must ask to reply START."""
    timeout: str
    """ISO 8601 duration, up to `P30D`."""


class ExitData(StepData):
    fixed_outlets = ()

    reason: str | None = None


class CanvasPosition(_Part):
    x: float = 0
    y: float = 0


class _Node(_Part):
    id: Identifier
    position: CanvasPosition = CanvasPosition()


class TriggerNode(_Node):
    type: Literal["trigger"]
    data: TriggerData


class BranchNode(_Node):
    type: Literal["branch"]
    data: BranchData


class SplitNode(_Node):
    type: Literal["split"]
    data: SplitData


class WaitNode(_Node):
    type: Literal["wait"]
    data: WaitData


class WaitForNode(_Node):
    type: Literal["wait_for"]
    data: WaitForData


class SendSmsNode(_Node):
    type: Literal["send_sms"]
    data: SendSmsData


class SendEmailNode(_Node):
    type: Literal["send_email"]
    data: SendEmailData


class UpdateContactNode(_Node):
    type: Literal["update_contact"]
    data: UpdateContactData


class WebhookNode(_Node):
    type: Literal["webhook"]
    data: WebhookData


class AskOptInNode(_Node):
    type: Literal["ask_opt_in"]
    data: AskOptInData


class ExitNode(_Node):
    type: Literal["exit"]
    data: ExitData = ExitData()


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

NODE_BY_TYPE: dict[str, type[TriggerNode | StepNode]] = {
    "trigger": TriggerNode,
    "branch": BranchNode,
    "split": SplitNode,
    "wait": WaitNode,
    "wait_for": WaitForNode,
    "send_sms": SendSmsNode,
    "send_email": SendEmailNode,
    "update_contact": UpdateContactNode,
    "webhook": WebhookNode,
    "ask_opt_in": AskOptInNode,
    "exit": ExitNode,
}

DATA_BY_TYPE: dict[str, type[StepData]] = {
    "trigger": TriggerData,
    "branch": BranchData,
    "split": SplitData,
    "wait": WaitData,
    "wait_for": WaitForData,
    "send_sms": SendSmsData,
    "send_email": SendEmailData,
    "update_contact": UpdateContactData,
    "webhook": WebhookData,
    "ask_opt_in": AskOptInData,
    "exit": ExitData,
}


class JourneyEdge(_Part):
    """A line from an outlet of one step to the next step."""

    id: Identifier
    source: Identifier
    source_handle: Identifier = Field(alias="sourceHandle")
    """The outlet it leaves from."""
    target: Identifier


class QuietHours(_Part):
    """No marketing in this window of the contact's local time; it may pass midnight."""

    start: str
    """`21:00`"""
    end: str


class FrequencyCap(_Part):
    """At most so many marketing messages to one number, all journeys together, counted by when they were due."""

    messages: int
    per: str
    """ISO 8601: days and longer are calendar days in the contact's zone (`P1D` is that day), hours roll (`PT24H`)."""


class JourneySettings(_Part):
    message_class: Literal["marketing", "transactional"] = "marketing"
    re_entry: Literal["never", "after_exit", "always"] = "never"
    on_opt_out: Literal["skip_sms", "exit"] = "skip_sms"
    timezone: str = "UTC"
    """Used when a contact's own zone is unknown."""
    quiet_hours: QuietHours | None = None
    frequency_cap: FrequencyCap | None = None
    goal: Condition | None = None
    """An enrolment for which it becomes true leaves as converted."""
    goal_counts: Literal["since_entry", "ever"] = "since_entry"
    """Which events the goal's `happened.<event>` sees: those since the enrolment began, or all that ever happened."""


class Document(_Part):
    """A journey as it is drawn, kept in files and sent over the API."""

    schema_name: Literal["postroad/journey@1"] = Field(alias="schema")
    name: str
    settings: JourneySettings = JourneySettings()
    nodes: tuple[JourneyNode, ...] = ()
    edges: tuple[JourneyEdge, ...] = ()
