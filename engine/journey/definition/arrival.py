"""Arrival: what happens when an enrolment comes to a step. A definition decides it, from plain values; whoever moves
enrolments writes what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from pydantic import JsonValue

from engine.journey.timing.lateness import Lateness
from engine.journey.timing.waits import WaitSpec
from engine.rules.conditions.facts import Facts
from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone

Holds = Callable[[Facts], bool]
"""A compiled condition."""

UNDATED = "undated"
"""The outcome of whoever rests at a wait that has no date to count from: should none come, they end there."""


class Decisions(NamedTuple):
    """What a step decides by, compiled once a version."""

    paths: tuple[tuple[str, Holds], ...] = ()
    """Outlets and their conditions, in order."""
    wait: WaitSpec | None = None
    where: Holds | None = None
    """The condition on the event that is waited for."""
    lateness: Lateness | None = None
    """How late a wait may be left; None for as late as it gets."""


class ArrivalNeeds(NamedTuple):
    """What has to be known of a contact to decide its arrival."""

    own_reads: bool = False
    """What the step reads of the facts."""
    zone: bool = False
    """The contact's zone and number."""
    arm: bool = False
    """Who it is, and which arm it took before."""
    sms_consent: bool = False
    passes: bool = False
    """Whether somebody may go on from the step in the same moment."""


class StepUpdate(NamedTuple):
    """What a step changes of the contact."""

    set: Mapping[str, JsonValue]
    add_tags: tuple[str, ...]
    remove_tags: tuple[str, ...]
    add_score: int


class Passes(NamedTuple):
    """Goes on by an outlet in the same moment."""

    outlet: str
    reason: str | None = None
    due_at: Millis | None = None
    """When a wait that is passed was over: what follows was due with it, however late somebody comes to look."""
    update: StepUpdate | None = None


class Rests(NamedTuple):
    """Stops here until something happens."""

    rest: Rest
    due_at: Millis
    note: str | None = None
    since: Millis | None = None
    """From when it counts; now, where nothing is said."""
    outcome: str | None = None
    """By which outlet it leaves when it is due, where that is known."""


class Ends(NamedTuple):
    """Leaves the journey here."""

    status: EnrolmentStatus
    note: str | None
    outcome: str
    """What the path says of this step."""
    reason: str | None = None


Arrival: TypeAlias = Passes | Rests | Ends


class Passage(NamedTuple):
    """Whose arrival it is."""

    external_id: str
    key: str
    arms: Mapping[str, str]
    """Arms taken before, by split."""


class Moments(NamedTuple):
    """When it is, when the move counts as made, and since when events count."""

    now: Millis
    then: Millis
    since: Millis


@dataclass(slots=True)
class Arriving:
    """An enrolment that comes to a step, and all that decides what happens there."""

    step_id: str
    decisions: Decisions
    is_connected: Callable[[str], bool]
    """Whether an outlet of the step leads to another."""
    comes_round: bool
    """Whether it was here before, in a loop."""
    facts: Facts
    passage: Passage
    moments: Moments
    zone: Callable[[Mapping[str, Any]], tuple[Zone, str | None]]
    """A contact's zone, with a note when it is not its own."""

    def contact_zone(self) -> tuple[Zone, str | None]:
        """The zone that local times are decided in, with a note when it is not the contact's own."""
        return self.zone(self.facts.contact)


def rests_for_dispatch(arriving: Arriving) -> Rests:
    """Stops before the gate, which decides whether and when the message goes."""
    return Rests(Rest.DISPATCH, arriving.moments.now, since=arriving.moments.since)
