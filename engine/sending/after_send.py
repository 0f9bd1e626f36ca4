"""Leaving a send step: by which outlet, and where to, once it is known whether the message was sent."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.webhook import WebhookData
from engine.movement.advance import arms_taken
from engine.movement.going_back import landings_of_returns
from engine.movement.moves import PlannedMove
from engine.movement.transitions import effective_time, transition, wait_for_start
from engine.rules.conditions.conditions import Reads
from engine.rules.reasons import Reason
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.store.enrolments.positions import Landing, RestingEnrolment
from engine.store.segments.facts import load_facts


def outlet_after(compiled: CompiledPlan, step_id: str, sent: bool) -> str:
    """By which outlet a send step is left. What was not sent leaves by `not_sent` (a webhook: `failed`) when that is
    connected, else by `next`; a question that could not be asked is not answered either."""
    step = compiled.steps[step_id].step
    if isinstance(step.data, AskOptInData):
        return ASKED if sent else "timed_out"
    failing = "failed" if isinstance(step.data, WebhookData) else "not_sent"
    return "next" if sent or step.target(failing) is None else failing


ASKED = "asked"
"""How a question that was sent leaves the carrier's door: it stays at its step and waits for the START."""


_ANSWER = Reads(consent=("sms",))
_ANSWERED: dict[str, tuple[str, str | None]] = {
    "opted_in": ("opted_in", None),
    "opted_out": ("timed_out", Reason.OPTED_OUT),
}
"""How somebody leaves who had answered before the question was through: by another journey's, or faster than the
carrier told us of it."""


def leave_send(
    conn: Connection,
    compiled: CompiledPlan,
    step_id: str,
    leaving: Sequence[tuple[RestingEnrolment, bool, str | None]],
    now: Millis,
) -> list[PlannedMove]:
    """Where travellers go from a send step: (traveller, whether it was sent, the reason if not)."""
    needs = compiled.needs_after(step_id)
    group = [one for one, _, _ in leaving]
    asks = isinstance(compiled.steps[step_id].step.data, AskOptInData)
    reads = needs.reads.union(_ANSWER) if asks else needs.reads
    people = load_facts(conn, group, reads, now, zone=needs.zone or asks, external_id=needs.arm)
    arms = arms_taken(conn, needs, group)
    going_back = landings_of_returns(conn, compiled, group, now)
    alike: dict[tuple[bool, str | None, int, Millis], Landing] = {}
    walked: list[PlannedMove] = []
    for (one, sent, reason), known in zip(leaving, people, strict=True):
        if one.id in going_back:
            walked.append(PlannedMove(one, going_back[one.id]))
            continue
        since = effective_time(one.entered_at, now)
        same = (sent, reason, one.visit, since)
        landing = None if needs.personal or one.visits else alike.get(same)
        if landing is None:
            outlet = outlet_after(compiled, step_id, sent)
            if outlet == ASKED:
                answered = _ANSWERED.get(known.facts.consent.get("sms", ""))
                if answered is None:
                    walked.append(PlannedMove(one, wait_for_start(compiled, one, known.facts.contact, now)))
                    continue
                outlet, reason = answered
            why = None if reason is None else str(reason)
            taken = arms.get(one.id, {})
            landing = transition(
                compiled, one, outlet, known.facts, known.external_id, now, reason=why, since=since, arms=taken
            )
            alike[same] = landing
        walked.append(PlannedMove(one, landing))
    return walked
