"""Opt-in forms."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from builder_api.models.common import Answer, Body, Instant, Page
from engine.settings.opt_in_form import FormSettings

FormName = Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")]


class FormIn(Body):
    """A form as it is saved."""

    name: FormName
    """For people in the account, and in the consent log."""
    wording: Annotated[str, Field(min_length=20, max_length=5_000, pattern=r"\S")]
    """What people agree to, word for word, beside a box they tick: who texts them what and how often, that rates may
    apply, and how to stop. Other words are the next version; all versions are kept."""
    settings: FormSettings = FormSettings()
    open: bool = True
    """A closed form takes nothing."""


class FormSummary(Answer):
    """A form in a list."""

    id: str
    name: str
    wording: str
    wording_version: int
    settings: FormSettings
    open: bool
    created_at: Instant
    updated_at: Instant


class FormPage(Page[FormSummary]):
    """A part of the forms, newest first."""


class Form(FormSummary):
    """A form, where it is, and what came of it."""

    url: str
    """The hosted page, to link to."""
    snippet: str
    """HTML to put into a page of one's own: it posts to us, and needs no script."""
    submissions: dict[str, int]
    """What became of submissions (`opted_in`, `asked` to reply START, `waiting` for it, `stopped`: had said STOP,
    `already` opted in) -> how many."""


class Wording(Answer):
    """What people agreed to at one time."""

    version: int
    text: str
    created_at: Instant


class Wordings(Answer):
    """All wordings of a form, newest first."""

    items: list[Wording]


class FormWords(Answer):
    """What a form says by itself in one language, where its settings say nothing else."""

    title: str
    phone_label: str
    first_name: str
    last_name: str
    email: str
    button: str
    thanks: str
    """The heading after it was sent."""
    asked: str
    """What comes next with double opt-in."""
    signed_up: str
    """And without."""
    again: str
    """For whoever said STOP before."""
    question: str
    """The text that asks a number to reply START, with the account's name."""
