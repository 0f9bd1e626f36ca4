"""Updates and cancellations: what an event does by its key to those who are under way, in the transaction that writes
it down."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection

from engine.journey.parts.triggers import EventTrigger
from engine.movement.ending import end_and_count, reach_goals
from engine.movement.going_back import apply_returns, as_written, find_returns, still_upcoming
from engine.movement.precedence import effective, later_registrations
from engine.movement.rearming import rearm_for_event
from engine.rules.conditions.merge_patch import merged
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.enrolments.active_enrolments import ActiveEnrolment, by_ids, with_key, write_properties
from engine.store.enrolments.cohorts import bring_forward
from engine.store.enrolments.reopening import ended_with_key
from engine.store.events.events import ReceivedEvent
from engine.store.journeys.live_versions import LiveVersion


def apply_updates(
    conn: Connection, context: Context, events: Sequence[ReceivedEvent], under_way: Sequence[int], now: Millis
) -> list[int]:
    """Lets events update or cancel enrolments by key, on versions that somebody is under way on; the cohorts that must
    look at their clocks."""
    listeners = _listeners(conn, context, {event.name for event in events}, under_way)
    wakes: list[int] = []
    for event in events:
        for listener, versions in listeners.get(event.name, {}).items():
            compiled = context.plans.get(conn, versions[0])
            key = compiled.key_of(event.properties)
            if key is None:
                continue
            enrolments = with_key(conn, listener.journey_id, versions, key, event.contact_id)
            if not enrolments:
                continue
            if listener.cancels:
                wakes.extend(_cancel(conn, enrolments, event, now))
            else:
                wakes.extend(_update(conn, context, compiled, enrolments, event, key, now))
    return wakes


def _cancel(conn: Connection, enrolments: Sequence[ActiveEnrolment], event: ReceivedEvent, now: Millis) -> list[int]:
    later = later_registrations(conn, enrolments, event)
    cancelled = [enrolment for enrolment in enrolments if enrolment.enrolment.id not in later]
    ids = [enrolment.enrolment.id for enrolment in cancelled]
    end_and_count(conn, ids, EnrolmentStatus.CANCELLED, Reason.CANCELLED_BY_EVENT, now)
    return bring_forward(conn, {enrolment.cohort_id for enrolment in cancelled}, now)


def _update(
    conn: Connection,
    context: Context,
    compiled: CompiledPlan,
    enrolments: Sequence[ActiveEnrolment],
    event: ReceivedEvent,
    key: str,
    now: Millis,
) -> list[int]:
    updates = effective(conn, enrolments, event, key, compiled.key_of)
    wakes = rearm_for_event(conn, context, _updated(updates), now)
    if compiled.goal_reads.event:
        ids = [enrolment.enrolment.id for enrolment in enrolments]
        wakes.extend(reach_goals(conn, context, by_ids(conn, ids), now))
    return wakes


class _Listener(NamedTuple):
    """Versions of a journey that an event updates or cancels alike."""

    journey_id: int
    cancels: bool
    key_path: str
    """Versions of a journey may differ in what their key is."""


def _listeners(
    conn: Connection, context: Context, names: set[str], under_way: Sequence[int]
) -> dict[str, dict[_Listener, list[int]]]:
    """Event name -> those that it updates or cancels, with their versions."""
    listeners: dict[str, dict[_Listener, list[int]]] = defaultdict(lambda: defaultdict(list))
    for version_id in under_way:
        trigger = context.plans.get(conn, version_id).plan.trigger
        if not isinstance(trigger, EventTrigger) or not trigger.key:
            continue
        for name, cancels in ((trigger.updated_by, False), (trigger.cancelled_by, True)):
            if name is not None and name in names:
                journey_id = context.plans.journey_of(conn, version_id)
                listeners[name][_Listener(journey_id, cancels, trigger.key)].append(version_id)
    return listeners


def _updated(updates: Sequence[tuple[ActiveEnrolment, dict[str, Any]]]) -> list[tuple[ActiveEnrolment, dict[str, Any]]]:
    """Each enrolment with all its properties as they are after the update."""
    return [(enrolment, merged(enrolment.enrolment.properties or {}, update)) for enrolment, update in updates]


def reopen_ended(
    conn: Connection,
    context: Context,
    events: Sequence[ReceivedEvent],
    admitting: Sequence[tuple[LiveVersion, CompiledPlan]],
    now: Millis,
) -> list[int]:
    """Lets events that move a date take up those again who had come to the end of a journey that takes contacts; the
    cohorts to start or wake."""
    wakes: list[int] = []
    for event in events:
        for version, compiled in admitting:
            trigger = compiled.plan.trigger
            if not isinstance(trigger, EventTrigger) or trigger.updated_by != event.name:
                continue
            key = compiled.key_of(event.properties)
            if key is None or trigger.when_moved != "again":
                continue
            ended = ended_with_key(conn, version.journey_id, key, event.contact_id)
            upcoming = still_upcoming(conn, context, ended, now)
            updates = effective(conn, upcoming, event, key, compiled.key_of) if upcoming else []
            updated = _updated(updates)
            returns = find_returns(conn, context, updated, now, ended=True)
            write_properties(conn, [(enrolment.enrolment.id, properties) for enrolment, properties in updated])
            wakes.extend(apply_returns(conn, context, [as_written(back) for back in returns], now))
    return wakes
