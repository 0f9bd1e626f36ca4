"""The wait: until a length of time, an instant, a time of day or a date has passed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from engine.journey.definition.definition import StepDefinition
from engine.journey.parts.limits import limit_words
from engine.journey.parts.part import DocumentPart, Node, StepData
from engine.journey.wording.durations import duration_words
from engine.journey.wording.phrases import listed, quoted
from engine.rules.conditions.facts import Reads
from engine.rules.time.durations import parse_duration
from engine.rules.time.instants import from_rfc3339, to_datetime


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


WAIT = StepDefinition(
    data=WaitData,
    node=WaitNode,
    title="Wait",
    sentence=_sentence,
    outlets=("next", "missed"),
    optional_outlets=frozenset({"missed"}),
    rests=True,
    steers=True,
    may_take_time=True,
    ends_for_opted_out=True,
    decides_on=_decides_on,
)
