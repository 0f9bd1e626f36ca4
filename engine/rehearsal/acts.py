"""What a timeline's entries do: each calls what the API calls for the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from engine.admission.admission import IncomingEvent, receive_events
from engine.admission.enrolling import NotEnrollable, enrol_contacts
from engine.admission.launch import launch
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
from engine.rehearsal.play import Play, finish
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
from engine.rehearsal.stage import changed, consent_claims
from engine.rules.addresses.phone import NumberPlan, normalise
from engine.rules.reasons import sentence
from engine.store.contacts.contacts import PhoneReader
from engine.store.enrolments.traces import active_of_contact, planned_at
from engine.store.journeys import journeys


@dataclass(slots=True)
class Acts:
    """Does what a timeline says, to the contacts of one rehearsal."""

    contact_ids: Mapping[str, int]
    plan: NumberPlan
    _inbound: count[int] = field(default_factory=lambda: count(1))

    def __call__(self, play: Play, entry: TimelineEntry) -> None:
        """Does it. What can't be done, as in real life, is told by the play."""
        try:
            self._do(play, entry)
        except (NotPossible, NotEnrollable) as error:
            play.refuse(entry.do, str(error))

    def _do(self, play: Play, entry: TimelineEntry) -> None:
        match entry:
            case RehearsalEventEntry():
                _receive(play, entry)
            case RehearsalReplyEntry():
                self._reply(play, entry)
            case UpdateContactEntry():
                self._update(play, entry)
            case EnrolEntry() | LaunchEntry():
                self._enrol(play, entry)
            case CancelEntry() | CancelMessageEntry():
                self._cancel(play, entry)
            case PauseEntry():
                play.wake(pause(play.context, play.journey_id, play.clock.now).wakes)
            case ResumeEntry():
                play.wake(resume(play.context, play.journey_id, entry.overdue, play.clock.now).wakes)
            case ArchiveEntry():
                play.wake(archive(play.context, play.journey_id, play.clock.now).wakes)
            case PublishEntry():
                _publish(play, entry)

    def _reply(self, play: Play, entry: RehearsalReplyEntry) -> None:
        number = e164(entry.from_, self.plan)
        inbound = InboundMessage("sandbox", str(next(self._inbound)), number, entry.body)
        play.wake(finish(take_reply(play.handing_over, inbound, play.clock)).wakes)

    def _update(self, play: Play, entry: UpdateContactEntry) -> None:
        claims = consent_claims(entry.sms_consent, entry.email_consent)
        person = changed(entry.contact, dict(entry.set), claims)
        _, wakes = put_people(play.context, [person], PhoneReader(self.plan), play.clock.now)
        play.wake(wakes)

    def _enrol(self, play: Play, entry: EnrolEntry | LaunchEntry) -> None:
        if isinstance(entry, LaunchEntry):
            done = launch(play.context, play.journey_id, play.clock, lambda _, __, opened: play.wake(opened))
        else:
            who = [self.contact_ids[one] for one in entry.contacts]
            done = enrol_contacts(play.context, play.journey_id, who, play.clock.now)
            play.wake(done.wakes)
        for reason, n in sorted(done.skipped.items()):
            play.refuse(entry.do, f"{n} not enrolled: {sentence(reason)}")

    def _cancel(self, play: Play, entry: CancelEntry | CancelMessageEntry) -> None:
        now = play.clock.now
        if entry.contact is None:
            play.wake(cancel_journey(play.context, play.journey_id, now).wakes)
            return
        contact_id = self.contact_ids[entry.contact]
        with play.context.db.read() as conn:
            if isinstance(entry, CancelEntry):
                found = active_of_contact(conn, play.journey_id, contact_id)
            else:
                found = planned_at(conn, play.journey_id, contact_id, entry.node_id)
        if not found:
            play.refuse(entry.do, f'there is nothing of "{entry.contact}" to cancel')
        for one in found:
            if isinstance(entry, CancelEntry):
                cancelled = cancel_enrolment(play.context, one, now)
                play.wake(cancelled.wakes if isinstance(cancelled, EnrolmentCancelled) else ())
            else:
                answered = cancel_message(play.context, one, now)
                play.wake(() if answered is None else answered[1])


def _receive(play: Play, entry: RehearsalEventEntry) -> None:
    incoming = IncomingEvent(entry.contact, entry.name, dict(entry.properties), entry.occurred_at, entry.id)
    received = receive_events(play.context, [incoming], play.clock.now)
    refused = received.receipts[0].refused
    if refused is not None:
        play.refuse(entry.do, refused)
    play.wake((*received.urgent, *received.opened, *received.woken))


def _publish(play: Play, entry: PublishEntry) -> None:
    with play.context.db.write() as conn:
        journeys.save_draft(conn, play.journey_id, entry.journey, name_of(entry.journey), play.clock.now)
    play.publish()


def name_of(draft: Mapping[str, Any]) -> str:
    """The name in a document that may be broken."""
    name = draft.get("name")
    return name if isinstance(name, str) else ""


def e164(number: str, plan: NumberPlan) -> str:
    """The number as carriers write it, where it is one."""
    return normalise(number, None, plan.region).e164 or number
