"""What people in the account answered to replies."""

from typing import Any

from sqlmodel import Field, SQLModel

from engine.store.database.columns import Int64, instant, reference


class AnswerTable(SQLModel, table=True):
    """A message that a person wrote back to a phone."""

    __tablename__: Any = "answer"

    message_id: int = Field(primary_key=True, sa_type=Int64)
    inbound_id: int = reference(index=True)
    """What it answers."""
    actor: str
    """Who wrote it."""
    at: int = instant()
