"""Awaited events: whom an event reaches that waits for it at a `wait_for`, and whose goal it makes true.

An event is matched in a transaction after the one that wrote it down; whoever comes to a `wait_for` matches the events
before it in a transaction after its arrival. So one of the two always sees the other, without a lock between them, and
the row's revision lets only one decide. Both are noted with what they follow from (`store/events/follow_ups`), so that
a death in between is made good.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from engine.journey.parts.triggers import BUILT_IN_EVENTS
from engine.journey.step_types import definition_of
from engine.journey.steps.wait_for import WaitForData
from engine.movement.ending import reach_goals
from engine.rules.conditions.conditions import Facts, reads
from engine.rules.outcomes.states import Rest
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan, CompiledStep
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.active_enrolments import (
    ActiveEnrolment,
    EnrolmentChange,
    by_ids,
    of_contacts,
    senders_of,
    waiting_at,
    write_changes,
)
from engine.store.enrolments.cohorts import bring_forward, versions_in_use
from engine.store.events.events import ReceivedEvent, events_since
from engine.store.events.follow_ups import delete_notes
from engine.store.segments.facts import load_facts


def with_listeners(
    conn: Connection, context: Context, events: Sequence[ReceivedEvent], versions: Iterable[int]
) -> list[ReceivedEvent]:
    """Those of these events that somebody on these versions may wait for, or that their goals ask about."""
    names: set[str] = set()
    for version_id in versions:
        names |= context.plans.get(conn, version_id).listens_to
    return [event for event in events if event.name in names]


def deliver_events(
    context: Context, events: Sequence[ReceivedEvent], now: Millis, done: Sequence[int] = ()
) -> list[int]:
    """Lets events reach those who wait for them, and goals that read them; the cohorts to wake. Strikes the notes that
    are done with it."""
    with context.db.read() as conn:
        # Once more, after the commit: a version may have been published, and somebody have come, while it was written.
        heeded = with_listeners(conn, context, events, versions_in_use(conn))
        about_everybody = [event for event in heeded if event.contact_id is None]
        waiting = _waiting_for(conn, context, {event.name for event in about_everybody}) if about_everybody else []
    if not heeded and not done:
        return []
    wakes: list[int] = []
    for start in range(0, len(waiting), CHUNK):
        wakes.extend(_match_uncontacted(context, about_everybody, waiting[start : start + CHUNK], now))
    return wakes + _match(context, heeded, now, done)


def _waiting_for(conn: Connection, context: Context, names: set[str]) -> list[int]:
    """Everybody who waits for events of these names."""
    waiting: list[int] = []
    for version_id in versions_in_use(conn):
        steps = [
            step.id
            for step in context.plans.get(conn, version_id).plan.steps
            if definition_of(step.data).awaits(step.data) in names
        ]
        if steps:
            waiting.extend(waiting_at(conn, version_id, steps))
    return waiting


@again_on_conflict
def _match(context: Context, events: Sequence[ReceivedEvent], now: Millis, done: Sequence[int]) -> list[int]:
    with context.db.write(urgent=len(events) <= 100) as conn:
        delete_notes(conn, done)
        by_contact: dict[int, list[ReceivedEvent]] = defaultdict(list)
        for event in events:
            if event.contact_id is not None:
                by_contact[event.contact_id].append(event)
        if not by_contact:
            return []
        wakes = reach_goals(conn, context, of_contacts(conn, by_contact), now)
        # Read again: whoever reached the goal waits no more.
        waiting = of_contacts(conn, by_contact, (Rest.WAIT_FOR,))
        return wakes + _move_on(conn, context, waiting, by_contact, now)


@again_on_conflict
def _match_uncontacted(
    context: Context, events: Sequence[ReceivedEvent], waiting: Sequence[int], now: Millis
) -> list[int]:
    """Lets events that name no contact reach these enrolments, as far as they are about them."""
    with context.db.write() as conn:
        return _move_on(conn, context, by_ids(conn, waiting), {NO_CONTACT: list(events)}, now)


NO_CONTACT: Final = 0
"""Stands for the contact of events that name none."""

CHUNK: Final = 2_000
"""Enrolments that events without a contact are matched with in one transaction."""


@again_on_conflict
def match_past_events(
    context: Context, enrolment_ids: Sequence[int], now: Millis, done: Sequence[int] = ()
) -> list[int]:
    """For those who have come to a `wait_for`: what was received since the moment they came counts. The cohorts to
    wake. Strikes the notes that are done with it."""
    if not enrolment_ids and not done:
        return []
    with context.db.write() as conn:
        delete_notes(conn, done)
        waiting = [enrolment for enrolment in by_ids(conn, enrolment_ids) if enrolment.enrolment.rest == Rest.WAIT_FOR]
        return _move_on(conn, context, waiting, _past_events(conn, context, waiting), now)


def _past_events(
    conn: Connection, context: Context, waiting: Sequence[ActiveEnrolment]
) -> dict[int, list[ReceivedEvent]]:
    names: set[str] = set()
    for enrolment in waiting:
        data = context.plans.get(conn, enrolment.version_id).steps[enrolment.enrolment.step].step.data
        awaited = definition_of(data).awaits(data)
        if awaited is not None:
            names.add(awaited)
    if not names:
        return {}
    since = min(enrolment.enrolment.entered_at for enrolment in waiting)
    by_contact: dict[int, list[ReceivedEvent]] = defaultdict(list)
    for event in events_since(conn, [enrolment.enrolment.contact_id for enrolment in waiting], names, since):
        by_contact[event.contact_id or NO_CONTACT].append(event)
    return by_contact


def _move_on(
    conn: Connection,
    context: Context,
    waiting: Sequence[ActiveEnrolment],
    events: Mapping[int, Sequence[ReceivedEvent]],
    now: Millis,
) -> list[int]:
    """Marks those whose awaited event has come, each by the first event that fits; the cohorts to wake. `events` by
    contact."""
    by_step: dict[tuple[int, str], list[ActiveEnrolment]] = defaultdict(list)
    for enrolment in waiting:
        if enrolment.enrolment.rest == Rest.WAIT_FOR and enrolment.enrolment.outcome is None:
            by_step[enrolment.version_id, enrolment.enrolment.step].append(enrolment)
    changes: list[EnrolmentChange] = []
    cohorts: list[int] = []
    senders = _senders(conn, context, by_step, events)
    for (version_id, step_id), group in sorted(by_step.items()):
        step = context.plans.get(conn, version_id).steps[step_id]
        if not isinstance(step.step.data, WaitForData):
            continue
        wait = _Wait(context.plans.get(conn, version_id), step, step.step.data, senders)
        for enrolment, event in wait.first_events(conn, group, events, now):
            resting = enrolment.enrolment
            changes.append(
                EnrolmentChange(resting.id, resting.properties, event.received_at, "happened", None, event.event_id)
            )
            cohorts.append(enrolment.cohort_id)
    write_changes(conn, changes)
    return bring_forward(conn, cohorts, now)


def _senders(
    conn: Connection,
    context: Context,
    steps: Iterable[tuple[int, str]],
    events: Mapping[int, Sequence[ReceivedEvent]],
) -> dict[int, int]:
    """Message -> the enrolment it was sent by, of the messages that these events tell of; empty when nobody asks."""
    waits = [context.plans.get(conn, version_id).steps[step_id].step.data for version_id, step_id in steps]
    if not any(isinstance(data, WaitForData) and data.match_key and data.event in BUILT_IN_EVENTS for data in waits):
        return {}
    messages = {event.properties.get("message_id") for group in events.values() for event in group}
    return senders_of(conn, [message_id for message_id in messages if isinstance(message_id, int)])


@dataclass(frozen=True, slots=True)
class _Wait:
    """A `wait_for` step of a version, with what tells whose an event is."""

    compiled: CompiledPlan
    step: CompiledStep
    data: WaitForData
    senders: Mapping[int, int]
    """Message -> enrolment."""

    def first_events(
        self,
        conn: Connection,
        enrolments: Sequence[ActiveEnrolment],
        events: Mapping[int, Sequence[ReceivedEvent]],
        now: Millis,
    ) -> Iterator[tuple[ActiveEnrolment, ReceivedEvent]]:
        """Those of the enrolments that rest here and whose event has come, each with the first that fits."""
        people = [enrolment.enrolment for enrolment in enrolments]
        where = self.data.where
        facts = None if where is None else [known.facts for known in load_facts(conn, people, reads(where), now)]
        by_key = self._by_key(events.get(NO_CONTACT, ()))
        for index, enrolment in enumerate(enrolments):
            resting = enrolment.enrolment
            candidates = [
                *events.get(resting.contact_id, ()),
                *by_key.get(None, ()),
                *by_key.get(resting.key, ()),
            ]
            about_it = [event for event in candidates if self._is_about(enrolment, event)]
            about_it.sort(key=lambda event: (event.received_at, event.event_id))
            event = self._first_that_fits(enrolment, about_it, None if facts is None else facts[index])
            if event is not None:
                yield enrolment, event

    def _by_key(self, events: Sequence[ReceivedEvent]) -> dict[str | None, list[ReceivedEvent]]:
        """Awaited events that name no contact by their key, so that of thousands each passage looks at its own; under
        None those that have none."""
        by_key: dict[str | None, list[ReceivedEvent]] = defaultdict(list)
        for event in events:
            if event.name == self.data.event:
                built_in = event.name in BUILT_IN_EVENTS
                by_key[None if built_in else self.compiled.key_of(event.properties)].append(event)
        return by_key

    def _is_about(self, enrolment: ActiveEnrolment, event: ReceivedEvent) -> bool:
        """Whether an event concerns this passage: by its key or, for what Postroad tells of messages, by whose message
        it is. An event without a contact is about everybody with its key; where there is none, about everybody."""
        if event.name != self.data.event:
            return False
        if event.name in BUILT_IN_EVENTS:
            sender = self.senders.get(event.properties.get("message_id", 0))
            return not self.data.match_key or sender == enrolment.enrolment.id
        if not self.data.match_key and event.contact_id is not None:
            return True
        key = self.compiled.key_of(event.properties)
        if key is None:
            return not self.data.match_key
        return key == enrolment.enrolment.key

    def _first_that_fits(
        self, enrolment: ActiveEnrolment, events: Sequence[ReceivedEvent], facts: Facts | None
    ) -> ReceivedEvent | None:
        resting = enrolment.enrolment
        holds = self.step.where
        for event in events:
            if _came_before(event, enrolment):
                continue
            if resting.due_at is not None and event.received_at > resting.due_at:
                continue
            if holds is None or facts is None:
                return event
            if holds(replace(facts, event=event.properties, entry=resting.properties or {})):
                return event
        return None


def _came_before(event: ReceivedEvent, enrolment: ActiveEnrolment) -> bool:
    """Whether the event came before they did. Of the same moment are what brought them here and what came before it;
    what came after it counts. So one event never moves somebody on twice, however short the way to the next wait."""
    entered_at = enrolment.enrolment.entered_at
    if event.received_at != entered_at:
        return event.received_at < entered_at
    return enrolment.heard_id is not None and event.event_id <= enrolment.heard_id
