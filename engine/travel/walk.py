"""The walk: from a rest through instant steps to the next rest. Pure; it decides, `moves` writes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import orjson

from engine.journey.document import (
    AskOptInData,
    BranchData,
    ExitData,
    SplitData,
    UpdateContactData,
    WaitData,
    WaitForData,
)
from engine.rules.clock import At, Missing, Past, WaitFor, wait_due
from engine.rules.conditions import Facts
from engine.rules.instants import Millis
from engine.rules.phone import normalise
from engine.rules.reasons import Reason
from engine.rules.zones import Zone, add_duration, resolve_zone
from engine.store.travellers import Change, Hop, Landing, Traveller
from engine.travel.runnable import Runnable, RunnableStep

REVISIT_GAP: Millis = 60_000
"""A step of a cycle is never due again sooner than this after it was left: no loop can spin."""


@lru_cache(maxsize=65_536)
def _number_zones(phone: str) -> tuple[str, ...]:
    return normalise(phone).timezones


def zone_of(runnable: Runnable, contact: Mapping[str, Any]) -> tuple[Zone, str | None]:
    """The contact's own zone, else the number's when it is one, else the journey's; with a note when it fell back."""
    own = contact.get("timezone")
    phone = None if own else contact.get("phone")
    numbers = _number_zones(phone) if phone else ()
    return resolve_zone(own, numbers, runnable.plan.settings.timezone)


def walk(
    runnable: Runnable,
    traveller: Traveller,
    outlet: str,
    facts: Facts,
    external_id: str,
    now: Millis,
    *,
    reason: str | None = None,
    since: Millis | None = None,
) -> Landing:
    """Leaves the traveller's rest by `outlet` and goes on to the next rest or the end.

    `since` is the logical moment it left (when the wait was due, when the carrier took the message): at a `wait_for`
    that follows, events received since then count.
    """
    plan = runnable.plan
    left = traveller.step
    target = plan.entry if left == plan.trigger_id else plan.step(left).target(outlet)
    hops = [Hop(left, outlet, reason)]
    visits = traveller.visits
    changes: list[Change] = []
    while True:
        if target is None:
            return _ended(runnable, hops, visits, changes, now, "completed", None)
        here = runnable.steps[target]
        visit = 1
        if here.in_cycle:
            visits = dict(visits or {})
            visit = visits[target] = visits.get(target, 0) + 1
        if runnable.goal is not None and here.step.rests and runnable.goal(facts):
            return _ended(runnable, hops, visits, changes, now, "converted", Reason.GOAL_REACHED)
        match here.step.data:
            case BranchData():
                passed = Hop(target, next((id_ for id_, holds in here.paths if holds(facts)), "else"))
            case SplitData() as split:
                passed = Hop(target, _arm(runnable, split, target, external_id, traveller.key))
            case UpdateContactData() as update:
                change = _change(update)
                changes.append(change)
                facts = _changed(facts, update)
                passed = Hop(target, "next")
            case ExitData(reason=why):
                hops.append(Hop(target, "exit", why))
                return _ended(runnable, hops, visits, changes, now, "exited", why)
            case WaitData() as wait:
                landed = _at_wait(runnable, here, wait, facts, now, visit)
                if isinstance(landed, _Rest):
                    return _resting(hops, target, visit, visits, changes, now, landed)
                if isinstance(landed, _End):
                    if landed.hop is not None:
                        hops.append(landed.hop)
                    return _ended(runnable, hops, visits, changes, now, "completed", landed.note)
                passed = landed
            case WaitForData() as wait_for:
                if here.step.only_sms_ahead and facts.consent.get("sms") == "opted_out":
                    return _ended(runnable, hops, visits, changes, now, "completed", Reason.ONLY_SMS_AHEAD)
                logical = now if since is None else since
                due = add_duration(now, wait_for.timeout, zone_of(runnable, facts.contact)[0])
                rest = _Rest("wait_for", max(due, now), None)
                return _resting(hops, target, visit, visits, changes, min(logical, now), rest)
            case AskOptInData():
                state = facts.consent.get("sms")
                if state == "opted_in":
                    passed = Hop(target, "opted_in")
                elif state == "opted_out":
                    passed = Hop(target, "timed_out", Reason.OPTED_OUT)
                else:
                    return _resting(hops, target, visit, visits, changes, now, _Rest("dispatch", now, None))
            case _:
                return _resting(hops, target, visit, visits, changes, now, _Rest("dispatch", now, None))
        hops.append(passed)
        target = here.step.target(passed.outcome)


class _Rest(NamedTuple):
    rest: str
    due_at: Millis
    note: str | None


class _End(NamedTuple):
    note: str
    hop: Hop | None = None


def _at_wait(
    runnable: Runnable, here: RunnableStep, wait: WaitData, facts: Facts, now: Millis, visit: int
) -> _Rest | _End | Hop:
    """Rests until due, passes at once when it is due already, or goes the way of the missed."""
    step_id = here.step.id
    assert here.wait is not None  # noqa: S101 (compiled with every wait; narrows for the type checker)
    if here.step.only_sms_ahead and facts.consent.get("sms") == "opted_out":
        return _End(Reason.ONLY_SMS_AHEAD)
    if isinstance(here.wait, WaitFor) and here.wait.duration.is_exact:
        at = now + here.wait.duration.exact_ms
        note = None
    else:
        zone, note = zone_of(runnable, facts.contact)
        due = wait_due(here.wait, now, zone, facts.event, facts.contact)
        match due:
            case At(at=at, note=said):
                note = said or note
            case Past():
                return _missed(here, wait, Reason.MISSED)
            case Missing():
                return _missed(here, wait, Reason.WAIT_DATE_MISSING)
    if visit > 1:
        at = max(at, now + REVISIT_GAP)
    if at <= now:
        return Hop(step_id, "next", note)
    return _Rest("wait", at, note)


def _missed(here: RunnableStep, wait: WaitData, reason: str) -> Hop | _End:
    """Through `missed` when it is connected, else through `next` if the step says so, else the end."""
    if here.step.target("missed") is not None:
        return Hop(here.step.id, "missed", reason)
    if wait.if_past == "continue":
        return Hop(here.step.id, "next", reason)
    return _End(reason, Hop(here.step.id, "missed", reason))


def _resting(
    hops: list[Hop],
    target: str,
    visit: int,
    visits: dict[str, int] | None,
    changes: list[Change],
    entered_at: Millis,
    rest: _Rest,
) -> Landing:
    return Landing(
        target,
        visit,
        rest.rest,
        rest.due_at,
        entered_at,
        "active",
        rest.note,
        tuple(hops),
        None if visits is None else tuple(sorted(visits.items())),
        tuple(changes),
    )


def _ended(
    runnable: Runnable,
    hops: list[Hop],
    visits: dict[str, int] | None,
    changes: list[Change],
    now: Millis,
    status: str,
    note: str | None,
) -> Landing:
    return Landing(None, 1, None, None, now, status, note, tuple(hops), None, tuple(changes))


def _arm(runnable: Runnable, split: SplitData, step_id: str, external_id: str, key: str) -> str:
    """The arm of this contact at this step: drawn from who and where it is, so that it is the same every time."""
    seed = "\x1f".join((runnable.plan.digest, step_id, external_id, key))
    drawn = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]) / 2**64 * 100
    reached = 0.0
    for arm in split.arms:
        reached += arm.percent
        if drawn < reached:
            return arm.id
    return split.arms[-1].id


def _change(update: UpdateContactData) -> Change:
    values = tuple(sorted((name, orjson.dumps(value).decode()) for name, value in update.set.items()))
    return Change(values, update.add_tags, update.remove_tags, update.add_score)


def _changed(facts: Facts, update: UpdateContactData) -> Facts:
    """The facts as they are after the step, for the steps that follow in the same walk."""
    contact = dict(facts.contact)
    contact.update(update.set)
    tags = [tag for tag in contact.get("tags") or () if tag not in update.remove_tags]
    contact["tags"] = tags + [tag for tag in update.add_tags if tag not in tags]
    contact["score"] = (contact.get("score") or 0) + update.add_score
    return Facts(
        contact,
        facts.consent,
        facts.event,
        facts.entry,
        facts.happened,
        facts.messages,
        facts.segments,
        facts.now,
    )
