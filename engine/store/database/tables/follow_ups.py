"""What still has to follow from something that was committed."""

from typing import Any

from sqlmodel import Field, SQLModel

from engine.store.database.columns import Int64, Json, instant


class FollowUpTable(SQLModel, table=True):
    """A note of what has to follow, made in the transaction that it follows from and struck in the one that does it.
    What stays here for longer than a moment was left by a process that died."""

    __tablename__: Any = "follow_up"

    id: int = Field(primary_key=True, sa_type=Int64)
    """Random: one that was struck is never given out again, so that whoever is late strikes nobody else's."""
    due: dict[str, Any] = Field(sa_type=Json)
    """What has to be done, and to whom."""
    at: int = instant(index=True)
