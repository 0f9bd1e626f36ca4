"""Admission: an event enrols contacts in the transaction that writes the event down."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple, cast

import orjson
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from engine.admission.followers import AffectedJourneys
from engine.journey.parts.triggers import EventTrigger
from engine.movement.matching import MatchedEvent, apply_updates, deliver_events, key_of, reopen_ended, with_listeners
from engine.movement.precedence import CLOCK_SKEW, kept_for
from engine.rules.conditions.conditions import look_up
from engine.rules.conditions.json_equality import same_json
from engine.rules.time.dates import read_date
from engine.rules.time.instants import Millis, to_rfc3339
from engine.rules.time.zones import UTC_ZONE, add_duration
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict, is_its_own_fault
from engine.store.enrolments.active_enrolments import versions_in_use
from engine.store.enrolments.admissions import Admission, Entrant, free_places, held_places, insert_entrants
from engine.store.enrolments.cohorts import LARGEST, open_cohort
from engine.store.events.events import (
    EventRow,
    LiveVersion,
    TimedEvent,
    contact_ids,
    duplicate_events,
    insert_events,
    live_versions,
    note_enrolments,
)
from engine.store.events.follow_ups import MatchEvents, TakeInEvent, delete_notes, note
from engine.store.journeys.counts import Tally, add_counts
from engine.store.segments.facts import load_facts

_log = logging.getLogger(__name__)

ID_REUSED = "event_id_reused"


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


@dataclass(frozen=True, slots=True)
class EventReceipt:
    """What became of an event."""

    event_id: int | None
    """None when it was refused."""
    enrolments: tuple[int, ...] = ()
    refused: str | None = None
    """Why it was not taken in, with the remedy."""
    code: str | None = None
    """`unknown_contact`, `missing_properties`, `unreadable_date`, `contact_needed`, `occurred_in_future` or
    `event_id_reused`."""


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


@dataclass(slots=True)
class Entry:
    """One event at one journey's trigger."""

    index: int
    contact_id: int
    properties: dict[str, Any]
    key: str
    event_id: int = 0
    occurred_at: Millis = 0
    # What `load_facts` asks of somebody who has no enrolment yet.
    id: int = 0


def receive_events(context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> Received:
    """Writes events down and lets in whom they enrol, all in one transaction. One that is refused refuses no other."""
    written = _write_each(context, incoming, now)
    woken = [*written.woken, *_reach_who_waits(context, written, now)]
    return Received(
        written.receipts,
        urgent=tuple(dict.fromkeys(written.urgent)),
        opened=tuple(dict.fromkeys(written.opened)),
        woken=tuple(dict.fromkeys(woken)),
    )


def _reach_who_waits(context: Context, written: _Written, now: Millis) -> list[int]:
    try:
        return deliver_events(context, written.events, now, written.done)
    except Exception as error:
        if not isinstance(error, DBAPIError) and not is_its_own_fault(error):
            raise
        if not written.done:
            raise
        # The events are taken in, and whoever posted them is told so; the note of what is left to do stays.
        _log.exception("whom %d events reach was not decided; housekeeping does it", len(written.events))
        return []


class _Written(NamedTuple):
    receipts: tuple[EventReceipt, ...]
    urgent: list[int]
    opened: list[int]
    woken: list[int]
    events: list[MatchedEvent]
    done: tuple[int, ...]
    """The note that they are to be matched, when somebody may wait for them."""


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
            return _Written((_unwritable(incoming[0], error),), [], [], [], [], ())
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


def _unwritable(one: IncomingEvent, error: Exception) -> EventReceipt:
    said = (
        f'"{one.name}" has a value that can\'t be written down or compared ({type(error).__name__}); look for very '
        "long texts, very large numbers and characters that nobody types, and send it without"
    )
    return EventReceipt(None, refused=said, code="event_refused")


@again_on_conflict
def _write_down(context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> _Written:
    with context.db.write(urgent=len(incoming) <= 100) as conn:
        return _receive(conn, context, incoming, now)


def _receive(conn: Connection, context: Context, incoming: Sequence[IncomingEvent], now: Millis) -> _Written:
    receipts: list[EventReceipt | None] = [None] * len(incoming)
    people = contact_ids(conn, (one.contact for one in incoming if one.contact is not None))
    before = duplicate_events(conn, (one.idempotency_id for one in incoming if one.idempotency_id is not None))
    known: dict[str, int] = {}
    taking = [(live_version, context.plans.get(conn, live_version.version_id)) for live_version in live_versions(conn)]
    triggers = [
        (live_version, compiled) for live_version, compiled in taking if isinstance(compiled.plan.trigger, EventTrigger)
    ]
    following = AffectedJourneys(conn, context, taking)
    taken: list[int] = []
    repeats: list[tuple[int, int]] = []
    for index, one in enumerate(incoming):
        if one.idempotency_id is not None and one.idempotency_id in before:
            first = before[one.idempotency_id]
            contact_id = None if one.contact is None else people.get(one.contact, 0)
            same = (contact_id, one.name) == (first.contact_id, first.name) and same_json(
                one.properties, first.properties
            )
            receipts[index] = EventReceipt(first.event_id, tuple(first.enrolments)) if same else _other_event(one)
            continue
        if one.idempotency_id is not None and one.idempotency_id in known:
            other = incoming[known[one.idempotency_id]]
            if (one.contact, one.name) == (other.contact, other.name) and same_json(one.properties, other.properties):
                repeats.append((index, known[one.idempotency_id]))
            else:
                receipts[index] = _other_event(one)
            continue
        refused = _refusal(one, people, triggers, following, now)
        if refused is not None:
            receipts[index] = refused
            continue
        taken.append(index)
        if one.idempotency_id is not None:
            known[one.idempotency_id] = index
    ids = insert_events(
        conn,
        [
            EventRow(
                None if one.contact is None else people[one.contact],
                one.name,
                one.properties,
                now if one.occurred_at is None else one.occurred_at,
                one.idempotency_id,
            )
            for one in (incoming[index] for index in taken)
        ],
        now,
    )
    event_ids = dict(zip(taken, ids, strict=True))
    enrolled: dict[int, list[int]] = defaultdict(list)
    opened: list[int] = []
    urgent: list[int] = []
    news = [index for index in taken if not _is_history(incoming[index], now)]
    for live_version, compiled in triggers:
        trigger = cast(EventTrigger, compiled.plan.trigger)
        entries = [
            Entry(
                index,
                people[contact],
                incoming[index].properties,
                key_of(compiled, incoming[index].properties) or "",
                event_ids[index],
                occurred_at=now if (at := incoming[index].occurred_at) is None else at,
            )
            for index in news
            if incoming[index].name == trigger.name and (contact := incoming[index].contact) is not None
        ]
        entries += _of_everybody(compiled, following, incoming, news, event_ids, now)
        if not entries:
            continue
        into = urgent if compiled.plan.settings.message_class == "transactional" else opened
        into.extend(_admit(conn, live_version, compiled, entries, enrolled, now))
    note_enrolments(conn, {event_ids[index]: found for index, found in enrolled.items()})
    for index in taken:
        receipts[index] = EventReceipt(event_ids[index], tuple(enrolled.get(index, ())))
    for index, first in repeats:
        receipts[index] = receipts[first]
    written = [
        MatchedEvent(
            event_ids[index],
            None if (contact := incoming[index].contact) is None else people[contact],
            incoming[index].name,
            incoming[index].properties,
            now,
            incoming[index].occurred_at,
        )
        for index in news
    ]
    under_way = versions_in_use(conn)
    woken = apply_updates(conn, context, written, under_way, now)
    woken += reopen_ended(conn, context, written, triggers, now)
    delete_notes(conn, [one.noted for one in incoming if one.noted is not None])
    # Also what nobody is under way on yet: somebody may come to a wait before this is committed.
    to_match = with_listeners(
        conn, context, written, {*under_way, *(live_version.version_id for live_version, _ in taking)}
    )
    done = (note(conn, MatchEvents(events=tuple(one.event_id for one in to_match)), now).id,) if to_match else ()
    told = tuple(one if one is not None else EventReceipt(None) for one in receipts)
    return _Written(told, urgent, opened, woken, written, done)


def _other_event(one: IncomingEvent) -> EventReceipt:
    """The id was used before, for an event that was not this one. When it happened may be said otherwise each time."""
    said = (
        f'the id "{one.idempotency_id}" was used for an event with another contact, name or properties; '
        "give each event an id of its own"
    )
    return EventReceipt(None, refused=said, code=ID_REUSED)


def _of_everybody(
    compiled: CompiledPlan,
    following: AffectedJourneys,
    incoming: Sequence[IncomingEvent],
    taken: Sequence[int],
    event_ids: dict[int, int],
    now: Millis,
) -> list[Entry]:
    """Events that name no contact, at this journey's trigger: once for each contact that they are about. One that
    lacks what the trigger needs enrols nobody, and does all the same what it does to others."""
    trigger = cast(EventTrigger, compiled.plan.trigger)
    found: list[Entry] = []
    for index in taken:
        one = incoming[index]
        if one.contact is not None or one.name != trigger.name or _missing(trigger, one.properties):
            continue
        if _unreadable(compiled, one.properties) is not None:
            continue
        key = key_of(compiled, one.properties) or ""
        found += [
            Entry(
                index,
                contact_id,
                one.properties,
                key,
                event_ids[index],
                occurred_at=now if one.occurred_at is None else one.occurred_at,
            )
            for contact_id in following.concerned(one.name, one.properties)
        ]
    return found


def _missing(trigger: EventTrigger, properties: dict[str, Any]) -> list[str]:
    """What the trigger needs of its event and this one lacks."""
    needed = [*trigger.requires, *([] if trigger.key is None else [trigger.key.removeprefix("event.")])]
    return [name for name in dict.fromkeys(needed) if _property(properties, name) is None]


def _refusal(
    one: IncomingEvent,
    people: dict[str, int],
    triggers: Sequence[tuple[LiveVersion, CompiledPlan]],
    following: AffectedJourneys,
    now: Millis,
) -> EventReceipt | None:
    """Why an event can't be taken in; None when it can. One that names no contact is about whom other journeys tell."""
    if one.occurred_at is not None and one.occurred_at > now + CLOCK_SKEW and not one.is_ours:
        said = (
            f'"{one.name}" says that it happened at {to_rfc3339(one.occurred_at)}, which lies ahead of now '
            f'({to_rfc3339(now)}); "occurred_at" is when it happened. Leave it out, or look at the clock it comes from'
        )
        return EventReceipt(None, refused=said, code="occurred_in_future")
    if one.contact is not None and one.contact not in people:
        said = f'there is no contact "{one.contact}"; create it first'
        return EventReceipt(None, refused=said, code="unknown_contact")
    for live_version, compiled in triggers:
        trigger = cast(EventTrigger, compiled.plan.trigger)
        if trigger.name == one.name:
            if one.contact is None:
                if following.other_than(live_version.journey_id, one.name):
                    continue
                said = f'"{one.name}" enrols contacts and names none; add "contact"'
                return EventReceipt(None, refused=said, code="contact_needed")
            missing = _missing(trigger, one.properties)
            if missing:
                names = ", ".join(missing)
                said = f'"{one.name}" lacks {names}, which a live journey needs; add it to "properties"'
                return EventReceipt(None, refused=said, code="missing_properties")
            name = _unreadable(compiled, one.properties)
            if name is not None:
                value = _quoted(_property(one.properties, name))
                said = (
                    f'"{one.name}" has {name} {value}, which can\'t be read as a date for certain, and a live journey '
                    "waits for it; write it as 2026-03-05T18:00:00Z"
                )
                return EventReceipt(None, refused=said, code="unreadable_date")
        elif one.name in (trigger.updated_by, trigger.cancelled_by):
            key = (trigger.key or "").removeprefix("event.")
            if key and _property(one.properties, key) is None and not following.keyed(one.name, one.properties):
                said = f'"{one.name}" lacks {key}, by which it finds whom it is about; add it to "properties"'
                return EventReceipt(None, refused=said, code="missing_properties")
    return None


def _unreadable(compiled: CompiledPlan, properties: dict[str, Any]) -> str | None:
    """The property that the journey waits for a date of, and that is none for certain; None when all are."""
    return next((name for name in compiled.dates_of_event if read_date(_property(properties, name)) is None), None)


def _quoted(value: Any) -> str:
    return orjson.dumps(value).decode()[:100]


def _property(properties: dict[str, Any], name: str) -> Any:
    value = look_up(properties, name, name.split("."))
    return None if value == "" else value


def _admit(
    conn: Connection,
    live_version: LiveVersion,
    compiled: CompiledPlan,
    entries: list[Entry],
    enrolled: dict[int, list[int]],
    now: Millis,
) -> list[int]:
    """Lets in whom the trigger's condition and the re-entry rule let; the cohorts they are in."""
    where = compiled.trigger_where
    if where is not None:
        people = load_facts(conn, entries, compiled.plan.trigger_reads, now)
        entries = [one for one, known in zip(entries, people, strict=True) if where(known.facts)]
    entries = _with_what_was_kept(conn, compiled, _recent(compiled, entries, now), now)
    entries = with_a_place(conn, live_version.journey_id, compiled, entries)
    if not entries:
        return []
    rule = compiled.plan.settings.re_entry
    cohorts: list[int] = []
    for start in range(0, len(entries), LARGEST):
        chunk = entries[start : start + LARGEST]
        urgent = compiled.plan.settings.message_class == "transactional"
        cohort_id = open_cohort(conn, live_version.version_id, len(chunk), urgent, now)
        admission = Admission(
            live_version.journey_id, live_version.version_id, cohort_id, compiled.plan.trigger_id, None, now
        )
        entrants = [
            Entrant(
                one.contact_id,
                one.key,
                -2 * one.event_id if rule == "always" and not one.key else 0,
                one.event_id,
                one.properties or None,
            )
            for one in chunk
        ]
        came_in = insert_entrants(conn, admission, entrants)
        for position, enrolment_id in came_in.items():
            enrolled[chunk[position].index].append(enrolment_id)
        count_entries(conn, live_version.version_id, compiled, len(came_in))
        cohorts.append(cohort_id)
    return cohorts


def _is_history(one: IncomingEvent, now: Millis) -> bool:
    if one.not_older_than is None or one.occurred_at is None:
        return False
    return add_duration(one.occurred_at, one.not_older_than, UTC_ZONE) < now


def _recent(compiled: CompiledPlan, entries: list[Entry], now: Millis) -> list[Entry]:
    """Those that are not older than the trigger lets in."""
    limit = getattr(compiled.plan.trigger, "not_older_than", None)
    if limit is None:
        return entries
    return [one for one in entries if add_duration(one.occurred_at, limit, UTC_ZONE) >= now]


def _with_what_was_kept(conn: Connection, compiled: CompiledPlan, entries: list[Entry], now: Millis) -> list[Entry]:
    """With what updates say that came before them; without those that were called off before they came."""
    trigger = compiled.plan.trigger
    if not isinstance(trigger, EventTrigger) or trigger.key is None:
        return entries
    updated_by = None if trigger.updated_by == trigger.name else trigger.updated_by
    timed = [
        TimedEvent(one.event_id, one.contact_id, trigger.name, one.properties, one.occurred_at, now) for one in entries
    ]
    kept = kept_for(conn, updated_by, trigger.cancelled_by, timed, partial(key_of, compiled))
    found: list[Entry] = []
    for one in entries:
        properties = kept.get((one.event_id, one.contact_id), one.properties)
        if properties is not None:
            one.properties = properties
            found.append(one)
    return found


def with_a_place(conn: Connection, journey_id: int, compiled: CompiledPlan, entries: list[Entry]) -> list[Entry]:
    """Those whom the re-entry rule lets in; of several in one batch for one place, the first."""
    rule = compiled.plan.settings.re_entry
    if not entries or (rule == "always" and compiled.trigger_key is None):
        return entries
    contacts = [one.contact_id for one in entries]
    held = held_places(conn, journey_id, contacts, for_good=rule == "never")
    if rule != "never" or cancels_by_event(compiled):
        free_places(conn, journey_id, contacts, for_good=rule == "never")
    kept: list[Entry] = []
    for one in entries:
        place = (one.contact_id, one.key)
        if place not in held:
            held.add(place)
            kept.append(one)
    return kept


def cancels_by_event(compiled: CompiledPlan) -> bool:
    """Whether an event can end passages here."""
    trigger = compiled.plan.trigger
    return isinstance(trigger, EventTrigger) and trigger.cancelled_by is not None


def count_entries(conn: Connection, version_id: int, compiled: CompiledPlan, n: int) -> None:
    """Counts who came in at the trigger."""
    trigger = compiled.plan.trigger_id
    tally: Tally = Counter({(trigger, "entered", ""): n, (trigger, "here", ""): n})
    add_counts(conn, version_id, tally)
