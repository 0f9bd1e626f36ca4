"""What a launch would do: whom it reaches with its first SMS, who is skipped and why, how long it takes.

It lets every matching contact walk the plan with the same walk and the same gate as the real thing, up to its first
SMS, and writes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from sqlalchemy import Connection

from engine.admission.admission import places_left, version_to_enter
from engine.admission.launch import next_of_audience
from engine.journey.parts.triggers import AudienceTrigger
from engine.journey.steps.send_sms import SendSmsData
from engine.movement.transitions import transition, zone_of
from engine.preview.launch_notes import untaken_columns
from engine.rules.conditions.conditions import Reads
from engine.rules.outcomes.reasons import Reason, sentence
from engine.rules.outcomes.states import Rest
from engine.rules.time.instants import Millis
from engine.runtime.compiled_plan import CompiledPlan
from engine.runtime.context import Context
from engine.sending.gate import Send, Skip
from engine.sending.number_states import NumberStates, number_states
from engine.sending.step_gates import StepGates, load_gate_facts, verdict_by_sender
from engine.settings.account import AccountSettings
from engine.store.account.senders import find_sender
from engine.store.enrolments.admissions import Entrant
from engine.store.enrolments.positions import RestingEnrolment
from engine.store.segments.facts import ContactFacts

_CHUNK: Final = 5_000
_WALKED: Final = 20_000
"""Contacts that walk. Of a larger audience, this many from all over it stand for the rest."""
_FURTHEST: Final = 200
"""Rests that one walk may pass on its way to the first SMS."""


@dataclass(frozen=True, slots=True)
class CountedReason:
    """How many, and why."""

    reason: str
    sentence: str
    count: int


@dataclass(frozen=True, slots=True)
class SenderPace:
    """Who sends, and how fast."""

    id: str
    rate: float | None


@dataclass(frozen=True, slots=True)
class LaunchForecast:
    """What a launch would do now."""

    audience: int
    reach: int
    skipped: tuple[CountedReason, ...]
    segments: int
    sender: SenderPace | None
    seconds: float | None
    notes: tuple[str, ...] = ()
    """What should be known before: attributes that look like a phone or like consent, and are not used as that."""


@dataclass(slots=True)
class _Outcome:
    reach: int = 0
    segments: int = 0
    skipped: Counter[str] = field(default_factory=Counter[str])
    senders: Counter[str] = field(default_factory=Counter[str])
    reached: set[str] = field(default_factory=set[str])


def preview_launch(context: Context, journey_id: int, now: Millis) -> LaunchForecast:
    """Looks at everybody who matches now; raises NotEnrollable when the journey has no audience or takes nobody."""
    with context.db.read() as conn:
        _, compiled = version_to_enter(conn, context, journey_id, AudienceTrigger)
        outcome = _Outcome()
        matching: list[int] = []
        for chunk in _matching(conn, compiled, now):
            entering = places_left(conn, journey_id, compiled, chunk)
            outcome.skipped[str(Reason.ALREADY_ENROLLED)] += len(chunk) - len(entering)
            matching.extend(entrant.contact_id for entrant in entering)
        every = max(1, -(-len(matching) // _WALKED))
        gates = StepGates.read(conn, compiled, journey_id, context.address)
        sample = matching[::every]
        for start in range(0, len(sample), _CHUNK):
            _walk(conn, compiled, sample[start : start + _CHUNK], gates, outcome, now)
        notes = untaken_columns(conn, sample, unreached=outcome.reach < len(sample))
        forecast = _forecast(conn, outcome, gates.account, len(matching), len(matching) / max(1, len(sample)))
        return replace(forecast, notes=notes)


def _matching(conn: Connection, compiled: CompiledPlan, now: Millis) -> Iterator[list[Entrant]]:
    after_id = 0
    while (part := next_of_audience(conn, compiled, after_id, _CHUNK, now)) is not None:
        after_id = part.last_id
        yield part.matching


def _walk(
    conn: Connection,
    compiled: CompiledPlan,
    contacts: Sequence[int],
    step_gates: StepGates,
    outcome: _Outcome,
    now: Millis,
) -> None:
    candidates = [Entrant(contact_id) for contact_id in contacts]
    steps = [step for step in compiled.plan.steps if isinstance(step.data, SendSmsData)]
    reads = step_gates.reads(*steps).union(_reads(compiled))
    known = load_gate_facts(conn, step_gates.address, candidates, reads, now, external_id=True)
    senders = {step.id: find_sender(conn, step_gates.sender_id(step)) for step in steps}
    gates = {step.id: step_gates.gate(step, senders[step.id]) for step in steps}
    # The cap is the journey's, so any of its gates has it.
    gate = next(iter(gates.values()), None)
    zones = [zone_of(compiled, contact.facts.contact)[0] for contact in known]
    windows = [None if gate is None else gate.window(now, zone) for zone in zones]
    phones = [contact.facts.contact.get("phone") for contact in known]
    states = NumberStates({}, {}) if gate is None else number_states(conn, gate, phones, windows)
    for contact_id, contact, zone, window in zip(contacts, known, zones, windows, strict=True):
        step_id, reason = _first_sms(compiled, contact_id, contact, now)
        if step_id is None:
            outcome.skipped[reason] += 1
            continue
        number = states.of(contact.facts.contact.get("phone"), window)
        verdict = gates[step_id].judge(contact.facts, number, False, zone, now)
        verdict = verdict_by_sender(verdict, senders[step_id])
        if isinstance(verdict, Skip):
            outcome.skipped[str(verdict.reason)] += 1
            continue
        phone = str(contact.facts.contact.get("phone"))
        if phone in outcome.reached:
            outcome.skipped[str(Reason.DUPLICATE_NUMBER)] += 1
            continue
        outcome.reached.add(phone)
        outcome.reach += 1
        outcome.segments += verdict.segments if isinstance(verdict, Send) else 1
        outcome.senders[step_gates.sender_id(compiled.steps[step_id].step)] += 1


def _reads(compiled: CompiledPlan) -> Reads:
    """Whatever any step decides on."""
    return Reads(consent=("email", "sms")).union(
        compiled.entry_needs.reads, *(compiled.needs_after(step.id).reads for step in compiled.plan.steps)
    )


def _first_sms(compiled: CompiledPlan, contact_id: int, known: ContactFacts, now: Millis) -> tuple[str | None, str]:
    """The step of the first SMS on the contact's way as things are now; or why there is none."""
    enrolment = RestingEnrolment(
        0, contact_id, "", compiled.plan.trigger_id, 1, 0, Rest.START, now, now, None, None, None, None, False
    )
    outlet = "next"
    for _ in range(_FURTHEST):
        position = transition(compiled, enrolment, outlet, known.facts, known.external_id, now)
        if position.step is None:
            return None, position.note or str(Reason.ANOTHER_WAY)
        if isinstance(compiled.steps[position.step].step.data, SendSmsData):
            return position.step, ""
        visits = None if position.visits is None else dict(position.visits)
        enrolment = enrolment._replace(step=position.step, visit=position.visit, visits=visits)
        # What is awaited may not come; what is sent elsewhere is taken as sent.
        outlet = "timed_out" if position.rest == Rest.WAIT_FOR else "next"
        if compiled.steps[position.step].definition.is_question:
            outlet = "timed_out"
    return None, str(Reason.ANOTHER_WAY)


def _forecast(
    conn: Connection, outcome: _Outcome, account: AccountSettings, audience: int, scale: float
) -> LaunchForecast:
    already = outcome.skipped.pop(str(Reason.ALREADY_ENROLLED), 0)
    counted = Counter({reason: round(n * scale) for reason, n in outcome.skipped.items()})
    counted[str(Reason.ALREADY_ENROLLED)] += already
    segments = round(outcome.segments * scale)
    sender_id = outcome.senders.most_common(1)[0][0] if outcome.senders else account.sender
    sender = find_sender(conn, sender_id)
    rate = None if sender is None else sender.rate
    return LaunchForecast(
        audience=audience,
        reach=round(outcome.reach * scale),
        skipped=tuple(
            CountedReason(reason, sentence(reason), n)
            for reason, n in sorted(counted.items(), key=lambda each: (-each[1], each[0]))
            if n
        ),
        segments=segments,
        sender=None if sender is None else SenderPace(sender.id, sender.rate),
        seconds=None if not rate else segments / rate,
    )
