"""An opt-in form, as one sets it up."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from engine.settings.account import Language

Asked = Literal["first_name", "last_name", "email"]
_START: Final = re.compile(r"\bSTART\b", re.IGNORECASE)


class FormSettings(BaseModel):
    """What a form shows and asks, and what becomes of who submits it."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S")] | None = None
    """Null, here and below, takes the built-in words in the form's language."""
    intro: Annotated[str, Field(max_length=2_000)] = ""
    phone_label: Annotated[str, Field(min_length=1, max_length=100, pattern=r"\S")] | None = None
    button: Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S")] | None = None
    thanks: Annotated[str, Field(max_length=2_000)] = ""
    """What is said after it; empty says what happens next by itself."""
    language: Language = "en"
    """Of the page's own words and of the question; new contacts get it as theirs."""
    asks: Annotated[tuple[Asked, ...], Field(max_length=3)] = ("first_name",)
    """What is asked beside the number; none of it has to be answered."""
    double_opt_in: bool = True
    """The number is asked to reply START, and gets nothing before it does. Without it, whoever types a number opts it
    in."""
    question: Annotated[str, Field(max_length=320)] | None = None
    """How it is asked; null takes the built-in words in the form's language. It must ask to reply START."""
    tags: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=100)], ...], Field(max_length=20)] = ()
    """Tags that whoever submits it gets."""

    @field_validator("question")
    @classmethod
    def _asks_for_start(cls, value: str | None) -> str | None:
        if value is not None and _START.search(value) is None:
            raise ValueError('the question does not ask to reply START; say it, as in "Reply START to get our texts"')
        return value
