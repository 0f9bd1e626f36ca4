"""Notes of what still follows from contacts that were written, made in the transaction that wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from engine.rules.time.instants import Millis
from engine.store.contacts.contacts import WrittenContact, address_of
from engine.store.events.follow_ups import CHANGE_OF, FollowChanges, FollowUp, OptChange, note


def note_contact_changes(conn: Connection, written: Sequence[WrittenContact], now: Millis) -> FollowUp | None:
    """Notes what follows, for those who are under way, from contacts that this transaction wrote; None when nothing
    does."""
    consents: list[tuple[str, OptChange]] = [
        (number, CHANGE_OF[decision.state])
        for written_contact in written
        for claim, decision in written_contact.decisions
        if claim.channel == "sms"
        and decision.changed
        and decision.state in CHANGE_OF
        and (number := address_of(written_contact.row, "sms")) is not None
    ]
    changed = {written_contact.id: names for written_contact in written if (names := written_contact.changed)}
    if not changed and not consents:
        return None
    contacts = tuple(sorted(changed))
    touched = tuple(tuple(sorted(changed[contact])) for contact in contacts)
    return note(conn, FollowChanges(contacts=contacts, touched=touched, consents=tuple(consents)), now)
