"""The walk: from a rest through instant steps to the next rest. Pure; it decides, `moves` writes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, assert_never

import orjson

from engine.journey.definition.arrival import (
    UNDATED,
    Arrival,
    Arriving,
    Ends,
    Moments,
    Passage,
    Passes,
    Rests,
    StepUpdate,
)
from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.wait import WaitData, missed, too_late
from engine.rules.addresses.whereabouts import zones_of_number
from engine.rules.conditions.conditions import Facts
from engine.rules.conditions.contact_fields import set_fields
from engine.rules.conditions.scores import added
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import ConsentState, EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.rules.time.zones import Zone, add_duration, resolve_zone, zone_named
from engine.runtime.compiled_plan import CompiledPlan, CompiledStep
from engine.store.enrolments.positions import ContactUpdate, Position, RestingEnrolment, RouteHop

PROMPT: Millis = 5_000
"""Whoever is moved on this soon after they were due counts as having gone when they were due: what a worker or a tick
takes does not add up over the waits of a journey."""


_NO_ARMS: Mapping[str, str] = {}


def zone_of(compiled: CompiledPlan, contact: Mapping[str, Any]) -> tuple[Zone, str | None]:
    """The contact's own zone, else the number's when it is one, else the journey's; with a note when it fell back."""
    own = contact.get("timezone")
    phone = None if own and zone_named(own) is not None else contact.get("phone")
    numbers = zones_of_number(phone) if phone else ()
    return resolve_zone(own, numbers, compiled.plan.settings.timezone)


def transition(
    compiled: CompiledPlan,
    enrolment: RestingEnrolment,
    outlet: str,
    facts: Facts,
    external_id: str,
    now: Millis,
    *,
    reason: str | None = None,
    since: Millis | None = None,
    arms: Mapping[str, str] = _NO_ARMS,
) -> Position:
    """Leaves where the enrolment rests by `outlet` and goes on to the next rest or the end.

    `since` is the logical moment it left (when the wait was due, when the carrier took the message): at a `wait_for`
    that follows, events received since then count, and from then on waits are counted, unless it is long ago. `arms`
    are those it took before, by split.
    """
    then = now if since is None else effective_time(since, now)
    left = enrolment.step
    otherwise = _leaving_otherwise(compiled, enrolment, outlet, facts, now)
    if isinstance(otherwise, Ends):
        return _Way(enrolment.visits, [], facts).end(left, otherwise, now)
    if otherwise is not None:
        outlet, reason = otherwise.outlet, otherwise.reason
    way = _Way(enrolment.visits, [RouteHop(left, outlet, reason)], facts)
    target = compiled.plan.entry if left == compiled.plan.trigger_id else compiled.plan.step(left).target(outlet)
    moments = Moments(now, then, then if since is None else since)
    passage = Passage(external_id, enrolment.key, arms)

    def zone(contact: Mapping[str, Any]) -> tuple[Zone, str | None]:
        return zone_of(compiled, contact)

    while target is not None:
        here = compiled.steps[target]
        visit = way.visit(here)
        if compiled.goal is not None and here.step.rests and compiled.goal(way.facts):
            return way.position(EnrolmentStatus.CONVERTED, Reason.GOAL_REACHED, now)
        arriving = Arriving(
            target,
            here.decisions,
            here.is_connected,
            visit > 1 and here.in_cycle,
            way.facts,
            passage,
            moments,
            zone,
        )
        arrival = _arrival(here, arriving)
        match arrival:
            case Rests():
                return way.rest(target, visit, arrival, now)
            case Ends():
                return way.end(target, arrival, now)
            case Passes():
                if arrival.due_at is not None:
                    moments = moments._replace(since=max(moments.since, arrival.due_at))
                if arrival.update is not None:
                    way.change(arrival.update)
                way.hops.append(RouteHop(target, arrival.outlet, arrival.reason))
                target = here.step.target(arrival.outlet)
            case _ as never:
                assert_never(never)
    return way.position(EnrolmentStatus.COMPLETED, None, now)


def wait_for_start(
    compiled: CompiledPlan, enrolment: RestingEnrolment, contact: Mapping[str, Any], now: Millis
) -> Position:
    """Stays at an `ask_opt_in` step, whose question has been sent, until the START or the timeout."""
    data = compiled.steps[enrolment.step].step.data
    timeout = data.timeout if isinstance(data, AskOptInData) else "P30D"
    asked_at = effective_time(enrolment.entered_at, now)
    return Position(
        step=enrolment.step,
        visit=enrolment.visit,
        rest=Rest.WAIT_FOR,
        due_at=add_duration(asked_at, timeout, zone_of(compiled, contact)[0]),
        entered_at=asked_at,
        status=EnrolmentStatus.ACTIVE,
        note=None,
        hops=(RouteHop(enrolment.step, "asked"),),
        visits=None if enrolment.visits is None else tuple(sorted(enrolment.visits.items())),
        changes=(),
    )


def effective_time(due: Millis, now: Millis) -> Millis:
    """When something that was due then and is done now counts as done."""
    return due if 0 <= now - due <= PROMPT else now


class _Way:
    """The way taken so far."""

    def __init__(self, visits: dict[str, int] | None, hops: list[RouteHop], facts: Facts) -> None:
        self._visits = visits
        self._changes: list[ContactUpdate] = []
        self.hops = hops
        self.facts = facts

    def visit(self, here: CompiledStep) -> int:
        """Which visit of the step this is: counted in loops, and once somebody has gone back."""
        if not here.in_cycle and self._visits is None:
            return 1
        self._visits = dict(self._visits or {})
        n = self._visits[here.step.id] = self._visits.get(here.step.id, 0) + 1
        return n

    def change(self, update: StepUpdate) -> None:
        """Notes what the step does to the contact; what follows sees it done."""
        self._changes.append(_change(update))
        self.facts = _changed(self.facts, update)

    def rest(self, step_id: str, visit: int, rest: Rests, now: Millis) -> Position:
        visits = None if self._visits is None else tuple(sorted(self._visits.items()))
        entered_at = now if rest.since is None else min(rest.since, now)
        return Position(
            step_id,
            visit,
            rest.rest,
            rest.due_at,
            entered_at,
            EnrolmentStatus.ACTIVE,
            rest.note,
            tuple(self.hops),
            visits,
            tuple(self._changes),
            rest.outcome,
        )

    def end(self, step_id: str, end: Ends, now: Millis) -> Position:
        self.hops.append(RouteHop(step_id, end.outcome, end.reason))
        return self.position(end.status, end.note, now)

    def position(self, status: EnrolmentStatus, note: str | None, now: Millis) -> Position:
        """The end of the way, without a step of its own."""
        hops, changes = tuple(self.hops), tuple(self._changes)
        return Position(None, 1, None, None, now, status, note, hops, None, changes)


def _arrival(here: CompiledStep, arriving: Arriving) -> Arrival:
    """What happens on coming to a step: passing it by an outlet, stopping at it, or the end."""
    definition = here.definition
    if (
        definition.ends_for_opted_out
        and here.step.only_sms_ahead
        and arriving.facts.consent.get("sms") == ConsentState.OPTED_OUT
    ):
        return Ends(EnrolmentStatus.COMPLETED, Reason.ONLY_SMS_AHEAD, "ended", Reason.ONLY_SMS_AHEAD)
    return definition.arrive(here.step.data, arriving)


def _leaving_otherwise(
    compiled: CompiledPlan, enrolment: RestingEnrolment, outlet: str, facts: Facts, now: Millis
) -> Passes | Ends | None:
    """How somebody leaves a wait who does not just go on by the outlet; None when they do."""
    here = compiled.steps.get(enrolment.step)
    if outlet == UNDATED:
        return Ends(EnrolmentStatus.COMPLETED, Reason.NO_DATE_CAME, "ended", Reason.NO_DATE_CAME)
    if here is None or not isinstance(here.step.data, WaitData):
        return None
    if outlet == "missed":
        # The date moved into the past while somebody waited for it.
        return missed(here.step.data, is_connected=here.is_connected("missed"))
    late = _left_too_late(compiled, enrolment, outlet, facts, now)
    return None if late is None else too_late(late, is_connected=here.is_connected("missed"))


def _left_too_late(
    compiled: CompiledPlan, enrolment: RestingEnrolment, outlet: str, facts: Facts, now: Millis
) -> Reason | None:
    """Why somebody whose wait is over does not go on by `next` any more; None when they do."""
    here = compiled.steps.get(enrolment.step)
    waited = enrolment.rest == Rest.WAIT and outlet == "next" and enrolment.due_at is not None
    if here is None or here.wait is None or here.lateness is None or not waited:
        return None
    limit = here.lateness.limit(enrolment.due_at or now, zone_of(compiled, facts.contact)[0], facts)
    return None if limit is None or now <= limit.at else limit.reason


def _change(update: StepUpdate) -> ContactUpdate:
    values = tuple(sorted((name, orjson.dumps(value).decode()) for name, value in update.set.items()))
    return ContactUpdate(values, update.add_tags, update.remove_tags, update.add_score)


def _changed(facts: Facts, update: StepUpdate) -> Facts:
    """The facts as they are after the step, for the steps that follow in the same walk."""
    contact = set_fields(facts.contact, update.set)
    tags = [tag for tag in contact.get("tags") or () if tag not in update.remove_tags]
    contact["tags"] = tags + [tag for tag in update.add_tags if tag not in tags]
    contact["score"] = added(contact.get("score"), update.add_score)
    return Facts(
        contact,
        facts.consent,
        facts.event,
        facts.entry,
        facts.happened,
        facts.messages,
        facts.segments,
        facts.now,
        facts.behaviour,
        facts.since_entry,
    )
