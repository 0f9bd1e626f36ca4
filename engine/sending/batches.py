"""Batches: those who rest at a send step, read, rendered, judged by the gate, and paced by their sender.

`claims` writes down what comes of a batch, `dispatcher` gives it to the carrier, `settle` writes what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.journey.timing.lateness import Limit
from engine.movement.advance import RUNNING
from engine.movement.transitions import zone_of
from engine.rules.conditions.conditions import Reads
from engine.rules.messages.frequency_caps import CapWindow, counted_at
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import MessageChannel, Rest
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.runtime.quarantine import QUARANTINE_TIME
from engine.sending import page_links
from engine.sending.gate import Gate, GoalReached, Hold, NumberState, Send, Skip, Verdict
from engine.sending.in_flight import IN_FLIGHT_UNASKABLE
from engine.sending.number_states import number_states
from engine.sending.step_gates import StepGates, load_gate_facts, verdict_by_sender
from engine.store.account.senders import SANDBOX, SenderRow, find_sender, take_slots
from engine.store.enrolments.cohorts import CohortRow, cohort_row
from engine.store.enrolments.enrolments import due_enrolments
from engine.store.enrolments.positions import RestingEnrolment
from engine.store.segments.facts import ContactFacts

_log = logging.getLogger(__name__)

BATCH_SIZE = 1_000
"""Messages judged, claimed and handed over at a time."""


@dataclass(frozen=True, slots=True)
class BatchMember:
    """One enrolment at the send step, and the gate's verdict."""

    enrolment: RestingEnrolment
    verdict: Verdict
    number: NumberState
    known: ContactFacts
    counted: Millis
    """When the message counts against a cap."""
    window: CapWindow | None
    """What it is counted with."""
    limit: Limit | None = None
    """Until when it may go."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Enrolments at one send step, judged; nothing is written yet."""

    cohort: CohortRow
    compiled: CompiledPlan
    step_id: str
    gate: Gate
    sender: SenderRow | None
    members: tuple[BatchMember, ...]
    judged_at: Millis
    unsubscribe: Callable[[int], page_links.Headers] | None = None
    """The headers by which a contact unsubscribes from what goes out here; None where mail programs read none."""

    @property
    def lengths(self) -> list[int]:
        """Segments of each message that may go, in order: what slots are asked for."""
        return [max(1, member.verdict.segments) for member in self.members if isinstance(member.verdict, Send)]

    def released(self, granted: int) -> frozenset[int]:
        """The enrolments whose messages have a slot: the first so many that may go. A slot is as long as its message,
        so who is left out does not leave it to another."""
        going = [member.enrolment.id for member in self.members if isinstance(member.verdict, Send)]
        return frozenset(going[:granted])

    @property
    def carrier(self) -> str:
        """The name of the carrier that it goes to."""
        if self.gate.channel is not MessageChannel.SMS:
            return self.gate.channel.value
        return SANDBOX if self.sender is None else self.sender.carrier

    @property
    def paced(self) -> bool:
        return self.sender is not None and self.sender.rate is not None and self.gate.channel is MessageChannel.SMS


def prepare(
    context: Context,
    cohort_id: int,
    now: Millis,
    unaskable: frozenset[str] = frozenset(),
    limit: int = BATCH_SIZE,
    *,
    closed: Sequence[str] = (),
) -> Batch | None:
    """The next batch of a cohort: those at one send step, judged. None when nobody is there, or it is paused.

    `unaskable` names the carriers that can't be asked what became of a message: their batches are small. `closed` are
    steps whose sender has no slot now: they hold up nobody else.
    """
    with context.db.read() as conn:
        cohort = cohort_row(conn, cohort_id)
        if cohort is None or cohort.ended_at is not None or cohort.journey_status not in RUNNING:
            return None
        waiting = due_enrolments(conn, cohort_id, (Rest.DISPATCH,), now, limit, but_not_at=closed)
        if not waiting:
            return None
        compiled = context.plans.get(conn, cohort.version_id)
        step_id = waiting[0].step
        group = [enrolment for enrolment in waiting if enrolment.step == step_id]
        gates = StepGates.read(conn, compiled, cohort.journey_id, context.address)
        return _judge_group(conn, cohort, compiled, step_id, group, gates, unaskable, now)


def _judge_group(
    conn: Connection,
    cohort: CohortRow,
    compiled: CompiledPlan,
    step_id: str,
    group: list[RestingEnrolment],
    gates: StepGates,
    unaskable: frozenset[str],
    now: Millis,
) -> Batch:
    step = compiled.steps[step_id].step
    sender = find_sender(conn, gates.sender_id(step))
    gate = gates.gate(step, sender)
    group = group[: _at_once(gate, sender, unaskable)]
    late = compiled.steps[step_id].lateness
    reads = gates.reads(step).union(compiled.goal_reads, Reads() if late is None else late.reads)
    people = load_gate_facts(conn, gates.address, group, reads, now)
    zones = [zone_of(compiled, known.facts.contact)[0] for known in people]
    counted = [counted_at(enrolment.entered_at, enrolment.due_at or now) for enrolment in group]
    windows = [gate.window(at, zone) for at, zone in zip(counted, zones, strict=True)]
    known_numbers = number_states(conn, gate, [known.facts.contact.get("phone") for known in people], windows)
    members: list[BatchMember] = []
    for enrolment, known, zone, at, window in zip(group, people, zones, counted, windows, strict=True):
        number = known_numbers.of(known.facts.contact.get("phone"), window)
        limit: Limit | None = None
        try:
            limit = None if late is None else late.limit(enrolment.entered_at, zone, known.facts)
            verdict = _judge(compiled, gate, known, number, enrolment, limit, zone, now)
        except Exception:  # noqa: BLE001
            # Whatever of one contact's data broke it, the others of the batch go on.
            _log.exception("enrolment %d at step %s is set aside", enrolment.id, step_id)
            verdict = Hold(now + QUARANTINE_TIME, Reason.SET_ASIDE)
        members.append(BatchMember(enrolment, verdict_by_sender(verdict, sender), number, known, at, window, limit))
    unsubscribe = (
        page_links.unsubscribing(conn, gates.address)
        if gate.channel is MessageChannel.EMAIL and gate.marketing
        else None
    )
    return Batch(cohort, compiled, step_id, gate, sender, tuple(members), now, unsubscribe)


def _judge(
    compiled: CompiledPlan,
    gate: Gate,
    known: ContactFacts,
    number: NumberState,
    enrolment: RestingEnrolment,
    limit: Limit | None,
    zone: Zone,
    now: Millis,
) -> Verdict:
    """Whether the goal is reached comes before anything is sent, however long the message was held. Nobody is held
    until it is too late: they go on at once, so that another way of telling them may still be in time."""
    if compiled.goal is not None and compiled.goal(known.facts):
        return GoalReached()
    verdict = gate.judge(known.facts, number, enrolment.skip_next, zone, now)
    if limit is None or not isinstance(verdict, Send | Hold):
        return verdict
    goes_at = verdict.until if isinstance(verdict, Hold) else now
    return Skip(limit.reason) if goes_at > limit.at else verdict


def _at_once(gate: Gate, sender: SenderRow | None, unaskable: frozenset[str]) -> int:
    """How many are judged at a time: no more than can leave soon, or may be in flight."""
    if gate.channel is not MessageChannel.SMS or sender is None:
        return IN_FLIGHT_UNASKABLE
    limit = IN_FLIGHT_UNASKABLE if sender.carrier in unaskable else BATCH_SIZE
    return limit if sender.rate is None else min(limit, max(5, int(sender.rate)))


def grant_slots(context: Context, batch: Batch, room: int, now: Millis) -> tuple[int, Millis]:
    """How many messages of the batch, of the first so many, the sender's rate lets go, and when; a short transaction of
    its own."""
    lengths = batch.lengths[:room]
    if not batch.paced or batch.sender is None or not lengths:
        return len(lengths), now
    with context.db.write(urgent=batch.cohort.urgent) as conn:
        granted = take_slots(conn, batch.sender.id, lengths, batch.cohort.urgent, now)
    return granted.granted, granted.at
