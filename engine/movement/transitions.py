"""The walk: from a rest through instant steps to the next rest. Pure; it decides, `moves` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from engine.journey.steps.ask_opt_in import AskOptInData
from engine.journey.steps.branch import BranchData
from engine.journey.steps.exit import ExitData
from engine.journey.steps.split import SplitData
from engine.journey.steps.update_contact import UpdateContactData
from engine.journey.steps.wait import WaitData
from engine.journey.steps.wait_for import WaitForData
from engine.rules.addresses.whereabouts import zones_of_number
from engine.rules.conditions.conditions import Facts
from engine.rules.conditions.contact_fields import set_fields
from engine.rules.conditions.scores import added
from engine.rules.reasons import Reason
from engine.rules.states import EnrolmentStatus, Rest
from engine.rules.time.instants import DAY, Millis
from engine.rules.time.zones import Zone, add_duration, resolve_zone, zone_named
from engine.rules.waits import At, Missing, Past, WaitFor, wait_due
from engine.runtime.compiled_plan import CompiledPlan, CompiledStep
from engine.store.enrolments.positions import UNDATED, ContactUpdate, Landing, RestingEnrolment, RouteHop

REVISIT_GAP: Millis = 60_000
"""A step of a cycle is never due again sooner than this after it was left: no loop can spin."""


PROMPT: Millis = 5_000
"""Whoever is moved on this soon after they were due counts as having gone when they were due: what a worker or a tick
takes does not add up over the waits of a journey."""


_NO_ARMS: Mapping[str, str] = {}


UNDATED_LASTS: Millis = 365 * DAY
"""How long somebody waits for a date that there is none of: an event that is put off without a new date rarely comes
back after a year, and nobody rests in a journey for ever."""


def zone_of(compiled: CompiledPlan, contact: Mapping[str, Any]) -> tuple[Zone, str | None]:
    """The contact's own zone, else the number's when it is one, else the journey's; with a note when it fell back."""
    own = contact.get("timezone")
    phone = None if own and zone_named(own) is not None else contact.get("phone")
    numbers = zones_of_number(phone) if phone else ()
    return resolve_zone(own, numbers, compiled.plan.settings.timezone)


def transition(
    compiled: CompiledPlan,
    traveller: RestingEnrolment,
    outlet: str,
    facts: Facts,
    external_id: str,
    now: Millis,
    *,
    reason: str | None = None,
    since: Millis | None = None,
    arms: Mapping[str, str] = _NO_ARMS,
) -> Landing:
    """Leaves the traveller's rest by `outlet` and goes on to the next rest or the end.

    `since` is the logical moment it left (when the wait was due, when the carrier took the message): at a `wait_for`
    that follows, events received since then count, and from then on waits are counted, unless it is long ago. `arms`
    are those it took before, by split.
    """
    then = now if since is None else effective_time(since, now)
    left = traveller.step
    if outlet == "missed" and left in compiled.steps:
        # The date moved into the past while somebody waited for it.
        missed = _missed(compiled.steps[left], compiled.plan.step(left).data)
        if isinstance(missed, _End):
            return _Way(traveller.visits, [], facts).end(missed, now)
        outlet, reason = missed.outcome, missed.reason
    elif outlet == UNDATED:
        ended = _End(EnrolmentStatus.COMPLETED, Reason.NO_DATE_CAME, RouteHop(left, "ended", Reason.NO_DATE_CAME))
        return _Way(traveller.visits, [], facts).end(ended, now)
    elif (late := _left_too_late(compiled, traveller, outlet, facts, now)) is not None:
        missed = _too_late(compiled.steps[left], late)
        if isinstance(missed, _End):
            return _Way(traveller.visits, [], facts).end(missed, now)
        outlet, reason = missed.outcome, missed.reason
    way = _Way(traveller.visits, [RouteHop(left, outlet, reason)], facts)
    target = compiled.plan.entry if left == compiled.plan.trigger_id else compiled.plan.step(left).target(outlet)
    moments = _Moments(now, then, then if since is None else since)
    while target is not None:
        here = compiled.steps[target]
        visit = way.visit(here)
        if compiled.goal is not None and here.step.rests and compiled.goal(way.facts):
            return way.end(_End(EnrolmentStatus.CONVERTED, Reason.GOAL_REACHED), now)
        arrived = _arrive(compiled, here, way.facts, _Who(external_id, traveller.key, arms), moments, visit)
        if isinstance(arrived, _Rest):
            return way.rest(target, visit, arrived, now)
        if isinstance(arrived, _End):
            return way.end(arrived, now)
        if isinstance(arrived, _Over):
            # What follows was due with the wait, however late somebody comes to look.
            moments = moments._replace(since=max(moments.since, arrived.at))
            arrived = arrived.hop
        if isinstance(here.step.data, UpdateContactData):
            way.change(here.step.data)
        way.hops.append(arrived)
        target = here.step.target(arrived.outcome)
    return way.end(_End(EnrolmentStatus.COMPLETED, None), now)


def wait_for_start(
    compiled: CompiledPlan, traveller: RestingEnrolment, contact: Mapping[str, Any], now: Millis
) -> Landing:
    """Stays at an `ask_opt_in` step, whose question has been sent, until the START or the timeout."""
    data = compiled.steps[traveller.step].step.data
    timeout = data.timeout if isinstance(data, AskOptInData) else "P30D"
    asked_at = effective_time(traveller.entered_at, now)
    return Landing(
        step=traveller.step,
        visit=traveller.visit,
        rest=Rest.WAIT_FOR,
        due_at=add_duration(asked_at, timeout, zone_of(compiled, contact)[0]),
        entered_at=asked_at,
        status=EnrolmentStatus.ACTIVE,
        note=None,
        hops=(RouteHop(traveller.step, "asked"),),
        visits=None if traveller.visits is None else tuple(sorted(traveller.visits.items())),
        changes=(),
    )


def effective_time(due: Millis, now: Millis) -> Millis:
    """When something that was due then and is done now counts as done."""
    return due if 0 <= now - due <= PROMPT else now


class _Moments(NamedTuple):
    """When it is, when the walk counts as taken, and since when events count."""

    now: Millis
    then: Millis
    since: Millis


class _Who(NamedTuple):
    """What an arm is drawn from."""

    external_id: str
    key: str
    arms: Mapping[str, str]
    """Those taken before, by split."""


class _Rest(NamedTuple):
    """Stops here."""

    rest: Rest
    due_at: Millis
    note: str | None = None
    since: Millis | None = None
    outcome: str | None = None


class _Over(NamedTuple):
    """Passes a wait that was over then."""

    hop: RouteHop
    at: Millis


class _End(NamedTuple):
    """Leaves the journey here."""

    status: EnrolmentStatus
    note: str | None
    hop: RouteHop | None = None


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

    def change(self, update: UpdateContactData) -> None:
        """Notes what the step does to the contact; what follows sees it done."""
        self._changes.append(_change(update))
        self.facts = _changed(self.facts, update)

    def rest(self, step_id: str, visit: int, rest: _Rest, now: Millis) -> Landing:
        visits = None if self._visits is None else tuple(sorted(self._visits.items()))
        entered_at = now if rest.since is None else min(rest.since, now)
        return Landing(
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

    def end(self, end: _End, now: Millis) -> Landing:
        if end.hop is not None:
            self.hops.append(end.hop)
        hops, changes = tuple(self.hops), tuple(self._changes)
        return Landing(None, 1, None, None, now, end.status, end.note, hops, None, changes)


def _arrive(
    compiled: CompiledPlan, here: CompiledStep, facts: Facts, who: _Who, moments: _Moments, visit: int
) -> RouteHop | _Over | _Rest | _End:
    """What happens on coming to a step: passing it by an outlet, stopping at it, or the end."""
    step = here.step
    match step.data:
        case BranchData():
            return RouteHop(step.id, next((outlet for outlet, holds in here.paths if holds(facts)), "else"))
        case SplitData() as split:
            return RouteHop(step.id, _arm(split, step.id, who))
        case UpdateContactData():
            return RouteHop(step.id, "next")
        case ExitData(reason=why):
            return _End(EnrolmentStatus.EXITED, why, RouteHop(step.id, "exit", why))
        case WaitData() | WaitForData() if step.only_sms_ahead and facts.consent.get("sms") == "opted_out":
            return _End(
                EnrolmentStatus.COMPLETED, Reason.ONLY_SMS_AHEAD, RouteHop(step.id, "ended", Reason.ONLY_SMS_AHEAD)
            )
        case WaitData() as wait:
            return _at_wait(compiled, here, wait, facts, moments, visit)
        case WaitForData(timeout=timeout):
            due = add_duration(moments.then, timeout, zone_of(compiled, facts.contact)[0])
            return _Rest(Rest.WAIT_FOR, max(due, moments.now), since=moments.since)
        case AskOptInData() if facts.consent.get("sms") == "opted_in":
            return RouteHop(step.id, "opted_in")
        case AskOptInData() if facts.consent.get("sms") == "opted_out":
            return RouteHop(step.id, "timed_out", Reason.OPTED_OUT)
        case _:
            return _Rest(Rest.DISPATCH, moments.now, since=moments.since)


def _at_wait(
    compiled: CompiledPlan, here: CompiledStep, wait: WaitData, facts: Facts, moments: _Moments, visit: int
) -> _Rest | _End | _Over | RouteHop:
    """Rests until due, passes at once when it is due already, or goes the way of the missed."""
    step_id = here.step.id
    assert here.wait is not None  # noqa: S101 (compiled with every wait; narrows for the type checker)
    if isinstance(here.wait, WaitFor) and here.wait.duration.is_exact:
        at = moments.then + here.wait.duration.exact_ms
        note = None
    else:
        zone, note = zone_of(compiled, facts.contact)
        due = wait_due(here.wait, moments.then, zone, facts.event, facts.contact)
        match due:
            case At(at=at, note=said):
                note = said or note
            case Past(at=at) if here.lateness is not None and wait.if_past == "continue":
                limit = here.lateness.limit(at, zone, facts)
                late = limit is not None and moments.now > limit.at
                return _too_late(here, limit.reason) if limit and late else RouteHop(step_id, "next", Reason.MISSED)
            case Past():
                return _missed(here, wait)
            case Missing():
                return _Rest(Rest.WAIT, moments.now + UNDATED_LASTS, why_undated(due), moments.then, UNDATED)
    if visit > 1 and here.in_cycle:
        at = max(at, moments.then + REVISIT_GAP)
    if at > moments.now:
        return _Rest(Rest.WAIT, at, note, since=moments.then)
    if here.lateness is not None:
        limit = here.lateness.limit(at, zone_of(compiled, facts.contact)[0], facts)
        if limit is not None and moments.now > limit.at:
            return _too_late(here, limit.reason)
    return _Over(RouteHop(step_id, "next", note), at)


def _left_too_late(
    compiled: CompiledPlan, traveller: RestingEnrolment, outlet: str, facts: Facts, now: Millis
) -> Reason | None:
    """Why somebody whose wait is over does not go on by `next` any more; None when they do."""
    here = compiled.steps.get(traveller.step)
    waited = traveller.rest == Rest.WAIT and outlet == "next" and traveller.due_at is not None
    if here is None or here.wait is None or here.lateness is None or not waited:
        return None
    limit = here.lateness.limit(traveller.due_at or now, zone_of(compiled, facts.contact)[0], facts)
    return None if limit is None or now <= limit.at else limit.reason


def _too_late(here: CompiledStep, reason: str) -> RouteHop | _End:
    """Through `missed` when it is connected, else the end."""
    hop = RouteHop(here.step.id, "missed", reason)
    return hop if here.step.target("missed") is not None else _End(EnrolmentStatus.COMPLETED, reason, hop)


def why_undated(due: Missing) -> Reason:
    """Why somebody rests at a wait without a date."""
    return Reason.WAIT_DATE_UNREADABLE if due.unreadable else Reason.WAIT_DATE_MISSING


def _missed(here: CompiledStep, wait: object) -> RouteHop | _End:
    """Through `missed` when it is connected, else through `next` if the step says so, else the end."""
    if here.step.target("missed") is not None:
        return RouteHop(here.step.id, "missed", Reason.MISSED)
    if isinstance(wait, WaitData) and wait.if_past == "continue":
        return RouteHop(here.step.id, "next", Reason.MISSED)
    return _End(EnrolmentStatus.COMPLETED, Reason.MISSED, RouteHop(here.step.id, "missed", Reason.MISSED))


def _arm(split: SplitData, step_id: str, who: _Who) -> str:
    """The arm of this contact at this step: the one this passage took before, else drawn from the contact, the step and
    the key alone, so that it is the same every time, whatever else the journey's versions change."""
    before = who.arms.get(step_id)
    if any(arm.id == before for arm in split.arms):
        return str(before)
    seed = "\x1f".join((step_id, who.external_id, who.key))
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) / 2**64 * 100
    reached = 0.0
    for arm in split.arms:
        reached += arm.percent
        if drawn < reached:
            return arm.id
    return split.arms[-1].id


def _change(update: UpdateContactData) -> ContactUpdate:
    values = tuple(sorted((name, orjson.dumps(value).decode()) for name, value in update.set.items()))
    return ContactUpdate(values, update.add_tags, update.remove_tags, update.add_score)


def _changed(facts: Facts, update: UpdateContactData) -> Facts:
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
