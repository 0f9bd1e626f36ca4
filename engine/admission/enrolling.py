"""Enrolling contacts that are named: by hand, by an API call, or by the word they texted in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from engine.admission.admission import Entry, count_entries, with_a_place
from engine.journey.parts.triggers import KeywordTrigger, ManualTrigger
from engine.refusal import Refusal
from engine.rules.reasons import Reason
from engine.rules.replies.keywords import plain_word
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.admissions import Admission, Entrant, insert_entrants
from engine.store.enrolments.cohorts import LARGEST, open_cohort
from engine.store.events.events import LiveVersion, live_versions


@dataclass(frozen=True, slots=True)
class Admitted:
    """What became of contacts that somebody enrolled."""

    enrolments: tuple[int, ...]
    skipped: dict[str, int]
    """Reason -> how many were not let in."""
    wakes: tuple[int, ...]
    """The cohorts that were opened, to start."""
    urgent: bool = False


class NotEnrollable(Refusal):
    """The journey takes no contacts this way."""

    code = "wrong_trigger"


@again_on_conflict
def enrol_contacts(context: Context, journey_id: int, contacts: Sequence[int], now: Millis) -> Admitted:
    """Enrols these contacts in a journey with a manual trigger; raises NotEnrollable when it takes none."""
    with context.db.write() as conn:
        live_version = next((one for one in live_versions(conn) if one.journey_id == journey_id), None)
        if live_version is None:
            raise NotEnrollable(
                "the journey takes no new contacts: it is not published yet, was cancelled or was archived"
            )
        compiled = context.plans.get(conn, live_version.version_id)
        if not isinstance(compiled.plan.trigger, ManualTrigger):
            kind = compiled.plan.trigger.kind
            raise NotEnrollable(f'the journey\'s trigger is "{kind}"; contacts are enrolled by hand with "manual"')
        return let_in(conn, live_version, compiled, contacts, now)


def let_in(
    conn: Connection,
    live_version: LiveVersion,
    compiled: CompiledPlan,
    contacts: Sequence[int],
    now: Millis,
    *,
    cause_id: int | None = None,
) -> Admitted:
    """Lets these contacts in, as far as the re-entry rule does; `cause_id` is the event that this is done for."""
    wanted = list(dict.fromkeys(contacts))
    entries = [Entry(index, contact_id, {}, "") for index, contact_id in enumerate(wanted)]
    kept = with_a_place(conn, live_version.journey_id, compiled, entries)
    urgent = compiled.plan.settings.message_class == "transactional"
    enrolments: list[int] = []
    cohorts: list[int] = []
    for start in range(0, len(kept), LARGEST):
        chunk = kept[start : start + LARGEST]
        cohort_id = open_cohort(conn, live_version.version_id, len(chunk), urgent, now)
        admission = Admission(
            live_version.journey_id, live_version.version_id, cohort_id, compiled.plan.trigger_id, None, now
        )
        # Under `always` each call is a cause of its own; the cohort that it opens tells them apart.
        slot = -2 * cohort_id - 1 if compiled.plan.settings.re_entry == "always" else 0
        entrants = [Entrant(one.contact_id, "", slot, cause_id, None) for one in chunk]
        came_in = insert_entrants(conn, admission, entrants)
        enrolments.extend(came_in.values())
        count_entries(conn, live_version.version_id, compiled, len(came_in))
        cohorts.append(cohort_id)
    left = len(wanted) - len(enrolments)
    skipped = {str(Reason.ALREADY_ENROLLED): left} if left else {}
    return Admitted(tuple(enrolments), skipped, tuple(cohorts), urgent)


def keyword_journeys(conn: Connection, context: Context, body: str) -> list[tuple[LiveVersion, CompiledPlan]]:
    """The journeys that a text from a phone starts: the whole text is their keyword."""
    word = plain_word(body[:100])
    found: list[tuple[LiveVersion, CompiledPlan]] = []
    for live_version in live_versions(conn):
        compiled = context.plans.get(conn, live_version.version_id)
        trigger = compiled.plan.trigger
        if word and isinstance(trigger, KeywordTrigger) and plain_word(trigger.keyword) == word:
            found.append((live_version, compiled))
    return found
