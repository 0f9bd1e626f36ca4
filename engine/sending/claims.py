"""Claims: what a slice's verdicts come to, looked at once more under locks, written down and committed.

Only what was claimed and committed is ever handed to a carrier.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection

from engine.journey.steps.ask_opt_in import AskOptInData
from engine.movement.advance import RUNNING
from engine.movement.ending import end_and_count
from engine.movement.moves import NO_MOVES, MoveOutcome, apply_moves, hold_at_dispatch
from engine.rules.reasons import Reason
from engine.rules.states import EnrolmentStatus
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.after_send import leave_send
from engine.sending.batches import Batch, BatchMember
from engine.sending.gate import AlreadyAsked, Gate, GoalReached, Hold, Send, Skip, Verdict
from engine.sending.number_states import number_states
from engine.store.account import accounts
from engine.store.consent.numbers import clause_given
from engine.store.contacts.contacts_by_number import current_phones
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.dispatching import mark_sending
from engine.store.enrolments.enrolments import lock_active
from engine.store.events.follow_ups import FollowUp
from engine.store.journeys.counts import Tally, add_counts
from engine.store.journeys.status import journey_status
from engine.store.messages.links import LinkCodes, write_links
from engine.store.messages.messages import (
    ClaimedMessage,
    drop_planned,
    messages_at,
    numbers_reached_by_launch,
    rewrite_messages,
    write_messages,
)
from engine.store.messages.messages import EarlierMessage as KnownMessage

CLAIM_DURATION: Millis = 30_000
"""A claim is handed over within this time, or settled by somebody else after it."""


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """What the claim committed."""

    rows: tuple[ClaimedMessage, ...] = ()
    deadline_at: Millis = 0
    left_out: int = 0
    """Changed between judging and claiming (a STOP, a cancel, a new number): judged again in the next slice."""
    wakes: tuple[int, ...] = ()
    waiting_for: tuple[int, ...] = ()
    """Those skipped who came to a `wait_for`, to look back."""
    noted: tuple[int, ...] = ()
    changed: tuple[FollowUp, ...] = ()
    """What follows from what those who were skipped changed of their contacts behind the step."""
    paused: bool = False


@again_on_conflict
def claim(context: Context, batch: Batch, granted: int, now: Millis) -> ClaimOutcome:
    """Claims what may go and writes what may not, in one transaction that sees every STOP, pause and cancel that was
    answered before it.

    Each verdict stands only if what it was made from still holds under the locks: the number and its consent, its
    count against a cap, the enrolment's row. Who changed is left for the next slice.
    """
    cohort = batch.cohort
    deadline = now + CLAIM_DURATION
    with context.db.write(urgent=cohort.urgent) as conn:
        if journey_status(conn, cohort.journey_id) not in RUNNING:
            return ClaimOutcome(paused=True)
        standing, left_out = _still_standing(conn, batch, now)
        released = batch.released(granted)
        going = [one for one in standing if one.traveller.id in released]
        skipped = [one for one in standing if isinstance(one.verdict, Skip)]
        held = [one for one in standing if isinstance(one.verdict, Hold)]
        asked_before = [one for one in standing if isinstance(one.verdict, AlreadyAsked)]
        reached = [one.traveller.id for one in standing if isinstance(one.verdict, GoalReached)]
        end_and_count(conn, reached, EnrolmentStatus.CONVERTED, Reason.GOAL_REACHED, now)
        before = messages_at(conn, [one.traveller.id for one in standing], batch.step_id)
        bound, called_off = _called_off([*going, *held], before)
        bound, doubled = _one_per_number(conn, batch, bound)
        going = [one for one in bound if isinstance(one.verdict, Send)]
        held = [one for one in bound if isinstance(one.verdict, Hold)]
        skipped += [*called_off, *doubled]
        tally: Tally = Counter()
        rows = _write_claims(conn, context, batch, going, before, deadline, now)
        went = _write_skips(conn, batch, skipped, before, tally, now)
        waits = _write_waits(conn, batch, asked_before, now)
        wakes = (*went.wakes, *waits.wakes, *_write_holds(conn, batch, held, before, now))
        add_counts(conn, cohort.version_id, tally)
    waiting_for, noted = (*went.waiting_for, *waits.waiting_for), (*went.noted, *waits.noted)
    return ClaimOutcome(tuple(rows), deadline, left_out, wakes, waiting_for, noted, (*went.changed, *waits.changed))


def _still_standing(conn: Connection, batch: Batch, now: Millis) -> tuple[list[BatchMember], int]:
    """Those for whom nothing has changed since they were judged; locks their numbers, their contacts, their rows."""
    gate = batch.gate
    # Who has become too late while waiting for a slot is judged again.
    judged = tuple(one for one in batch.judged if not _became_late(one, now))
    if gate.channel == "sms":
        wanted = [one.known.facts.contact.get("phone") for one in judged]
        # Who writes to a number's row (the clause) or counts by it must hold it alone from the start: two that share
        # it and both want more would wait for each other.
        alone = gate.cap is not None or any(isinstance(one.verdict, Send) and one.verdict.clause for one in judged)
        current = number_states(conn, gate, wanted, [one.window for one in judged], lock=True, exclusive=alone)
        phones = current_phones(conn, [one.traveller.contact_id for one in judged])
        judged = tuple(
            one
            for one in judged
            if phones.get(one.traveller.contact_id)
            == (one.known.facts.contact.get("phone"), one.known.facts.contact.get("phone_problem"))
            and current.of(one.known.facts.contact.get("phone"), one.window) == one.number
        )
        judged = _within_cap(gate, judged)
    there = lock_active(conn, [one.traveller.id for one in judged])
    standing = [one for one in judged if there.get(one.traveller.id) == one.traveller.revision]
    return standing, len(batch.judged) - len(standing)


def _became_late(one: BatchMember, now: Millis) -> bool:
    return isinstance(one.verdict, Send) and one.limit is not None and now > one.limit.at


def _within_cap(gate: Gate, judged: tuple[BatchMember, ...]) -> tuple[BatchMember, ...]:
    """Of several in one slice with one number, only as many as its cap still allows, and one that asks it to opt in;
    the others are judged again."""
    asks = isinstance(gate.data, AskOptInData)
    if gate.cap is None and not asks:
        return judged
    room: dict[str, int] = {}
    kept: list[BatchMember] = []
    for one in judged:
        if isinstance(one.verdict, Send):
            most = 1 if asks or gate.cap is None else gate.cap.messages - one.number.messages_in_cap
            left = room.setdefault(one.verdict.to, most)
            if left <= 0:
                continue
            room[one.verdict.to] = left - 1
        kept.append(one)
    return tuple(kept)


def _called_off(
    bound: list[BatchMember], before: dict[tuple[int, int], KnownMessage]
) -> tuple[list[BatchMember], list[BatchMember]]:
    """Takes out those whose planned message somebody cancelled: they are skipped now, whatever they are held for."""
    kept: list[BatchMember] = []
    off: list[BatchMember] = []
    for one in bound:
        known = before.get((one.traveller.id, one.traveller.visit))
        cancelled = known is not None and known.state == "cancelled"
        (off if cancelled else kept).append(one)
    return kept, [_instead(one, Skip(Reason.MESSAGE_CANCELLED)) for one in off]


def _one_per_number(
    conn: Connection, batch: Batch, bound: list[BatchMember]
) -> tuple[list[BatchMember], list[BatchMember]]:
    """A launch sends a number one message per step and visit: who comes second is skipped, also behind one that is
    held."""
    by_launch: dict[int, list[tuple[str, BatchMember]]] = defaultdict(list)
    kept: list[BatchMember] = []
    for one in bound:
        number = one.known.facts.contact.get("phone") if batch.gate.channel == "sms" else None
        if one.traveller.launch_id is None or number is None:
            kept.append(one)
        else:
            by_launch[one.traveller.launch_id].append((number, one))
    doubled: list[BatchMember] = []
    for launch_id in sorted(by_launch):
        group = by_launch[launch_id]
        reached = numbers_reached_by_launch(conn, launch_id, [number for number, _ in group], batch.step_id)
        for number, one in group:
            if reached.setdefault((number, one.traveller.visit), one.traveller.id) == one.traveller.id:
                kept.append(one)
            else:
                doubled.append(_instead(one, Skip(Reason.DUPLICATE_NUMBER)))
    return kept, doubled


def _instead(one: BatchMember, verdict: Verdict) -> BatchMember:
    return replace(one, verdict=verdict)


def _write_claims(
    conn: Connection,
    context: Context,
    batch: Batch,
    going: list[BatchMember],
    before: dict[tuple[int, int], KnownMessage],
    deadline: Millis,
    now: Millis,
) -> list[ClaimedMessage]:
    """Writes the claims: a row for each message, the enrolments marked, the clauses noted."""
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    order: list[tuple[Send, dict[str, Any]]] = []
    for one in going:
        verdict = one.verdict
        assert isinstance(verdict, Send)  # noqa: S101 (only such are going; narrows for the type checker)
        known = before.get((one.traveller.id, one.traveller.visit))
        row = _base_row(batch, one) | {
            "to": verdict.to,
            "subject": verdict.subject,
            "body": verdict.body,
            "encoding": verdict.encoding,
            "segments": verdict.segments,
            "clause": verdict.clause,
            "notes": list(verdict.notes) or None,
            "state": "claimed",
            "reason": None,
            "carrier": batch.carrier,
            "sender_id": None if batch.sender is None else batch.sender.id,
            "owner": context.owner,
            "deadline_at": deadline,
            "attempts": 1 if known is None else known.attempts + 1,
            "created_at": now if known is None else known.created_at,
            "claimed_at": now,
        }
        if known is None:
            fresh.append(row)
        else:
            row["_id"] = known.id
            again.append(row)
        order.append((verdict, row))
    codes = _codes(conn, batch, order)
    write_messages(conn, fresh, None if codes is None else codes.put)
    if codes is not None:
        write_links(conn, codes.rows, again=False)
        codes.rows.clear()
        for row in again:
            codes.put(row["_id"], row)
        write_links(conn, codes.rows, again=True)
    rewrite_messages(conn, again)
    if going:
        mark_sending(conn, [one.traveller.id for one in going], deadline)
        clause_given(conn, [verdict.to for verdict, _ in order if verdict.clause], now)
    return [
        ClaimedMessage(
            id=row.get("_id") or row["id"],
            **{name: row[name] for name in ClaimedMessage._fields if name != "id"},
        )
        for _, row in order
    ]


def _codes(conn: Connection, batch: Batch, order: Sequence[tuple[Send, dict[str, Any]]]) -> LinkCodes | None:
    """The short links of the messages to be claimed; None where no body has any."""
    links = batch.gate.links
    if links is None or links.base is None or not any(verdict.targets for verdict, _ in order):
        return None
    # By the row itself: two rows of one slice are never equal, but they hold lists, which have no hash.
    targets = {id(row): verdict.targets for verdict, row in order}
    return LinkCodes(links.base, accounts.link_secret(conn), targets)


def _base_row(batch: Batch, one: BatchMember) -> dict[str, Any]:
    return {
        "channel": batch.gate.channel,
        "enrolment_id": one.traveller.id,
        "journey_id": batch.cohort.journey_id,
        "version_id": batch.cohort.version_id,
        "launch_id": one.traveller.launch_id,
        "contact_id": one.traveller.contact_id,
        "step": batch.step_id,
        "visit": one.traveller.visit,
        "message_class": batch.gate.journey.message_class,
        "due_at": one.counted,
    }


def _address(batch: Batch, one: BatchMember) -> str | None:
    return one.known.facts.contact.get("email" if batch.gate.channel == "email" else "phone")


def _write_skips(
    conn: Connection,
    batch: Batch,
    skipped: list[BatchMember],
    before: dict[tuple[int, int], KnownMessage],
    tally: Tally,
    now: Millis,
) -> MoveOutcome:
    """Writes why these got nothing, and lets them go on."""
    if not skipped:
        return NO_MOVES
    fresh: list[dict[str, Any]] = []
    again: list[dict[str, Any]] = []
    for one in skipped:
        assert isinstance(one.verdict, Skip)  # noqa: S101 (only such are skipped; narrows for the type checker)
        reason = str(one.verdict.reason)
        tally[batch.step_id, "skipped", reason] += 1
        known = before.get((one.traveller.id, one.traveller.visit))
        if known is not None and known.state == "cancelled":
            continue
        row = _base_row(batch, one) | {
            "to": _address(batch, one),
            "state": "skipped",
            "reason": reason,
            "created_at": now if known is None else known.created_at,
            "settled_at": now,
        }
        if known is None:
            fresh.append(row)
        else:
            again.append(row | {"_id": known.id})
    write_messages(conn, fresh)
    rewrite_messages(conn, again)
    walked = leave_send(conn, batch.compiled, batch.step_id, [(one.traveller, False, one.verdict.reason)
                        for one in skipped if isinstance(one.verdict, Skip)], now)  # fmt: skip
    return apply_moves(conn, batch.cohort, walked, now)


def _write_waits(conn: Connection, batch: Batch, asked: list[BatchMember], now: Millis) -> MoveOutcome:
    """Those who were asked before, in another journey, or have answered, are not asked: they wait for the same START,
    and go on at once when it has come. A question that was held for them is called off."""
    if not asked:
        return NO_MOVES
    drop_planned(conn, [one.traveller.id for one in asked], now, Reason.NOT_ASKED)
    walked = leave_send(conn, batch.compiled, batch.step_id, [(one.traveller, True, None) for one in asked], now)
    return apply_moves(conn, batch.cohort, walked, now)


def _write_holds(
    conn: Connection,
    batch: Batch,
    held: list[BatchMember],
    before: dict[tuple[int, int], KnownMessage],
    now: Millis,
) -> tuple[int, ...]:
    """Those the gate holds stay where they are; their messages are written down as planned, so that they can be seen
    and cancelled."""
    by_time: dict[tuple[Millis, str], list[BatchMember]] = defaultdict(list)
    for one in held:
        if isinstance(one.verdict, Hold):
            by_time[one.verdict.until, str(one.verdict.reason)].append(one)
    planned: list[dict[str, Any]] = []
    wakes: list[int] = []
    for (until, reason), group in sorted(by_time.items()):
        wakes.extend(hold_at_dispatch(conn, batch.cohort, [one.traveller.id for one in group], until, reason, now))
        planned.extend(
            _base_row(batch, one)
            | {"to": _address(batch, one), "state": "planned", "reason": reason, "created_at": now}
            for one in group
            if (one.traveller.id, one.traveller.visit) not in before
        )
    write_messages(conn, planned)
    return tuple(wakes)
