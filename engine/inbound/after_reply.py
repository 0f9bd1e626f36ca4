"""What follows from a reply: enrolments that end or go on, events, keyword journeys.

Done in transactions of its own after the reply was kept and its consent written, each step so that doing it again
changes nothing: a process that dies in between is made good by housekeeping.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection

from engine.admission.event_intake import Received, receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.admission.named_contacts import enrol, keyword_journeys
from engine.inbound.form_answers import number_confirmed
from engine.movement.changed_consent import consent_changed
from engine.movement.contact_writes import contacts_changed
from engine.rules.outcomes.states import InboundKind
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.contacts.contacts_by_number import contacts_with_number, ensure_contact_for
from engine.store.events.follow_ups import FollowChanges
from engine.store.inbound.inbound import InboundRow, find_inbound, followed, unfollowed
from engine.store.messages.replied import replied_message

EVENTS: Final[Mapping[str, str]] = {InboundKind.OPT_OUT: "sms.opted_out", InboundKind.OPT_IN: "sms.opted_in"}
"""The built-in event of a change of consent; every reply is also an `sms.replied`."""


def follow_reply(context: Context, inbound_id: int, now: Millis) -> tuple[int, ...]:
    """Does to journeys what a reply does to them; the cohorts to start or wake."""
    with context.db.read() as conn:
        inbound = find_inbound(conn, inbound_id)
    wakes: list[int] = []
    if inbound.kind == InboundKind.OPT_IN:
        # Before its events, so that who starts with them knows the name.
        confirmed = number_confirmed(context, inbound.number, inbound.at, now)
        if confirmed is not None and isinstance(confirmed.due, FollowChanges):
            filled_in = confirmed.due
            wakes.extend(
                contacts_changed(context, filled_in.contacts, now, done=(confirmed.id,), touched=filled_in.touched)
            )
    if inbound.kind in EVENTS:
        wakes.extend(consent_changed(context, inbound.number, inbound.kind, now))
    received = _events(context, inbound, now)
    if received is not None:
        wakes.extend((*received.urgent, *received.opened, *received.woken))
    with context.db.write(urgent=True) as conn:
        # The carrier's own START words may be a journey's keyword too.
        if inbound.kind in (InboundKind.OTHER, InboundKind.OPT_IN):
            wakes.extend(
                _join(conn, context, inbound, None if received is None else received.receipts[0].event_id, now)
            )
        followed(conn, inbound_id, now)
    return tuple(dict.fromkeys(wakes))


def unfinished_replies(context: Context, before: Millis) -> list[InboundRow]:
    """Replies from before then whose consequences are not done: their process died."""
    with context.db.read() as conn:
        return unfollowed(conn, before, 100)


def _events(context: Context, inbound: InboundRow, now: Millis) -> Received | None:
    """The built-in events of the reply, for each contact with the number; once, however often this is called."""
    with context.db.read() as conn:
        contacts = contacts_with_number(conn, inbound.number)
        properties = {"body": inbound.body, "kind": str(inbound.kind), **replied_message(conn, inbound.message_id)}
    names = ["sms.replied", *([EVENTS[inbound.kind]] if inbound.kind in EVENTS else [])]
    incoming = [
        IncomingEvent(external_id, name, properties, inbound.at, f"postroad:inbound:{inbound.id}:{name}:{external_id}")
        for external_id in contacts
        for name in names
    ]
    return receive_events(context, incoming, now) if incoming else None


def _join(conn: Connection, context: Context, inbound: InboundRow, event_id: int | None, now: Millis) -> list[int]:
    """Lets the phone's first contact into the journeys whose keyword it texted; a stranger becomes a contact.
    `event_id` is the contact's `sms.replied` of it."""
    journeys = keyword_journeys(conn, context, inbound.body)
    if not journeys:
        return []
    ensure_contact_for(conn, inbound.number, now)
    contacts = list(contacts_with_number(conn, inbound.number).values())
    wakes: list[int] = []
    for version, compiled in journeys:
        wakes.extend(enrol(conn, version, compiled, contacts[:1], now, cause_id=event_id).wakes)
    return wakes
