"""Why an event can't be taken in, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import orjson

from engine.admission.affected_journeys import AffectedJourneys
from engine.admission.event_triggers import TriggeredJourney, missing_properties, property_of, unreadable_date
from engine.admission.incoming_event import IncomingEvent
from engine.movement.precedence import CLOCK_SKEW
from engine.rules.outcomes.refusal import Refusal
from engine.rules.time.instants import Millis, to_rfc3339


class EventProblem(StrEnum):
    """The codes of refused events."""

    UNKNOWN_CONTACT = "unknown_contact"
    CONTACT_NEEDED = "contact_needed"
    MISSING_PROPERTIES = "missing_properties"
    UNREADABLE_DATE = "unreadable_date"
    OCCURRED_IN_FUTURE = "occurred_in_future"
    EVENT_ID_REUSED = "event_id_reused"
    EVENT_REFUSED = "event_refused"
    """The database, or a journey's trigger, can't work with a value of it."""


def refusal_of(
    event: IncomingEvent,
    contacts: Mapping[str, int],
    triggered: Sequence[TriggeredJourney],
    affected: AffectedJourneys,
    now: Millis,
) -> Refusal | None:
    """Why an event can't be taken in; None when it can. One that names no contact may be about whoever is in other
    journeys with its key."""
    if event.occurred_at is not None and event.occurred_at > now + CLOCK_SKEW and not event.is_ours:
        return Refusal(
            f'"{event.name}" says that it happened at {to_rfc3339(event.occurred_at)}, which lies ahead of now '
            f"({to_rfc3339(now)})",
            remedy='"occurred_at" is when it happened. Leave it out, or look at the clock it comes from',
            code=EventProblem.OCCURRED_IN_FUTURE,
        )
    if event.contact is not None and event.contact not in contacts:
        return Refusal(
            f'there is no contact "{event.contact}"',
            remedy="create it first",
            code=EventProblem.UNKNOWN_CONTACT,
            contact=event.contact,
        )
    for journey in triggered:
        if journey.trigger.name == event.name:
            if event.contact is None:
                if affected.other_than(journey.version.journey_id, event.name):
                    continue
                return Refusal(
                    f'"{event.name}" enrols contacts and names none',
                    remedy='add "contact"',
                    code=EventProblem.CONTACT_NEEDED,
                )
            refusal = _refused_by_trigger(event, journey)
            if refusal is not None:
                return refusal
        elif event.name in (journey.trigger.updated_by, journey.trigger.cancelled_by):
            key = (journey.trigger.key or "").removeprefix("event.")
            if key and property_of(event.properties, key) is None and not affected.keyed(event.name, event.properties):
                return Refusal(
                    f'"{event.name}" lacks {key}, by which it finds whom it is about',
                    remedy='add it to "properties"',
                    code=EventProblem.MISSING_PROPERTIES,
                )
    return None


def _refused_by_trigger(event: IncomingEvent, journey: TriggeredJourney) -> Refusal | None:
    missing = missing_properties(journey.trigger, event.properties)
    if missing:
        return Refusal(
            f'"{event.name}" lacks {", ".join(missing)}, which a live journey needs',
            remedy='add it to "properties"',
            code=EventProblem.MISSING_PROPERTIES,
        )
    name = unreadable_date(journey.compiled, event.properties)
    if name is not None:
        return Refusal(
            f'"{event.name}" has {name} {_quoted(property_of(event.properties, name))}, which can\'t be read as a date '
            "for certain, and a live journey waits for it",
            remedy="write it as 2026-03-05T18:00:00Z",
            code=EventProblem.UNREADABLE_DATE,
        )
    return None


def reused_id(event: IncomingEvent) -> Refusal:
    """The id was used before, for an event that was not this one. When it happened may be said otherwise each time."""
    return Refusal(
        f'the id "{event.idempotency_id}" was used for an event with another contact, name or properties',
        remedy="give each event an id of its own",
        code=EventProblem.EVENT_ID_REUSED,
    )


def unusable_value(event: IncomingEvent, error: Exception) -> Refusal:
    """The database, or a journey's trigger, raised this error over the event."""
    return Refusal(
        f'"{event.name}" has a value that can\'t be written down or compared ({type(error).__name__})',
        remedy=("look for very long texts, very large numbers and characters that nobody types, and send it without"),
        code=EventProblem.EVENT_REFUSED,
    )


def _quoted(value: Any) -> str:
    return orjson.dumps(value).decode()[:100]
