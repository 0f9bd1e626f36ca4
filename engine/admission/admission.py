"""Admission: how contacts are let into a journey, whatever brings them.

An event, a list of contacts, a keyword and a launch all end in `admit`: it asks the re-entry rule, opens the cohorts,
inserts the enrolments and counts them, in the transaction of whoever calls it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from enum import Enum, auto
from typing import Final, NamedTuple, assert_never

from sqlalchemy import Connection

from engine.journey.parts.triggers import AudienceTrigger, EventTrigger, ManualTrigger
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import StepMetric
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.enrolments.admissions import (
    ONE_PLACE,
    Admission,
    Entrant,
    free_places,
    held_places,
    insert_contacts,
    insert_entrants,
    slot_of_cohort,
    slot_of_event,
)
from engine.store.enrolments.cohorts import LARGEST, open_cohort
from engine.store.journeys.counts import Tally, add_counts
from engine.store.journeys.live_versions import LiveVersion, live_versions


class NotEnrollable(Refusal):
    """the journey takes no new contacts: it is not published yet, was cancelled or was archived"""

    code = "wrong_trigger"


_STARTED_BY: Final[dict[type[ManualTrigger | AudienceTrigger], str]] = {
    ManualTrigger: 'contacts are enrolled by hand with "manual"',
    AudienceTrigger: "only an audience is launched",
}


def version_to_enter(
    conn: Connection, context: Context, journey_id: int, trigger: type[ManualTrigger | AudienceTrigger]
) -> tuple[LiveVersion, CompiledPlan]:
    """The version of a journey that new contacts are admitted to by such a trigger. Raises NotEnrollable when the
    journey takes no new contacts, or starts in another way."""
    version = next((version for version in live_versions(conn) if version.journey_id == journey_id), None)
    if version is None:
        raise NotEnrollable
    compiled = context.plans.get(conn, version.version_id)
    if not isinstance(compiled.plan.trigger, trigger):
        kind = compiled.plan.trigger.kind
        raise NotEnrollable(f'the journey\'s trigger is "{kind}"', remedy=_STARTED_BY[trigger])
    return version, compiled


class Slot(Enum):
    """What tells a contact's enrolments in one journey apart where its re-entry rule is `always` and it has no key.
    Under every other rule a contact has one place for each key."""

    BY_EVENT = auto()
    """One for each event, however often the event is received."""
    BY_CALL = auto()
    """One for each call or launch, of which each opens cohorts of its own."""


class Admitted(NamedTuple):
    """Who was let in."""

    enrolled: int
    """How many."""
    enrolments: list[tuple[Entrant, int]]
    """Each with the id of its enrolment; empty for a launch, which only counts."""
    cohorts: list[int]
    """The new cohorts, to start."""


def admit(
    conn: Connection,
    version: LiveVersion,
    compiled: CompiledPlan,
    entrants: Sequence[Entrant],
    now: Millis,
    *,
    slot: Slot,
    launch_id: int | None = None,
) -> Admitted:
    """Lets in those of the entrants to whom the re-entry rule leaves a place."""
    entering = places_left(conn, version.journey_id, compiled, entrants)
    if not entering:
        return Admitted(0, [], [])
    _free_places(conn, version.journey_id, compiled, entering)
    count = 0
    enrolments: list[tuple[Entrant, int]] = []
    cohorts: list[int] = []
    trigger_id = compiled.plan.trigger_id
    for start in range(0, len(entering), LARGEST):
        chunk = entering[start : start + LARGEST]
        cohort_id = open_cohort(conn, version.version_id, len(chunk), compiled.urgent, now)
        cohorts.append(cohort_id)
        admission = Admission(version.journey_id, version.version_id, cohort_id, trigger_id, launch_id, now)
        if launch_id is not None:
            contacts = [entrant.contact_id for entrant in chunk]
            count += insert_contacts(conn, admission, contacts, _slot(compiled, chunk[0], slot, cohort_id))
        else:
            slots = [_slot(compiled, entrant, slot, cohort_id) for entrant in chunk]
            inserted = insert_entrants(conn, admission, chunk, slots)
            enrolments.extend(inserted)
            count += len(inserted)
    tally: Tally = Counter({(trigger_id, StepMetric.ENTERED, ""): count, (trigger_id, StepMetric.HERE, ""): count})
    add_counts(conn, version.version_id, tally)
    return Admitted(count, enrolments, cohorts)


def _slot(compiled: CompiledPlan, entrant: Entrant, slot: Slot, cohort_id: int) -> int:
    if compiled.plan.settings.re_entry != "always" or entrant.key:
        return ONE_PLACE
    match slot:
        case Slot.BY_EVENT:
            return slot_of_event(entrant.cause_id or 0)
        case Slot.BY_CALL:
            return slot_of_cohort(cohort_id)
        case _ as never:
            assert_never(never)


def places_left(
    conn: Connection, journey_id: int, compiled: CompiledPlan, entrants: Sequence[Entrant]
) -> Sequence[Entrant]:
    """Those whom the re-entry rule lets in; of several for one place, the first."""
    rule = compiled.plan.settings.re_entry
    if not entrants or (rule == "always" and compiled.key_path is None):
        return entrants
    contacts = [entrant.contact_id for entrant in entrants]
    held = held_places(conn, journey_id, contacts, for_good=rule == "never")
    entering: list[Entrant] = []
    for entrant in entrants:
        place = (entrant.contact_id, entrant.key)
        if place not in held:
            held.add(place)
            entering.append(entrant)
    return entering


def _free_places(conn: Connection, journey_id: int, compiled: CompiledPlan, entering: Sequence[Entrant]) -> None:
    """Takes their places back from earlier enrolments that hold them no more."""
    rule = compiled.plan.settings.re_entry
    if rule == "always" and compiled.key_path is None:
        return
    trigger = compiled.plan.trigger
    if rule != "never" or (isinstance(trigger, EventTrigger) and trigger.cancelled_by is not None):
        contacts = [entrant.contact_id for entrant in entering]
        free_places(conn, journey_id, contacts, for_good=rule == "never")
