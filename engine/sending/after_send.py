"""Leaving a send step: by which outlet, and where to, once it is known whether the message was sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from sqlalchemy import Connection

from engine.journey.step_types import definition_of
from engine.movement.advance import arms_taken
from engine.movement.going_back import positions_of_returns
from engine.movement.moves import PlannedMove
from engine.movement.transitions import effective_time, transition, wait_for_start
from engine.rules.conditions.conditions import Reads
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.store.enrolments.positions import Position, RestingEnrolment
from engine.store.segments.facts import load_facts


class Departure(NamedTuple):
    """One enrolment that leaves a send step."""

    enrolment: RestingEnrolment
    sent: bool
    reason: str | None = None
    """Why it was not sent."""


def outlet_after(compiled: CompiledPlan, step_id: str, sent: bool) -> str:
    """By which outlet a send step is left, as its type says. What was not sent leaves by the outlet for that when it is
    connected, else as if it had been sent; a question that could not be asked is not answered either."""
    step = compiled.steps[step_id].step
    dispatch = definition_of(step.data).dispatch
    if dispatch is None:
        raise TypeError(f'step "{step_id}" is of the type {step.type}, which sends nothing')
    goes_on = dispatch.not_sent_goes_on and step.target(dispatch.not_sent) is None
    return dispatch.sent if sent or goes_on else dispatch.not_sent


ASKED = "asked"
"""How a question that was sent leaves: it stays at its step and waits for the START."""


_CONSENT = Reads(consent=("sms",))


def _answered_before(consent: str) -> tuple[str, str | None] | None:
    """The outlet and the reason of somebody who had answered before the question was through: to another journey, or
    faster than the carrier told us of it. None of somebody who has not."""
    match ConsentState(consent or ConsentState.UNKNOWN):
        case ConsentState.OPTED_IN:
            return "opted_in", None
        case ConsentState.OPTED_OUT:
            return "timed_out", Reason.OPTED_OUT
        case ConsentState.UNKNOWN | ConsentState.PENDING:
            return None
        case _ as never:
            assert_never(never)


def leave_send(
    conn: Connection,
    compiled: CompiledPlan,
    step_id: str,
    departures: Sequence[Departure],
    now: Millis,
) -> list[PlannedMove]:
    """Where enrolments go from a send step."""
    needs = compiled.needs_after(step_id)
    group = [enrolment for enrolment, _, _ in departures]
    asks = compiled.steps[step_id].definition.is_question
    reads = needs.reads.union(_CONSENT) if asks else needs.reads
    group_facts = load_facts(conn, group, reads, now, zone=needs.zone or asks, external_id=needs.arm)
    arms = arms_taken(conn, needs, group)
    returns = positions_of_returns(conn, compiled, group, now)
    alike: dict[tuple[bool, str | None, int, Millis], Position] = {}
    moves: list[PlannedMove] = []
    for (enrolment, sent, reason), known in zip(departures, group_facts, strict=True):
        if enrolment.id in returns:
            moves.append(PlannedMove(enrolment, returns[enrolment.id]))
            continue
        since = effective_time(enrolment.entered_at, now)
        same = (sent, reason, enrolment.visit, since)
        position = None if needs.personal or enrolment.visits else alike.get(same)
        if position is None:
            outlet = outlet_after(compiled, step_id, sent)
            if outlet == ASKED:
                answered = _answered_before(known.facts.consent.get("sms", ""))
                if answered is None:
                    moves.append(PlannedMove(enrolment, wait_for_start(compiled, enrolment, known.facts.contact, now)))
                    continue
                outlet, reason = answered
            why = None if reason is None else str(reason)
            taken = arms.get(enrolment.id, {})
            position = transition(
                compiled, enrolment, outlet, known.facts, known.external_id, now, reason=why, since=since, arms=taken
            )
            alike[same] = position
        moves.append(PlannedMove(enrolment, position))
    return moves
