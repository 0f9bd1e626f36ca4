"""What numbers and addresses agreed to: reading it. Changes go through `consent_changes` alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from engine.rules.consent.consent import Channel, state_now
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among


def states(conn: Connection, channel: Channel, addresses: Iterable[str], now: Millis) -> dict[str, ConsentState]:
    """The state of each as it counts at `now`; an address that nothing is known of is `unknown`."""
    sorted_addresses = sorted(set(addresses))
    k = t.consent.c
    query = select(k.address, k.state, k.changed_at).where(
        k.channel == channel, among(conn, k.address, sorted_addresses)
    )
    states_by_address = {row[0]: state_now(ConsentState(row[1]), row[2], now) for row in conn.execute(query)}
    return {address: states_by_address.get(address, ConsentState.UNKNOWN) for address in sorted_addresses}


class ConsentLogRow(NamedTuple):
    """One row of the consent log."""

    id: int
    channel: str
    address: str
    before: str
    after: str
    at: Millis
    source: str
    """Who or what said it: `phone`, `import`, `api`, ..."""
    actor: str | None
    evidence: dict[str, Any]


def history(
    conn: Connection, channel: Channel, address: str, *, before_id: int | None, limit: int
) -> list[ConsentLogRow]:
    """The changes of an address's consent, newest first."""
    log = t.consent_log.c
    query = select(*(log[name] for name in ConsentLogRow._fields)).where(log.channel == channel, log.address == address)
    if before_id is not None:
        query = query.where(log.id < before_id)
    return [ConsentLogRow._make(row) for row in conn.execute(query.order_by(log.id.desc()).limit(limit))]
