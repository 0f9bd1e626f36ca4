"""Our own short links, and who followed them."""

from typing import Any

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel

from engine.store.database.columns import instant, reference, row_id


class ShortLinkTable(SQLModel, table=True):
    """One link of one message: where its code leads."""

    __tablename__: Any = "short_link"
    __table_args__ = {"sqlite_with_rowid": False}

    code: str = Field(primary_key=True)
    message_id: int = reference()
    position: int
    """Which of the body's links it is, from 0."""
    url: str = Field(sa_type=Text)


class ClickTable(SQLModel, table=True):
    """One request for a short link, by a person or a machine."""

    __tablename__: Any = "click"
    __table_args__ = (Index("ix_click_message", "message_id", "at"),)

    id: int | None = row_id()
    message_id: int = reference()
    code: str
    at: int = instant()
    bot: str | None = None
    """Why it was taken for a machine's and not counted; None for a person's."""
    user_agent: str | None = Field(default=None, sa_type=Text)
