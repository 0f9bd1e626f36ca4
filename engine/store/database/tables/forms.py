"""Opt-in forms, the wordings that people agreed to, and what was submitted."""

from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import AnswersState, SubmissionOutcome
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id


class FormTable(SQLModel, table=True):
    """An opt-in form: a page of ours, or a part of somebody's own page that posts to us."""

    __tablename__: Any = "form"

    id: int | None = row_id()
    public_id: str = Field(unique=True)
    name: str
    settings: dict[str, Any] = Field(sa_type=Json)
    """What it shows and asks, and what becomes of who submits it."""
    wording: int = 1
    """The number of the wording that is shown now."""
    closed_at: int | None = optional_instant()
    created_at: int = instant()
    updated_at: int = instant()


class FormWordingTable(SQLModel, table=True):
    """What people agreed to by a form, word for word; never changed, so that it proves what was agreed to."""

    __tablename__: Any = "form_wording"
    __table_args__ = (Index("ux_form_wording", "form_id", "number", unique=True),)

    id: int | None = row_id()
    form_id: int = reference()
    number: int
    text: str = Field(sa_type=Text)
    created_at: int = instant()


class FormSubmissionTable(SQLModel, table=True):
    """One post of a form that was taken in."""

    __tablename__: Any = "form_submission"
    __table_args__ = (
        Index("ix_form_submission_form", "form_id", "id"),
        Index("ix_form_submission_ip", "ip", "at"),
        Index("ix_form_submission_number", "number", "at"),
    )

    id: int | None = row_id()
    form_id: int = reference()
    wording: int
    at: int = instant()
    ip: str
    number: str
    """E.164."""
    contact_id: int = reference()
    outcome: SubmissionOutcome = closed(SubmissionOutcome)
    answers: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """Names, e-mail address and tags that it says of the person."""
    answers_state: AnswersState | None = closed(AnswersState, default=None, nullable=True)
    """None when nothing was answered."""
