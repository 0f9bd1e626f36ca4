"""Checks of what comes too late: limits that say nothing, reminders that a night holds past their event, and people who
come in after the last reminder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from engine.journey.checks.paths import nearest_before
from engine.journey.definition.circumstances import Circumstances
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding, FindingCode, error, warning
from engine.journey.parts.part import StepData
from engine.journey.parts.triggers import EventTrigger
from engine.journey.step_types import definition_of
from engine.journey.steps.send_sms import SendSmsData
from engine.journey.steps.wait import RelativeTime, WaitData
from engine.journey.timing.limits import EVENT_LIMIT, NO_LIMIT
from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import listed, quoted
from engine.rules.outcomes.states import MessageClass
from engine.rules.time.durations import Duration, parse_duration
from engine.rules.time.instants import MINUTE, Millis
from engine.rules.time.quiet_hours import QuietRules, QuietWindow, quiet_until, quiet_window
from engine.rules.time.zones import UTC_ZONE, local_to_ms, to_local

FIELD = "not_later_than"


def limits(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """`not_later_than` is a length of time, or names a date that there is."""
    for step_id, data in outline.data():
        if isinstance(data, WaitData):
            if data.not_later_than is not None:
                yield from _of_wait(outline, step_id, data, data.not_later_than)
            continue
        limit_of = definition_of(data).message_limit
        limit = None if limit_of is None else limit_of(data)
        if limit is not None and limit != NO_LIMIT:
            yield from _of_send(outline, step_id, limit)


def held_reminders(outline: Outline, circumstances: Circumstances) -> Iterator[Finding]:
    """A marketing text that reminds of a date, and quiet hours that can last until after it."""
    if outline.settings.message_class != MessageClass.MARKETING:
        return
    hold = _longest_hold(_own_window(outline), circumstances.quiet)
    for step_id, data in outline.each(SendSmsData):
        for _, relative in _dated_before(outline, step_id):
            ahead = _ahead(relative)
            if ahead is None or ahead.least_ms >= hold:
                continue
            lead = duration_words(relative.offset)
            text = f"the text of {outline.named(step_id)}, due {lead} before {relative.to},"
            what = f"quiet hours can hold {text} until after it"
            if data.not_later_than == NO_LIMIT:
                yield warning(
                    FindingCode.REMINDER_AFTER_EVENT,
                    f"{what}; it then goes out all the same",
                    'remove "no_limit", so that no one is reminded of something that is over',
                    node=step_id,
                    field=FIELD,
                )
            else:
                yield warning(
                    FindingCode.REMINDER_AFTER_EVENT,
                    f"{what}; it is then not sent",
                    'connect "not_sent" to an e-mail, remind earlier, or make the journey transactional if it is',
                    node=step_id,
                )
            break


def late_comers(outline: Outline, _: Circumstances) -> Iterator[Finding]:
    """Whoever comes in after the time of a reminder, when nothing was sent before and `missed` leads nowhere."""
    if not isinstance(outline.trigger, EventTrigger):
        return
    for step_id in sorted(_reached_without_a_send(outline)):
        node = outline.by_id.get(step_id)
        if node is None or not isinstance(node.data, WaitData):
            continue
        data = node.data
        ahead = None if data.relative is None else _ahead(data.relative)
        if data.relative is None or ahead is None or (step_id, "missed") in outline.connected:
            continue
        if data.if_past == "continue" and data.not_later_than in (None, EVENT_LIMIT):
            continue
        yield warning(
            FindingCode.LATE_COMER_GETS_NOTHING,
            f"who comes in later than {duration_words(data.relative.offset)} before {data.relative.to} gets nothing: "
            f"{outline.named(step_id)} is over by then, and its outlet for missed waits is not connected",
            'connect "missed" to what is still true then, or to the next wait',
            node=step_id,
            field="if_past",
        )


def _of_wait(outline: Outline, step_id: str, data: WaitData, limit: str) -> Iterator[Finding]:
    if limit != EVENT_LIMIT:
        yield from _length(outline, step_id, limit)
    elif data.relative is None:
        yield error(
            FindingCode.LIMIT_WITHOUT_DATE,
            f"{outline.named(step_id)} may not be left later than its event, and counts from no date",
            "wait relative to a date, or use a duration such as PT10M",
            node=step_id,
            field=FIELD,
        )
    elif _ahead(data.relative) is None:
        yield _always_late(outline, step_id, data.relative.to)


def _of_send(outline: Outline, step_id: str, limit: str) -> Iterator[Finding]:
    if limit != EVENT_LIMIT:
        yield from _length(outline, step_id, limit)
        return
    dated = _dated_before(outline, step_id)
    dates = sorted({relative.to for _, relative in dated})
    if not dates:
        yield error(
            FindingCode.LIMIT_WITHOUT_DATE,
            f"{outline.named(step_id)} may not be later than its event, and no wait before it counts from a date",
            "put a wait relative to a date before it, or use a duration such as PT10M",
            node=step_id,
            field=FIELD,
        )
    elif len(dates) > 1:
        yield error(
            FindingCode.LIMIT_WITHOUT_DATE,
            f"{outline.named(step_id)} may not be later than its event, and waits before it count from {listed(dates)}",
            "use a duration such as PT10M, or give each date a step of its own",
            node=step_id,
            field=FIELD,
        )
    elif all(_ahead(relative) is None for _, relative in dated):
        yield _always_late(outline, step_id, dates[0])


def _always_late(outline: Outline, step_id: str, field: str) -> Finding:
    return error(
        FindingCode.ALWAYS_TOO_LATE,
        f"{outline.named(step_id)} may not be later than {field}, and is only due then or after it",
        "use a duration such as PT10M",
        node=step_id,
        field=FIELD,
    )


def _length(outline: Outline, step_id: str, limit: str) -> Iterator[Finding]:
    try:
        length = parse_duration(limit)
        wrong = f"{quoted(limit)} is no time" if length.sign < 0 or length.is_zero else None
    except ValueError:
        wrong = f"{quoted(limit)} is neither a duration nor a limit"
    if wrong is not None:
        yield error(
            FindingCode.INVALID_DURATION,
            f"{outline.named(step_id)} has a limit that can't be read: {wrong}",
            f'write it as PT10M, "{EVENT_LIMIT}", or for a message "{NO_LIMIT}"',
            node=step_id,
            field=FIELD,
        )


def _dated_before(outline: Outline, step_id: str) -> list[tuple[str, RelativeTime]]:
    """The waits for a date that lead to a step, without another such wait between."""
    dated: dict[str, RelativeTime] = {
        wait_id: data.relative for wait_id, data in outline.each(WaitData) if data.relative is not None
    }
    sources: dict[str, list[str]] = {}
    for source, _, target in outline.connections:
        sources.setdefault(target, []).append(source)
    return [(wait_id, dated[wait_id]) for wait_id in nearest_before(step_id, sources, dated)]


def _ahead(relative: RelativeTime) -> Duration | None:
    """How long before its date a wait ends; None when it does not, or can't be read."""
    try:
        offset = parse_duration(relative.offset)
    except ValueError:
        return None
    return None if offset.is_zero or offset.sign > 0 else offset.negated()


def _reached_without_a_send(outline: Outline) -> set[str]:
    """Steps that one can come to from the trigger without having been sent anything."""
    after: dict[str, list[str]] = {}
    for source, _, target in outline.connections:
        after.setdefault(source, []).append(target)
    visited: set[str] = set()
    rest = list(outline.trigger_ids)
    while rest:
        for target in after.get(rest.pop(), ()):
            if target in visited:
                continue
            visited.add(target)
            node = outline.by_id.get(target)
            if node is not None and not _sends(node.data):
                rest.append(target)
    return visited


def _sends(data: StepData) -> bool:
    dispatch = definition_of(data).dispatch
    return dispatch is not None and dispatch.is_message and not dispatch.is_question


def _own_window(outline: Outline) -> QuietWindow | None:
    quiet = outline.settings.quiet_hours
    if quiet is None:
        return None
    try:
        return quiet_window(quiet.start, quiet.end)
    except ValueError:
        return None


def _longest_hold(own: QuietWindow | None, account: QuietRules | None) -> Millis:
    """The longest that quiet hours hold anybody; holidays, which come on top, are left out."""
    mine = () if own is None else (own,)
    places = [()] if account is None else [*account.by_country.values(), account.elsewhere]
    return max((_longest_of((*windows, *mine)) for windows in places), default=0)


_WEEK = date(2026, 6, 1)
"""A Monday, of a week without anything of its own; in UTC no clock changes."""


@lru_cache(maxsize=64)
def _longest_of(windows: tuple[QuietWindow, ...]) -> Millis:
    longest = 0
    midnight = to_local(0, UTC_ZONE).time()
    for ahead in range(7):
        day = local_to_ms(_WEEK + timedelta(days=ahead), midnight, UTC_ZONE)
        for window in windows:
            start = day + window.start * MINUTE
            longest = max(longest, (quiet_until(start, UTC_ZONE, windows) or start) - start)
    return longest
