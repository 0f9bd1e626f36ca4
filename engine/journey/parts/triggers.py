"""What starts a journey, and how a sentence says it."""

from __future__ import annotations

from typing import Annotated, Final, Literal, assert_never

from pydantic import Field
from typing_extensions import TypeAliasType

from engine.journey.parts.part import DocumentPart
from engine.journey.wording.conditions import group_words
from engine.journey.wording.phrases import quoted
from engine.rules.conditions.conditions import Condition

BUILT_IN_EVENTS: Final = ("sms.delivered", "sms.clicked", "sms.replied", "sms.opted_out", "sms.opted_in")
"""Events that Postroad posts itself, of messages."""


class EventTrigger(DocumentPart):
    """An event enrols the contact it is about."""

    kind: Literal["event"]
    name: str
    where: Condition | None = None
    key: str | None = None
    """`event.<property>`: one enrolment per contact and value of this property."""
    requires: tuple[str, ...] = ()
    """Properties without which the event is refused."""
    updated_by: str | None = None
    """An event with the same key that changes the enrolment's event properties and moves its waits."""
    cancelled_by: str | None = None
    """An event with the same key that ends the enrolment."""
    not_older_than: str | None = None
    """ISO 8601: an event that happened longer ago than this when it is received enrols nobody."""
    when_moved: Literal["again", "waits_only"] = "again"
    """What an update that moves a date does about waits that were passed: `again` goes back to the first of them whose
    new time lies ahead; `waits_only` moves only the wait that the enrolment rests at."""


class AudienceTrigger(DocumentPart):
    """Whoever matches when the journey is launched."""

    kind: Literal["audience"]
    where: Condition


class ManualTrigger(DocumentPart):
    """Contacts enrolled by a person or an API call."""

    kind: Literal["manual"]


class KeywordTrigger(DocumentPart):
    """A word that a phone texts in."""

    kind: Literal["keyword"]
    keyword: str


Trigger = TypeAliasType(
    "Trigger",
    Annotated[
        EventTrigger | AudienceTrigger | ManualTrigger | KeywordTrigger,
        Field(discriminator="kind"),
    ],
)


def trigger_sentence(trigger: Trigger) -> str:
    """What starts the journey."""
    match trigger:
        case EventTrigger(name=name, where=where):
            return f"When {name or 'an event'} happens" + (f" and {group_words(where)}" if where else "")
        case AudienceTrigger(where=where):
            return f"At launch, everyone matching: {group_words(where)}" if where.rules else "At launch, everyone"
        case ManualTrigger():
            return "When somebody adds contacts"
        case KeywordTrigger(keyword=keyword):
            return f"When a phone texts {quoted(keyword)}"
        case _ as never:
            assert_never(never)


def trigger_subject(trigger: Trigger) -> str:
    """What enrols, to speak of what it carries: `webinar.registered`, `an audience`."""
    match trigger:
        case EventTrigger(name=name):
            return name or "the event"
        case AudienceTrigger():
            return "an audience"
        case ManualTrigger():
            return "an enrolment by hand"
        case KeywordTrigger():
            return "a keyword"
        case _ as never:
            assert_never(never)
