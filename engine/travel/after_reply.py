"""What follows from a reply: enrolments that end or go on, events, keyword journeys.

Done in transactions of its own after the reply was kept and its consent written, each step so that doing it again
changes nothing: a process that dies in between is made good by housekeeping.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from engine.journey.document import AskOptInData
from engine.rules.instants import Millis
from engine.rules.reasons import Reason
from engine.store.cohorts import due_earlier
from engine.store.conflicts import again_on_conflict
from engine.store.contacts_by_number import contacts_with_number, ensure_contact_for
from engine.store.control import active_with_number, cohorts_of, come_to_the_door, decide_anew
from engine.store.follow_ups import Changes, strike
from engine.store.inbound import InboundRow, find_inbound, followed, replied_message, unfollowed
from engine.store.under_way import WHAT_CAME_WITH_IT, Change, by_ids, write_changes
from engine.travel.admission import IncomingEvent, Received, receive_events
from engine.travel.contact_changes import contacts_changed
from engine.travel.context import Context
from engine.travel.control import end_and_count
from engine.travel.enrolling import keyword_journeys, let_in
from engine.travel.form_answers import number_confirmed
from engine.travel.matching import reach_goals

CHUNK = 500

EVENTS = {"opt_out": "sms.opted_out", "opt_in": "sms.opted_in"}
"""The built-in event of a change of consent; every reply is also an `sms.replied`."""


def follow_up(context: Context, inbound_id: int, now: Millis) -> tuple[int, ...]:
    """Does to journeys what a reply does to them; the cohorts to start or wake."""
    with context.db.read() as conn:
        inbound = find_inbound(conn, inbound_id)
    wakes: list[int] = []
    if inbound.kind == "opt_in":
        # Before its events, so that who starts with them knows the name.
        confirmed = number_confirmed(context, inbound.number, inbound.at, now)
        if confirmed is not None and isinstance(confirmed.due, Changes):
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
        if inbound.kind in ("other", "opt_in"):
            wakes.extend(
                _join(conn, context, inbound, None if received is None else received.receipts[0].event_id, now)
            )
        followed(conn, inbound_id, now)
    return tuple(dict.fromkeys(wakes))


def left_to_follow(context: Context, before: Millis) -> list[InboundRow]:
    """Replies from before then whose consequences are not done: their process died."""
    with context.db.read() as conn:
        return unfollowed(conn, before, 100)


def consent_changed(context: Context, number: str, kind: str, now: Millis, done: Sequence[int] = ()) -> list[int]:
    """What a number's `opt_out` or `opt_in` does to journeys, whoever said it; the cohorts to wake.

    At an opt-out: ends enrolments of journeys that end on it, and waits with nothing but SMS ahead. Either way:
    whoever was asked to opt in has answered. The last transaction strikes the notes that are done with it.
    """
    wakes: list[int] = []
    after: int | None = 0
    while after is not None:
        after, concerned = _consent_changed(context, number, kind, after, now, done)
        wakes.extend(concerned)
    return wakes


@again_on_conflict
def _consent_changed(
    context: Context, number: str, kind: str, after: int, now: Millis, done: Sequence[int]
) -> tuple[int | None, list[int]]:
    """Of the enrolments with higher ids than `after`, some: the highest of them (None when there are no more) and the
    cohorts to wake."""
    with context.db.write(urgent=True) as conn:
        rows = active_with_number(conn, number, CHUNK, after)
        if not rows:
            strike(conn, done)
            return None, []
        exits: list[int] = []
        finished: list[int] = []
        answered: list[int] = []
        held: list[int] = []
        for enrolment_id, version_id, step_id, rest in rows:
            plan = context.plans.get(conn, version_id).plan
            step = plan.get(step_id)
            waits = rest in ("wait", "wait_for")
            if kind == "opt_out" and plan.settings.on_opt_out == "exit":
                exits.append(enrolment_id)
            elif step is not None and isinstance(step.data, AskOptInData) and rest == "wait_for":
                answered.append(enrolment_id)
            elif step is not None and isinstance(step.data, AskOptInData) and rest == "dispatch":
                held.append(enrolment_id)
            elif kind == "opt_out" and step is not None and waits and step.only_sms_ahead:
                finished.append(enrolment_id)
        concerned = cohorts_of(conn, [*exits, *finished, *answered, *held])
        end_and_count(conn, exits, "exited", Reason.EXIT_ON_OPT_OUT, now)
        end_and_count(conn, finished, "completed", Reason.ONLY_SMS_AHEAD, now)
        staying = by_ids(conn, [row[0] for row in rows if row[0] not in {*exits, *finished}])
        woken = reach_goals(conn, context, staying, now)
        # A question that is still held for somebody who has answered is called off at the door.
        come_to_the_door(conn, held, now)
        # A move that was decided on the old consent and is not written yet would pass all this by.
        concluded = {*exits, *finished, *answered}
        decide_anew(conn, [row[0] for row in rows if row[0] not in concluded])
        outcome = "opted_in" if kind == "opt_in" else "timed_out"
        write_changes(
            conn,
            [
                Change(one.traveller.id, one.traveller.properties, now, outcome, None, WHAT_CAME_WITH_IT)
                for one in by_ids(conn, answered)
                if one.traveller.outcome is None
            ],
        )
        due_earlier(conn, concerned, now)
        return rows[-1][0], [*concerned, *woken]


def _events(context: Context, inbound: InboundRow, now: Millis) -> Received | None:
    """The built-in events of the reply, for each contact with the number; once, however often this is called."""
    with context.db.read() as conn:
        contacts = contacts_with_number(conn, inbound.number)
        properties = {"body": inbound.body, "kind": inbound.kind, **replied_message(conn, inbound.message_id)}
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
    for taker, runnable in journeys:
        wakes.extend(let_in(conn, taker, runnable, contacts[:1], now, cause_id=event_id).wakes)
    return wakes
