"""What a rehearsal is asked: a journey, contacts, a timeline, a scripted carrier, and what must come of it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self, assert_never

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    model_validator,
)
from typing_extensions import TypeAliasType

from engine.rules.addresses.external_ids import ContactId
from engine.rules.consent.consent_words import consent_code
from engine.rules.outcomes.states import Overdue
from engine.rules.time.instants import Millis, from_rfc3339
from engine.sending.carrier.codes import scripted
from engine.settings.account import AccountSettings
from engine.settings.library_files import MessageFile, SegmentFile, first_repeated_id

CONTACTS = 1_000
TIMELINE = 10_000
KEPT = 1_000
"""Messages, and segments, that a rehearsal brings along."""


def _moment(value: object) -> Millis:
    if not isinstance(value, str):
        raise ValueError("a time is written as text, such as 2026-03-01T09:00:00Z")
    return from_rfc3339(value)


Moment = Annotated[
    int,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""RFC 3339 with an offset outside, milliseconds inside."""

Id = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=500)]
Phone = Annotated[str, Field(min_length=1, max_length=100)]
RawJourney = Annotated[dict[str, Any], Field(description="A journey document, even a broken one.")]


class _Given(BaseModel):
    """A part of a request: a field we don't know is told, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class RehearsedConsent(_Given):
    """What somebody says a contact agreed to."""

    state: Annotated[str | bool | int, AfterValidator(consent_code)]
    source: Text | None = None
    """Where they agreed. As in real life, an opt-in without it is kept as unknown."""
    evidence: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])


class RehearsedContact(_Given):
    """A contact as it is when the rehearsal starts."""

    external_id: ContactId
    phone: Text | None = None
    email: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    timezone: Text | None = None
    language: Text | None = None
    country: Text | None = None
    attributes: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    tags: tuple[Id, ...] = ()
    sms_consent: RehearsedConsent | None = None
    email_consent: RehearsedConsent | None = None


class _TimedEntry(_Given):
    at: Moment


class RehearsalEventEntry(_TimedEntry):
    """An event comes in."""

    do: Literal["event"]
    contact: ContactId | None = None
    """Without one: about everybody with its key."""
    name: Id
    properties: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    id: Id | None = None
    """The idempotency key: the same one again changes nothing."""
    occurred_at: Moment | None = None
    """When it happened; when it comes in, when left out."""


class RehearsalReplyEntry(_TimedEntry):
    """A phone texts us."""

    do: Literal["reply"]
    from_: Phone = Field(alias="from")
    body: Annotated[str, Field(max_length=5_000)]


class UpdateContactEntry(_TimedEntry):
    """Somebody changes a contact."""

    do: Literal["update_contact"]
    contact: ContactId
    set: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Columns (`phone`, `timezone`, ...), `tags`, or attributes; null empties."""
    sms_consent: RehearsedConsent | None = None
    email_consent: RehearsedConsent | None = None


class EnrolEntry(_TimedEntry):
    """Somebody enrols contacts by hand."""

    do: Literal["enrol"]
    contacts: Annotated[tuple[ContactId, ...], Field(min_length=1)]


class LaunchEntry(_TimedEntry):
    """The audience is launched."""

    do: Literal["launch"]


class CancelEntry(_TimedEntry):
    """A contact's enrolments are cancelled; without a contact, the journey is."""

    do: Literal["cancel"]
    contact: ContactId | None = None


class CancelMessageEntry(_TimedEntry):
    """A message that waits at a step is cancelled."""

    do: Literal["cancel_message"]
    contact: ContactId
    node_id: Id


class PauseEntry(_TimedEntry):
    """The journey is paused."""

    do: Literal["pause"]


class ResumeEntry(_TimedEntry):
    """The journey goes on."""

    do: Literal["resume"]
    overdue: Overdue = Overdue.SEND
    """What becomes of whatever came due meanwhile."""


class ArchiveEntry(_TimedEntry):
    """The journey takes nobody new."""

    do: Literal["archive"]


class PublishEntry(_TimedEntry):
    """A new version is published; those under way keep theirs."""

    do: Literal["publish"]
    journey: RawJourney


TimelineEntry = TypeAliasType(
    "TimelineEntry",
    Annotated[
        RehearsalEventEntry
        | RehearsalReplyEntry
        | UpdateContactEntry
        | EnrolEntry
        | LaunchEntry
        | CancelEntry
        | CancelMessageEntry
        | PauseEntry
        | ResumeEntry
        | ArchiveEntry
        | PublishEntry,
        Field(discriminator="do"),
    ],
)


class CarrierScript(_Given):
    """What the carrier answers for a number."""

    to: Phone | None = None
    """Without one: for every number that has no script of its own."""
    answer: str
    """`accept`, `reject:21610` (any code), `throttle` or `timeout`."""
    times: Annotated[int, Field(ge=1)] | None = None
    """For its first so many messages; then it accepts. Without it, always."""

    @model_validator(mode="after")
    def _known(self) -> Self:
        scripted(self.answer)
        return self


class RehearsedSender(_Given):
    """A sender that steps may name, and its rate."""

    id: Id
    number: Phone | None = None
    rate: Annotated[float, Field(gt=0)] | None = None
    """Segments per second; none is unlimited."""
    countries: (
        Annotated[tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...], Field(min_length=1, max_length=250)] | None
    ) = None
    """It texts these only (two letters each); none is all."""


class ExpectedMessage(_Given):
    """A message that must come of it; only what is given is compared."""

    contact: ContactId | None = None
    channel: Literal["sms", "email", "webhook"] | None = None
    to: str | None = None
    node_id: Id | None = None
    at: Moment | None = None
    state: str | None = None
    reason: str | None = None
    body: str | None = None
    contains: str | None = None
    """Words that its body holds."""


class ExpectedReply(_Given):
    """A confirmation or HELP answer that must come of it."""

    to: str | None = None
    contact: ContactId | None = None
    kind: Literal["opt_out", "opt_in", "help"] | None = None
    at: Moment | None = None
    body: str | None = None
    contains: str | None = None


class ExpectedHop(_Given):
    """A step on somebody's path."""

    node_id: Id
    at: Moment | None = None
    outcome: str | None = None
    reason: str | None = None


class ExpectedEnrolment(_Given):
    """An enrolment in the journey that must come of it."""

    contact: ContactId | None = None
    status: Literal["active", "completed", "exited", "converted", "cancelled"] | None = None
    reason: str | None = None
    key: str | None = None
    at_step: Id | None = None
    """Where it rests when the rehearsal ends."""
    path: tuple[Id | ExpectedHop, ...] = ()
    """Steps it passed, in this order; others may lie between."""


class Expectation(_Given):
    """What must come of it."""

    messages: tuple[ExpectedMessage, ...] = ()
    replies: tuple[ExpectedReply, ...] = ()
    enrolments: tuple[ExpectedEnrolment, ...] = ()
    nothing_else: bool = False
    """Messages and replies that are not named here must not come."""


class RehearsalRequest(_Given):
    """A rehearsal."""

    journey: RawJourney
    start: Moment
    """When the journey is published and the contacts are there."""
    until: Moment | None = None
    """Where it stops; without one, when nobody waits for a time any more, at most two years on."""
    contacts: Annotated[tuple[RehearsedContact, ...], Field(max_length=CONTACTS)] = ()
    timeline: Annotated[tuple[TimelineEntry, ...], Field(max_length=TIMELINE)] = ()
    """In any order; what happens at the same time happens as it is listed."""
    carrier: tuple[CarrierScript, ...] = ()
    """What is not scripted is accepted."""
    account: AccountSettings | None = None
    """Account settings that differ from yours; what is left out is as yours."""
    senders: tuple[RehearsedSender, ...] = ()
    """Senders beside yours, or with another rate."""
    library: Annotated[tuple[MessageFile, ...], Field(max_length=KEPT)] = ()
    """Messages of the library beside yours, or instead of yours with the same ids."""
    segments: Annotated[tuple[SegmentFile, ...], Field(max_length=KEPT)] = ()
    """Segments beside yours, or instead of yours with the same ids."""
    expect: Expectation = Expectation()

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.until is not None and self.until < self.start:
            raise ValueError('"until" is before "start"')
        for kept in (self.library, self.segments):
            twice = first_repeated_id(kept)
            if twice is not None:
                raise ValueError(f'the id "{twice}" is there twice; keep one of them')
        known: set[str] = set()
        for contact in self.contacts:
            if contact.external_id in known:
                raise ValueError(
                    f'two contacts are called "{contact.external_id}"; give each an external_id of its own'
                )
            known.add(contact.external_id)
        for index, entry in enumerate(self.timeline):
            if entry.at < self.start:
                raise ValueError(f'timeline entry {index + 1} ("{entry.do}") is before "start"')
            for name in _contacts_of(entry):
                if name not in known:
                    raise ValueError(
                        f'timeline entry {index + 1} ("{entry.do}") names the contact "{name}", '
                        "who is not among the contacts"
                    )
        return self


def _contacts_of(entry: TimelineEntry) -> tuple[str, ...]:
    match entry:
        case EnrolEntry(contacts=contacts):
            return contacts
        case RehearsalEventEntry(contact=str(name)) | CancelEntry(contact=str(name)):
            return (name,)
        case UpdateContactEntry(contact=name) | CancelMessageEntry(contact=name):
            return (name,)
        case (
            RehearsalEventEntry()
            | CancelEntry()
            | RehearsalReplyEntry()
            | LaunchEntry()
            | PauseEntry()
            | ResumeEntry()
            | ArchiveEntry()
            | PublishEntry()
        ):
            return ()
        case _ as never:
            assert_never(never)
