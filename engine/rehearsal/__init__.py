"""Rehearsal: months of a journey in a second, with the code that runs it for real.

The same plan, the same advance, the same gate, on a database in memory, a virtual clock and a scripted carrier.
"""

from __future__ import annotations

from engine.journey.findings import Finding
from engine.rehearsal.carrier import AnswerScript, ScriptedCarrier
from engine.rehearsal.collect_results import collect_results
from engine.rehearsal.expectations import unmet
from engine.rehearsal.late_messages import late_findings
from engine.rehearsal.progress import LONGEST_PLAY, OnProgress, ProgressMeter, RehearsalStopped, TooLong
from engine.rehearsal.rehearsal_database import InstallationSnapshot, Unsound, person, rehearsal_database
from engine.rehearsal.request import RehearsalRequest
from engine.rehearsal.result import RehearsalResult
from engine.rehearsal.simulation import Simulation, Unpublishable, VirtualClock
from engine.rehearsal.timeline_actions import TimelineActions, e164, name_of
from engine.rules.time.instants import DAY, Millis
from engine.runtime.context import Context
from engine.sending.carrier.carrier import Carrier
from engine.sending.dispatcher import Dispatcher
from engine.store.account import accounts
from engine.store.contacts import contacts
from engine.store.database.database import Database
from engine.store.journeys import journeys

__all__ = [
    "LONGEST_PLAY",
    "InstallationSnapshot",
    "OnProgress",
    "RehearsalRequest",
    "RehearsalResult",
    "RehearsalStopped",
    "TooLong",
    "Unsound",
    "rehearse",
]

LONGEST: Millis = 2 * 366 * DAY
"""A rehearsal without `until` ends after so long at the latest."""

_HERE = InstallationSnapshot()


def rehearse(
    request: RehearsalRequest,
    setting: InstallationSnapshot = _HERE,
    on_progress: OnProgress | None = None,
    longest: float | None = None,
) -> RehearsalResult:
    """Plays a journey and tells everything that came of it.

    A journey with errors gives a result with its findings and nothing else. `on_progress` is told the virtual time and
    the messages so far, ten times a second, and may raise RehearsalStopped. Raises TooLong for one that goes round and
    round or takes more than `longest` seconds (None: however long it takes), and Unsound when segments that it brings
    along can't be asked.
    """
    with rehearsal_database(setting, request) as db:
        simulation, acts = _set_the_stage(request, db, ProgressMeter(request.start, on_progress, longest))
        until = request.start + LONGEST if request.until is None else request.until
        try:
            simulation.publish()
            simulation.run(request.timeline, acts, until)
        except Unpublishable as error:
            return _nothing_played(error.findings, request.start)
        if request.until is not None:
            simulation.clock.move_to(request.until)
        with db.read() as conn:
            messages, replies, enrolments = collect_results(conn, simulation.context.plans)
            late = late_findings(conn, simulation.context.plans)
    return RehearsalResult(
        messages=messages,
        replies=replies,
        enrolments=enrolments,
        refused=tuple(simulation.refused),
        findings=(*simulation.findings, *late),
        unmet=unmet(request.expect, messages, replies, enrolments),
        until=simulation.clock.now,
    )


def _set_the_stage(request: RehearsalRequest, db: Database, pace: ProgressMeter) -> tuple[Simulation, TimelineActions]:
    """Writes the draft and the contacts down, and makes the parts that travel."""
    clock = VirtualClock(request.start)
    with db.write() as conn:
        plan = accounts.load_settings(conn).number_plan
        people = [person(contact) for contact in request.contacts]
        written = contacts.write_contacts(conn, people, contacts.PhoneReader(plan), request.start)
        journey = journeys.create(conn, request.journey, name_of(request.journey), request.start)
    scripts = {
        e164(script.to, plan): AnswerScript(script.answer, script.times)
        for script in request.carrier
        if script.to is not None
    }
    otherwise = [AnswerScript(script.answer, script.times) for script in request.carrier if script.to is None]
    carrier = ScriptedCarrier(scripts, otherwise[-1] if otherwise else AnswerScript("accept"))
    context = Context(db, owner="rehearsal")
    carriers: dict[str, Carrier] = dict.fromkeys(("sandbox", "email", "webhook"), carrier)
    simulation = Simulation(
        context=context,
        dispatcher=Dispatcher(context, carriers, "rehearsal", sleep=clock.sleep),
        carrier=carrier,
        clock=clock,
        public_id=journey.public_id,
        journey_id=journey.id,
        pace=pace,
    )
    return simulation, TimelineActions({contact.row["external_id"]: contact.id for contact in written}, plan)


def _nothing_played(findings: tuple[Finding, ...], at: Millis) -> RehearsalResult:
    return RehearsalResult(messages=(), replies=(), enrolments=(), refused=(), findings=findings, unmet=(), until=at)
