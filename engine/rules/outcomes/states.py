"""The states and kinds that rows are stored with: each a closed set, its values exactly as the tables hold them.

A member is a `str`: it compares and binds like the text it stands for, on both databases. Every `match` over one of
these ends in `assert_never`, so that a new member shows every place that has to decide about it.
"""

from enum import StrEnum
from typing import Final


class JourneyStatus(StrEnum):
    """Whether a journey takes contacts, and whether those in it go on."""

    DRAFT = "draft"
    """Never published."""
    LIVE = "live"
    PAUSED = "paused"
    """Takes contacts and holds them with everybody in it: nobody moves until it is resumed."""
    CANCELLED = "cancelled"
    """Whoever was in it has left it, and nothing more is sent."""
    ARCHIVED = "archived"
    """Takes nobody new; those in it finish."""


ADMITTING: Final = (JourneyStatus.LIVE, JourneyStatus.PAUSED)
"""Journeys that take new contacts."""

RUNNING: Final = (JourneyStatus.LIVE, JourneyStatus.ARCHIVED)
"""Journeys whose enrolments move on."""


class EnrolmentStatus(StrEnum):
    """Whether a contact is still on the way through a journey, else how it ended."""

    ACTIVE = "active"
    COMPLETED = "completed"
    """Came to the end, or to an outlet without an edge."""
    EXITED = "exited"
    """Left before the end, by an exit step or for a reason such as an opt-out."""
    CONVERTED = "converted"
    """Reached the journey's goal."""
    CANCELLED = "cancelled"
    """By a person, by an event, or with the whole journey."""


class Rest(StrEnum):
    """Where an active enrolment stops until something happens. One that has ended has none."""

    START = "start"
    """Admitted, and not moved yet."""
    WAIT = "wait"
    """Until an instant."""
    WAIT_FOR = "wait_for"
    """Until an event or a reply comes, or the timeout."""
    DISPATCH = "dispatch"
    """Before a send: the gate decides whether and when the message goes."""
    SENDING = "sending"
    """Its message is claimed by a process that may hand it to the carrier."""


class MessageState(StrEnum):
    """Where a message is between being planned and its last receipt."""

    PLANNED = "planned"
    """Written down, and not claimed: it can still be cancelled."""
    CLAIMED = "claimed"
    """One process may hand it to the carrier, until its deadline."""
    ACCEPTED = "accepted"
    """The carrier took it."""
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    """The carrier took it and could not deliver it."""
    REJECTED = "rejected"
    """The carrier refused it."""
    UNKNOWN = "unknown"
    """Handed over, and nobody can say whether the carrier took it; never sent again by itself."""
    SKIPPED = "skipped"
    """The gate decided that it does not go."""
    CANCELLED = "cancelled"


DISPATCHED: Final = (
    MessageState.CLAIMED,
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
)
"""States of a message that is, or may be, on its way: it can't be cancelled any more, and it counts for a cap."""
SENT: Final = (MessageState.ACCEPTED, MessageState.DELIVERED, MessageState.UNDELIVERED)
"""States of a message that the carrier took: what conditions call `sent`."""
NOT_SENT: Final = (MessageState.SKIPPED, MessageState.REJECTED, MessageState.UNKNOWN, MessageState.CANCELLED)
"""States of a message that conditions call `not_sent`."""


class ConsentState(StrEnum):
    """What is known of one number or address on one channel."""

    OPTED_IN = "opted_in"
    OPTED_OUT = "opted_out"
    PENDING = "pending"
    """Asked to reply START, within the last 30 days."""
    UNKNOWN = "unknown"


class MessageChannel(StrEnum):
    """What a message goes out by. Consent is given for the first two (`engine.rules.consent.consent.Channel`)."""

    SMS = "sms"
    EMAIL = "email"
    WEBHOOK = "webhook"


class MessageClass(StrEnum):
    """What law and caps a message is under."""

    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"
    SERVICE = "service"
    """Sent outside of journeys: a confirmation, an opt-in question, an answer to a reply."""


class ServiceMessageKind(StrEnum):
    """What a service message is for."""

    CONFIRMATION = "confirmation"
    """What an opt-in, an opt-out or HELP is answered with."""
    QUESTION = "question"
    """An opt-in form's question to reply START."""
    ANSWER = "answer"
    """A person's answer to a reply."""


class InboundKind(StrEnum):
    """What a text from a phone asks for."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    OTHER = "other"


class Overdue(StrEnum):
    """What becomes of what came due in a pause, when the journey is resumed."""

    SEND = "send"
    SKIP = "skip"
    """They go on, and their next send is skipped."""
    SHIFT = "shift"
    """Lengths of time are counted on from where the pause began; dates and times of day are missed."""


class StepMetric(StrEnum):
    """What is counted per step, live."""

    HERE = "here"
    """At rest at the step now."""
    ENTERED = "entered"
    LEFT = "left"
    """Per outlet; also per status that an enrolment ended with at the step."""
    SENT = "sent"
    DELIVERED = "delivered"
    SKIPPED = "skipped"
    """Per reason."""
    FAILED = "failed"
    """Per reason."""
    UNKNOWN = "unknown"
    CLICKED = "clicked"
    REPLIED = "replied"


class SubmissionOutcome(StrEnum):
    """What became of a number's consent when a form was submitted."""

    OPTED_IN = "opted_in"
    ASKED = "asked"
    """It was sent the question to reply START."""
    WAITING = "waiting"
    """It had been asked before, and has not replied."""
    STOPPED = "stopped"
    """It had said STOP, and only its own START undoes that."""
    ALREADY = "already"
    """It was opted in before."""


class AnswersState(StrEnum):
    """What became of the names and the e-mail address that a form was submitted with."""

    MADE = "made"
    """A new contact was made with them."""
    WAITING = "waiting"
    """They are taken over when the number replies START."""
    SETTLED = "settled"
    """The number replied, and they were taken over."""


class LibraryKind(StrEnum):
    """What an entry of the message library is used for."""

    MESSAGE = "message"
    """In journeys."""
    QUICK_RESPONSE = "quick_response"
    """For answering replies."""


class MessageFact(StrEnum):
    """What a condition can ask about a message that a step sent (`message.<node_id>`)."""

    SENT = "sent"
    """A carrier took it."""
    DELIVERED = "delivered"
    CLICKED = "clicked"
    REPLIED = "replied"
    NOT_SENT = "not_sent"
    """Skipped, cancelled, refused, or nobody can say."""
