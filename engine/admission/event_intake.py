"""Event intake: events are written down, and enrol contacts, update and cancel in the transaction that does it."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from engine.admission.admission import Slot, admit
from engine.admission.affected_journeys import AffectedJourneys
from engine.admission.event_refusals import refusal_of, reused_id, unusable_value
from engine.admission.event_triggers import TriggeredJourney, entrants_of, triggered_by_events
from engine.admission.incoming_event import IncomingEvent
from engine.movement.awaited_events import deliver_events, with_listeners
from engine.movement.event_updates import apply_updates, reopen_ended
from engine.rules.conditions.json_equality import same_json
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.contacts.contacts import ids_of
from engine.store.database.conflicts import again_on_conflict, is_its_own_fault
from engine.store.enrolments.cohorts import versions_in_use
from engine.store.events.events import (
    DuplicateEvent,
    EventRow,
    ReceivedEvent,
    duplicate_events,
    insert_events,
    note_enrolments,
)
from engine.store.events.follow_ups import MatchEvents, delete_notes, note
from engine.store.journeys.live_versions import live_versions

_log = logging.getLogger(__name__)

_FEW = 100
"""Events that are urgent to write: more of them may wait for others."""


@dataclass(frozen=True, slots=True)
class EventReceipt:
    """What became of an event."""

    event_id: int | None
    """None when it was refused."""
    enrolments: tuple[int, ...] = ()
    refusal: Refusal | None = None
    """Why it was not taken in."""


@dataclass(frozen=True, slots=True)
class Received:
    """The receipts, in the order of the events, and the cohorts to start or wake."""

    receipts: tuple[EventReceipt, ...]
    urgent: tuple[int, ...]
    """New cohorts of transactional journeys, to start before anything else."""
    opened: tuple[int, ...]
    """The other new cohorts, to start."""
    woken: tuple[int, ...]
    """Cohorts that must look at their clocks."""


def receive_events(context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> Received:
    """Writes events down and lets in whom they enrol, all in one transaction. One that is refused refuses no other."""
    written = _write_each(context, incoming, now)
    woken = [*written.woken, *_deliver(context, written, now)]
    return Received(
        written.receipts,
        urgent=tuple(dict.fromkeys(written.urgent)),
        opened=tuple(dict.fromkeys(written.opened)),
        woken=tuple(dict.fromkeys(woken)),
    )


class _Written(NamedTuple):
    receipts: tuple[EventReceipt, ...]
    urgent: list[int]
    opened: list[int]
    woken: list[int]
    events: list[ReceivedEvent]
    done: tuple[int, ...]
    """The note that they are to be matched, when somebody may wait for them."""


def _deliver(context: Context, written: _Written, now: Millis) -> list[int]:
    try:
        return deliver_events(context, written.events, now, written.done)
    except Exception as error:
        if not isinstance(error, DBAPIError) and not is_its_own_fault(error):
            raise
        if not written.done:
            raise
        # The events are taken in, and whoever posted them learns so; the note of what is left to do stays.
        _log.exception("whom %d events reach was not decided; housekeeping does it", len(written.events))
        return []


def _write_each(context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> _Written:
    """An event that can't be written, or that breaks a journey's trigger, takes no other with it: those it came with
    are written by halves, until it is alone."""
    try:
        return _write_down(context, incoming, now)
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        if len(incoming) == 1:
            _log.exception("an event can't be taken in")
            return _Written((EventReceipt(None, refusal=unusable_value(incoming[0], error)),), [], [], [], [], ())
    half = len(incoming) // 2
    first, second = (_write_each(context, part, now) for part in (incoming[:half], incoming[half:]))
    return _Written(
        first.receipts + second.receipts,
        first.urgent + second.urgent,
        first.opened + second.opened,
        first.woken + second.woken,
        first.events + second.events,
        first.done + second.done,
    )


@again_on_conflict
def _write_down(context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> _Written:
    with context.db.write(urgent=len(incoming) <= _FEW) as conn:
        return _receive(conn, context, incoming, now)


def _receive(conn: Connection, context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> _Written:
    admitting = [(version, context.plans.get(conn, version.version_id)) for version in live_versions(conn)]
    triggered = triggered_by_events(admitting)
    affected = AffectedJourneys(conn, context, admitting)
    contacts = ids_of(conn, (event.contact for event in incoming if event.contact is not None))
    sorted_out = _sort_out(conn, incoming, contacts, triggered, affected, now)
    written = _insert(conn, incoming, sorted_out.new, contacts, now)
    current = [event for index, event in written.items() if not incoming[index].is_history(now)]
    admissions = _admit_each(conn, triggered, affected, current, now)
    note_enrolments(conn, admissions.enrolments)
    under_way = versions_in_use(conn)
    woken = apply_updates(conn, context, current, under_way, now)
    woken += reopen_ended(conn, context, current, admitting, now)
    delete_notes(conn, [event.noted for event in incoming if event.noted is not None])
    # Also what nobody is under way on yet: somebody may come to a wait before this is committed.
    versions = {*under_way, *(version.version_id for version, _ in admitting)}
    to_match = with_listeners(conn, context, current, versions)
    done = (note(conn, MatchEvents(events=tuple(event.event_id for event in to_match)), now).id,) if to_match else ()
    receipts = sorted_out.receipts
    for index, event in written.items():
        receipts[index] = EventReceipt(event.event_id, tuple(admissions.enrolments.get(event.event_id, ())))
    for index, first in sorted_out.repeats.items():
        receipts[index] = receipts[first]
    in_order = tuple(receipts[index] for index in range(len(incoming)))
    return _Written(in_order, admissions.urgent, admissions.opened, woken, current, done)


class _Sorted(NamedTuple):
    """Events by their place in what was posted."""

    receipts: dict[int, EventReceipt]
    """Of those that were received before or are refused."""
    new: list[int]
    """To be written down."""
    repeats: dict[int, int]
    """The same as one before it -> that one."""


def _sort_out(
    conn: Connection,
    incoming: Sequence[IncomingEvent],
    contacts: Mapping[str, int],
    triggered: Sequence[TriggeredJourney],
    affected: AffectedJourneys,
    now: Millis,
) -> _Sorted:
    before = duplicate_events(conn, (event.idempotency_id for event in incoming if event.idempotency_id is not None))
    first_with_id: dict[str, int] = {}
    receipts: dict[int, EventReceipt] = {}
    new: list[int] = []
    repeats: dict[int, int] = {}
    for index, event in enumerate(incoming):
        event_id = event.idempotency_id
        if event_id is not None and event_id in before:
            receipts[index] = _received_before(event, before[event_id], contacts)
        elif event_id is not None and event_id in first_with_id:
            first = first_with_id[event_id]
            if _same(event, incoming[first]):
                repeats[index] = first
            else:
                receipts[index] = EventReceipt(None, refusal=reused_id(event))
        elif (refusal := refusal_of(event, contacts, triggered, affected, now)) is not None:
            receipts[index] = EventReceipt(None, refusal=refusal)
        else:
            new.append(index)
            if event_id is not None:
                first_with_id[event_id] = index
    return _Sorted(receipts, new, repeats)


def _received_before(event: IncomingEvent, before: DuplicateEvent, contacts: Mapping[str, int]) -> EventReceipt:
    contact_id = None if event.contact is None else contacts.get(event.contact, 0)
    alike = (contact_id, event.name) == (before.contact_id, before.name)
    if alike and same_json(event.properties, before.properties):
        return EventReceipt(before.event_id, tuple(before.enrolments))
    return EventReceipt(None, refusal=reused_id(event))


def _same(event: IncomingEvent, other: IncomingEvent) -> bool:
    alike = (event.contact, event.name) == (other.contact, other.name)
    return alike and same_json(event.properties, other.properties)


def _insert(
    conn: Connection,
    incoming: Sequence[IncomingEvent],
    new: Sequence[int],
    contacts: Mapping[str, int],
    now: Millis,
) -> dict[int, ReceivedEvent]:
    """Writes the new events down; each by its place in what was posted."""
    rows = [
        EventRow(
            None if event.contact is None else contacts[event.contact],
            event.name,
            event.properties,
            now if event.occurred_at is None else event.occurred_at,
            event.idempotency_id,
        )
        for event in (incoming[index] for index in new)
    ]
    ids = insert_events(conn, rows, now)
    return {
        index: ReceivedEvent(event_id, row.contact_id, row.name, row.properties, row.occurred_at, now)
        for index, event_id, row in zip(new, ids, rows, strict=True)
    }


@dataclass(slots=True)
class _Admissions:
    """Whom events enrolled, and the cohorts that were opened for them."""

    enrolments: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Event -> the ids of its enrolments."""
    urgent: list[int] = field(default_factory=list[int])
    opened: list[int] = field(default_factory=list[int])


def _admit_each(
    conn: Connection,
    triggered: Sequence[TriggeredJourney],
    affected: AffectedJourneys,
    events: Sequence[ReceivedEvent],
    now: Millis,
) -> _Admissions:
    admissions = _Admissions()
    for journey in triggered:
        entrants = entrants_of(conn, journey, events, affected, now)
        if not entrants:
            continue
        admitted = admit(conn, journey.version, journey.compiled, entrants, now, slot=Slot.BY_EVENT)
        for entrant, enrolment_id in admitted.enrolments:
            admissions.enrolments[entrant.cause_id or 0].append(enrolment_id)
        cohorts = admissions.urgent if journey.compiled.urgent else admissions.opened
        cohorts.extend(admitted.cohorts)
    return admissions
