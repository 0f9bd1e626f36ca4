"""Notes of what still follows from contacts that were written, made in the transaction that wrote them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from engine.rules.time.instants import Millis
from engine.store.contacts.contacts import Written, address_of
from engine.store.events.follow_ups import CHANGE_OF, Changes, FollowUp, Said, note


def note_people(conn: Connection, written: Sequence[Written], now: Millis) -> FollowUp | None:
    """Notes what follows, for those who are under way, from contacts that this transaction wrote; None when nothing
    does."""
    consents: list[tuple[str, Said]] = [
        (number, CHANGE_OF[decision.state])
        for one in written
        for claim, decision in one.decisions
        if claim.channel == "sms"
        and decision.changed
        and decision.state in CHANGE_OF
        and (number := address_of(one.row, "sms")) is not None
    ]
    changed = {one.id: names for one in written if (names := one.changed)}
    if not changed and not consents:
        return None
    contacts = tuple(sorted(changed))
    touched = tuple(tuple(sorted(changed[contact])) for contact in contacts)
    return note(conn, Changes(contacts=contacts, touched=touched, consents=tuple(consents)), now)
