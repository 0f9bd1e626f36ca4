"""Contacts that are written, and what follows for those who are under way."""

from __future__ import annotations

from collections.abc import Sequence

from engine.movement.awaited_events import match_past_events
from engine.movement.changed_consent import consent_changed
from engine.movement.changed_contacts import contacts_changed
from engine.movement.moves import MoveOutcome
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.consent.numbers import numbers as numbers_of
from engine.store.contacts.change_notes import note_contact_changes
from engine.store.contacts.contacts import ContactInput, PhoneReader, WrittenContact, write_contacts
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.control import numbers_with_active
from engine.store.events.follow_ups import SAID_AS, FollowChanges, FollowUp, OptChange


def put_people(
    context: Context, people: Sequence[ContactInput], numbers: PhoneReader, now: Millis
) -> tuple[list[WrittenContact], tuple[int, ...]]:
    """Writes contacts, each named once, and does what follows; with the cohorts to wake."""
    written, follow_up = _write(context, people, numbers, now)
    return written, follow(context, follow_up, now)


@again_on_conflict
def _write(
    context: Context, people: Sequence[ContactInput], numbers: PhoneReader, now: Millis
) -> tuple[list[WrittenContact], FollowUp | None]:
    with context.db.write() as conn:
        written = write_contacts(conn, people, numbers, now)
        return written, note_contact_changes(conn, written, now)


def follow(context: Context, follow_up: FollowUp | None, now: Millis) -> tuple[int, ...]:
    """What follows from contacts and consents that were written: dates move waits, goals are reached, an opt-out ends
    what has nothing but SMS ahead. In transactions of its own, the last of which strikes the note; the cohorts to
    wake."""
    if follow_up is None or not isinstance(follow_up.due, FollowChanges):
        return ()
    contacts = follow_up.due.contacts
    consents = _that_count(context, follow_up.due)
    struck = (follow_up.id,)
    wakes = list(
        contacts_changed(
            context,
            contacts,
            now,
            done=() if consents else struck,
            touched=follow_up.due.touched,
            passages=follow_up.due.passages,
        )
    )
    for place, (number, said) in enumerate(consents, 1):
        wakes.extend(consent_changed(context, number, said, now, done=struck if place == len(consents) else ()))
    return tuple(dict.fromkeys(wakes))


def follow_all(context: Context, follow_ups: Sequence[FollowUp], now: Millis) -> list[int]:
    """What follows from each of them; the cohorts to wake."""
    return [cohort for follow_up in follow_ups for cohort in follow(context, follow_up, now)]


def follow_moves(context: Context, moves: MoveOutcome, now: Millis) -> list[int]:
    """What follows from moves that were written, after their commit: whoever came to a `wait_for` finds the events that
    came before, and what steps changed of contacts reaches their other passages. The cohorts to wake."""
    wakes = match_past_events(context, moves.waiting_for, now, moves.noted)
    return wakes + follow_all(context, moves.changed, now)


def _that_count(context: Context, due: FollowChanges) -> list[tuple[str, OptChange]]:
    """What numbers said and have not taken back, of those with somebody under way: an import of thousands of opt-ins
    concerns hardly any, and a note that was left lying may be older than the next word."""
    if not due.consents:
        return []
    with context.db.read() as conn:
        concerned = numbers_with_active(conn, [number for number, _ in due.consents])
        states = {number: row.state for number, row in numbers_of(conn, "sms", concerned).items()}
    return [(number, said) for number, said in due.consents if states.get(number) == SAID_AS[said]]
