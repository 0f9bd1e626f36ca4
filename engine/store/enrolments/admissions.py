"""Letting contacts into journeys: the rows, and the places that re-entry rules leave."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, literal, not_, or_, select, true, update

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, each_of, insert, inserted, take_ids


class Entrant(NamedTuple):
    """A contact about to be admitted."""

    contact_id: int
    key: str = ""
    cause_id: int | None = None
    """The event that it is admitted for."""
    properties: dict[str, Any] | None = None
    """The event's properties."""
    id: int = 0
    """Stands for the enrolment, which it has none of yet, where its facts are asked for."""


ONE_PLACE: Final = 0
"""The slot of an enrolment where the re-entry rule leaves a contact one place for a key."""


def slot_of_event(event_id: int) -> int:
    """The slot of an enrolment that may stand beside others of its contact, one for each event."""
    return -2 * event_id


def slot_of_cohort(cohort_id: int) -> int:
    """The slot of an enrolment that may stand beside others of its contact, one for each call: calls open cohorts."""
    return -2 * cohort_id - 1


def held_places(
    conn: Connection, journey_id: int, contact_ids: Sequence[int], *, for_good: bool
) -> set[tuple[int, str]]:
    """(contact, key) whose place is taken: for good by anybody who was ever in (`never`), else by those who are in.
    Whoever was cancelled by the event that cancels holds it no more: a registration that was called off and is made
    again is a new one."""
    e = t.enrolment.c
    query = select(e.contact_id, e.key).where(e.journey_id == journey_id, among(conn, e.contact_id, contact_ids))
    query = query.where(_holds_for_good(e) if for_good else t.IS_ACTIVE)
    return {(row[0], row[1]) for row in conn.execute(query)}


def _holds_for_good(e: Any) -> ColumnElement[bool]:
    return or_(e.status != EnrolmentStatus.CANCELLED, e.note.is_(None), e.note != str(Reason.CANCELLED_BY_EVENT))


def free_places(conn: Connection, journey_id: int, contact_ids: Sequence[int], *, for_good: bool) -> None:
    """Takes the one place back from those who have left, so that they can come in again; under `never`, from those
    whom an event cancelled."""
    e = t.enrolment.c
    left = not_(_holds_for_good(e)) if for_good else e.status != EnrolmentStatus.ACTIVE
    conn.execute(
        update(t.enrolment)
        .where(e.journey_id == journey_id, among(conn, e.contact_id, contact_ids), e.slot == ONE_PLACE, left)
        .values(slot=e.id)
    )


class Admission(NamedTuple):
    """What all enrolments of one admission share."""

    journey_id: int
    version_id: int
    cohort_id: int
    trigger_id: str
    launch_id: int | None
    now: Millis


def _shared(admission: Admission) -> dict[str, Any]:
    return {
        "journey_id": admission.journey_id,
        "version_id": admission.version_id,
        "cohort_id": admission.cohort_id,
        "launch_id": admission.launch_id,
        "status": EnrolmentStatus.ACTIVE,
        "step": admission.trigger_id,
        "visit": 1,
        "revision": 0,
        "rest": Rest.START,
        "due_at": admission.now,
        "entered_at": admission.now,
        "skip_next": False,
        "admitted_at": admission.now,
    }


def insert_entrants(
    conn: Connection, admission: Admission, entrants: Sequence[Entrant], slots: Sequence[int]
) -> list[tuple[Entrant, int]]:
    """Inserts those whose place is still free, each in its slot; with their enrolments' ids. Who lost a race is left
    out."""
    ids = take_ids(conn, t.enrolment, len(entrants))
    if not ids:
        return []
    shared = _shared(admission)
    rows = [
        shared
        | {
            "id": enrolment_id,
            "contact_id": entrant.contact_id,
            "key": entrant.key,
            "slot": slot,
            "cause_id": entrant.cause_id,
            "properties": entrant.properties,
        }
        for enrolment_id, entrant, slot in zip(ids, entrants, slots, strict=True)
    ]
    conn.execute(insert(conn, t.enrolment).on_conflict_do_nothing().inline(), rows)
    e = t.enrolment.c
    inserted_ids = set(conn.execute(select(e.id).where(among(conn, e.id, ids))).scalars())
    return [
        (entrant, enrolment_id)
        for entrant, enrolment_id in zip(entrants, ids, strict=True)
        if enrolment_id in inserted_ids
    ]


def insert_contacts(conn: Connection, admission: Admission, contact_ids: Sequence[int], slot: int) -> int:
    """Inserts one enrolment for each contact whose place is free, in one statement; how many came in."""
    shared = _shared(admission)
    value = each_of(conn, contact_ids)
    columns = ["contact_id", "key", "slot", *shared]
    types = t.enrolment.c
    source = select(
        value,
        literal(""),
        literal(slot),
        *(literal(content, type_=types[name].type) for name, content in shared.items()),
    ).where(true())
    statement = insert(conn, t.enrolment).from_select(columns, source).on_conflict_do_nothing()
    return inserted(conn, statement)
