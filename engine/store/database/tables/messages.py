"""Messages out, messages in, and the senders they go through."""

from typing import Any

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import InboundKind, MessageChannel, MessageClass, MessageState
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id

_CLAIMED = text(f"state = '{MessageState.CLAIMED}'")
_OF_LAUNCH = text(
    f"launch_id IS NOT NULL AND channel = '{MessageChannel.SMS}' "
    f"AND state NOT IN ('{MessageState.SKIPPED}', '{MessageState.CANCELLED}')"
)
_UNFOLLOWED = text("followed_at IS NULL")
_UNSENT_SERVICE = text(f"state = '{MessageState.PLANNED}' AND enrolment_id IS NULL")


class MessageTable(SQLModel, table=True):
    """One SMS (or e-mail) of one enrolment at one visit of one step; or one without an enrolment: a confirmation, the
    question of an opt-in form, a person's answer to a reply."""

    __tablename__: Any = "message"
    __table_args__ = (
        Index("ux_message_visit", "enrolment_id", "step", "visit", unique=True),
        Index("ux_message_reply", "inbound_id", unique=True, sqlite_where=text("inbound_id IS NOT NULL"),
              postgresql_where=text("inbound_id IS NOT NULL")),
        Index("ux_message_launch_number", "launch_id", "to", "step", "visit", unique=True,
              sqlite_where=_OF_LAUNCH, postgresql_where=_OF_LAUNCH),
        Index("ix_message_to", "to", "handed_at"),
        Index("ix_message_journey", "journey_id", "id"),
        Index("ix_message_claimed", "deadline_at", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED),
        Index("ix_message_service", "created_at", sqlite_where=_UNSENT_SERVICE, postgresql_where=_UNSENT_SERVICE),
    )  # fmt: skip

    id: int | None = row_id()
    channel: MessageChannel = closed(MessageChannel, default=MessageChannel.SMS)
    enrolment_id: int | None = reference(default=None, nullable=True)
    journey_id: int | None = reference(default=None, nullable=True)
    version_id: int | None = reference(default=None, nullable=True)
    launch_id: int | None = reference(default=None, nullable=True)
    contact_id: int | None = reference(default=None, nullable=True)
    inbound_id: int | None = reference(default=None, nullable=True)
    """For a service reply (a confirmation, HELP): the message it answers. Once per inbound message."""
    step: str | None = None
    visit: int = 1
    message_class: MessageClass = closed(MessageClass, default=MessageClass.MARKETING)
    sender_id: str | None = None
    to: str | None = None
    subject: str | None = None
    body: str | None = Field(default=None, sa_type=Text)
    encoding: str | None = None
    segments: int = 0
    clause: bool = False
    """Whether the opt-out clause was appended."""
    notes: list[str] | None = Field(default=None, sa_type=Json)
    """Merge fields that had no value for this contact."""
    state: MessageState = closed(MessageState)
    reason: str | None = None
    code: str | None = None
    """The carrier's own code of a rejection."""
    carrier: str | None = None
    carrier_id: str | None = None
    owner: str | None = None
    """The process that claimed it: the only one that may hand it over, and only before the deadline."""
    deadline_at: int | None = optional_instant()
    attempts: int = 0
    created_at: int = instant()
    due_at: int | None = optional_instant()
    """When it was due by the plan or, where it had to wait for long, when it was let go: caps count by this."""
    claimed_at: int | None = optional_instant()
    handed_at: int | None = optional_instant()
    """When the carrier was given it."""
    delivered_at: int | None = optional_instant()
    clicked_at: int | None = optional_instant()
    replied_at: int | None = optional_instant()
    settled_at: int | None = optional_instant()
    """When it came to a state that only a later receipt can change."""


class InboundTable(SQLModel, table=True):
    """A message from a phone."""

    __tablename__: Any = "inbound"
    __table_args__ = (
        Index("ux_inbound_carrier", "carrier", "carrier_inbound_id", unique=True),
        Index("ix_inbound_number", "number", "id"),
        Index("ix_inbound_unfollowed", "id", sqlite_where=_UNFOLLOWED, postgresql_where=_UNFOLLOWED),
    )

    id: int | None = row_id()
    carrier: str
    carrier_inbound_id: str
    """The carrier's id of it; the same one again changes nothing."""
    number: str
    """The phone it came from, E.164."""
    sent_to: str | None = None
    """Our number."""
    body: str = Field(sa_type=Text)
    at: int = instant()
    kind: InboundKind = closed(InboundKind)
    matched: str | None = None
    message_id: int | None = reference(default=None, nullable=True)
    """The last message that number had got: what it most likely answers."""
    carrier_answered: bool = False
    """The carrier confirmed it itself; we must not answer twice."""
    followed_at: int | None = optional_instant()
    """When what follows from it had been done. Until then housekeeping does it."""


class SenderTable(SQLModel, table=True):
    """Where SMS go out: a carrier, a number, and a rate all workers share."""

    __tablename__: Any = "sender"

    id: str = Field(primary_key=True)
    carrier: str
    number: str | None = None
    rate: float | None = None
    """Segments per second; None is no limit."""
    next_slot_us: int = reference(default=0)
    """Microseconds since the epoch at which the next segment may leave."""
    settings: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    updated_at: int = instant()
