"""Enrolments, the cohorts they travel in, and the ways they took."""

from typing import Any

from sqlalchemy import Index, Text, text
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import EnrolmentStatus, Rest, StepMetric
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id

_ACTIVE = text(f"status = '{EnrolmentStatus.ACTIVE}'")
_KEYED = text("key <> ''")
_OPEN = text("ended_at IS NULL")


class CohortTable(SQLModel, table=True):
    """Enrolments admitted together, or waiting together; one cohort is one Temporal workflow."""

    __tablename__: Any = "cohort"
    __table_args__ = (
        Index("ix_cohort_open", "version_id", "bucket", sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_cohort_due", "next_due_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = row_id()
    version_id: int = reference()
    bucket: int | None = reference(default=None, nullable=True)
    """For a shared waiting cohort, the hour (since the epoch) its members are due; None for those admitted together."""
    size: int = 0
    """How many were put into it; members that left still count."""
    urgent: bool = False
    """Transactional: goes before marketing."""
    created_at: int = instant()
    next_due_at: int | None = optional_instant()
    """When somebody is due next, as last seen; None when nothing but an event can move them."""
    seen_at: int = instant()
    """The last sign of life of its workflow."""
    ended_at: int | None = optional_instant()


class EnrolmentTable(SQLModel, table=True):
    """One contact's passage through one version. Where it is, lives here and nowhere else."""

    __tablename__: Any = "enrolment"
    __table_args__ = (
        Index("ux_enrolment_slot", "contact_id", "journey_id", "key", "slot", unique=True),
        Index("ix_enrolment_due", "cohort_id", "due_at", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
        Index("ix_enrolment_key", "journey_id", "key", sqlite_where=_KEYED, postgresql_where=_KEYED),
        Index("ix_enrolment_journey", "journey_id", "id"),
    )

    id: int | None = row_id()
    contact_id: int = reference()
    journey_id: int = reference()
    version_id: int = reference()
    cohort_id: int = reference()
    key: str = ""
    slot: int = reference(default=0)
    """Makes re-entry a constraint: 0 is the one place there is per (contact, journey, key), held for good under
    `never` and while active under `after_exit`; a place given back takes the enrolment's id, and `always` without a
    key takes the cause's."""
    cause_id: int | None = reference(default=None, nullable=True)
    """The event that enrolled."""
    launch_id: int | None = reference(default=None, nullable=True)
    """The launch that enrolled."""
    properties: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """The event's properties, as merged by later updates."""
    status: EnrolmentStatus = closed(EnrolmentStatus, default=EnrolmentStatus.ACTIVE)
    step: str | None = None
    """The step it rests at; the trigger when it has not moved yet."""
    visit: int = 1
    """Which visit of that step this is; above 1 only in cycles."""
    revision: int = 0
    """Counts every change of this row; a move is a compare-and-set on (step, visit, revision)."""
    rest: Rest | None = closed(Rest, default=None, nullable=True)
    """None when it has ended."""
    due_at: int | None = optional_instant()
    entered_at: int = instant()
    """When it came to this rest. At a `wait_for`, events received since then count."""
    visits: dict[str, int] | None = Field(default=None, sa_type=Json)
    """How often each step of a cycle was visited; None in a plan without cycles."""
    heard_id: int | None = reference(default=None, nullable=True)
    """The last event that moved it on from a `wait_for`: what was used once does not count again further on."""
    outcome: str | None = None
    """The outlet it will leave by, when that was decided before it is moved (an awaited event came)."""
    note: str | None = Field(default=None, sa_type=Text)
    """The reason it is held for, or ended with."""
    skip_next: bool = False
    """The next send is skipped: it came due in a pause that was resumed with `skip`."""
    admitted_at: int = instant()
    ended_at: int | None = optional_instant()


class RouteTable(SQLModel, table=True):
    """A way through steps that many took: kept once, since thousands go the same way in one move."""

    __tablename__: Any = "route"

    id: int | None = row_id()
    digest: str = Field(unique=True)
    hops: list[list[str | None]] = Field(sa_type=Json)
    """[step, outcome, reason or null] in order."""


class PathTable(SQLModel, table=True):
    """One move of one enrolment: when, and by which route."""

    __tablename__: Any = "path"
    __table_args__ = {"sqlite_with_rowid": False}

    enrolment_id: int = reference(primary_key=True)
    revision: int = Field(primary_key=True)
    """The revision that the move made; a move is written once or not at all."""
    at: int = instant()
    route_id: int = reference()


class StepCountTable(SQLModel, table=True):
    """Live numbers per step, counted with each move: reading them costs the same for ten people or ten million."""

    __tablename__: Any = "step_count"
    __table_args__ = {"sqlite_with_rowid": False}

    version_id: int = reference(primary_key=True)
    step: str = Field(primary_key=True)
    what: StepMetric = closed(StepMetric, primary_key=True)
    detail: str = Field(primary_key=True)
    """The outlet of `left`, the reason of `skipped` and `failed`, else ''."""
    shard: int = Field(primary_key=True)
    """Each process counts in a row of its own, so that counting never makes two of them wait for each other."""
    n: int = reference(default=0)
