"""Journeys, versions, launches and what goes on in them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StrictBool

from builder_api.models.common import Answer, Body, Instant, Page
from engine.journey.document.document import Document
from engine.journey.findings import Finding
from engine.preview.body_ranges import BodyLengths
from engine.rules.addresses.external_ids import ContactId
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import JourneyStatus, Overdue


class VersionSummary(Answer):
    """A published version."""

    version: int
    digest: str
    """Of the plan: versions with equal digests behave alike."""
    published_at: Instant
    current: bool
    """Whether it takes the new enrolments."""


class Journey(Answer):
    """A journey with its draft. The ETag of the answer is the draft's."""

    id: str
    name: str
    status: JourneyStatus
    draft: Document
    versions: list[VersionSummary]
    """Newest first."""
    version: int | None
    """The version that takes new enrolments."""
    changed: bool
    """Whether the draft differs from that version."""
    created_at: Instant
    updated_at: Instant


class SavedDraft(Journey):
    """A journey whose draft was saved, and everything there is to say about the draft."""

    findings: list[Finding]


class EnrolmentNumbers(Answer):
    """People in a journey, over all its versions."""

    active: int
    total: int


class MessageNumbers(Answer):
    """Messages of a journey, over all its versions."""

    sent: int
    skipped: int
    failed: int


class JourneySummary(Answer):
    """A journey in a list."""

    id: str
    name: str
    status: JourneyStatus
    version: int | None
    enrolments: EnrolmentNumbers
    messages: MessageNumbers
    created_at: Instant
    updated_at: Instant


class JourneyPage(Page[JourneySummary]):
    """A part of the journeys, newest first."""


class Findings(Answer):
    """Everything there is to say about a document."""

    findings: list[Finding]


class ReasonCount(Answer):
    """How often something happened, and why."""

    reason: str
    sentence: str
    count: int


class BodyRange(Answer):
    """What one SMS comes to over real people: whom the journey's event happened to lately, else contacts from all over
    the audience. Rendered with links and the opt-out clause, as it would be sent."""

    node_id: str
    looked_at: int
    """People it was rendered for."""
    fewest_segments: int
    most_segments: int
    by_segments: dict[str, int]
    """Segments -> for how many."""
    ucs2: int
    """For how many a character made it UCS-2."""
    longest: str | None
    """The external id of a contact with the longest."""
    missing: dict[str, int]
    """Merge fields without a value -> for how many."""
    skipped: list[ReasonCount]
    """Why some would get none, whatever they agreed to."""


class BodyRanges(Answer):
    """What each SMS of a journey comes to over real people."""

    items: list[BodyRange]


def range_of(lengths: BodyLengths) -> BodyRange:
    """The lengths of a body, as they are answered."""
    return BodyRange(
        node_id=lengths.step,
        looked_at=lengths.looked_at,
        fewest_segments=min(lengths.by_segments, default=0),
        most_segments=max(lengths.by_segments, default=0),
        by_segments={str(segments): n for segments, n in sorted(lengths.by_segments.items())},
        ucs2=lengths.ucs2,
        longest=lengths.longest,
        missing=dict(sorted(lengths.missing.items())),
        skipped=[
            ReasonCount(reason=reason, sentence=sentence(reason), count=n)
            for reason, n in sorted(lengths.skipped.items(), key=lambda each: (-each[1], each[0]))
        ],
    )


class Published(Answer):
    """The version that new enrolments run on, warnings, and how long its SMS are over real people."""

    version: int
    findings: list[Finding]
    bodies: list[BodyRange]


class Version(VersionSummary):
    """A published version with its document."""

    document: Document


class Restore(Body):
    """Which version becomes the draft again."""

    version: Annotated[int, Field(ge=1, le=2**31 - 1)]


class Launched(Answer):
    """What a launch did."""

    enrolled: int
    skipped: dict[str, int]
    """Reason -> how many who matched were not let in."""


class NewLaunch(Body):
    """How to launch."""

    again: StrictBool = False
    """Also when the journey was launched within the last minute."""


class NewEnrolments(Body):
    """Contacts to enrol."""

    contacts: Annotated[list[ContactId], Field(min_length=1, max_length=10_000)]
    """External ids."""


class Enrolled(Answer):
    """What became of contacts that were enrolled by hand."""

    enrolled: int
    enrolments: list[int]
    skipped: dict[str, int]
    """Reason -> how many were not let in."""


class Resume(Body):
    """What becomes of whatever came due in the pause."""

    overdue: Overdue = Overdue.SEND
    """`send` goes on now. `skip` goes on too, but the next send of the overdue is skipped. `shift` moves `for` waits
    and timeouts by the length of the pause; dated waits never move."""


class Controlled(Answer):
    """The journey's new state."""

    id: str
    status: JourneyStatus
    affected: int
    """How many contacts it ended or moved."""


class SenderRate(Answer):
    """Who sends, and how fast."""

    id: str
    rate: float | None
    """Segments per second; null is no limit."""


class LaunchPreview(Answer):
    """Whom a launch would reach now."""

    audience: int
    """Contacts who match and would be enrolled."""
    reach: int
    """Of those, who would get the first SMS on their way."""
    skipped: list[ReasonCount]
    """The others, by reason."""
    segments: int
    sender: SenderRate | None
    seconds: float | None
    """How long the first SMS take at the sender's rate; null without one."""
    notes: list[str]
    """What should be known before: attributes that look like a phone or like consent, and are not used as that."""


class StepNumbers(Answer):
    """Live numbers of one step."""

    here: int
    entered: int
    left: dict[str, int]
    """Outlet (or how it ended there) -> how many."""
    sent: int
    delivered: int
    clicked: int
    replied: int
    skipped: int
    failed: int
    unknown: int
    reasons: list[ReasonCount]
    """Why some were skipped or failed."""


class Live(Answer):
    """Live numbers of a journey."""

    id: str
    status: JourneyStatus
    steps: dict[str, StepNumbers]
