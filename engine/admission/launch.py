"""Launching: enrols an audience, chunk by chunk, and can be taken up where it was interrupted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection

from engine.admission.admission import Slot, admit, version_to_enter
from engine.journey.parts.triggers import AudienceTrigger
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import ADMITTING
from engine.rules.time.instants import MINUTE, SECOND, Millis, to_rfc3339
from engine.runtime.clock import Clock
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.contacts.audience import (
    LaunchRow,
    begin_launch,
    contact_count,
    contacts_after,
    finish_launch,
    last_launch,
    note_launch,
    read_launch,
    unfinished_launches,
    wait_for_launches,
)
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.admissions import Entrant
from engine.store.enrolments.cohorts import LARGEST
from engine.store.journeys.live_versions import LiveVersion
from engine.store.journeys.status import journey_status
from engine.store.segments.facts import load_facts

SILENT: Millis = 15 * SECOND
"""A launch that has shown no sign of life for so long was interrupted. Should it be alive after all, nothing is done
twice: one process at a time takes the next chunk."""

JUST_NOW: Millis = MINUTE
"""A launch so soon after another asks whether it is meant."""

Progress = Callable[[int, int, tuple[int, ...]], None]
"""(contacts looked at, contacts in all, cohorts opened since the last call)."""


@dataclass(frozen=True, slots=True)
class LaunchOutcome:
    """What a launch did."""

    launch_id: int
    enrolled: int
    skipped: dict[str, int]
    """Reason -> how many who matched were not let in."""


class LaunchedBefore(Refusal):
    """The journey was launched so short a time ago that this may be the same launch sent twice."""

    code = "launched_just_now"

    def __init__(self, row: LaunchRow, ago: Millis) -> None:
        super().__init__(
            f"the journey was launched {ago // SECOND} s ago and enrolled {row.enrolled:,}",
            remedy='send {"again": true} to launch it once more',
            details={
                "launched": {
                    "at": to_rfc3339(row.started_at),
                    "enrolled": row.enrolled,
                    "skipped": row.skipped,
                }
            },
        )


def launch(
    context: Context, journey_id: int, clock: Clock, progress: Progress | None = None, *, quiet: Millis = 0
) -> LaunchOutcome:
    """Enrols everybody who matches now; raises NotEnrollable when the journey has no audience or takes nobody, and
    LaunchedBefore when it was launched less than `quiet` ago."""
    with context.db.write() as conn:
        if quiet:
            wait_for_launches(conn, journey_id)
            before = last_launch(conn, journey_id, clock() - quiet)
            if before is not None:
                raise LaunchedBefore(before, clock() - before.started_at)
        version, _ = version_to_enter(conn, context, journey_id, AudienceTrigger)
        launch_id = begin_launch(conn, journey_id, version.version_id, clock())
    return continue_launch(context, launch_id, clock, progress)


def continue_launch(context: Context, launch_id: int, clock: Clock, progress: Progress | None = None) -> LaunchOutcome:
    """Carries a launch to its end from wherever it is."""
    with context.db.read() as conn:
        total = contact_count(conn)
        row = read_launch(conn, launch_id)
    looked_at = 0
    while True:
        chunk = _take_chunk(context, row, clock())
        if chunk is None:
            break
        row = chunk.row
        looked_at += chunk.looked_at
        if progress is not None:
            progress(min(looked_at, total), total, chunk.cohorts)
    with context.db.write() as conn:
        finish_launch(conn, launch_id, clock())
    return LaunchOutcome(launch_id, row.enrolled, row.skipped)


def interrupted_launches(context: Context, now: Millis) -> list[int]:
    """The ids of launches whose process died."""
    with context.db.read() as conn:
        return [row.id for row in unfinished_launches(conn, now - SILENT)]


class AudiencePart(NamedTuple):
    """A part of all contacts, in order of id, and who of them matches an audience."""

    matching: list[Entrant]
    looked_at: int
    last_id: int


def next_of_audience(
    conn: Connection, compiled: CompiledPlan, after_id: int, limit: int, now: Millis
) -> AudiencePart | None:
    """Looks at the contacts after an id; None when there are no more."""
    contacts = contacts_after(conn, after_id, limit)
    if not contacts:
        return None
    last_id = contacts[-1].contact_id
    where = compiled.trigger_where
    if where is None:
        return AudiencePart(contacts, len(contacts), last_id)
    people = load_facts(conn, contacts, compiled.plan.trigger_reads, now)
    matching = [contact for contact, known in zip(contacts, people, strict=True) if where(known.facts)]
    return AudiencePart(matching, len(contacts), last_id)


class _Chunk(NamedTuple):
    """What one transaction of a launch did."""

    row: LaunchRow
    looked_at: int
    cohorts: tuple[int, ...]


@again_on_conflict
def _take_chunk(context: Context, row: LaunchRow, now: Millis) -> _Chunk | None:
    """Looks at the next contacts and lets in those who match; None when everybody has been looked at, or the journey
    takes no new contacts any more."""
    with context.db.read() as conn:
        compiled = context.plans.get(conn, row.version_id)
        part = next_of_audience(conn, compiled, row.after_contact_id, LARGEST, now)
    if part is None:
        return None
    with context.db.write() as conn:
        if journey_status(conn, row.journey_id) not in ADMITTING:
            return None
        current = read_launch(conn, row.id, lock=True)
        if current.after_contact_id != row.after_contact_id:
            # Another process has taken it up; it goes on from where they are.
            return _Chunk(current, 0, ())
        version = LiveVersion(row.journey_id, row.version_id)
        admitted = admit(conn, version, compiled, part.matching, now, slot=Slot.BY_CALL, launch_id=row.id)
        skipped = Counter(row.skipped)
        if admitted.enrolled < len(part.matching):
            skipped[str(Reason.ALREADY_ENROLLED)] += len(part.matching) - admitted.enrolled
        after = row._replace(
            after_contact_id=part.last_id, enrolled=row.enrolled + admitted.enrolled, skipped=dict(skipped)
        )
        note_launch(conn, row.id, part.last_id, after.enrolled, after.skipped, now)
    return _Chunk(after, part.looked_at, tuple(admitted.cohorts))
