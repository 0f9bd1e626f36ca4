"""What the SMS of a journey come to over real people: the range of their lengths, and who would get none.

Each body is rendered for contacts from all over the audience by the gate itself, with links and the opt-out clause, so
that what is said before a launch is what is sent. Nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from engine.journey.parts.triggers import AudienceTrigger, EventTrigger
from engine.journey.plan import Step
from engine.journey.step_types import definition_of
from engine.movement.transitions import zone_of
from engine.rules.outcomes.states import ConsentState, MessageChannel
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.sending.gate import Gate, NumberState, Send, Skip
from engine.sending.step_gates import StepGates, load_gate_facts
from engine.store.contacts.audience import sample_contacts
from engine.store.events.events import latest_events
from engine.store.segments.facts import ContactFacts

SAMPLE: Final = 1_000
"""People that each body is rendered for."""
_EVENTS_LOOKED_AT: Final = 20_000


@dataclass(slots=True)
class BodyLengths:
    """One step's body over real people."""

    step: str
    looked_at: int = 0
    by_segments: Counter[int] = field(default_factory=Counter[int])
    """Segments -> for how many."""
    ucs2: int = 0
    """For how many it is UCS-2."""
    longest: str | None = None
    """The external id of a contact with the longest."""
    missing: Counter[str] = field(default_factory=Counter[str])
    """Merge fields without a value -> for how many."""
    skipped: Counter[str] = field(default_factory=Counter[str])
    """Why some would get none, whatever they agreed to -> how many."""
    _most_units: int = -1

    def add(self, verdict: Send, external_id: str) -> None:
        self.by_segments[verdict.segments] += 1
        self.ucs2 += verdict.encoding == "UCS-2"
        self.missing.update(set(verdict.notes))
        units = len(verdict.body) + 10_000 * verdict.segments
        if units > self._most_units:
            self._most_units, self.longest = units, external_id


class _SampledContact(NamedTuple):
    contact_id: int
    properties: dict[str, Any] | None = None
    id: int = 0


def body_ranges(context: Context, version_id: int, journey_id: int, now: Millis) -> list[BodyLengths]:
    """The ranges of every SMS of a version, in order of step. Consent, quiet hours and caps are left out of it: they
    say when and whether, not what."""
    with context.db.read() as conn:
        compiled = context.plans.get(conn, version_id)
        steps = [step for step in compiled.plan.steps if _sends_sms(step)]
        if not steps:
            return []
        people = _people(conn, compiled, now)
        gates = StepGates.read(conn, compiled, journey_id, context.address).for_any_time()
        reads = gates.reads(*steps).union(compiled.plan.trigger_reads)
        known = load_gate_facts(conn, context.address, people, reads, now, external_id=True)
        known = _matching(compiled, known)
    return [_range(compiled, step, gates.gate(step, None), known, now) for step in steps]


def _sends_sms(step: Step) -> bool:
    dispatch = definition_of(step.data).dispatch
    return dispatch is not None and dispatch.channel is MessageChannel.SMS


def _people(conn: Connection, compiled: CompiledPlan, now: Millis) -> list[_SampledContact]:
    """Whom the journey is for: those whom its event happened to lately, else contacts from all over."""
    trigger = compiled.plan.trigger
    if isinstance(trigger, EventTrigger):
        events = latest_events(conn, trigger.name, _EVENTS_LOOKED_AT, SAMPLE)
        if events:
            return [_SampledContact(contact_id, properties) for contact_id, properties in events]
    # Of an audience, some will not match: more are looked at.
    most = SAMPLE * 5 if isinstance(trigger, AudienceTrigger) else SAMPLE
    return [_SampledContact(contact_id) for contact_id in sample_contacts(conn, most)]


def _matching(compiled: CompiledPlan, known: list[ContactFacts]) -> list[ContactFacts]:
    where = compiled.trigger_where
    return (known if where is None else [contact for contact in known if where(contact.facts)])[:SAMPLE]


_AGREED: Final = NumberState(ConsentState.OPTED_IN)
_UNASKED: Final = NumberState(ConsentState.UNKNOWN)


def _range(compiled: CompiledPlan, step: Step, gate: Gate, known: Sequence[ContactFacts], now: Millis) -> BodyLengths:
    lengths = BodyLengths(step.id, len(known))
    number = _UNASKED if definition_of(step.data).is_question else _AGREED
    for contact in known:
        zone, _ = zone_of(compiled, contact.facts.contact)
        verdict = gate.judge(contact.facts, number, False, zone, now)
        if isinstance(verdict, Send):
            lengths.add(verdict, contact.external_id)
        elif isinstance(verdict, Skip):
            lengths.skipped[str(verdict.reason)] += 1
    return lengths
