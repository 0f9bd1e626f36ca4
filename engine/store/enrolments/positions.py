"""Enrolments as values: what a move reads of a row, and the position it leads to."""

from typing import Any, NamedTuple

from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis


class RestingEnrolment(NamedTuple):
    """What a move needs to know of an enrolment's row."""

    id: int
    contact_id: int
    key: str
    step: str
    visit: int
    revision: int
    rest: Rest
    due_at: int | None
    entered_at: int
    visits: dict[str, int] | None
    properties: dict[str, Any] | None
    outcome: str | None
    launch_id: int | None
    skip_next: bool


class RouteHop(NamedTuple):
    """One step passed: by which outlet, and why when that needs saying."""

    step: str
    outcome: str
    reason: str | None = None


class ContactUpdate(NamedTuple):
    """What an `update_contact` step does to the contact, written with the move that passed it."""

    set: tuple[tuple[str, str], ...]
    """Attribute and its value as JSON."""
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    add_score: int


class Position(NamedTuple):
    """Where an enrolment comes to rest, or that it ends. Equal positions are written by one statement."""

    step: str | None
    visit: int
    rest: Rest | None
    due_at: Millis | None
    entered_at: Millis
    status: EnrolmentStatus
    note: str | None
    hops: tuple[RouteHop, ...]
    visits: tuple[tuple[str, int], ...] | None
    changes: tuple[ContactUpdate, ...]
    outcome: str | None = None
    """By which outlet it leaves when it is due, when that is known on arrival (`UNDATED`)."""
