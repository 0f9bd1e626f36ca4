"""An event on its way in, and the note that makes sure it is taken in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from engine.rules.time.instants import Millis
from engine.rules.time.zones import UTC_ZONE, add_duration
from engine.store.events.follow_ups import TakeInEvent, note


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """An event as it was posted."""

    contact: str | None
    """The contact's external id; None for an update or a cancellation that is about everybody with its key."""
    name: str
    properties: dict[str, Any] = field(default_factory=dict[str, Any])
    occurred_at: Millis | None = None
    idempotency_id: str | None = None
    noted: int | None = None
    """The follow-up note that it is taken from: struck when it is taken in."""
    not_older_than: str | None = None
    """ISO 8601: when it happened longer ago than this, it is written down as history, and starts, moves, ends and
    reaches nothing."""

    @property
    def is_ours(self) -> bool:
        """Whether Postroad made it."""
        return (self.idempotency_id or "").startswith("postroad:")

    def is_history(self, now: Millis) -> bool:
        """Whether it is only written down."""
        if self.not_older_than is None or self.occurred_at is None:
            return False
        return add_duration(self.occurred_at, self.not_older_than, UTC_ZONE) < now


def note_event(conn: Connection, event: IncomingEvent, now: Millis) -> IncomingEvent:
    """The event of something that this transaction writes down, noted in it: it is taken in even if this process does
    not live to do it. It has an id and a contact, so that it happens once."""
    happening = TakeInEvent(
        contact=event.contact,
        name=event.name,
        properties=event.properties,
        occurred_at=event.occurred_at,
        idempotency_id=event.idempotency_id,
    )
    return replace(event, noted=note(conn, happening, now).id)
