"""Following up for processes that died: what they had noted as still to be done, and did not live to do."""

from __future__ import annotations

from engine.admission.event_intake import Received, receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.movement.awaited_events import deliver_events, match_past_events
from engine.movement.contact_writes import follow
from engine.rules.time.instants import MINUTE, Millis
from engine.runtime.context import Context
from engine.store.events.events import read_events
from engine.store.events.follow_ups import (
    FollowChanges,
    FollowUp,
    MatchEvents,
    MatchPastEvents,
    TakeInEvent,
    overdue,
    postpone,
)

AT_ONCE = 200

AGAIN_AFTER = MINUTE
"""How long what could not be done makes room for others."""


def unfinished_follow_ups(context: Context, before: Millis) -> list[FollowUp]:
    """What was noted before then and is not done."""
    with context.db.read() as conn:
        return overdue(conn, before, AT_ONCE)


def postpone_follow_up(context: Context, follow_up: FollowUp, now: Millis) -> None:
    """It could not be done: others are done first."""
    with context.db.write() as conn:
        postpone(conn, follow_up.id, now + AGAIN_AFTER)


def complete_follow_up(context: Context, follow_up: FollowUp, now: Millis) -> Received:
    """Does what a note says, and strikes it; with the cohorts to start or wake. Doing it again changes nothing."""
    done = (follow_up.id,)
    match follow_up.due:
        case MatchEvents(events=event_ids):
            with context.db.read() as conn:
                events = read_events(conn, event_ids)
            woken = deliver_events(context, events, now, done)
        case MatchPastEvents(enrolments=enrolments):
            woken = match_past_events(context, enrolments, now, done)
        case FollowChanges():
            woken = follow(context, follow_up, now)
        case TakeInEvent() as event:
            incoming = IncomingEvent(
                event.contact, event.name, event.properties, event.occurred_at, event.idempotency_id, follow_up.id
            )
            return receive_events(context, [incoming], now)
    return Received((), (), (), tuple(woken))
