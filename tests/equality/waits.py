"""When a wait lets somebody go, by the contract's words alone: what a play's waits are judged by.

A judgement knows three answers: right, wrong, and nobody says. The last is for what happens in the very second in
which something else does, and for what the contract leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.rehearsal.result import RehearsedEnrolment, RehearsedHop
from engine.rules.time.instants import Millis, from_rfc3339, to_rfc3339
from tests.equality.told import TOLERANCE, Date, Json, Pause, Told, Unreadable, at_time, later, next_at, shows


@dataclass(frozen=True, slots=True)
class Visit:
    """A passage at a wait: when it came, and how it left, if it did."""

    passage: RehearsedEnrolment
    node: Json
    came: Millis
    left: RehearsedHop | None

    def __str__(self) -> str:
        return f"{self.passage.contact} ({self.passage.key}) at {self.node['id']} since {to_rfc3339(self.came)}"


@dataclass(frozen=True, slots=True)
class Right:
    """How a wait must let go: then, by that outlet; never, when there is no time."""

    at: Millis | None
    outcome: str = "next"
    on_time: bool = True
    """Not past: without a reason."""


def waits(told: Told) -> Iterator[str]:
    """What is wrong with the times at which waits let go."""
    for passage in told.passages:
        for visit in _visits(told, passage):
            data = visit.node["data"]
            if visit.node["type"] == "wait_for":
                if visit.left is None or visit.left.outcome == "timed_out":
                    yield from _judged(told, visit, _for(told, visit, data["timeout"], "timed_out"))
            elif "for" in data:
                yield from _judged(told, visit, _for(told, visit, data["for"], "next"))
            elif "at" in data:
                yield from _hour(told, visit)
            else:
                yield from _judged(told, visit, _dated(told, visit))


def _visits(told: Told, passage: RehearsedEnrolment) -> Iterator[Visit]:
    came, seen = passage.enrolled_at, set[str]()
    for hop in passage.path:
        node = told.node(passage, hop.node_id)
        # The webinar moved, and a wait that was passed is waited for again: it is judged with the reminders.
        if node["type"] in ("wait", "wait_for") and not (hop.node_id in seen and _moves(told, passage)):
            yield Visit(passage, node, came, hop)
        seen.add(hop.node_id)
        came = hop.at
    if passage.at_step is not None and passage.at_step not in seen:
        node = told.node(passage, passage.at_step)
        if node["type"] in ("wait", "wait_for"):
            yield Visit(passage, node, came, None)


def _moves(told: Told, passage: RehearsedEnrolment) -> bool:
    return "updated_by" in told.journey_of(passage)["nodes"][0]["data"]["on"]


def _judged(told: Told, visit: Visit, allowed: tuple[Right, ...] | None) -> Iterator[str]:
    if allowed is None or any(_as_is(told, visit, right) for right in allowed):
        return
    outcomes = ("next", "missed", "timed_out")
    if visit.left is not None and visit.left.outcome not in outcomes:
        return  # It ended here: by a cancel, a STOP, a goal.
    if visit.left is None and (visit.passage.status != "active" or any(pause.until is None for pause in told.pauses)):
        return
    right = " or ".join("never" if one.at is None else f"{one.outcome} at {to_rfc3339(one.at)}" for one in allowed)
    left = visit.left
    did = "never" if left is None else f"{left.outcome} ({left.reason}) at {to_rfc3339(left.at)}"
    yield f"wait: {visit} let go {did}; right is {right}"


def _as_is(told: Told, visit: Visit, right: Right) -> bool:
    if visit.left is None or right.at is None:
        return visit.left is None and (right.at is None or right.at >= told.until - TOLERANCE)
    on_time = visit.left.reason is None or not right.on_time
    return abs(visit.left.at - right.at) <= TOLERANCE and visit.left.outcome == right.outcome and on_time


def _near(one: Millis, other: Millis) -> bool:
    return abs(one - other) <= TOLERANCE


def _unclear(pauses: tuple[Pause, ...], at: Millis) -> bool:
    return any(_near(edge, at) for pause in pauses for edge in pause.edges())


def _pause_at(told: Told, at: Millis) -> Pause | None:
    return next((pause for pause in told.pauses if pause.covers(at)), None)


def _for(told: Told, visit: Visit, length: str, outcome: str) -> tuple[Right, ...] | None:
    """A length of time, from the arrival; a shift adds the pause to it."""
    zones = told.zones(visit.passage.contact)
    if zones is None or _unclear(told.pauses, visit.came) or _pause_at(told, visit.came):
        return None
    # A day is another length in another zone when the clocks change in one of them: either is right.
    found = {later(visit.came, length, zone) for _, zone in zones}
    return None if len(found) > 1 else _held(told, visit, found.pop(), outcome)


def _held(told: Told, visit: Visit, due: Millis, outcome: str) -> tuple[Right, ...] | None:
    for pause in told.pauses:
        if pause.since < visit.came or pause.since > due:
            continue
        if _near(pause.since, due) or (pause.until is not None and _near(pause.until, due)):
            return None
        if pause.until is None:
            return None if due < told.until else (Right(None),)
        if pause.overdue == "shift":
            due += pause.until - pause.since
        elif pause.covers(due):
            return (Right(pause.until, outcome),)
    return (Right(due, outcome),)


def _hour(told: Told, visit: Visit) -> Iterator[str]:
    """An hour of the contact's day: let go when clocks there show it, wherever "there" is by then."""
    at, zones = visit.node["data"]["at"], told.zones(visit.passage.contact)
    if zones is None or _unclear(told.pauses, visit.came) or _pause_at(told, visit.came):
        return
    weekdays = at.get("weekdays") or []
    due = next_at(visit.came, at["time"], weekdays, at_time(zones, visit.came))
    for since, zone in zones:
        if since <= visit.came:
            if _near(since, visit.came):
                return
            continue
        if _near(since, due) or (since > due and _pause_at(told, due)):
            return  # In the same second, or overdue in a pause: nobody says.
        if since > due:
            break
        due = next_at(since, at["time"], weekdays, zone)
    if _unclear(told.pauses, due) or _near(visit.came, due):
        return
    pause = _pause_at(told, due)
    if pause is None:
        yield from _judged(told, visit, (Right(due),))
    elif pause.until is not None and pause.overdue != "shift":
        yield from _judged(told, visit, (Right(pause.until),))
    elif visit.left is not None and visit.left.outcome == "next" and pause.until is not None:
        there = shows(visit.left.at, at["time"], at_time(zones, visit.left.at))
        yield from [] if there else [f"wait: {visit} let go at {to_rfc3339(visit.left.at)}, not {at['time']} there"]


def _dated(told: Told, visit: Visit) -> tuple[Right, ...] | None:
    """A date: let go then; by `if_past` only when it was already past as the date came to be known."""
    data, passage = visit.node["data"], visit.passage
    if "until" in data:
        dues: list[tuple[Millis, Date]] = [(0, from_rfc3339(data["until"]))]
    else:
        found = told.dates(passage, data["relative"]["to"])
        zones = told.zones(passage.contact)
        if found is None or zones is None:
            return None
        moments = sorted({at for at, _ in found} | {at for at, _ in zones if at > found[0][0]})
        dues = []
        for at in moments:
            day = at_time(found, at)
            offset = data["relative"].get("offset", "PT0S")
            dues.append((at, later(day, offset, at_time(zones, at)) if isinstance(day, int) else day))
    by_event = "relative" in data and data["relative"]["to"].startswith("event.")
    return _follow(told, visit, dues, by_event)


def _follow(told: Told, visit: Visit, dues: list[tuple[Millis, Date]], by_event: bool) -> tuple[Right, ...] | None:
    due = at_time(dues, visit.came)
    if isinstance(due, Unreadable) or _pause_at(told, visit.came) or _unclear(told.pauses, visit.came):
        return None
    if (due is None and not by_event) or (due is not None and due <= visit.came + TOLERANCE):
        return None  # No date, or past, when they came: a matter of the journey, judged where it is drawn.
    unsure = False
    for since, new in dues:
        if since <= visit.came or new == due:
            continue
        if _near(since, visit.came) or (due is not None and _near(due, since)):
            return None
        if due is not None and due < since:
            if _pause_at(told, due):
                return None
            break
        if isinstance(new, Unreadable):
            unsure = True  # Refused, or held: what counts is that nobody is let go at another time.
            continue
        due, unsure = new, False
        if due is not None and due <= since + TOLERANCE:
            return _past(told, visit, since)
    return _in_time(told, visit, due, unsure)


def _in_time(told: Told, visit: Visit, due: Millis | None, unsure: bool) -> tuple[Right, ...] | None:
    """Let go when it is due, if no pause is in the way."""
    never = Right(None)
    if due is None:
        return (never,)
    if _unclear(told.pauses, due):
        return None
    pause = _pause_at(told, due)
    if pause is None:
        return (Right(due), never) if unsure else (Right(due),)
    if pause.until is None:
        return (never,)
    if unsure:
        return None
    return _past(told, visit, pause.until) if pause.overdue == "shift" else (Right(pause.until),)


def _past(told: Told, visit: Visit, at: Millis) -> tuple[Right, ...] | None:
    if _unclear(told.pauses, at) and not any(pause.until == at for pause in told.pauses):
        return None
    pause = next((one for one in told.pauses if one.covers(at) and one.until != at), None)
    if pause is not None:
        if pause.until is None:
            return (Right(None),)
        at = pause.until
    missed = "missed" in told.targets(visit.passage, visit.node["id"])
    if not missed and visit.node["data"].get("if_past", "missed") == "missed":
        return None  # It ends there.
    return (Right(at, "missed" if missed else "next", on_time=False),)
