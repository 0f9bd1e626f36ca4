"""Contacts that are written, and what follows for those who are under way."""

from __future__ import annotations

from collections.abc import Sequence

from engine.rules.consent import ConsentState
from engine.rules.instants import Millis
from engine.store.contacts import Numbers, Person, Written, address_of, write_people
from engine.travel.after_reply import consent_changed
from engine.travel.contact_changes import contacts_changed
from engine.travel.context import Context


def put_people(
    context: Context, people: Sequence[Person], numbers: Numbers, now: Millis
) -> tuple[list[Written], tuple[int, ...]]:
    """Writes contacts, each named once, and does what follows; with the cohorts to wake."""
    with context.db.write() as conn:
        written = write_people(conn, people, numbers, now)
    return written, follow(context, written, now)


def follow(context: Context, written: Sequence[Written], now: Millis) -> tuple[int, ...]:
    """What follows from contacts that were written: dates move waits, goals are reached, an opt-out ends what has
    nothing but SMS ahead. In transactions of its own; the cohorts to wake."""
    wakes = list(contacts_changed(context, [one.id for one in written if not one.created], now))
    for one in written:
        number = address_of(one.row, "sms")
        for claim, decision in one.decisions:
            kind = _KINDS.get(decision.state)
            if claim.channel == "sms" and decision.changed and kind is not None and number is not None:
                wakes.extend(consent_changed(context, number, kind, now))
    return tuple(dict.fromkeys(wakes))


_KINDS = {ConsentState.OPTED_OUT: "opt_out", ConsentState.OPTED_IN: "opt_in"}
