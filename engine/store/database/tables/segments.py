"""Segments: saved conditions over contacts."""

from typing import Any

from sqlmodel import Field, SQLModel

from engine.store.database.columns import Json, instant, row_id


class SegmentTable(SQLModel, table=True):
    """Contacts who fit a condition, whenever it is asked."""

    __tablename__: Any = "segment"

    id: int | None = row_id()
    public_id: str = Field(unique=True)
    """What `segment.<id>` names."""
    name: str
    condition: dict[str, Any] = Field(sa_type=Json)
    revision: int = 1
    """Counts saves; its ETag."""
    created_at: int = instant()
    updated_at: int = instant()
