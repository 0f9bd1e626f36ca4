"""Contacts that are written, and what follows for those who are under way: waits counted from their dates move, goals
are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection

from engine.movement.awaited_events import match_past_events
from engine.movement.changed_consent import consent_changed
from engine.movement.ending import reach_goals
from engine.movement.rearming import rearm_for_contacts
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.consent.numbers import numbers as numbers_of
from engine.store.contacts.change_notes import note_contact_changes
from engine.store.contacts.contacts import ContactInput, PhoneReader, WrittenContact, write_contacts
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.active_enrolments import ActiveEnrolment, of_contacts
from engine.store.enrolments.control import count_revision, numbers_with_active
from engine.store.events.follow_ups import STATE_OF, FollowChanges, FollowUp, OptChange, delete_notes

CHUNK = 1_000
"""Contacts whose enrolments are looked at in one transaction."""


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
    for place, (number, change) in enumerate(consents, 1):
        done = struck if place == len(consents) else ()
        wakes.extend(consent_changed(context, number, change, now, done=done))
    return tuple(dict.fromkeys(wakes))


def follow_all(context: Context, follow_ups: Sequence[FollowUp], now: Millis) -> list[int]:
    """What follows from each of them; the cohorts to wake."""
    return [cohort for follow_up in follow_ups for cohort in follow(context, follow_up, now)]


class WrittenMoves(Protocol):
    """Moves that a transaction wrote, alone or with other things."""

    @property
    def waiting_for(self) -> tuple[int, ...]:
        """Enrolments that came to a `wait_for`."""
        ...

    @property
    def noted(self) -> tuple[int, ...]:
        """The notes that events from before have to be matched with them."""
        ...

    @property
    def changed(self) -> tuple[FollowUp, ...]:
        """What follows from what steps changed of contacts."""
        ...


def follow_moves(context: Context, moves: WrittenMoves, now: Millis) -> list[int]:
    """What follows from moves that were written, after their commit: whoever came to a `wait_for` finds the events that
    came before, and what steps changed of contacts reaches their other passages. The cohorts to wake."""
    wakes = match_past_events(context, moves.waiting_for, now, moves.noted)
    return wakes + follow_all(context, moves.changed, now)


def _that_count(context: Context, due: FollowChanges) -> list[tuple[str, OptChange]]:
    """The changes that still hold, of numbers with somebody under way: an import of thousands of opt-ins concerns
    hardly any, and a note of a process that died may be older than the next change."""
    if not due.consents:
        return []
    with context.db.read() as conn:
        concerned = numbers_with_active(conn, [number for number, _ in due.consents])
        states = {number: row.state for number, row in numbers_of(conn, "sms", concerned).items()}
    return [(number, change) for number, change in due.consents if states.get(number) == STATE_OF[change]]


def contacts_changed(
    context: Context,
    contact_ids: Sequence[int],
    now: Millis,
    done: Sequence[int] = (),
    *,
    touched: Sequence[Sequence[str]] | None = None,
    passages: Sequence[int] = (),
) -> tuple[int, ...]:
    """What follows from contacts that were changed (by a person, an import, an API call, a step), noted when they were
    committed; the cohorts to wake. The last transaction strikes the notes that are done with it.

    `touched` are the names of what was changed, in the order of the contacts; None is whatever there is. `passages` are
    enrolments that saw it done, as it was their step that did it.
    """
    names: dict[int, frozenset[str] | None] = dict.fromkeys(contact_ids)
    if touched is not None:
        names |= {contact_id: frozenset(changed) for contact_id, changed in zip(contact_ids, touched, strict=True)}
    wakes: list[int] = []
    wanted = sorted(names)
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)] or ([[]] if done else [])
    for chunk in chunks:
        touched_here = {contact_id: names[contact_id] for contact_id in chunk}
        wakes.extend(_changed(context, touched_here, frozenset(passages), now, done if chunk is chunks[-1] else ()))
    return tuple(dict.fromkeys(wakes))


@again_on_conflict
def _changed(
    context: Context,
    touched: Mapping[int, frozenset[str] | None],
    passages: frozenset[int],
    now: Millis,
    done: Sequence[int],
) -> list[int]:
    with context.db.write() as conn:
        delete_notes(conn, done)
        enrolments = _others(conn, touched, passages)
        if not enrolments:
            return []
        wakes = reach_goals(conn, context, enrolments, now)
        # Read again: whoever reached the goal has left.
        staying = _others(conn, touched, passages)
        # A move that was decided on the old contact, and is not written yet, must not be written any more.
        count_revision(conn, [enrolment.enrolment.id for enrolment in staying])
        return wakes + rearm_for_contacts(conn, context, staying, touched, now)


def _others(conn: Connection, contact_ids: Iterable[int], passages: frozenset[int]) -> list[ActiveEnrolment]:
    """Who of these contacts is under way, but for the enrolments whose own step made the change."""
    return [enrolment for enrolment in of_contacts(conn, contact_ids) if enrolment.enrolment.id not in passages]
