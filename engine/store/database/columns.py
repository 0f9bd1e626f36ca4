"""Column types that mean the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

Int64: Any = BigInteger().with_variant(Integer, "sqlite")
"""64 bits on both. SQLite gives a primary key its rowid only when the type is spelled INTEGER."""

Json: Any = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def instant(**options: Any) -> Any:
    """A required instant: milliseconds since the epoch, UTC."""
    return Field(sa_type=Int64, **options)


def optional_instant(**options: Any) -> Any:
    """An instant that may not have come yet."""
    return Field(default=None, nullable=True, sa_type=Int64, **options)


def row_id() -> Any:
    """A small dense integer key that the database hands out."""
    return Field(default=None, primary_key=True, sa_type=Int64)


def reference(**options: Any) -> Any:
    """A row of another table, by its integer key.

    The busy tables carry no foreign keys: their rows are written by set-based statements that read the referred row in
    the same transaction, nothing referred to is ever deleted, and checking 5,000 of them a second would be for nothing.
    """
    return Field(sa_type=Int64, **options)
