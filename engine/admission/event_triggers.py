"""Triggers: whom an event enrols in a journey that starts with it, and what the trigger needs of the event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from engine.admission.affected_journeys import AffectedJourneys
from engine.journey.parts.triggers import EventTrigger
from engine.movement.precedence import kept_for
from engine.rules.conditions.conditions import look_up
from engine.rules.time.dates import read_date
from engine.rules.time.instants import Millis
from engine.rules.time.zones import UTC_ZONE, add_duration
from engine.runtime.compiled_plan import CompiledPlan
from engine.store.enrolments.admissions import Entrant
from engine.store.events.events import ReceivedEvent
from engine.store.journeys.live_versions import LiveVersion
from engine.store.segments.facts import load_facts


class TriggeredJourney(NamedTuple):
    """A journey that takes contacts and starts with an event."""

    version: LiveVersion
    compiled: CompiledPlan
    trigger: EventTrigger


def triggered_by_events(admitting: Iterable[tuple[LiveVersion, CompiledPlan]]) -> list[TriggeredJourney]:
    """Those of these journeys that start with an event."""
    return [
        TriggeredJourney(version, compiled, trigger)
        for version, compiled in admitting
        if isinstance(trigger := compiled.plan.trigger, EventTrigger)
    ]


def entrants_of(
    conn: Connection,
    journey: TriggeredJourney,
    events: Sequence[ReceivedEvent],
    affected: AffectedJourneys,
    now: Millis,
) -> Sequence[Entrant]:
    """Whom these events would enrol in a journey, before its re-entry rule is asked: each with its event as cause."""
    starting = [event for event in events if event.name == journey.trigger.name and _is_recent(journey, event, now)]
    entrants = [*_named(journey, starting), *_concerned(journey, starting, affected)]
    where = journey.compiled.trigger_where
    if where is not None and entrants:
        people = load_facts(conn, entrants, journey.compiled.plan.trigger_reads, now)
        entrants = [entrant for entrant, known in zip(entrants, people, strict=True) if where(known.facts)]
    return _with_earlier_updates(conn, journey, entrants, {event.event_id: event for event in starting})


def _is_recent(journey: TriggeredJourney, event: ReceivedEvent, now: Millis) -> bool:
    limit = journey.trigger.not_older_than
    return limit is None or add_duration(event.occurred_at, limit, UTC_ZONE) >= now


def _named(journey: TriggeredJourney, events: Iterable[ReceivedEvent]) -> Iterator[Entrant]:
    for event in events:
        if event.contact_id is not None:
            yield _entrant(journey, event, event.contact_id)


def _concerned(
    journey: TriggeredJourney, events: Iterable[ReceivedEvent], affected: AffectedJourneys
) -> Iterator[Entrant]:
    """Events that name no contact: once for each contact that they are about. One that lacks what the trigger needs
    enrols nobody, and does all the same what it does to others."""
    for event in events:
        if event.contact_id is not None or missing_properties(journey.trigger, event.properties):
            continue
        if unreadable_date(journey.compiled, event.properties) is not None:
            continue
        for contact_id in affected.concerned(event.name, event.properties):
            yield _entrant(journey, event, contact_id)


def _entrant(journey: TriggeredJourney, event: ReceivedEvent, contact_id: int) -> Entrant:
    key = journey.compiled.key_of(event.properties) or ""
    return Entrant(contact_id, key, event.event_id, event.properties or None)


def _with_earlier_updates(
    conn: Connection, journey: TriggeredJourney, entrants: Sequence[Entrant], events: Mapping[int, ReceivedEvent]
) -> Sequence[Entrant]:
    """With what updates say that came before the registration; without those that were called off before they came."""
    trigger = journey.trigger
    if trigger.key is None or not entrants:
        return entrants
    updated_by = None if trigger.updated_by == trigger.name else trigger.updated_by
    registrations = [events[entrant.cause_id or 0]._replace(contact_id=entrant.contact_id) for entrant in entrants]
    kept = kept_for(conn, updated_by, trigger.cancelled_by, registrations, journey.compiled.key_of)
    updated: list[Entrant] = []
    for entrant in entrants:
        place = (entrant.cause_id or 0, entrant.contact_id)
        if place not in kept:
            updated.append(entrant)
        elif (properties := kept[place]) is not None:
            updated.append(entrant._replace(properties=properties or None))
    return updated


def missing_properties(trigger: EventTrigger, properties: Mapping[str, Any]) -> list[str]:
    """What the trigger needs of its event and this one lacks."""
    needed = [*trigger.requires, *([] if trigger.key is None else [trigger.key.removeprefix("event.")])]
    return [name for name in dict.fromkeys(needed) if property_of(properties, name) is None]


def unreadable_date(compiled: CompiledPlan, properties: Mapping[str, Any]) -> str | None:
    """The property that the journey waits for a date of, and that is none for certain; None when all are."""
    return next((name for name in compiled.dates_of_event if read_date(property_of(properties, name)) is None), None)


def property_of(properties: Mapping[str, Any], name: str) -> Any:
    """The property by its dotted name; None when it is missing or empty."""
    value = look_up(properties, name, name.split("."))
    return None if value == "" else value
