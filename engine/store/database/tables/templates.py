"""The library: messages written once and used in any journey, and quick responses for answering replies."""

from typing import Any

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from engine.rules.outcomes.states import LibraryKind
from engine.store.database.columns import Json, closed, instant, optional_instant, reference, row_id


class TemplateTable(SQLModel, table=True):
    """A named message of the library. What it says is in its versions."""

    __tablename__: Any = "template"

    id: int | None = row_id()
    public_id: str = Field(unique=True)
    """What a step's `template_id` names."""
    name: str
    kind: LibraryKind = closed(LibraryKind)
    version: int = 1
    """The number of the newest version."""
    archived_at: int | None = optional_instant()
    created_at: int = instant()
    updated_at: int = instant()


class TemplateVersionTable(SQLModel, table=True):
    """What a message of the library said at one time; never changed, so that what was published can be read again."""

    __tablename__: Any = "template_version"
    __table_args__ = (Index("ux_template_version", "template_id", "number", unique=True),)

    id: int | None = row_id()
    template_id: int = reference()
    number: int
    fallback: str
    """The language for contacts whose own has no text."""
    texts: dict[str, str] = Field(sa_type=Json)
    """Language tag -> Liquid body."""
    actor: str | None = None
    created_at: int = instant()
