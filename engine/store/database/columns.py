"""Column types that mean the same on SQLite and PostgreSQL."""

from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import JSON, BigInteger, Dialect, Integer, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

Kind = TypeVar("Kind", bound=StrEnum)

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


class Closed(TypeDecorator[Kind], Generic[Kind]):
    """A text that is a member of one closed set, read as that member.

    It is bound as the plain text: SQLite takes a subclass of `str` too, and looks for an adapter each time (1.5
    microseconds a value, five times what binding the text costs).
    """

    impl = String
    cache_ok = True

    def __init__(self, kind: type[Kind]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[str, Kind] = {member.value: member for member in kind}

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text."""
        return value if value is None or type(value) is str else str.__str__(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Kind | None:
        """The member; raises ValueError for what is none, as a newer version may have written."""
        if value is None:
            return None
        return self._members.get(value) or self.kind(value)


def closed(kind: type[StrEnum], **options: Any) -> Any:
    """A column that holds a member of a closed set."""
    return Field(sa_type=Closed(kind), **options)
