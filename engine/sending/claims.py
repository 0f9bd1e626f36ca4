"""Claims: what a batch's verdicts come to, looked at once more under locks, written down and committed.

Only what was claimed and committed is ever handed to a carrier.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, assert_never

from sqlalchemy import Connection

from engine.journey.step_types import definition_of
from engine.movement.advance import RUNNING
from engine.movement.ending import end_and_count
from engine.movement.moves import NO_MOVES, MoveOutcome, apply_moves, hold_at_dispatch
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, MessageChannel, MessageState, StepMetric
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.after_send import Departure, leave_send
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
    EarlierMessage,
    drop_planned,
    messages_at,
    numbers_reached_by_launch,
    rewrite_messages,
    write_messages,
)

CLAIM_DURATION: Millis = 30_000
"""A claim is handed over within this time, or settled by somebody else after it."""


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """What the claim committed."""

    rows: tuple[ClaimedMessage, ...] = ()
    deadline_at: Millis = 0
    left_out: int = 0
    """Changed between judging and claiming (a STOP, a cancel, a new number): judged again in the next batch."""
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
    count against a cap, the enrolment's row. Who changed is left for the next batch.
    """
    cohort = batch.cohort
    deadline = now + CLAIM_DURATION
    with context.db.write(urgent=cohort.urgent) as conn:
        if journey_status(conn, cohort.journey_id) not in RUNNING:
            return ClaimOutcome(paused=True)
        standing, left_out = _still_standing(conn, batch, now)
        released = batch.released(granted)
        sendable: list[BatchMember] = []
        skipped: list[BatchMember] = []
        held: list[BatchMember] = []
        asked_before: list[BatchMember] = []
        reached: list[int] = []
        for member in standing:
            match member.verdict:
                case Send():
                    if member.enrolment.id in released:
                        sendable.append(member)
                case Skip():
                    skipped.append(member)
                case Hold():
                    held.append(member)
                case AlreadyAsked():
                    asked_before.append(member)
                case GoalReached():
                    reached.append(member.enrolment.id)
                case _ as never:
                    assert_never(never)
        end_and_count(conn, reached, EnrolmentStatus.CONVERTED, Reason.GOAL_REACHED, now)
        before = messages_at(conn, [member.enrolment.id for member in standing], batch.step_id)
        bound, called_off = _called_off([*sendable, *held], before)
        bound, doubled = _one_per_number(conn, batch, bound)
        sendable = [member for member in bound if isinstance(member.verdict, Send)]
        held = [member for member in bound if isinstance(member.verdict, Hold)]
        skipped += [*called_off, *doubled]
        tally: Tally = Counter()
        rows = _write_claims(conn, context, batch, sendable, before, deadline, now)
        moved = _write_skips(conn, batch, skipped, before, tally, now)
        waits = _write_waits(conn, batch, asked_before, now)
        wakes = (*moved.wakes, *waits.wakes, *_write_holds(conn, batch, held, before, now))
        add_counts(conn, cohort.version_id, tally)
    waiting_for, noted = (*moved.waiting_for, *waits.waiting_for), (*moved.noted, *waits.noted)
    return ClaimOutcome(tuple(rows), deadline, left_out, wakes, waiting_for, noted, (*moved.changed, *waits.changed))


def _still_standing(conn: Connection, batch: Batch, now: Millis) -> tuple[list[BatchMember], int]:
    """Those for whom nothing has changed since they were judged; locks their numbers, their contacts, their rows."""
    gate = batch.gate
    # Who has become too late while waiting for a slot is judged again.
    members = tuple(member for member in batch.members if not _became_late(member, now))
    if gate.channel is MessageChannel.SMS:
        wanted = [member.known.facts.contact.get("phone") for member in members]
        # Who writes to a number's row (the clause) or counts by it must hold it alone from the start: two that share
        # it and both want more would wait for each other.
        alone = gate.cap is not None or any(
            isinstance(member.verdict, Send) and member.verdict.clause for member in members
        )
        current = number_states(conn, gate, wanted, [member.window for member in members], lock=True, exclusive=alone)
        phones = current_phones(conn, [member.enrolment.contact_id for member in members])
        members = tuple(
            member
            for member in members
            if phones.get(member.enrolment.contact_id)
            == (member.known.facts.contact.get("phone"), member.known.facts.contact.get("phone_problem"))
            and current.of(member.known.facts.contact.get("phone"), member.window) == member.number
        )
        members = _within_cap(gate, members)
    there = lock_active(conn, [member.enrolment.id for member in members])
    standing = [member for member in members if there.get(member.enrolment.id) == member.enrolment.revision]
    return standing, len(batch.members) - len(standing)


def _became_late(member: BatchMember, now: Millis) -> bool:
    return isinstance(member.verdict, Send) and member.limit is not None and now > member.limit.at


def _within_cap(gate: Gate, members: tuple[BatchMember, ...]) -> tuple[BatchMember, ...]:
    """Of several in one batch with one number, only as many as its cap still allows, and one that asks it to opt in;
    the others are judged again."""
    asks = definition_of(gate.data).is_question
    if gate.cap is None and not asks:
        return members
    room: dict[str, int] = {}
    kept: list[BatchMember] = []
    for member in members:
        if isinstance(member.verdict, Send):
            most = 1 if asks or gate.cap is None else gate.cap.messages - member.number.messages_in_cap
            left = room.setdefault(member.verdict.to, most)
            if left <= 0:
                continue
            room[member.verdict.to] = left - 1
        kept.append(member)
    return tuple(kept)


def _called_off(
    bound: list[BatchMember], before: dict[tuple[int, int], EarlierMessage]
) -> tuple[list[BatchMember], list[BatchMember]]:
    """Takes out those whose planned message somebody cancelled: they are skipped now, whatever they are held for."""
    kept: list[BatchMember] = []
    off: list[BatchMember] = []
    for member in bound:
        known = before.get((member.enrolment.id, member.enrolment.visit))
        cancelled = known is not None and known.state is MessageState.CANCELLED
        (off if cancelled else kept).append(member)
    return kept, [_instead(member, Skip(Reason.MESSAGE_CANCELLED)) for member in off]


def _one_per_number(
    conn: Connection, batch: Batch, bound: list[BatchMember]
) -> tuple[list[BatchMember], list[BatchMember]]:
    """A launch sends a number one message per step and visit: who comes second is skipped, also behind one that is
    held."""
    by_launch: dict[int, list[tuple[str, BatchMember]]] = defaultdict(list)
    kept: list[BatchMember] = []
    for member in bound:
        number = member.known.facts.contact.get("phone") if batch.gate.channel is MessageChannel.SMS else None
        if member.enrolment.launch_id is None or number is None:
            kept.append(member)
        else:
            by_launch[member.enrolment.launch_id].append((number, member))
    doubled: list[BatchMember] = []
    for launch_id in sorted(by_launch):
        group = by_launch[launch_id]
        reached = numbers_reached_by_launch(conn, launch_id, [number for number, _ in group], batch.step_id)
        for number, member in group:
            if reached.setdefault((number, member.enrolment.visit), member.enrolment.id) == member.enrolment.id:
                kept.append(member)
            else:
                doubled.append(_instead(member, Skip(Reason.DUPLICATE_NUMBER)))
    return kept, doubled


def _instead(member: BatchMember, verdict: Verdict) -> BatchMember:
    return replace(member, verdict=verdict)


def _write_claims(
    conn: Connection,
    context: Context,
    batch: Batch,
    sendable: list[BatchMember],
    before: dict[tuple[int, int], EarlierMessage],
    deadline: Millis,
    now: Millis,
) -> list[ClaimedMessage]:
    """Writes the claims: a row for each message, the enrolments marked, the clauses noted."""
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    order: list[tuple[Send, dict[str, Any]]] = []
    for member in sendable:
        verdict = member.verdict
        assert isinstance(verdict, Send)  # noqa: S101 (only such are going; narrows for the type checker)
        known = before.get((member.enrolment.id, member.enrolment.visit))
        row = _base_row(batch, member) | {
            "to": verdict.to,
            "subject": verdict.subject,
            "body": verdict.body,
            "encoding": verdict.encoding,
            "segments": verdict.segments,
            "clause": verdict.clause,
            "notes": list(verdict.notes) or None,
            "state": MessageState.CLAIMED,
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
            inserts.append(row)
        else:
            row["_id"] = known.id
            updates.append(row)
        order.append((verdict, row))
    codes = _codes(conn, batch, order)
    write_messages(conn, inserts, None if codes is None else codes.put)
    if codes is not None:
        write_links(conn, codes.rows, again=False)
        codes.rows.clear()
        for row in updates:
            codes.put(row["_id"], row)
        write_links(conn, codes.rows, again=True)
    rewrite_messages(conn, updates)
    if sendable:
        mark_sending(conn, [member.enrolment.id for member in sendable], deadline)
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
    # By the row itself: two rows of one batch are never equal, but they hold lists, which have no hash.
    targets = {id(row): verdict.targets for verdict, row in order}
    return LinkCodes(links.base, accounts.link_secret(conn), targets)


def _base_row(batch: Batch, member: BatchMember) -> dict[str, Any]:
    return {
        "channel": batch.gate.channel,
        "enrolment_id": member.enrolment.id,
        "journey_id": batch.cohort.journey_id,
        "version_id": batch.cohort.version_id,
        "launch_id": member.enrolment.launch_id,
        "contact_id": member.enrolment.contact_id,
        "step": batch.step_id,
        "visit": member.enrolment.visit,
        "message_class": batch.gate.journey.message_class,
        "due_at": member.counted,
    }


def _address(batch: Batch, member: BatchMember) -> str | None:
    return member.known.facts.contact.get("email" if batch.gate.channel is MessageChannel.EMAIL else "phone")


def _write_skips(
    conn: Connection,
    batch: Batch,
    skipped: list[BatchMember],
    before: dict[tuple[int, int], EarlierMessage],
    tally: Tally,
    now: Millis,
) -> MoveOutcome:
    """Writes why these got nothing, and lets them go on."""
    if not skipped:
        return NO_MOVES
    inserts: list[dict[str, Any]] = []
    updates: list[dict[str, Any]] = []
    for member in skipped:
        assert isinstance(member.verdict, Skip)  # noqa: S101 (only such are skipped; narrows for the type checker)
        reason = str(member.verdict.reason)
        tally[batch.step_id, StepMetric.SKIPPED, reason] += 1
        known = before.get((member.enrolment.id, member.enrolment.visit))
        if known is not None and known.state is MessageState.CANCELLED:
            continue
        row = _base_row(batch, member) | {
            "to": _address(batch, member),
            "state": MessageState.SKIPPED,
            "reason": reason,
            "created_at": now if known is None else known.created_at,
            "settled_at": now,
        }
        if known is None:
            inserts.append(row)
        else:
            updates.append(row | {"_id": known.id})
    write_messages(conn, inserts)
    rewrite_messages(conn, updates)
    walked = leave_send(conn, batch.compiled, batch.step_id, [Departure(member.enrolment, False, member.verdict.reason)
                        for member in skipped if isinstance(member.verdict, Skip)], now)  # fmt: skip
    return apply_moves(conn, batch.cohort, walked, now)


def _write_waits(conn: Connection, batch: Batch, asked: list[BatchMember], now: Millis) -> MoveOutcome:
    """Those who were asked before, in another journey, or have answered, are not asked: they wait for the same START,
    and go on at once when it has come. A question that was held for them is called off."""
    if not asked:
        return NO_MOVES
    drop_planned(conn, [member.enrolment.id for member in asked], now, Reason.NOT_ASKED)
    walked = leave_send(
        conn, batch.compiled, batch.step_id, [Departure(member.enrolment, True) for member in asked], now
    )
    return apply_moves(conn, batch.cohort, walked, now)


def _write_holds(
    conn: Connection,
    batch: Batch,
    held: list[BatchMember],
    before: dict[tuple[int, int], EarlierMessage],
    now: Millis,
) -> tuple[int, ...]:
    """Those the gate holds stay where they are; their messages are written down as planned, so that they can be seen
    and cancelled."""
    by_time: dict[tuple[Millis, str], list[BatchMember]] = defaultdict(list)
    for member in held:
        if isinstance(member.verdict, Hold):
            by_time[member.verdict.until, str(member.verdict.reason)].append(member)
    planned: list[dict[str, Any]] = []
    wakes: list[int] = []
    for (until, reason), group in sorted(by_time.items()):
        wakes.extend(
            hold_at_dispatch(conn, batch.cohort, [member.enrolment.id for member in group], until, reason, now)
        )
        planned.extend(
            _base_row(batch, member)
            | {"to": _address(batch, member), "state": MessageState.PLANNED, "reason": reason, "created_at": now}
            for member in group
            if (member.enrolment.id, member.enrolment.visit) not in before
        )
    write_messages(conn, planned)
    return tuple(wakes)
