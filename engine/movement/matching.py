"""Matching: what an event does to those who are under way.

An event that updates or cancels is applied in the transaction that writes it down. An event that somebody waits for is
matched in a transaction after it; whoever comes to a `wait_for` looks back, in a transaction after its arrival. So one
of the two always sees the other, without a lock between them, and the row's revision lets only one decide. Both are
noted with what they follow from (`store/follow_ups`), so that a death in between is made good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection

from engine.journey.parts.triggers import BUILT_IN_EVENTS, EventTrigger
from engine.journey.steps.wait_for import WaitForData
from engine.movement.ending import end_and_count
from engine.movement.going_back import apply_returns, find_returns, still_upcoming
from engine.movement.precedence import effective, later_registrations
from engine.movement.rearming import as_written, rearm_for_event
from engine.rules.conditions.conditions import Facts, look_up, reads
from engine.rules.conditions.merge_patch import merged
from engine.rules.reasons import Reason
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.active_enrolments import (
    ActiveEnrolment,
    EnrolmentChange,
    by_ids,
    events_since,
    of_contacts,
    senders_of,
    sleeping_past,
    versions_in_use,
    waiting_at,
    with_key,
    write_changes,
    write_properties,
)
from engine.store.enrolments.cohorts import due_earlier
from engine.store.enrolments.reopening import ended_with_key
from engine.store.events.events import LiveVersion, TimedEvent
from engine.store.events.follow_ups import delete_notes
from engine.store.segments.facts import load_facts


@dataclass(frozen=True, slots=True)
class MatchedEvent:
    """An event that was written down."""

    event_id: int
    contact_id: int | None
    name: str
    properties: dict[str, Any]
    received_at: Millis
    occurred_at: Millis | None = None
    """When its sender says that it happened."""

    @property
    def timed(self) -> TimedEvent:
        """With when it happened."""
        happened = self.received_at if self.occurred_at is None else self.occurred_at
        return TimedEvent(self.event_id, self.contact_id, self.name, self.properties, happened, self.received_at)


def key_of(compiled: CompiledPlan, properties: dict[str, Any]) -> str | None:
    """The key of an event for this journey; None when the journey has no key or the event lacks it.

    Numbers are keys by their value: 100, 100.0 and 1e2 are one. Text is taken as it is: "100.0" is not "100"; which
    spelling a system uses for its ids is its own affair.
    """
    path = compiled.trigger_key
    if path is None:
        return None
    value = look_up(properties, ".".join(path), path)
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _by_value(value)[:500]
    return str(value)[:500]


def _by_value(number: float) -> str:
    """A number as its shortest decimal, without a point when it is whole."""
    return str(int(number)) if number.is_integer() else repr(number)


def apply_updates(
    conn: Connection, context: Context, events: Sequence[MatchedEvent], under_way: Sequence[int], now: Millis
) -> list[int]:
    """Lets events update or cancel enrolments by key, on versions that somebody is under way on; the cohorts that must
    look at their clocks."""
    by_journey = _updated_by(conn, context, {event.name for event in events}, under_way)
    wakes: list[int] = []
    for event in events:
        for (journey_id, cancels, key_path), versions in by_journey.get(event.name, {}).items():
            compiled = context.plans.get(conn, versions[0])
            key = key_of(compiled, event.properties)
            if key is None or not key_path:
                continue
            found = with_key(conn, journey_id, versions, key, event.contact_id)
            if not found:
                continue
            if cancels:
                since = later_registrations(conn, found, event.timed)
                found = [one for one in found if one.traveller.id not in since]
                end_and_count(conn, [one.traveller.id for one in found], "cancelled", Reason.CANCELLED_BY_EVENT, now)
                cohorts = {one.cohort_id for one in found}
                wakes.extend(sleeping_past(conn, cohorts, now))
                due_earlier(conn, cohorts, now)
            else:
                said = effective(conn, found, event.timed, key, partial(key_of, compiled))
                wakes.extend(rearm_for_event(conn, context, _after(said), now))
                if compiled.goal_reads.event:
                    wakes.extend(reach_goals(conn, context, by_ids(conn, [one.traveller.id for one in found]), now))
    return wakes


_Listeners = dict[str, dict[tuple[int, bool, str], list[int]]]
"""event name -> (journey, whether it cancels, the key's path) -> versions."""


def _updated_by(conn: Connection, context: Context, names: set[str], under_way: Sequence[int]) -> _Listeners:
    found: _Listeners = defaultdict(lambda: defaultdict(list))
    for version_id in under_way:
        compiled = context.plans.get(conn, version_id)
        trigger = compiled.plan.trigger
        if not isinstance(trigger, EventTrigger) or trigger.key is None:
            continue
        for name, cancels in ((trigger.updated_by, False), (trigger.cancelled_by, True)):
            if name is not None and name in names:
                journey_id = context.plans.journey_of(conn, version_id)
                found[name][journey_id, cancels, trigger.key].append(version_id)
    return found


def _after(said: Sequence[tuple[ActiveEnrolment, dict[str, Any]]]) -> list[tuple[ActiveEnrolment, dict[str, Any]]]:
    """Each with its properties after what an update says to it."""
    return [(one, merged(one.traveller.properties or {}, update)) for one, update in said]


def reopen_ended(
    conn: Connection,
    context: Context,
    events: Sequence[MatchedEvent],
    live_versions: Sequence[tuple[LiveVersion, CompiledPlan]],
    now: Millis,
) -> list[int]:
    """Lets events that move a date take up those again who had come to the end of a journey that takes contacts; the
    cohorts to start or wake."""
    wakes: list[int] = []
    for event in events:
        for live_version, compiled in live_versions:
            trigger = compiled.plan.trigger
            if not isinstance(trigger, EventTrigger) or trigger.updated_by != event.name:
                continue
            key = key_of(compiled, event.properties)
            if key is None or trigger.when_moved != "again":
                continue
            found = still_upcoming(
                conn, context, ended_with_key(conn, live_version.journey_id, key, event.contact_id), now
            )
            after = _after(effective(conn, found, event.timed, key, partial(key_of, compiled)) if found else ())
            going = find_returns(conn, context, after, now, ended=True)
            write_properties(conn, [(one.traveller.id, properties) for one, properties in after])
            wakes.extend(apply_returns(conn, context, [one._replace(one=as_written(one.one)) for one in going], now))
    return wakes


def with_listeners(
    conn: Connection, context: Context, events: Sequence[MatchedEvent], versions: Iterable[int]
) -> list[MatchedEvent]:
    """Those of these events that somebody on these versions may wait for, or that their goals ask about."""
    names: set[str] = set()
    for version_id in versions:
        names |= context.plans.get(conn, version_id).listens_to
    return [event for event in events if event.name in names]


def deliver_events(
    context: Context, events: Sequence[MatchedEvent], now: Millis, done: Sequence[int] = ()
) -> list[int]:
    """Lets events reach those who wait for them, and goals that read them; the cohorts to wake. Strikes the notes that
    are done with it."""
    with context.db.read() as conn:
        # Once more, after the commit: a version may have been published, and somebody have come, while it was written.
        listened_to = with_listeners(conn, context, events, versions_in_use(conn))
        about_everybody = [event for event in listened_to if event.contact_id is None]
        waiting = _who_waits(conn, context, {event.name for event in about_everybody}) if about_everybody else []
    if not listened_to and not done:
        return []
    wakes: list[int] = []
    for start in range(0, len(waiting), AT_ONCE):
        wakes.extend(_reach_these(context, about_everybody, waiting[start : start + AT_ONCE], now))
    return wakes + _reach(context, listened_to, now, done)


def _who_waits(conn: Connection, context: Context, names: set[str]) -> list[int]:
    """Everybody who waits for events of these names."""
    found: list[int] = []
    for version_id in versions_in_use(conn):
        steps = [
            step.id
            for step in context.plans.get(conn, version_id).plan.steps
            if isinstance(step.data, WaitForData) and step.data.event in names
        ]
        if steps:
            found.extend(waiting_at(conn, version_id, steps))
    return found


@again_on_conflict
def _reach(context: Context, events: Sequence[MatchedEvent], now: Millis, done: Sequence[int]) -> list[int]:
    with context.db.write(urgent=len(events) <= 100) as conn:
        delete_notes(conn, done)
        by_contact: dict[int, list[MatchedEvent]] = defaultdict(list)
        for event in events:
            if event.contact_id is not None:
                by_contact[event.contact_id].append(event)
        if not by_contact:
            return []
        wakes = reach_goals(conn, context, of_contacts(conn, by_contact), now)
        # Read anew: whoever reached the goal waits no more.
        return wakes + _decide(conn, context, of_contacts(conn, by_contact, ("wait_for",)), by_contact, now)


@again_on_conflict
def _reach_these(context: Context, events: Sequence[MatchedEvent], waiting: Sequence[int], now: Millis) -> list[int]:
    """Lets events that name no contact reach these enrolments, as far as they are about them."""
    with context.db.write() as conn:
        return _decide(conn, context, by_ids(conn, waiting), {EVERYBODY: list(events)}, now)


EVERYBODY = 0
"""Stands for the contact of events that name none."""

AT_ONCE = 2_000


@again_on_conflict
def match_past_events(
    context: Context, enrolment_ids: Sequence[int], now: Millis, done: Sequence[int] = ()
) -> list[int]:
    """For those who have come to a `wait_for`: what was received since the moment they came counts. Strikes the notes
    that are done with it."""
    if not enrolment_ids and not done:
        return []
    with context.db.write() as conn:
        delete_notes(conn, done)
        waiting = [one for one in by_ids(conn, enrolment_ids) if one.traveller.rest == "wait_for"]
        return _decide(conn, context, waiting, _past(conn, context, waiting), now)


def _past(conn: Connection, context: Context, waiting: list[ActiveEnrolment]) -> dict[int, list[MatchedEvent]]:
    names: set[str] = set()
    for one in waiting:
        data = context.plans.get(conn, one.version_id).steps[one.traveller.step].step.data
        if isinstance(data, WaitForData):
            names.add(data.event)
    if not names:
        return {}
    since = min(one.traveller.entered_at for one in waiting)
    found: dict[int, list[MatchedEvent]] = defaultdict(list)
    for event in events_since(conn, [one.traveller.contact_id for one in waiting], names, since):
        found[event.contact_id or EVERYBODY].append(
            MatchedEvent(event.event_id, event.contact_id, event.name, event.properties, event.received_at)
        )
    return found


def _decide(
    conn: Connection,
    context: Context,
    waiting: Sequence[ActiveEnrolment],
    events: dict[int, list[MatchedEvent]],
    now: Millis,
) -> list[int]:
    """Marks those whose awaited event has come, each by the first event that fits."""
    by_step: dict[tuple[int, str], list[ActiveEnrolment]] = defaultdict(list)
    for one in waiting:
        if one.traveller.rest == "wait_for" and one.traveller.outcome is None:
            by_step[one.version_id, one.traveller.step].append(one)
    changes: list[EnrolmentChange] = []
    cohorts: list[int] = []
    owners = _owners(conn, context, by_step, events)
    for (version_id, step_id), group in sorted(by_step.items()):
        compiled = context.plans.get(conn, version_id)
        step = compiled.steps[step_id]
        data = step.step.data
        if not isinstance(data, WaitForData):
            continue
        needed = reads(data.where) if data.where is not None else None
        people = [one.traveller for one in group]
        known = None if needed is None else load_facts(conn, people, needed, now)
        of_everybody = _by_key(compiled, data, events.get(EVERYBODY, ()))
        for index, one in enumerate(group):
            facts = None if known is None else known[index].facts
            traveller = one.traveller
            heard_of = [
                *events.get(traveller.contact_id, ()),
                *of_everybody.get(None, ()),
                *of_everybody.get(traveller.key, ()),
            ]
            about_it = [event for event in heard_of if _is_about(compiled, data, one, event, owners)]
            came = _first_that_fits(compiled, data, one, sorted(about_it, key=_by_receipt), facts)
            if came is not None:
                happened = EnrolmentChange(
                    traveller.id, traveller.properties, came.received_at, "happened", None, came.event_id
                )
                changes.append(happened)
                cohorts.append(one.cohort_id)
    write_changes(conn, changes)
    wakes = sleeping_past(conn, cohorts, now)
    due_earlier(conn, cohorts, now)
    return wakes


def _by_key(
    compiled: CompiledPlan, data: WaitForData, events: Sequence[MatchedEvent]
) -> dict[str | None, list[MatchedEvent]]:
    """Awaited events that name no contact by their key, so that of thousands each passage looks at its own; under None
    those that have none."""
    found: dict[str | None, list[MatchedEvent]] = defaultdict(list)
    for event in events:
        if event.name == data.event:
            found[None if event.name in BUILT_IN_EVENTS else key_of(compiled, event.properties)].append(event)
    return found


def _owners(
    conn: Connection,
    context: Context,
    by_step: Iterable[tuple[int, str]],
    events: Mapping[int, Sequence[MatchedEvent]],
) -> dict[int, int]:
    """Message -> the enrolment it was sent by, of the messages that these events tell of; empty when nobody asks."""
    steps = [context.plans.get(conn, version_id).steps[step_id].step.data for version_id, step_id in by_step]
    if not any(isinstance(data, WaitForData) and data.match_key and data.event in BUILT_IN_EVENTS for data in steps):
        return {}
    told = {event.properties.get("message_id") for group in events.values() for event in group}
    return senders_of(conn, [message_id for message_id in told if isinstance(message_id, int)])


def _is_about(
    compiled: CompiledPlan, data: WaitForData, one: ActiveEnrolment, event: MatchedEvent, owners: Mapping[int, int]
) -> bool:
    """Whether an event concerns this passage: by its key or, for what Postroad tells of messages, by whose message it
    is. An event without a contact is about everybody with its key; where there is none, about everybody."""
    if event.name != data.event:
        return False
    if event.name in BUILT_IN_EVENTS:
        return not data.match_key or owners.get(event.properties.get("message_id", 0)) == one.traveller.id
    if not data.match_key and event.contact_id is not None:
        return True
    key = key_of(compiled, event.properties)
    if key is None:
        return not data.match_key
    return key == one.traveller.key


def _by_receipt(event: MatchedEvent) -> tuple[Millis, int]:
    return event.received_at, event.event_id


def _used_up(event: MatchedEvent, one: ActiveEnrolment) -> bool:
    """Whether the event came before they did. Of the same moment are what brought them here and what came before it;
    what came after it counts. So one event never moves somebody on twice, however short the way to the next wait."""
    entered_at = one.traveller.entered_at
    if event.received_at != entered_at:
        return event.received_at < entered_at
    return one.heard_id is not None and event.event_id <= one.heard_id


def _first_that_fits(
    compiled: CompiledPlan, data: WaitForData, one: ActiveEnrolment, events: Sequence[MatchedEvent], facts: Facts | None
) -> MatchedEvent | None:
    traveller = one.traveller
    holds = compiled.steps[traveller.step].where
    for event in events:
        if event.name != data.event or _used_up(event, one):
            continue
        if traveller.due_at is not None and event.received_at > traveller.due_at:
            continue
        if holds is None or facts is None:
            return event
        asked = Facts(
            facts.contact,
            facts.consent,
            event.properties,
            traveller.properties or {},
            facts.happened,
            facts.messages,
            facts.segments,
            facts.now,
            facts.behaviour,
            facts.since_entry,
        )
        if holds(asked):
            return event
    return None


def reach_goals(conn: Connection, context: Context, found: Sequence[ActiveEnrolment], now: Millis) -> list[int]:
    """Ends those whose journey's goal has become true; their cohorts. Who is being sent a message reaches it after."""
    by_version: dict[int, list[ActiveEnrolment]] = defaultdict(list)
    for one in found:
        if one.traveller.rest != "sending":
            by_version[one.version_id].append(one)
    cohorts: list[int] = []
    for version_id, group in sorted(by_version.items()):
        compiled = context.plans.get(conn, version_id)
        if compiled.goal is None:
            continue
        people = load_facts(conn, [one.traveller for one in group], compiled.goal_reads, now)
        reached = [one for one, known in zip(group, people, strict=True) if compiled.goal(known.facts)]
        end_and_count(conn, [one.traveller.id for one in reached], "converted", Reason.GOAL_REACHED, now)
        cohorts.extend(one.cohort_id for one in reached)
    wakes = sleeping_past(conn, cohorts, now)
    due_earlier(conn, cohorts, now)
    return wakes
