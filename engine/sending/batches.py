"""Dispatch: slices of those who rest at a send step, read, rendered, judged by the gate, and paced by their sender.

`claims` writes down what comes of a slice, `dispatcher` gives it to the carrier, `settle` writes what became of it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from engine.journey.plan import Step
from engine.journey.steps.send_email import SendEmailData
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.webhook import WebhookData
from engine.journey.timing.lateness import Limit
from engine.movement.advance import RUNNING
from engine.movement.transitions import zone_of
from engine.rules.addresses.whereabouts import STATE
from engine.rules.conditions.conditions import Reads
from engine.rules.liquid.template import template_reads
from engine.rules.messages.frequency_caps import CapWindow, counted_at
from engine.rules.reasons import Reason
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.runtime.quarantine import QUARANTINE_TIME
from engine.sending import page_links
from engine.sending.gate import Gate, GoalReached, Hold, NumberState, Send, Skip, Verdict
from engine.sending.in_flight import IN_FLIGHT_UNASKABLE
from engine.sending.number_states import NumberStates, number_states
from engine.settings.account import AccountSettings
from engine.store.account import accounts
from engine.store.account.senders import SANDBOX, SenderRow, find_sender, take_slots
from engine.store.consent.numbers import numbers
from engine.store.enrolments.cohorts import CohortRow, cohort_row
from engine.store.enrolments.enrolments import due_enrolments
from engine.store.enrolments.positions import RestingEnrolment
from engine.store.journeys.journey_names import journey_name
from engine.store.segments.facts import ContactFacts, load_facts

_log = logging.getLogger(__name__)

BATCH_SIZE = 1_000
"""Messages judged, claimed and handed over at a time."""


@dataclass(frozen=True, slots=True)
class BatchMember:
    """One traveller at the door, and the gate's verdict."""

    traveller: RestingEnrolment
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
    """Travellers at one send step, judged; nothing is written yet."""

    cohort: CohortRow
    compiled: CompiledPlan
    step_id: str
    gate: Gate
    sender: SenderRow | None
    judged: tuple[BatchMember, ...]
    judged_at: Millis
    unsubscribe: Callable[[int], page_links.Headers] | None = None
    """The headers by which a contact unsubscribes from what goes out here; None where mail programs read none."""

    @property
    def lengths(self) -> list[int]:
        """Segments of each message that may go, in order: what slots are asked for."""
        return [max(1, one.verdict.segments) for one in self.judged if isinstance(one.verdict, Send)]

    def released(self, granted: int) -> frozenset[int]:
        """The enrolments whose messages have a slot: the first so many that may go. A slot is as long as its message,
        so who is left out does not leave it to another."""
        going = [one.traveller.id for one in self.judged if isinstance(one.verdict, Send)]
        return frozenset(going[:granted])

    @property
    def carrier(self) -> str:
        """The name of the carrier that it goes to."""
        if self.gate.channel != "sms":
            return self.gate.channel
        return SANDBOX if self.sender is None else self.sender.carrier

    @property
    def paced(self) -> bool:
        return self.sender is not None and self.sender.rate is not None and self.gate.channel == "sms"


def prepare(
    context: Context,
    cohort_id: int,
    now: Millis,
    unaskable: frozenset[str] = frozenset(),
    limit: int = BATCH_SIZE,
    *,
    closed: Sequence[str] = (),
) -> Batch | None:
    """The next slice of a cohort: those at the door of one step, judged. None when nobody is there, or it is paused.

    `unaskable` names the carriers that can't be asked what became of a message: their slices are small. `closed` are
    steps whose sender has no slot now: they hold up nobody else.
    """
    with context.db.read() as conn:
        cohort = cohort_row(conn, cohort_id)
        if cohort is None or cohort.ended_at is not None or cohort.journey_status not in RUNNING:
            return None
        waiting = due_enrolments(conn, cohort_id, ("dispatch",), now, limit, but_not_at=closed)
        if not waiting:
            return None
        compiled = context.plans.get(conn, cohort.version_id)
        step_id = waiting[0].step
        group = [one for one in waiting if one.step == step_id]
        account = accounts.load_settings(conn)
        return _judge_group(conn, cohort, compiled, step_id, group, account, unaskable, context.address, now)


def _judge_group(
    conn: Connection,
    cohort: CohortRow,
    compiled: CompiledPlan,
    step_id: str,
    group: list[RestingEnrolment],
    account: AccountSettings,
    unaskable: frozenset[str],
    address: str,
    now: Millis,
) -> Batch:
    step = compiled.steps[step_id].step
    data: Any = step.data
    name = journey_name(conn, cohort.journey_id)
    sender_id = data.sender if isinstance(data, SendSmsData) and data.sender else account.sender
    sender = find_sender(conn, sender_id)
    gate = Gate(
        account,
        compiled.plan.settings,
        name,
        data,
        step.said,
        account.links.rules(name, address),
        None if sender is None else sender.countries,
    )
    group = group[: _at_once(gate, sender, unaskable)]
    late = compiled.steps[step_id].lateness
    reads = _reads(step).union(compiled.goal_reads, Reads() if late is None else late.reads)
    if gate.asks_state:
        reads = reads.union(STATE)
    people = load_facts(conn, group, reads, now, zone=True)
    if page_links.MERGE_FIELD in reads.contact:
        people = page_links.with_urls(conn, address, [one.contact_id for one in group], people)
    zones = [zone_of(compiled, known.facts.contact)[0] for known in people]
    counted = [counted_at(one.entered_at, one.due_at or now) for one in group]
    windows = [gate.window(at, zone) for at, zone in zip(counted, zones, strict=True)]
    known_numbers = _numbers(conn, gate, [known.facts.contact.get("phone") for known in people], windows)
    judged: list[BatchMember] = []
    for one, known, zone, at, window in zip(group, people, zones, counted, windows, strict=True):
        number = known_numbers.of(known.facts.contact.get("phone"), window)
        limit: Limit | None = None
        try:
            limit = None if late is None else late.limit(one.entered_at, zone, known.facts)
            verdict = _judge(compiled, gate, known, number, one, limit, zone, now)
        except Exception:  # noqa: BLE001
            # Whatever of one contact's data broke it, the others of the slice go on.
            _log.exception("enrolment %d at step %s is set aside", one.id, step_id)
            verdict = Hold(now + QUARANTINE_TIME, Reason.SET_ASIDE)
        if isinstance(verdict, Send) and verdict.channel == "sms" and sender is None:
            verdict = Skip(Reason.NO_SENDER)
        judged.append(BatchMember(one, verdict, number, known, at, window, limit))
    unsubscribe = page_links.unsubscribing(conn, address) if gate.channel == "email" and gate.marketing else None
    return Batch(cohort, compiled, step_id, gate, sender, tuple(judged), now, unsubscribe)


def _judge(
    compiled: CompiledPlan,
    gate: Gate,
    known: ContactFacts,
    number: NumberState,
    one: RestingEnrolment,
    limit: Limit | None,
    zone: Zone,
    now: Millis,
) -> Verdict:
    """Whether the goal is reached comes before anything is sent, however long the message was held. Nobody is held
    until it is too late: they go on at once, so that another way of telling them may still be in time."""
    if compiled.goal is not None and compiled.goal(known.facts):
        return GoalReached()
    verdict = gate.judge(known.facts, number, one.skip_next, zone, now)
    if limit is None or not isinstance(verdict, Send | Hold):
        return verdict
    goes_at = verdict.until if isinstance(verdict, Hold) else now
    return Skip(limit.reason) if goes_at > limit.at else verdict


def _at_once(gate: Gate, sender: SenderRow | None, unaskable: frozenset[str]) -> int:
    """How many are judged at a time: no more than can leave soon, or may hang in the air."""
    if gate.channel != "sms" or sender is None:
        return IN_FLIGHT_UNASKABLE
    limit = IN_FLIGHT_UNASKABLE if sender.carrier in unaskable else BATCH_SIZE
    return limit if sender.rate is None else min(limit, max(5, int(sender.rate)))


def _reads(step: Step) -> Reads:
    """What the gate looks at, and what the bodies name."""
    bodies = list(step.bodies)
    consent: tuple[str, ...] = ()
    if isinstance(step.data, SendEmailData):
        bodies += [step.data.body, step.data.subject]
        consent = ("email",)
    elif isinstance(step.data, WebhookData):
        bodies.append(step.data.body or "")
    fixed = Reads(contact=("country", "email", "language", "phone", "phone_problem", "timezone"), consent=consent)
    return fixed.union(*(template_reads(body) for body in bodies))


def _numbers(
    conn: Connection, gate: Gate, addresses: Sequence[str | None], windows: Sequence[CapWindow | None]
) -> NumberStates:
    if gate.channel != "sms":
        return NumberStates({}, {})
    wanted = {address for address in addresses if address}
    return number_states(conn, gate, numbers(conn, "sms", wanted), windows)


def grant_slots(context: Context, batch: Batch, room: int, now: Millis) -> tuple[int, Millis]:
    """How many messages of the slice, of the first so many, the sender's rate lets go, and when; a short transaction of
    its own."""
    lengths = batch.lengths[:room]
    if not batch.paced or batch.sender is None or not lengths:
        return len(lengths), now
    with context.db.write(urgent=batch.cohort.urgent) as conn:
        granted = take_slots(conn, batch.sender.id, lengths, batch.cohort.urgent, now)
    return granted.granted, granted.at
