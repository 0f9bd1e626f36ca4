"""What the gate needs of a number's consent row, and the opt-out clause that was sent to it."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import listed

_k = t.consent.c


class NumberRow(NamedTuple):
    """One number's consent row."""

    address: str
    state: str
    changed_at: Millis
    clause_at: Millis | None


def numbers(
    conn: Connection, channel: str, addresses: Iterable[str], *, lock: bool = False, exclusive: bool = False
) -> dict[str, NumberRow]:
    """The consent rows of these numbers, locked in order of number when asked: a STOP then waits for this
    transaction, or this transaction has seen the STOP. `exclusive` where messages to a number are counted."""
    query = _NUMBERS if not lock else _NUMBERS_EXCLUSIVE if exclusive else _NUMBERS_SHARED
    rows = conn.execute(query, {"channel": channel, "addresses": sorted(set(addresses))})
    return {row[0]: NumberRow._make(row) for row in rows}


_NUMBERS = (
    select(_k.address, _k.state, _k.changed_at, _k.clause_at)
    .where(_k.channel == bindparam("channel"), listed(_k.address, "addresses"))
    .order_by(_k.address)
)


_NUMBERS_SHARED = _NUMBERS.with_for_update(read=True)


_NUMBERS_EXCLUSIVE = _NUMBERS.with_for_update()


def clause_given(conn: Connection, addresses: Iterable[str], now: Millis) -> None:
    """The opt-out clause goes to these numbers with a message claimed now."""
    sorted_addresses = sorted(set(addresses))
    if sorted_addresses:
        conn.execute(_CLAUSE_GIVEN, {"addresses": sorted_addresses, "now": now})


_CLAUSE_GIVEN = (
    update(t.consent).where(_k.channel == "sms", listed(_k.address, "addresses")).values(clause_at=bindparam("now"))
)


def clause_not_given(conn: Connection, addresses: Iterable[str]) -> None:
    """Messages with the opt-out clause did not reach these numbers: the next one has to tell."""
    missed = sorted(set(addresses))
    if missed:
        conn.execute(_CLAUSE_NOT_GIVEN, {"addresses": missed})


_CLAUSE_NOT_GIVEN = update(t.consent).where(_k.channel == "sms", listed(_k.address, "addresses")).values(clause_at=None)
