"""What a scenario's request says of people, dates and pauses, read without the engine: what promises are judged by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine.rehearsal.request import (
    PauseEntry,
    PublishEntry,
    RehearsalEventEntry,
    RehearsalReplyEntry,
    RehearsalRequest,
    ResumeEntry,
    UpdateContactEntry,
)
from engine.rehearsal.result import RehearsedEnrolment, RehearsedMessage, RehearsedReply
from engine.rules.outcomes.states import Overdue
from engine.rules.time.instants import DAY, HOUR, MINUTE, SECOND, Millis, from_datetime, to_datetime

Json = dict[str, Any]

TOLERANCE: Millis = 10_000
"""Workflows meet times in ticks of a second, and the server's clock runs on while a busy machine does what is due."""

HANDED_OVER: Final = ("accepted", "delivered", "undelivered", "unknown")
STOPS: Final = ("stop", "stopall", "unsubscribe", "stop texting me")
STARTS: Final = ("start", "unstop", "yes", "join", "yes please")


class Unreadable(Enum):
    """What a property holds where a date should be."""

    UNREADABLE = "unreadable"


UNREADABLE: Final = Unreadable.UNREADABLE
Date = Millis | Unreadable | None
"""A date as a property holds it; none when there is none."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The journey stood still."""

    since: Millis
    until: Millis | None
    overdue: Overdue

    def covers(self, at: Millis) -> bool:
        return self.since <= at and (self.until is None or at <= self.until)

    def edges(self) -> tuple[Millis, ...]:
        return (self.since,) if self.until is None else (self.since, self.until)


@dataclass(frozen=True)
class Told:
    """A scenario's request, and what a play made of it."""

    request: RehearsalRequest
    messages: tuple[RehearsedMessage, ...]
    replies: tuple[RehearsedReply, ...]
    passages: tuple[RehearsedEnrolment, ...]

    @cached_property
    def until(self) -> Millis:
        return self.request.until or 0

    @cached_property
    def journeys(self) -> tuple[Json, ...]:
        """The documents of the versions, the first first."""
        later = [entry.journey for entry in self.entries if isinstance(entry, PublishEntry)]
        return (self.request.journey, *later)

    @cached_property
    def entries(self) -> tuple[Any, ...]:
        return tuple(sorted(self.request.timeline, key=lambda entry: entry.at))

    @cached_property
    def pauses(self) -> tuple[Pause, ...]:
        """Every pause, with what the resume said of the overdue."""
        found: list[Pause] = []
        since: Millis | None = None
        for entry in self.entries:
            if isinstance(entry, PauseEntry) and since is None:
                since = entry.at
            elif isinstance(entry, ResumeEntry) and since is not None:
                found.append(Pause(since, entry.at, entry.overdue))
                since = None
        return (*found, *(() if since is None else (Pause(since, None, Overdue.SEND),)))

    @cached_property
    def has_ends(self) -> bool:
        """Whether somebody cancels or archives: what then goes no further is no broken promise."""
        return any(entry.do in ("cancel", "cancel_message", "archive") for entry in self.entries)

    def journey_of(self, passage: RehearsedEnrolment) -> Json:
        return self.journeys[passage.version - 1]

    def node(self, passage: RehearsedEnrolment, node_id: str) -> Json:
        return next(node for node in self.journey_of(passage)["nodes"] if node["id"] == node_id)

    def targets(self, passage: RehearsedEnrolment, node_id: str) -> dict[str, str]:
        """Where the outlets of a step lead."""
        edges = self.journey_of(passage)["edges"]
        return {edge["sourceHandle"]: edge["target"] for edge in edges if edge["source"] == node_id}

    def messages_of(self, passage: RehearsedEnrolment) -> list[RehearsedMessage]:
        return [message for message in self.messages if message.enrolment == passage.id]

    def number(self, contact: str) -> str | None:
        """The contact's number; none when it changes on the way."""
        if any("phone" in entry.set for entry in self._writes(contact)):
            return None
        return next(one.phone for one in self.request.contacts if one.external_id == contact)

    def said(self, number: str | None) -> list[RehearsalReplyEntry]:
        """What a phone texted, in order of time."""
        return [entry for entry in self.entries if isinstance(entry, RehearsalReplyEntry) and entry.from_ == number]

    def _writes(self, contact: str) -> Iterator[UpdateContactEntry]:
        for entry in self.entries:
            if isinstance(entry, UpdateContactEntry) and entry.contact == contact:
                yield entry

    def values(self, contact: str, name: str) -> list[tuple[Millis, Any]]:
        """What a column or an attribute of the contact was, and since when; writes that change nothing are left out."""
        known = next(one for one in self.request.contacts if one.external_id == contact)
        column = name in type(known).model_fields
        found: list[tuple[Millis, Any]] = [(0, getattr(known, name) if column else known.attributes.get(name))]
        for entry in self._writes(contact):
            if name in entry.set and entry.set[name] != found[-1][1]:
                found.append((entry.at, entry.set[name]))
        return found

    def zones(self, contact: str) -> list[tuple[Millis, ZoneInfo]] | None:
        """The contact's zones, and since when; none when it has none of its own at some time."""
        found = self.values(contact, "timezone")
        return None if any(zone is None for _, zone in found) else [(at, ZoneInfo(zone)) for at, zone in found]

    def registration(self, passage: RehearsedEnrolment) -> RehearsalEventEntry | None:
        """The event that enrolled it."""
        on = self.journey_of(passage)["nodes"][0]["data"]["on"]
        for entry in self.entries:
            if (
                not isinstance(entry, RehearsalEventEntry)
                or entry.name != on.get("name")
                or entry.contact != passage.contact
            ):
                continue
            if abs(entry.at - passage.enrolled_at) <= SECOND and self._key(on, entry) == passage.key:
                return entry
        return None

    def _key(self, on: Json, entry: RehearsalEventEntry) -> str:
        named = on.get("key")
        return "" if named is None else str(entry.properties.get(named.removeprefix("event."), ""))

    def dates(self, passage: RehearsedEnrolment, field: str) -> list[tuple[Millis, Date]] | None:
        """What the date `event.x` or `contact.x` was for this passage, and since when; none when nobody can say."""
        zones = self.zones(passage.contact)
        if zones is None:
            return None
        root, _, name = field.partition(".")
        raw: list[tuple[Millis, Any]]
        if root == "contact":
            raw = self.values(passage.contact, name)
        else:
            registered = self.registration(passage)
            if registered is None:
                return None
            raw = [(registered.at, registered.properties.get(name))]
            on = self.journey_of(passage)["nodes"][0]["data"]["on"]
            for entry in self.entries:
                if (
                    not isinstance(entry, RehearsalEventEntry)
                    or entry.at < registered.at
                    or name not in entry.properties
                ):
                    continue
                about = entry.contact in (None, passage.contact) and self._key(on, entry) == passage.key
                if about and entry.name == on.get("updated_by") and on.get("updated_by"):
                    raw.append((entry.at, entry.properties[name]))
        moments = sorted({at for at, _ in raw} | {at for at, _ in zones if at > raw[0][0]})
        read: list[tuple[Millis, Date]] = [(at, read_date(_last(raw, at), _last(zones, at))) for at in moments]
        return [one for place, one in enumerate(read) if place == 0 or one[1] != read[place - 1][1]]


def _last(known: list[tuple[Millis, Any]], at: Millis) -> Any:
    return [value for since, value in known if since <= at][-1]


def at_time(known: list[tuple[Millis, Any]], at: Millis) -> Any:
    """The value at a time, of values and when they began."""
    return _last(known, max(at, known[0][0]))


def read_date(value: Any, zone: ZoneInfo) -> Date:
    """A date as people are told to write it: RFC 3339 with an offset, or a day, which means its midnight there."""
    if value is None or value == "":
        return None
    try:
        if len(str(value)) == len("2026-03-01"):
            return from_datetime(datetime.combine(date.fromisoformat(value), time(), zone).astimezone(UTC))
        moment = datetime.fromisoformat(value)
        return UNREADABLE if moment.tzinfo is None else from_datetime(moment)
    except (TypeError, ValueError):
        return UNREADABLE


def later(at: Millis, length: str, zone: ZoneInfo) -> Millis:
    """`at` and an ISO duration: days by the calendar of the zone, hours and less exactly."""
    sign = -1 if length.startswith("-") else 1
    days, _, exact = length.lstrip("-").removeprefix("P").partition("T")
    moment = to_datetime(at).astimezone(zone)
    local = moment.replace(tzinfo=None) + sign * timedelta(days=int(days.removesuffix("D") or 0))
    return from_datetime(local.replace(tzinfo=zone).astimezone(UTC)) + sign * _exact(exact)


def _exact(text: str) -> Millis:
    total, digits = 0, ""
    for sign in text:
        if sign.isdigit():
            digits += sign
        else:
            total, digits = total + int(digits) * {"H": HOUR, "M": MINUTE, "S": SECOND}[sign], ""
    return total


WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def next_at(after: Millis, hour: str, weekdays: list[str], zone: ZoneInfo) -> Millis:
    """The first time after `after` that clocks there show `hour`, on one of the weekdays (any, when none is named)."""
    day = to_datetime(after).astimezone(zone).date()
    for ahead in range(9):
        on = day + timedelta(days=ahead)
        at = from_datetime(datetime.combine(on, time.fromisoformat(hour), zone).astimezone(UTC))
        if at > after and (not weekdays or WEEKDAYS[on.weekday()] in weekdays):
            return at
    raise AssertionError("a week has every weekday")


def shows(at: Millis, hour: str, zone: ZoneInfo) -> bool:
    """Whether clocks there show `hour` at `at`, give or take the tolerance."""
    local = to_datetime(at).astimezone(zone)
    there = local.hour * HOUR + local.minute * MINUTE + local.second * SECOND
    asked = time.fromisoformat(hour)
    gap = abs(there - (asked.hour * HOUR + asked.minute * MINUTE))
    return min(gap, DAY - gap) <= TOLERANCE
