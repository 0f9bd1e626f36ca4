"""Contacts, their consent and their timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue, computed_field

from builder_api.models.common import Answer, Body, Instant, Page
from engine.rules.addresses.email import email_problem
from engine.rules.consent.consent_words import consent_code
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import ConsentState, EnrolmentStatus, MessageState

Text = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]


class ConsentIn(Body):
    """What somebody says the contact agreed to."""

    state: Annotated[str | bool | int, AfterValidator(consent_code)]
    """`opted_in`, `opted_out`, `pending`, `not_opted_in` or `unknown`, or what systems write for them: true, false, 0,
    `yes`, `no`, `SUBSCRIBED`, `NOT_SUBSCRIBED`, `STOP`. Only the words of an opt-out are final: `no` is not opted in,
    and a documented opt-in later counts."""
    source: Annotated[str, Field(max_length=500)] | None = None
    """Where they agreed: `web form 2026-03`. An opt-in without it is not taken over."""
    evidence: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Wording, its version, page, IP, user agent: whatever there is. Kept in the consent log as it is."""


class ContactIn(Body):
    """A contact. What is left out stays as it is; null empties a field."""

    phone: Text | None = None
    """As submitted; we find its E.164 form."""
    email: Annotated[str, Field(max_length=254)] | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    timezone: Text | None = None
    """IANA name: `Europe/Stockholm`."""
    language: Text | None = None
    country: Text | None = None
    """A code of two or three letters or a name: `SE`, `SWE`, `Sweden`, `Sverige`. Tells where a phone number without a
    country code is from. A number is read once, with the country that came with it: another country later leaves it."""
    attributes: Annotated[dict[Name, JsonValue], Field(max_length=500)] = Field(default_factory=dict[str, JsonValue])
    """Merged key by key; null removes one."""
    tags: Annotated[list[Name], Field(max_length=500)] = Field(default_factory=list[str])
    """All of them, when given."""
    sms_consent: ConsentIn | None = None
    email_consent: ConsentIn | None = None


class Consent(Answer):
    """What the contact's number and address agreed to."""

    sms: ConsentState
    email: ConsentState


class Contact(Answer):
    """A person."""

    external_id: str
    phone: str | None
    """E.164, when what was submitted has such a form."""
    phone_raw: str | None
    """As submitted."""
    phone_problem: str | None
    """The reason why it can't be texted."""
    phone_sentence: str | None
    """The reason in words, with the remedy."""
    email: str | None
    email_problem: str | None
    first_name: str | None
    last_name: str | None
    timezone: str | None
    language: str | None
    country: str | None
    attributes: dict[str, JsonValue]
    tags: list[str]
    score: int
    consent: Consent
    created_at: Instant
    updated_at: Instant


class ContactPage(Page[Contact]):
    """A part of the contacts, newest first."""


class ClaimKept(Answer):
    """A claim of consent that was not followed."""

    channel: Literal["sms", "email"]
    reason: str
    sentence: str


class PutContact(Contact):
    """A contact as it is now, and what of the request was not followed."""

    consent_kept: list[ClaimKept] = Field(default_factory=list[ClaimKept])


def contact_of(row: Mapping[str, Any], sms: Mapping[str, ConsentState], email: Mapping[str, ConsentState]) -> Contact:
    """A contact from its row and the states of its number and address."""
    mail_problem = email_problem(row["email"]) if row["email"] else None
    return Contact.model_construct(
        **{name: row[name] for name in _COLUMNS},
        attributes=row["attributes"] or {},
        tags=row["tags"] or [],
        phone_sentence=sentence(row["phone_problem"]) if row["phone_problem"] else None,
        email_problem=mail_problem,
        consent=Consent.model_construct(
            sms=sms.get(row["phone"] or "", ConsentState.UNKNOWN),
            email=email.get(row["email_address"] or "", ConsentState.UNKNOWN),
        ),
    )


_COLUMNS = (
    "external_id",
    "phone",
    "phone_raw",
    "phone_problem",
    "email",
    "first_name",
    "last_name",
    "timezone",
    "language",
    "country",
    "score",
    "created_at",
    "updated_at",
)


class _Reasoned(Answer):
    reason: str | None

    @computed_field
    @property
    def sentence(self) -> str | None:
        """The reason in words."""
        return None if self.reason is None else sentence(self.reason)


class ReasonedStep(_Reasoned):
    """One step that was passed."""

    node_id: str
    outcome: str | None


class _Entry(Answer):
    at: Instant


class ContactCreatedEntry(_Entry):
    """The contact was created."""

    kind: Literal["contact_created"]


class EventEntry(_Entry):
    """An event was received."""

    kind: Literal["event"]
    name: str
    properties: dict[str, JsonValue]
    occurred_at: Instant
    enrolments: list[int]


class _Passage(_Entry):
    enrolment_id: int
    journey: str
    journey_name: str


class EnrolledEntry(_Passage):
    """The contact came into a journey."""

    kind: Literal["enrolled"]
    key: str


class StepsPassedEntry(_Passage):
    """The contact moved on."""

    kind: Literal["step"]
    steps: list[ReasonedStep]


class EndedEntry(_Passage, _Reasoned):
    """The contact's enrolment in a journey ended."""

    kind: Literal["ended"]
    status: EnrolmentStatus


class MessageEntry(_Entry, _Reasoned):
    """A message, with its state as it is now."""

    kind: Literal["message"]
    message_id: int
    channel: str
    to: str | None
    subject: str | None
    body: str | None
    state: MessageState
    segments: int
    node_id: str | None
    journey: str | None
    journey_name: str | None
    enrolment_id: int | None


class ReplyEntry(_Entry):
    """The contact's phone sent a message."""

    kind: Literal["reply"]
    body: str
    reply_kind: str
    """`opt_out`, `opt_in`, `help` or `other`."""
    matched: str | None
    message_id: int | None
    """What it most likely answers."""
    sent_to: str | None


class ConsentEntry(_Entry):
    """The consent of the contact's number or address changed."""

    kind: Literal["consent"]
    channel: str
    address: str
    before: ConsentState
    after: ConsentState
    source: str
    actor: str | None
    evidence: dict[str, JsonValue]


TimelineEntry = Annotated[
    ContactCreatedEntry
    | EventEntry
    | EnrolledEntry
    | StepsPassedEntry
    | EndedEntry
    | MessageEntry
    | ReplyEntry
    | ConsentEntry,
    Field(discriminator="kind"),
]


class TimelinePage(Page[TimelineEntry]):
    """A part of a timeline, newest first."""


class ConsentLogEntry(Answer):
    """One change of consent with its evidence."""

    id: int
    channel: str
    address: str
    before: ConsentState
    after: ConsentState
    at: Instant
    source: str
    actor: str | None
    evidence: dict[str, JsonValue]


class ConsentLogPage(Page[ConsentLogEntry]):
    """A part of the changes of a number's or address's consent, newest first."""
