"""Enrolling contacts that are named: by hand, by an API call, or by the word they texted in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.admission.admission import Slot, admit, version_to_enter
from engine.journey.parts.triggers import KeywordTrigger, ManualTrigger
from engine.rules.outcomes.reasons import Reason
from engine.rules.replies.keywords import plain_word
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.admissions import Entrant
from engine.store.journeys.live_versions import LiveVersion, live_versions


@dataclass(frozen=True, slots=True)
class EnrolOutcome:
    """What became of contacts that somebody enrolled."""

    enrolments: tuple[int, ...]
    skipped: dict[str, int]
    """Reason -> how many were not let in."""
    wakes: tuple[int, ...]
    """The cohorts that were opened, to start."""
    urgent: bool = False


@again_on_conflict
def enrol_contacts(context: Context, journey_id: int, contacts: Sequence[int], now: Millis) -> EnrolOutcome:
    """Enrols these contacts in a journey with a manual trigger; raises NotEnrollable when it takes none."""
    with context.db.write() as conn:
        version, compiled = version_to_enter(conn, context, journey_id, ManualTrigger)
        return enrol(conn, version, compiled, contacts, now)


def enrol(
    conn: Connection,
    version: LiveVersion,
    compiled: CompiledPlan,
    contacts: Sequence[int],
    now: Millis,
    *,
    cause_id: int | None = None,
) -> EnrolOutcome:
    """Lets these contacts in, as far as the re-entry rule does; `cause_id` is the event that this is done for."""
    entrants = [Entrant(contact_id, cause_id=cause_id) for contact_id in dict.fromkeys(contacts)]
    admitted = admit(conn, version, compiled, entrants, now, slot=Slot.BY_CALL)
    left_out = len(entrants) - admitted.enrolled
    skipped = {str(Reason.ALREADY_ENROLLED): left_out} if left_out else {}
    enrolments = tuple(enrolment_id for _, enrolment_id in admitted.enrolments)
    return EnrolOutcome(enrolments, skipped, tuple(admitted.cohorts), compiled.urgent)


def keyword_journeys(conn: Connection, context: Context, body: str) -> list[tuple[LiveVersion, CompiledPlan]]:
    """The journeys that a text from a phone starts: the whole text is their keyword."""
    word = plain_word(body[:100])
    if not word:
        return []
    journeys: list[tuple[LiveVersion, CompiledPlan]] = []
    for version in live_versions(conn):
        compiled = context.plans.get(conn, version.version_id)
        trigger = compiled.plan.trigger
        if isinstance(trigger, KeywordTrigger) and plain_word(trigger.keyword) == word:
            journeys.append((version, compiled))
    return journeys
