"""What a timeline's entries do: each calls what the API calls for the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from engine.admission.admission import NotEnrollable
from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.admission.launch import launch
from engine.admission.named_contacts import enrol_contacts
from engine.control.control import (
    EnrolmentCancelled,
    NotPossible,
    archive,
    cancel_enrolment,
    cancel_journey,
    cancel_message,
    pause,
    resume,
)
from engine.inbound.replies import InboundMessage
from engine.inbound.reply_desk import take_reply
from engine.movement.contact_writes import put_people
from engine.rehearsal.rehearsal_database import changed, consent_claims
from engine.rehearsal.request import (
    ArchiveEntry,
    CancelEntry,
    CancelMessageEntry,
    EnrolEntry,
    LaunchEntry,
    PauseEntry,
    PublishEntry,
    RehearsalEventEntry,
    RehearsalReplyEntry,
    ResumeEntry,
    TimelineEntry,
    UpdateContactEntry,
)
from engine.rehearsal.simulation import Simulation, finish
from engine.rules.addresses.phone import NumberPlan, normalise
from engine.rules.outcomes.reasons import sentence
from engine.store.contacts.contacts import PhoneReader
from engine.store.enrolments.traces import active_of_contact, planned_at
from engine.store.journeys import journeys


@dataclass(slots=True)
class TimelineActions:
    """Does what a timeline says, to the contacts of one rehearsal."""

    contact_ids: Mapping[str, int]
    plan: NumberPlan
    _inbound: count[int] = field(default_factory=lambda: count(1))

    def __call__(self, simulation: Simulation, entry: TimelineEntry) -> None:
        """Does it. What can't be done, as in real life, is told by the simulation."""
        try:
            self._do(simulation, entry)
        except (NotPossible, NotEnrollable) as error:
            simulation.refuse(entry.do, str(error))

    def _do(self, simulation: Simulation, entry: TimelineEntry) -> None:
        match entry:
            case RehearsalEventEntry():
                _receive(simulation, entry)
            case RehearsalReplyEntry():
                self._reply(simulation, entry)
            case UpdateContactEntry():
                self._update(simulation, entry)
            case EnrolEntry() | LaunchEntry():
                self._enrol(simulation, entry)
            case CancelEntry() | CancelMessageEntry():
                self._cancel(simulation, entry)
            case PauseEntry():
                simulation.wake(pause(simulation.context, simulation.journey_id, simulation.clock.now).wakes)
            case ResumeEntry():
                simulation.wake(
                    resume(simulation.context, simulation.journey_id, entry.overdue, simulation.clock.now).wakes
                )
            case ArchiveEntry():
                simulation.wake(archive(simulation.context, simulation.journey_id, simulation.clock.now).wakes)
            case PublishEntry():
                _publish(simulation, entry)

    def _reply(self, simulation: Simulation, entry: RehearsalReplyEntry) -> None:
        number = e164(entry.from_, self.plan)
        inbound = InboundMessage("sandbox", str(next(self._inbound)), number, entry.body)
        simulation.wake(finish(take_reply(simulation.dispatcher, inbound, simulation.clock)).wakes)

    def _update(self, simulation: Simulation, entry: UpdateContactEntry) -> None:
        claims = consent_claims(entry.sms_consent, entry.email_consent)
        person = changed(entry.contact, dict(entry.set), claims)
        _, wakes = put_people(simulation.context, [person], PhoneReader(self.plan), simulation.clock.now)
        simulation.wake(wakes)

    def _enrol(self, simulation: Simulation, entry: EnrolEntry | LaunchEntry) -> None:
        if isinstance(entry, LaunchEntry):
            done = launch(
                simulation.context,
                simulation.journey_id,
                simulation.clock,
                lambda _, __, opened: simulation.wake(opened),
            )
        else:
            who = [self.contact_ids[name] for name in entry.contacts]
            done = enrol_contacts(simulation.context, simulation.journey_id, who, simulation.clock.now)
            simulation.wake(done.wakes)
        for reason, n in sorted(done.skipped.items()):
            simulation.refuse(entry.do, f"{n} not enrolled: {sentence(reason)}")

    def _cancel(self, simulation: Simulation, entry: CancelEntry | CancelMessageEntry) -> None:
        now = simulation.clock.now
        if entry.contact is None:
            simulation.wake(cancel_journey(simulation.context, simulation.journey_id, now).wakes)
            return
        contact_id = self.contact_ids[entry.contact]
        with simulation.context.db.read() as conn:
            if isinstance(entry, CancelEntry):
                ids = active_of_contact(conn, simulation.journey_id, contact_id)
            else:
                ids = planned_at(conn, simulation.journey_id, contact_id, entry.node_id)
        if not ids:
            simulation.refuse(entry.do, f'there is nothing of "{entry.contact}" to cancel')
        for row_id in ids:
            if isinstance(entry, CancelEntry):
                cancelled = cancel_enrolment(simulation.context, row_id, now)
                simulation.wake(cancelled.wakes if isinstance(cancelled, EnrolmentCancelled) else ())
            else:
                outcome = cancel_message(simulation.context, row_id, now)
                simulation.wake(() if outcome is None else outcome[1])


def _receive(simulation: Simulation, entry: RehearsalEventEntry) -> None:
    incoming = IncomingEvent(entry.contact, entry.name, dict(entry.properties), entry.occurred_at, entry.id)
    received = receive_events(simulation.context, [incoming], simulation.clock.now)
    refusal = received.receipts[0].refusal
    if refusal is not None:
        simulation.refuse(entry.do, str(refusal))
    simulation.wake((*received.urgent, *received.opened, *received.woken))


def _publish(simulation: Simulation, entry: PublishEntry) -> None:
    with simulation.context.db.write() as conn:
        journeys.save_draft(conn, simulation.journey_id, entry.journey, name_of(entry.journey), simulation.clock.now)
    simulation.publish()


def name_of(draft: Mapping[str, Any]) -> str:
    """The name in a document that may be broken."""
    name = draft.get("name")
    return name if isinstance(name, str) else ""


def e164(number: str, plan: NumberPlan) -> str:
    """The number as carriers write it, where it is one."""
    return normalise(number, None, plan.region).e164 or number
