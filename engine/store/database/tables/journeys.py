"""Journeys, their published versions, and launches."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import JourneyStatus
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id


class JourneyTable(SQLModel, table=True):
    """A named graph with a draft and published versions."""

    __tablename__: Any = "journey"

    id: int | None = row_id()
    public_id: str = Field(unique=True)
    name: str
    status: JourneyStatus = closed(JourneyStatus)
    draft: dict[str, Any] = Field(sa_type=Json)
    draft_revision: int = 1
    """Counts saves; the draft's ETag."""
    version_id: int | None = reference(default=None, nullable=True)
    """The version that takes new enrolments."""
    paused_at: int | None = optional_instant()
    created_at: int = instant()
    updated_at: int = instant()


class VersionTable(SQLModel, table=True):
    """One published graph and its plan; immutable."""

    __tablename__: Any = "version"
    __table_args__ = (Index("ux_version_number", "journey_id", "number", unique=True),)

    id: int | None = row_id()
    journey_id: int = reference()
    number: int
    document: dict[str, Any] = Field(sa_type=Json)
    plan: dict[str, Any] = Field(sa_type=Json)
    digest: str
    published_at: int = instant()


class LaunchTable(SQLModel, table=True):
    """One launch of an audience journey; enrols in chunks and can go on where it was interrupted."""

    __tablename__: Any = "launch"

    id: int | None = row_id()
    journey_id: int = reference(index=True)
    version_id: int = reference()
    started_at: int = instant()
    after_contact_id: int = reference(default=0)
    """Contacts up to this one have been looked at."""
    enrolled: int = 0
    skipped: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    """Reason -> number of contacts."""
    seen_at: int = instant(default=0)
    """The last sign of life; a launch silent for long was interrupted and is taken up again."""
    finished_at: int | None = optional_instant()
