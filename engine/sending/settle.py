"""Settling: writing down what became of claimed messages, and letting their enrolments go on."""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from sqlalchemy import Connection

from engine.journey.definition.definition import AfterUnknown
from engine.movement.advance import RUNNING
from engine.movement.contact_writes import follow, follow_moves
from engine.movement.moves import MoveOutcome, apply_moves, hold_at_dispatch
from engine.rules.consent.consent import Evidence, Source, SourceKind
from engine.rules.liquid.template import sendable
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState, MessageChannel, MessageState, Rest, StepMetric
from engine.rules.time.instants import DAY, MINUTE, SECOND, Millis
from engine.runtime.compiled_plan import CompiledPlan, CompiledStep
from engine.runtime.context import Context
from engine.sending.after_send import Departure, leave_send, outlet_after
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Rejected, Throttled, Unknowable
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.consent.numbers import clause_not_given, numbers
from engine.store.database.conflicts import again_on_conflict, is_its_own_fault
from engine.store.enrolments.cohorts import CohortRow, cohort_row
from engine.store.enrolments.dispatching import enrolment_places, leave_later
from engine.store.enrolments.enrolments import active_enrolments, lock_active
from engine.store.events.follow_ups import FollowChanges, FollowUp, note
from engine.store.journeys.counts import Tally, add_counts
from engine.store.journeys.status import journey_status
from engine.store.messages.messages import ClaimedMessage, rewrite_messages, still_claimed

GIVE_UP_AFTER: Millis = DAY
"""A carrier that takes nothing for so long has refused the message."""

_LONGEST_WORD = 500
"""Characters of a carrier's code or id."""

_log = logging.getLogger(__name__)

LONGEST_RETRY: Millis = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class CarrierOutcome:
    """One claimed message and what its carrier answered."""

    row: ClaimedMessage
    answer: CarrierAnswer


@dataclass(frozen=True, slots=True)
class SettleOutcome:
    """What was written."""

    settled: int
    wakes: tuple[int, ...]
    cohorts: tuple[int, ...]
    """The cohorts whose members went on."""
    waiting_for: tuple[int, ...] = ()
    """Who came to a `wait_for`, to look back."""
    noted: tuple[int, ...] = ()
    missed_stops: FollowUp | None = None
    """What follows for journeys from STOPs that only the carrier knew of."""
    changed: tuple[FollowUp, ...] = ()
    """What follows from what those who went on changed of their contacts."""


def settle(
    context: Context, outcomes: Sequence[CarrierOutcome], now: Millis, *, owner: str | None, urgent: bool
) -> SettleOutcome:
    """Writes outcomes of messages that are still claimed, by this owner or, with none, past their deadline.

    A message whose enrolment has ended meanwhile is written down all the same.
    """
    wakes: list[int] = []
    cohorts: list[int] = []
    done = 0
    by_version: dict[int, list[CarrierOutcome]] = defaultdict(list)
    for outcome in outcomes:
        by_version[outcome.row.version_id or 0].append(outcome)
    for version_id in sorted(by_version):
        for wrote in _settle_each(context, version_id, by_version[version_id], now, owner, urgent):
            done += wrote.settled
            wakes.extend(wrote.wakes)
            # A STOP first: whoever said it leaves by it, whatever else changed about them.
            wakes.extend(follow(context, wrote.missed_stops, now))
            wakes.extend(follow_moves(context, wrote, now))
            cohorts.extend(wrote.cohorts)
    return SettleOutcome(done, tuple(dict.fromkeys(wakes)), tuple(dict.fromkeys(cohorts)))


def _settle_each(
    context: Context, version_id: int, outcomes: list[CarrierOutcome], now: Millis, owner: str | None, urgent: bool
) -> list[SettleOutcome]:
    """One outcome that can't be written must not keep the others from being: those it came with are written by halves.
    It stays claimed, and is tried again after its deadline."""
    try:
        return [_settle_version(context, version_id, outcomes, now, owner, urgent)]
    except Exception as error:
        if not is_its_own_fault(error):
            raise
        if len(outcomes) == 1:
            _log.exception("the outcome of message %d can't be written", outcomes[0].row.id)
            return []
    half = len(outcomes) // 2
    return [
        wrote
        for part in (outcomes[:half], outcomes[half:])
        for wrote in _settle_each(context, version_id, part, now, owner, urgent)
    ]


@again_on_conflict
def _settle_version(
    context: Context, version_id: int, outcomes: list[CarrierOutcome], now: Millis, owner: str | None, urgent: bool
) -> SettleOutcome:
    with context.db.write(urgent=urgent) as conn:
        return _write_outcomes(conn, context, version_id, outcomes, now, owner)


def _write_outcomes(
    conn: Connection, context: Context, version_id: int, outcomes: list[CarrierOutcome], now: Millis, owner: str | None
) -> SettleOutcome:
    compiled = context.plans.get(conn, version_id) if version_id else None
    ids = [outcome.row.enrolment_id for outcome in outcomes if outcome.row.enrolment_id is not None]
    places = enrolment_places(conn, ids)
    journeys = {journey_id for _, journey_id in places.values()}
    running = {journey_id: journey_status(conn, journey_id) in RUNNING for journey_id in sorted(journeys)}
    missed_stops = _write_numbers(conn, compiled, outcomes, now)
    revisions = lock_active(conn, ids)
    standing = {enrolment.id: enrolment for enrolment in active_enrolments(conn, ids)} if ids else {}
    claimed = still_claimed(conn, [outcome.row.id for outcome in outcomes], owner, now)
    tally: Tally = Counter()
    rows: list[dict[str, Any]] = []
    going: dict[int, list[Departure]] = defaultdict(list)
    stays: dict[tuple[int, Millis, str | None], list[int]] = defaultdict(list)
    for outcome in outcomes:
        if claimed.get(outcome.row.id) != outcome.row.attempts:
            continue
        settlement = _judge(outcome, _step(compiled, outcome), now)
        enrolment = standing.get(outcome.row.enrolment_id or 0)
        if enrolment is None and outcome.row.enrolment_id is not None and settlement.again_at is not None:
            # It ended meanwhile, so nobody comes to the gate again for what the carrier did not take.
            settlement = _Settlement(MessageState.CANCELLED, Reason.ENROLMENT_ENDED)
        # Settled for somebody who died: it left, if it did, when it was claimed.
        handed_at = now if owner is not None else outcome.row.claimed_at
        rows.append(_message_row(outcome.row, settlement, handed_at, now))
        _count(tally, outcome.row.step, settlement)
        if enrolment is None or (enrolment.rest, enrolment.step, enrolment.visit) != (
            Rest.SENDING,
            outcome.row.step,
            outcome.row.visit,
        ):
            continue
        if settlement.again_at is not None:
            stays[places[enrolment.id][0], settlement.again_at, settlement.reason].append(enrolment.id)
        else:
            going[places[enrolment.id][0]].append(
                Departure(enrolment, settlement.state is MessageState.ACCEPTED, settlement.reason)
            )
    rewrite_messages(conn, rows)
    wakes: list[int] = []
    for (cohort_id, at, reason), group in stays.items():
        cohort = cohort_row(conn, cohort_id)
        if cohort is not None:
            wakes.extend(hold_at_dispatch(conn, cohort, group, at, reason, now))
    waiting_for: list[int] = []
    noted: list[int] = []
    changed: list[FollowUp] = []
    for cohort_id in sorted(going):
        cohort = cohort_row(conn, cohort_id)
        if cohort is None or compiled is None:
            continue
        if not running.get(cohort.journey_id, False):
            # Paused meanwhile: they stay, and leave by the outlet decided here when the journey is resumed.
            leave_later(
                conn,
                {
                    enrolment.id: enrolment.outcome or outlet_after(compiled, enrolment.step, sent)
                    for enrolment, sent, _ in going[cohort_id]
                },
                now,
            )
            continue
        for moved in _go_on(conn, compiled, cohort, going[cohort_id], revisions, now):
            wakes.extend(moved.wakes)
            waiting_for.extend(moved.waiting_for)
            noted.extend(moved.noted)
            changed.extend(moved.changed)
    if version_id:
        add_counts(conn, version_id, tally)
    return SettleOutcome(
        len(rows),
        tuple(wakes),
        tuple(sorted(going)),
        tuple(waiting_for),
        tuple(noted),
        missed_stops,
        tuple(changed),
    )


def _write_numbers(
    conn: Connection, compiled: CompiledPlan | None, outcomes: list[CarrierOutcome], now: Millis
) -> FollowUp | None:
    """What the outcomes say about numbers: STOPs we missed, questions that were asked, clauses that did not arrive.
    Notes what follows from the STOPs."""
    asked = [
        outcome
        for outcome in outcomes
        if isinstance(outcome.answer, Accepted) and (step := _step(compiled, outcome)) and step.definition.is_question
    ]
    missed_stops = [
        outcome for outcome in outcomes if isinstance(outcome.answer, Rejected) and outcome.answer.opted_out
    ]
    if missed_stops or asked:
        change_consents(conn, [*map(_missed_stop, missed_stops), *map(_asked, asked)], now)
    clause_missed = [
        outcome.row.to for outcome in outcomes if outcome.row.clause and not isinstance(outcome.answer, Accepted)
    ]
    if clause_missed:
        numbers(conn, MessageChannel.SMS, clause_missed, lock=True, exclusive=True)
        clause_not_given(conn, clause_missed)
    stopped = sorted({outcome.row.to for outcome in missed_stops})
    if not stopped:
        return None
    return note(conn, FollowChanges.opted_out(stopped), now)


def _go_on(
    conn: Connection,
    compiled: CompiledPlan,
    cohort: CohortRow,
    departures: list[Departure],
    revisions: dict[int, int],
    now: Millis,
) -> list[MoveOutcome]:
    by_step: dict[str, list[Departure]] = defaultdict(list)
    for departure in departures:
        by_step[departure.enrolment.step].append(departure)
    moved: list[MoveOutcome] = []
    for step_id in sorted(by_step):
        moves = leave_send(conn, compiled, step_id, by_step[step_id], now)
        moved.append(apply_moves(conn, cohort, moves, now, locked=revisions))
    return moved


def _step(compiled: CompiledPlan | None, outcome: CarrierOutcome) -> CompiledStep | None:
    """The step that sent it; None for a service message."""
    if compiled is None or outcome.row.step is None:
        return None
    return compiled.steps[outcome.row.step]


def _asked(outcome: CarrierOutcome) -> ConsentChange:
    """The number was asked to opt in: pending until its START, for 30 days."""
    source = Source(SourceKind.JOURNEY, evidence=Evidence(wording=outcome.row.body))
    return ConsentChange("sms", outcome.row.to, ConsentState.PENDING, source, {"message_id": outcome.row.id})


def _missed_stop(outcome: CarrierOutcome) -> ConsentChange:
    """The carrier says that the number opted out: a STOP that never reached us (Twilio's 21610)."""
    assert isinstance(outcome.answer, Rejected)  # noqa: S101 (chosen so by the caller; narrows for the type checker)
    evidence = Evidence(wording=f"carrier error {outcome.answer.code}")
    source = Source(SourceKind.CARRIER, evidence=evidence)
    return ConsentChange("sms", outcome.row.to, ConsentState.OPTED_OUT, source, {"message_id": outcome.row.id})


@dataclass(frozen=True, slots=True)
class _Settlement:
    """What is written down of a message."""

    state: MessageState
    reason: str | None = None
    code: str | None = None
    carrier_id: str | None = None
    delivered_at: Millis | None = None
    again_at: Millis | None = None
    """When to try again; None when the message is settled."""


def _judge(outcome: CarrierOutcome, step: CompiledStep | None, now: Millis) -> _Settlement:
    row = outcome.row
    match outcome.answer:
        case Accepted(carrier_id, delivered_at):
            return _Settlement(MessageState.ACCEPTED, None, None, carrier_id, delivered_at)
        case Rejected(code, reason):
            return _Settlement(MessageState.REJECTED, reason, code)
        case Throttled(retry_after, code, reason):
            if now - row.created_at > GIVE_UP_AFTER:
                return _Settlement(MessageState.REJECTED, reason, code)
            return _Settlement(
                MessageState.PLANNED, reason, code, again_at=now + max(retry_after, _wait_after(row.attempts))
            )
        case Unknowable(detail):
            after = AfterUnknown.SETTLE if step is None else step.definition.after_unknown(step.step.data)
            twice_is_better = after is AfterUnknown.RESEND and row.attempts < 3
            # A receiver that hangs up or never answers is called again like one that is busy, and no longer.
            called_again = after is AfterUnknown.CALL_AGAIN and now - row.created_at <= GIVE_UP_AFTER
            if twice_is_better or called_again:
                wait = _wait_after(row.attempts) if called_again else SECOND
                return _Settlement(MessageState.PLANNED, Reason.OUTCOME_UNKNOWN, detail[:100], again_at=now + wait)
            return _Settlement(MessageState.UNKNOWN, Reason.OUTCOME_UNKNOWN, detail[:100])
        case _ as never:
            assert_never(never)


def _wait_after(attempts: int) -> Millis:
    """Longer and longer: 2 s, 4 s, 8 s, ... up to a quarter of an hour."""
    return min(LONGEST_RETRY, SECOND * 2 ** min(attempts, 12))


def _message_row(row: ClaimedMessage, settlement: _Settlement, handed_at: Millis | None, now: Millis) -> dict[str, Any]:
    final = settlement.again_at is None
    state = MessageState.DELIVERED if settlement.delivered_at is not None else settlement.state
    return {
        "_id": row.id,
        "state": state,
        "reason": settlement.reason,
        "code": _storable(settlement.code),
        "carrier_id": _storable(settlement.carrier_id),
        "delivered_at": settlement.delivered_at,
        "handed_at": handed_at if settlement.state in (MessageState.ACCEPTED, MessageState.UNKNOWN) else None,
        "settled_at": now if final else None,
        "owner": None,
        "deadline_at": None,
    }


def _storable(word: str | None) -> str | None:
    """A carrier's word as it can be kept, whatever it sent."""
    return None if word is None else sendable(word)[:_LONGEST_WORD]


def _count(tally: Tally, step: str | None, settlement: _Settlement) -> None:
    if step is None or settlement.again_at is not None:
        return
    match settlement.state:
        case MessageState.ACCEPTED | MessageState.DELIVERED:
            tally[step, StepMetric.SENT, ""] += 1
            if settlement.delivered_at is not None:
                tally[step, StepMetric.DELIVERED, ""] += 1
        case MessageState.UNKNOWN:
            tally[step, StepMetric.UNKNOWN, ""] += 1
        case MessageState.REJECTED | MessageState.UNDELIVERED:
            tally[step, StepMetric.FAILED, settlement.reason or ""] += 1
        case MessageState.PLANNED | MessageState.CLAIMED | MessageState.SKIPPED | MessageState.CANCELLED:
            return
        case _ as never:
            assert_never(never)
