"""Launching: enrols an audience, chunk by chunk, and can be taken up where it was interrupted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from engine.admission.admission import count_entries
from engine.admission.enrolling import NotEnrollable
from engine.journey.parts.triggers import AudienceTrigger
from engine.refusal import Refusal
from engine.rules.reasons import Reason
from engine.rules.time.instants import MINUTE, SECOND, Millis, to_rfc3339
from engine.runtime.context import Clock, Context
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
)
from engine.store.database import core as t
from engine.store.database.conflicts import again_on_conflict
from engine.store.database.dialect import locked
from engine.store.enrolments.admissions import Admission, free_places, held_places, insert_contacts
from engine.store.enrolments.cohorts import LARGEST, journey_status, open_cohort
from engine.store.events.events import TAKING, live_versions
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
            f"the journey was launched {ago // 1000} s ago and enrolled {row.enrolled:,}",
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
            # Two that come together take turns: the second sees the first.
            conn.execute(locked(conn, select(t.journey.c.id).where(t.journey.c.id == journey_id)))
            before = last_launch(conn, journey_id, clock() - quiet)
            if before is not None:
                raise LaunchedBefore(before, clock() - before.started_at)
        live_version = next((one for one in live_versions(conn) if one.journey_id == journey_id), None)
        if live_version is None:
            raise NotEnrollable(
                "the journey takes no new contacts: it is not published yet, was cancelled or was archived"
            )
        compiled = context.plans.get(conn, live_version.version_id)
        if not isinstance(compiled.plan.trigger, AudienceTrigger):
            kind = compiled.plan.trigger.kind
            raise NotEnrollable(f'the journey\'s trigger is "{kind}"; only an audience is launched')
        launch_id = begin_launch(conn, journey_id, live_version.version_id, clock())
    return continue_launch(context, launch_id, clock, progress)


def continue_launch(context: Context, launch_id: int, clock: Clock, progress: Progress | None = None) -> LaunchOutcome:
    """Carries a launch to its end from wherever it is."""
    with context.db.read() as conn:
        total = contact_count(conn)
        row = read_launch(conn, launch_id)
    looked = 0
    while True:
        step = _chunk(context, row, clock())
        if step is None:
            break
        row, seen, cohorts = step
        looked += seen
        if progress is not None:
            progress(min(looked, total), total, cohorts)
    with context.db.write() as conn:
        finish_launch(conn, launch_id, clock())
    return LaunchOutcome(launch_id, row.enrolled, row.skipped)


def interrupted_launches(context: Context, now: Millis) -> list[int]:
    """The ids of launches whose process died."""
    with context.db.read() as conn:
        return [row.id for row in unfinished_launches(conn, now - SILENT)]


@again_on_conflict
def _chunk(context: Context, row: LaunchRow, now: Millis) -> tuple[LaunchRow, int, tuple[int, ...]] | None:
    """Looks at the next contacts and lets in those who match; None when everybody has been looked at, or the journey
    takes nobody any more."""
    with context.db.read() as conn:
        compiled = context.plans.get(conn, row.version_id)
        candidates = contacts_after(conn, row.after_contact_id, LARGEST)
        if not candidates:
            return None
        where = compiled.trigger_where
        matching = [one.contact_id for one in candidates]
        if where is not None:
            people = load_facts(conn, candidates, compiled.plan.trigger_reads, now)
            matching = [one.contact_id for one, known in zip(candidates, people, strict=True) if where(known.facts)]
    last = candidates[-1].contact_id
    rule = compiled.plan.settings.re_entry
    cohorts: tuple[int, ...] = ()
    skipped = Counter(row.skipped)
    with context.db.write() as conn:
        if journey_status(conn, row.journey_id) not in TAKING:
            return None
        current = read_launch(conn, row.id, lock=True)
        if current.after_contact_id != row.after_contact_id:
            # Somebody else has taken it up; it goes on from where they are.
            return current, 0, ()
        came_in = 0
        if matching:
            entering = matching
            if rule != "always":
                held = held_places(conn, row.journey_id, matching, for_good=rule == "never")
                entering = [contact_id for contact_id in matching if (contact_id, "") not in held]
                if rule != "never":
                    free_places(conn, row.journey_id, entering, for_good=False)
            if entering:
                urgent = compiled.plan.settings.message_class == "transactional"
                cohort_id = open_cohort(conn, row.version_id, len(entering), urgent, now)
                admission = Admission(row.journey_id, row.version_id, cohort_id, compiled.plan.trigger_id, row.id, now)
                slot = -2 * cohort_id - 1 if rule == "always" else 0
                came_in = insert_contacts(conn, admission, entering, slot)
                count_entries(conn, row.version_id, compiled, came_in)
                cohorts = (cohort_id,)
            if came_in < len(matching):
                skipped[str(Reason.ALREADY_ENROLLED)] += len(matching) - came_in
        after = row._replace(after_contact_id=last, enrolled=row.enrolled + came_in, skipped=dict(skipped))
        note_launch(conn, row.id, last, after.enrolled, after.skipped, now)
    return after, len(candidates), cohorts
