"""Contacts' ids in the customer's own system: one form, whichever way they come."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Final

from pydantic import AfterValidator, Field

LONGEST_ID: Final = 200
"""Characters."""


def plain_id(text: str) -> str:
    """The id without what stands around it: blanks of any kind, line breaks, and what cannot be seen (a byte order
    mark, a zero-width space). Empty when nothing is left."""
    if text.isascii() and text.isprintable() and text[:1] != " " and text[-1:] != " ":
        return text
    start, end = 0, len(text)
    while start < end and _is_nothing(text[start]):
        start += 1
    while end > start and _is_nothing(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_nothing(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in ("Cc", "Cf", "Zs", "Zl", "Zp")


def checked_id(text: str) -> str:
    """The same, for models; ValueError when nothing is left."""
    plain = plain_id(text)
    if not plain:
        raise ValueError("the id is nothing but blanks; give the contact's id in your own system")
    return plain


ContactId = Annotated[str, Field(min_length=1, max_length=LONGEST_ID), AfterValidator(checked_id)]
"""A contact's id as it comes in a body."""
