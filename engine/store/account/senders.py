"""Senders, and their slots: one rate in segments per second for all workers together."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert, locked

AHEAD: Millis = 250
"""How far ahead bulk messages may take slots. An urgent message finds at most this much taken before it."""

URGENT_AHEAD: Millis = 1_000
"""How far ahead urgent messages may: while more of them wait than that, bulk gets none."""

SANDBOX = "sandbox"
"""The sender every installation has: virtual phones."""


class SenderRow(NamedTuple):
    """A sender as dispatch needs it."""

    id: str
    carrier: str
    number: str | None
    rate: float | None
    countries: frozenset[str] | None = None
    """It texts these only, two letters each; None is all."""


def ensure_sandbox(conn: Connection, now: Millis) -> None:
    """Makes sure the sandbox sender is there."""
    row: dict[str, Any] = {
        "id": SANDBOX,
        "carrier": "sandbox",
        "number": "+15005550006",
        "rate": None,
        "next_slot_us": 0,
        "settings": {},
        "updated_at": now,
    }
    conn.execute(insert(conn, t.sender).values(row).on_conflict_do_nothing(index_elements=["id"]))


def find_sender(conn: Connection, sender_id: str) -> SenderRow | None:
    """The sender of that id; None when there is none."""
    row = conn.execute(_SENDER, {"sender_id": sender_id}).one_or_none()
    if row is None:
        return None
    countries = row.settings.get("countries")
    return SenderRow(row.id, row.carrier, row.number, row.rate, None if countries is None else frozenset(countries))


_s = t.sender.c
_SENDER = select(_s.id, _s.carrier, _s.number, _s.rate, _s.settings).where(_s.id == bindparam("sender_id"))


def sender_ids(conn: Connection) -> frozenset[str]:
    """The ids of the account's senders, which steps may name."""
    return frozenset(conn.execute(select(_s.id)).scalars())


class Slots(NamedTuple):
    """How many of the messages asked for may be claimed, and from when on."""

    granted: int
    at: Millis
    """When the first of them may leave; with nothing granted, when to ask again."""


def take_slots(conn: Connection, sender_id: str, segments: Sequence[int], urgent: bool, now: Millis) -> Slots:
    """Slots for the first of these messages (their lengths in segments, in order), as far as the rate allows.

    The sender's next free slot is one number that every worker moves on under the row's lock. Bulk takes only what
    leaves within the next `AHEAD`, urgent messages what leaves within `URGENT_AHEAD`: so they never wait behind a
    backlog of bulk, and nobody takes a slot so far ahead that it could be forgotten. What is taken together leaves
    together and is at most `AHEAD` long, so in any span a sender sends its rate's worth of the span and of `AHEAD`, and
    the one message that is under way. Idle time is not saved up: it never sends faster, not even after a rest.
    """
    s = t.sender.c
    row = conn.execute(locked(conn, select(s.rate, s.next_slot_us).where(s.id == sender_id))).one()
    rate: float | None = row[0]
    if rate is None or not segments:
        return Slots(len(segments), now)
    start = max(row[1], now * 1000)
    ahead = URGENT_AHEAD if urgent else AHEAD
    horizon = (now + ahead) * 1000
    if start >= horizon:
        return Slots(0, start // 1000 - ahead + 1)
    together = min(horizon, start + AHEAD * 1000)
    free = start
    granted = 0
    for length in segments:
        if granted and free >= together:
            break
        free += int(length * 1_000_000 / rate)
        granted += 1
    conn.execute(update(t.sender).where(s.id == sender_id).values(next_slot_us=free))
    return Slots(granted, -(-start // 1000))
