"""People, what their numbers and addresses agreed to, and what they did."""

from typing import Any

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import ConsentState
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id

_OF_NOBODY = text("contact_id IS NULL")


class ContactTable(SQLModel, table=True):
    """A person: phone, e-mail, time zone, attributes."""

    __tablename__: Any = "contact"

    id: int | None = row_id()
    external_id: str = Field(unique=True)
    phone_raw: str | None = None
    """As submitted, never changed by us."""
    phone: str | None = Field(default=None, index=True)
    """E.164, when `phone_raw` has such a form."""
    phone_problem: str | None = None
    """The reason code why the phone can't be texted."""
    email: str | None = Field(default=None, index=True)
    """As it was said, without blanks around it; what is written to."""
    email_address: str | None = Field(default=None, index=True)
    """The form in which addresses are compared and consent is kept (`rules.addresses.email`), when `email` has one."""
    first_name: str | None = None
    last_name: str | None = None
    timezone: str | None = None
    language: str | None = None
    country: str | None = None
    attributes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    tags: list[str] = Field(default_factory=list, sa_type=Json)
    score: int = 0
    created_at: int = instant()
    updated_at: int = instant()


class ConsentTable(SQLModel, table=True):
    """What one number (or e-mail address) agreed to on one channel. It belongs to the number, not to a contact."""

    __tablename__: Any = "consent"
    __table_args__ = {"sqlite_with_rowid": False}

    channel: str = Field(primary_key=True)
    """`sms` or `email`."""
    address: str = Field(primary_key=True)
    state: ConsentState = closed(ConsentState)
    changed_at: int = instant()
    pending_until: int | None = optional_instant()
    clause_at: int | None = optional_instant()
    """When a message with the opt-out clause was last claimed for this number."""


class ConsentLogTable(SQLModel, table=True):
    """Every change of consent with its evidence, and every form that confirmed one (`before` is `after`). Rows are only
    ever added."""

    __tablename__: Any = "consent_log"
    __table_args__ = (Index("ix_consent_log_address", "channel", "address", "id"),)

    id: int | None = row_id()
    channel: str
    address: str
    before: ConsentState = closed(ConsentState)
    after: ConsentState = closed(ConsentState)
    at: int = instant()
    source: str
    actor: str | None = None
    """Who did it: `phone`, an API key's name, an import, a carrier."""
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """Exact words, wording version, page, IP, user agent, inbound message: whatever there is."""


class EventTable(SQLModel, table=True):
    """Something that happened, to one contact or (as an update or a cancellation) to everybody with a key."""

    __tablename__: Any = "event"
    __table_args__ = (
        Index("ix_event_contact", "contact_id", "name", "received_at"),
        Index(
            "ix_event_of_nobody",
            "contact_id",
            "name",
            "occurred_at",
            sqlite_where=_OF_NOBODY,
            postgresql_where=_OF_NOBODY,
        ),
        Index(
            "ux_event_idempotency",
            "idempotency_id",
            unique=True,
            sqlite_where=text("idempotency_id IS NOT NULL"),
            postgresql_where=text("idempotency_id IS NOT NULL"),
        ),
    )

    id: int | None = row_id()
    contact_id: int | None = reference(default=None, nullable=True)
    name: str
    properties: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    occurred_at: int = instant()
    received_at: int = instant()
    idempotency_id: str | None = None
    """The caller's `id`; the same one again is the same event."""
    enrolments: list[int] = Field(default_factory=list, sa_type=Json)
    """Whom it enrolled: the answer to the same event sent again."""
