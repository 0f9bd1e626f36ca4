"""The wait: until a length of time, an instant, a time of day or a date has passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Literal, assert_never

from pydantic import Field

from engine.journey.definition.arrival import UNDATED, Arrival, ArrivalNeeds, Arriving, Decisions, Ends, Passes, Rests
from engine.journey.definition.checked_step import CheckedStep
from engine.journey.definition.definition import StepDefinition
from engine.journey.findings import Finding, FindingCode
from engine.journey.parts.part import DocumentPart, Node, StepData
from engine.journey.parts.triggers import EventTrigger, trigger_subject
from engine.journey.timing.lateness import Lateness
from engine.journey.timing.limits import EVENT_LIMIT, limit_words, may_last
from engine.journey.timing.waits import (
    At,
    Missing,
    Past,
    WaitFor,
    WaitRelative,
    WaitSpec,
    WaitUntil,
    needs_zone,
    parse_clock_time,
    wait_at,
    wait_due,
    wait_for,
    wait_relative,
)
from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import listed, quoted
from engine.rules.conditions.facts import Reads
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import DAY, Millis, from_rfc3339, to_datetime


class LocalTime(DocumentPart):
    """The next such time of day in the contact's zone."""

    time: str
    """`09:00`"""
    weekdays: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ()
    """Only on these days; none named means any day."""


class RelativeTime(DocumentPart):
    """A time counted from a date of the event or of the contact."""

    to: str
    """`event.<property>` or `contact.<attribute>`."""
    offset: str = "PT0S"
    """ISO 8601, negative for before: `-PT1H`."""
    yearly: bool = False
    """The next anniversary of a contact's date."""


WaitKind = Literal["for", "until", "at", "relative"]


class WaitData(StepData):
    """Exactly one of `for`, `until`, `at` and `relative`."""

    for_: str | None = Field(default=None, alias="for")
    """ISO 8601 duration."""
    until: str | None = None
    """RFC 3339 with an offset."""
    at: LocalTime | None = None
    relative: RelativeTime | None = None
    if_past: Literal["continue", "missed"] = "missed"
    """What becomes of a date that is already past when `missed` leads nowhere."""
    not_later_than: str | None = None
    """Who would go on later leaves by `missed`: a duration after the time the wait was over (`PT10M`), or `event`, the
    date it counts from. With `if_past` at `continue`, who comes late goes on by `next` until then."""

    def kinds(self) -> tuple[WaitKind, ...]:
        """The kinds of wait that are filled in; one when the step is as it should be."""
        filled: list[WaitKind] = []
        if self.for_ is not None:
            filled.append("for")
        if self.until is not None:
            filled.append("until")
        if self.at is not None:
            filled.append("at")
        if self.relative is not None:
            filled.append("relative")
        return tuple(filled)


class WaitNode(Node):
    type: Literal["wait"]
    data: WaitData


def _sentence(data: WaitData) -> str:
    limit = (
        limit_words(data.not_later_than)
        if data.relative is None
        else limit_words(data.not_later_than, _point(data.relative))
    )
    return _wait_words(data) + limit


def _wait_words(data: WaitData) -> str:
    if data.for_ is not None:
        return f"Wait {duration_words(data.for_)}"
    if data.until is not None:
        return f"Wait until {_moment(data.until)}"
    if data.at is not None:
        days = f" on {listed([day.capitalize() for day in data.at.weekdays], 'or')}" if data.at.weekdays else ""
        return f"Wait until {data.at.time}{days}"
    if data.relative is not None:
        return f"Wait until {_relative(data.relative)}"
    return "Wait"


def _point(relative: RelativeTime) -> str:
    return f"the next anniversary of {relative.to}" if relative.yearly else relative.to


def _moment(text: str) -> str:
    try:
        moment = to_datetime(from_rfc3339(text))
    except (ValueError, OverflowError):
        return quoted(text)
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _relative(relative: RelativeTime) -> str:
    point = _point(relative)
    try:
        offset = parse_duration(relative.offset)
    except ValueError:
        return f"{quoted(relative.offset)} from {point}"
    if offset.is_zero:
        return point
    return f"{duration_words(relative.offset)} {'before' if offset.sign < 0 else 'after'} {point}"


def _decides_on(data: WaitData) -> Reads:
    if data.relative is None:
        return Reads()
    root, _, name = data.relative.to.partition(".")
    return Reads(event=(name,)) if root == "event" else Reads(contact=(name,))


REVISIT_GAP: Final[Millis] = 60_000
"""A step of a cycle is never due again sooner than this after it was left: no loop can spin."""

UNDATED_LASTS: Final[Millis] = 365 * DAY
"""How long somebody waits for a date that there is none of: an event that is put off without a new date rarely comes
back after a year, and nobody rests in a journey for ever."""


def date_of(relative: RelativeTime) -> WaitRelative:
    """What a wait counts from, as a wait for the date itself."""
    return wait_relative(relative.to, "PT0S", yearly=relative.yearly)


def missed(data: WaitData, *, is_connected: bool) -> Passes | Ends:
    """How a wait whose date is past is left: through `missed` when it is connected, else through `next` if the step
    says so, else it is the end."""
    if is_connected:
        return Passes("missed", Reason.MISSED)
    if data.if_past == "continue":
        return Passes("next", Reason.MISSED)
    return Ends(EnrolmentStatus.COMPLETED, Reason.MISSED, "missed", Reason.MISSED)


def too_late(reason: Reason, *, is_connected: bool) -> Passes | Ends:
    """How somebody leaves a wait too late: through `missed` when it is connected, else it is the end."""
    return Passes("missed", reason) if is_connected else Ends(EnrolmentStatus.COMPLETED, reason, "missed", reason)


def why_undated(due: Missing) -> Reason:
    """Why somebody rests at a wait without a date."""
    return Reason.WAIT_DATE_UNREADABLE if due.unreadable else Reason.WAIT_DATE_MISSING


def _decisions(data: WaitData) -> Decisions:
    return Decisions(wait=_wait_spec(data), lateness=_lateness(data))


def _wait_spec(data: WaitData) -> WaitSpec:
    if data.for_ is not None:
        return wait_for(data.for_)
    if data.until is not None:
        return WaitUntil(from_rfc3339(data.until))
    if data.at is not None:
        return wait_at(data.at.time, data.at.weekdays)
    if data.relative is not None:
        return wait_relative(data.relative.to, data.relative.offset, yearly=data.relative.yearly)
    raise ValueError("a wait without a time was published")


def _lateness(data: WaitData) -> Lateness | None:
    """How late the wait may be left; None for as late as it gets."""
    if data.not_later_than is None:
        return None
    if data.not_later_than != EVENT_LIMIT:
        return Lateness(parse_duration(data.not_later_than))
    return None if data.relative is None else Lateness(None, (date_of(data.relative),), only_before=False)


def _arrival_needs(_: WaitData, decisions: Decisions) -> ArrivalNeeds:
    late_by_zone = decisions.lateness is not None and decisions.lateness.needs_zone
    zone = late_by_zone or (decisions.wait is not None and needs_zone(decisions.wait))
    return ArrivalNeeds(own_reads=True, zone=zone, passes=True)


def _arrive(data: WaitData, arriving: Arriving) -> Arrival:
    """Rests until due, passes at once when it is due already, or goes the way of the missed."""
    moments, facts, lateness = arriving.moments, arriving.facts, arriving.decisions.lateness
    wait = arriving.decisions.wait or _wait_spec(data)
    connected = arriving.is_connected("missed")
    note = None
    if isinstance(wait, WaitFor) and wait.duration.is_exact:
        at = moments.then + wait.duration.exact_ms
    else:
        zone, note = arriving.contact_zone()
        due = wait_due(wait, moments.then, zone, facts.event, facts.contact)
        match due:
            case At(at=at, note=dated):
                note = dated or note
            case Past(at=at):
                if lateness is None or data.if_past != "continue":
                    return missed(data, is_connected=connected)
                limit = lateness.limit(at, zone, facts)
                if limit is not None and moments.now > limit.at:
                    return too_late(limit.reason, is_connected=connected)
                return Passes("next", Reason.MISSED)
            case Missing():
                return Rests(Rest.WAIT, moments.now + UNDATED_LASTS, why_undated(due), moments.then, UNDATED)
            case _ as never:
                assert_never(never)
    if arriving.comes_round:
        at = max(at, moments.then + REVISIT_GAP)
    if at > moments.now:
        return Rests(Rest.WAIT, at, note, since=moments.then)
    if lateness is not None:
        limit = lateness.limit(at, arriving.contact_zone()[0], facts)
        if limit is not None and moments.now > limit.at:
            return too_late(limit.reason, is_connected=connected)
    return Passes("next", note, due_at=at)


def _checks(data: WaitData, step: CheckedStep) -> Iterator[Finding]:
    """A wait says exactly one thing, and says it readably."""
    kinds = data.kinds()
    if not kinds:
        yield step.error(
            FindingCode.WAIT_EMPTY,
            f"{step.name} does not say how long it waits",
            'set one of "for", "until", "at" and "relative"',
        )
    if len(kinds) > 1:
        yield step.error(
            FindingCode.WAIT_AMBIGUOUS,
            f"{step.name} says {listed([quoted(kind) for kind in kinds])} at once",
            "keep one of them",
        )
    if data.for_ is not None:
        problem = step.duration_problem("for", data.for_, may_be_zero=True)
        if problem is not None:
            yield problem
    if data.until is not None:
        yield from _until_checks(data.until, step)
    if data.at is not None:
        try:
            parse_clock_time(data.at.time)
        except ValueError as unreadable:
            yield step.unreadable(FindingCode.INVALID_LOCAL_TIME, "at.time", unreadable)
    if data.relative is not None:
        yield from _relative_checks(data.relative, step)


def _until_checks(text: str, step: CheckedStep) -> Iterator[Finding]:
    try:
        moment = from_rfc3339(text)
    except (ValueError, OverflowError) as problem:
        yield step.unreadable(FindingCode.INVALID_TIME, "until", problem)
        return
    now = step.circumstances.now
    if now is not None and moment < now:
        yield step.warning(
            FindingCode.UNTIL_IN_PAST,
            f"{step.name} waits until {quoted(text)}, which is past",
            "choose a later time, or remove the step",
            field="until",
        )


def _relative_checks(relative: RelativeTime, step: CheckedStep) -> Iterator[Finding]:
    try:
        parse_duration(relative.offset)
    except ValueError as problem:
        yield step.unreadable(FindingCode.INVALID_DURATION, "relative.offset", problem)
    root, _, name = relative.to.partition(".")
    if root not in ("event", "contact") or not name:
        yield step.error(
            FindingCode.INVALID_DATE_FIELD,
            f"{step.name} waits on {quoted(relative.to)}, which is no date",
            "name event.<property> or contact.<attribute>",
            field="relative.to",
        )
    elif root == "event" and relative.yearly:
        yield step.error(
            FindingCode.INVALID_DATE_FIELD,
            f"{step.name} waits for an anniversary of {relative.to}; only dates of a contact have them",
            'name a contact.<attribute>, or turn "yearly" off',
            field="relative.yearly",
        )
    elif root == "event":
        yield from _uncarried(relative.to, name, step)


def _uncarried(field: str, name: str, step: CheckedStep) -> Iterator[Finding]:
    trigger = step.trigger
    if trigger is None:
        return
    if isinstance(trigger, EventTrigger):
        if name in trigger.requires or field == trigger.key:
            return
        remedy = 'add it to what the start event must carry ("requires"), or choose another property'
    else:
        remedy = "start the journey with an event that carries it, or wait on a contact's date"
    yield step.error(
        FindingCode.WAIT_ON_UNCARRIED_PROPERTY,
        f"{step.name} waits on {field}, which {trigger_subject(trigger)} does not carry",
        remedy,
        field="relative.to",
    )


def _slow_outlets(data: WaitData, missed_is_connected: bool) -> tuple[str, ...] | None:
    if data.for_ is not None:
        return None if may_last(data.for_) else ()
    if data.at is not None:
        return None
    if data.relative is not None:
        # An anniversary lies ahead, but the date itself may be missing.
        passes = data.if_past == "continue" and not missed_is_connected
        return ("next",) if data.relative.yearly and not passes else ()
    return None if data.until is None else ()


def _ending_outlets(data: WaitData) -> tuple[str, ...]:
    dated = data.until is not None or data.relative is not None
    return ("next", "missed") if dated and data.if_past == "missed" else ("next",)


def _counts_from_arrival(data: WaitData) -> bool:
    return data.for_ is not None


WAIT = StepDefinition(
    data=WaitData,
    node=WaitNode,
    title="Wait",
    sentence=_sentence,
    arrive=_arrive,
    checks=_checks,
    decisions=_decisions,
    arrival_needs=_arrival_needs,
    outlets=("next", "missed"),
    optional_outlets=frozenset({"missed"}),
    rests=True,
    steers=True,
    may_take_time=True,
    slow_outlets=_slow_outlets,
    ending_outlets=_ending_outlets,
    ends_for_opted_out=True,
    decides_on=_decides_on,
    counts_from_arrival=_counts_from_arrival,
)
