"""The checks of a journey, in order: each small, each naming every offender, all findings at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from engine.journey.checks import conditions, graph, lateness, loops, settings, steps
from engine.journey.checks.texts import lengths, merge_fields, messages, wording
from engine.journey.definition.circumstances import Circumstances
from engine.journey.definition.known_names import KnownNames
from engine.journey.document.document import Document
from engine.journey.document.outline import Outline
from engine.journey.findings import Finding
from engine.journey.parts.pinned import Pinned
from engine.journey.reading.reading import Reading, read_document
from engine.rules.replies.keywords import DEFAULT_SETTINGS, ReplySettings
from engine.rules.time.instants import Millis
from engine.rules.time.quiet_hours import QuietRules

MOST_PER_CHECK: Final = 2_000
"""More than anybody reads; it bounds what a document made to be slow can cost."""

Check = Callable[[Outline, Circumstances], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    settings.name,
    settings.unknown_fields,
    graph.duplicate_ids,
    graph.one_trigger,
    graph.lines_between_steps,
    graph.outlets_of_lines,
    graph.reached,
    loops.cycles,
    conditions.conditions,
    conditions.references,
    steps.own_data,
    lateness.limits,
    messages.templates,
    messages.shorteners,
    merge_fields.date_formats,
    merge_fields.account_name,
    wording.foreign_tags,
    settings.zone,
    settings.quiet_hours,
    settings.frequency_cap,
    graph.open_outlets,
    loops.endless,
    graph.never_taken_outlets,
    conditions.events_never_carried,
    merge_fields.contact_fields,
    merge_fields.event_properties,
    merge_fields.raw_dates,
    wording.markup,
    wording.reply_words,
    lengths.lengths,
    messages.opt_out_clauses,
    messages.unsubscribe_links,
    messages.pushed_waits,
    lateness.held_reminders,
    lateness.late_comers,
    settings.consent_branch,
)


@dataclass(frozen=True)
class Review:
    """Everything there is to say about a document."""

    document: Document | None
    """None when a part of it could not be read."""
    findings: tuple[Finding, ...]

    @property
    def publishable(self) -> bool:
        """Whether it can be compiled and published: read, and without errors."""
        return self.document is not None and all(finding.severity != "error" for finding in self.findings)


def check(
    document: Document,
    now: Millis | None = None,
    *,
    templates: Mapping[str, Pinned] | None = None,
    senders: frozenset[str] | None = None,
    segments: frozenset[str] | None = None,
    known: KnownNames | None = None,
    replies: ReplySettings = DEFAULT_SETTINGS,
    quiet: QuietRules | None = None,
    account_named: bool = True,
) -> list[Finding]:
    """All findings about a document, errors and warnings; never raises.

    `now` lets it tell of times that are past; `templates` (the library's messages that the document names, by id),
    the ids of `senders` and `segments`, and what contacts and events are `known` to carry, are what the account has,
    where they are given; `replies` is how it reads them, `quiet` its quiet hours; `account_named` whether it has said
    its name.
    """
    circumstances = Circumstances(now, templates, senders, segments, known, replies, quiet, account_named)
    return _findings(Outline.of(document), circumstances)


def review(
    raw: object | Reading,
    now: Millis | None = None,
    *,
    templates: Mapping[str, Pinned] | None = None,
    senders: frozenset[str] | None = None,
    segments: frozenset[str] | None = None,
    known: KnownNames | None = None,
    replies: ReplySettings = DEFAULT_SETTINGS,
    quiet: QuietRules | None = None,
    account_named: bool = True,
) -> Review:
    """All findings about whatever JSON came in, or about what came of reading it before; never raises. What can't be
    read is a finding, the rest is checked."""
    reading = raw if isinstance(raw, Reading) else read_document(raw)
    findings = list(reading.findings)
    if reading.outline.types or reading.document is not None:
        circumstances = Circumstances(now, templates, senders, segments, known, replies, quiet, account_named)
        findings += _findings(reading.outline, circumstances)
    return Review(reading.document, tuple(findings))


def _findings(outline: Outline, circumstances: Circumstances) -> list[Finding]:
    return [finding for check in CHECKS for finding in islice(check(outline, circumstances), MOST_PER_CHECK)]
