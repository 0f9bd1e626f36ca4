"""Changes of consent: the decision under the number's lock, the new state, and the log row, in one transaction."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from engine.rules.consent.consent import Channel, ClaimedState, ConsentDecision, Source, decide, state_now
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked
from engine.store.database.dialect import insert as upsert


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """What somebody says a number (or e-mail address) agreed to."""

    channel: Channel
    address: str
    state: ClaimedState | None
    """None says nothing: only makes sure that the number has a row."""
    source: Source
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    """Evidence beside what the source documents, such as the ids of messages."""


def change_consents(conn: Connection, claims: Sequence[ConsentChange], now: Millis) -> list[ConsentDecision]:
    """Decides each claim on the state as it is under lock, in order; writes states and log rows. Every address gets a
    row, also when nothing was claimed, so that a claim for it can be locked."""
    for channel in sorted({claim.channel for claim in claims}):
        _ensure_rows(conn, channel, {claim.address for claim in claims if claim.channel == channel}, now)
    states = {
        (channel, address): row
        for channel in sorted({claim.channel for claim in claims})
        for address, row in _locked_states(
            conn, channel, {claim.address for claim in claims if claim.channel == channel}
        ).items()
    }
    decisions: list[ConsentDecision] = []
    changed: dict[tuple[str, str], ConsentState] = {}
    log: list[dict[str, Any]] = []
    for claim in claims:
        place = (claim.channel, claim.address)
        state, since = states[place]
        current = state_now(state, since, now)
        decision = decide(current, claim.state, claim.source, channel=claim.channel)
        decisions.append(decision)
        if not decision.changed:
            continue
        states[place] = (decision.state, now)
        changed[place] = decision.state
        log.append(_log_row(claim, current, decision.state, now))
    if changed:
        k = t.consent.c
        conn.execute(
            update(t.consent)
            .where(k.channel == bindparam("_channel"), k.address == bindparam("_address"))
            .values(state=bindparam("state"), changed_at=bindparam("changed_at")),
            [
                {"_channel": channel, "_address": address, "state": str(state), "changed_at": now}
                for (channel, address), state in sorted(changed.items())
            ],
        )
        conn.execute(insert(t.consent_log), log)
    return decisions


def confirm_consent(conn: Connection, claim: ConsentChange, state: ConsentState, now: Millis) -> None:
    """Keeps the evidence of a consent that was there already: a log row whose state stays as it is. The caller has
    decided the claim in this transaction, so the state is under lock."""
    conn.execute(insert(t.consent_log), _log_row(claim, state, state, now))


def _ensure_rows(conn: Connection, channel: str, addresses: set[str], now: Millis) -> None:
    rows = [
        {"channel": channel, "address": address, "state": ConsentState.UNKNOWN, "changed_at": now}
        for address in sorted(addresses)
    ]
    if rows:
        conn.execute(upsert(conn, t.consent).on_conflict_do_nothing(), rows)


def _locked_states(conn: Connection, channel: str, addresses: set[str]) -> dict[str, tuple[ConsentState, Millis]]:
    k = t.consent.c
    query = (
        select(k.address, k.state, k.changed_at)
        .where(k.channel == channel, among(conn, k.address, sorted(addresses)))
        .order_by(k.address)
    )
    return {row[0]: (ConsentState(row[1]), row[2]) for row in conn.execute(locked(conn, query))}


def _log_row(claim: ConsentChange, before: ConsentState, after: ConsentState, now: Millis) -> dict[str, Any]:
    return {
        "channel": claim.channel,
        "address": claim.address,
        "before": str(before),
        "after": str(after),
        "at": now,
        "source": str(claim.source.kind),
        "actor": claim.source.evidence.actor,
        "evidence": _evidence(claim),
    }


def _evidence(claim: ConsentChange) -> dict[str, Any]:
    evidence: dict[str, Any] = {"document": claim.source.document, **asdict(claim.source.evidence), **claim.details}
    return {name: value for name, value in evidence.items() if value is not None and name != "actor"}
