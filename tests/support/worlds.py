"""A world to travel in: a migrated database, virtual phones, a clock, and processes that share nothing but these."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select

from activities.carriers.mailbox import Mailbox, MailboxCarrier
from activities.carriers.sandbox import SandboxCarrier, SandboxPhones
from engine.admission.launch import SILENT, LaunchOutcome, continue_launch, launch
from engine.control.control import cancel_journey, finish_cancelling
from engine.control.housekeeping import PATIENCE, Chores, find_chores
from engine.control.publishing import publish
from engine.control.recovery import complete_follow_up
from engine.inbound.after_reply import follow_reply
from engine.movement.advance import Advanced, advance
from engine.movement.turns import AdvanceAgain, DispatchNow, Finished, Sleep, next_action
from engine.rules.consent.consent import Source, SourceKind
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.sending.carrier.carrier import Carrier
from engine.sending.dispatcher import Dispatcher, DispatchOutcome
from engine.store.contacts.contacts import ContactConsentChange, ContactInput, PhoneReader, write_contacts
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.journeys import journeys
from engine.store.migrations.migrate import upgrade

MARCH: Millis = 1_772_355_600_000
"""2026-03-01T09:00:00Z."""

_FORM = Source(SourceKind.API, "web form")


class HandClock:
    """A clock that moves when it is told to."""

    def __init__(self, now: Millis = MARCH) -> None:
        self.now = now

    def __call__(self) -> Millis:
        return self.now

    def forward(self, length: Millis) -> Millis:
        self.now += length
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Waiting, as a process on this clock does it."""
        self.forward(max(1, round(seconds * 1000)))


class PublishedJourney(NamedTuple):
    """A published journey."""

    id: int
    public_id: str


@dataclass(slots=True)
class Process:
    """What one process has: a database pool, its compiled plans, its name on claims. It can be dropped at any time."""

    context: Context
    carrier: Carrier
    clock: HandClock
    mail: Carrier | None = None
    dispatcher: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(
            self.context,
            {"sandbox": self.carrier, **({} if self.mail is None else {"email": self.mail})},
            "test",
            executor=None,
            sleep=self.clock.sleep,
        )

    @property
    def db(self) -> Database:
        return self.context.db

    def advance(self, cohort_id: int) -> Advanced:
        return advance(self.context, cohort_id, self.clock)

    def dispatch(self, cohort_id: int, budget: Millis = 60_000) -> DispatchOutcome:
        return asyncio.run(self.dispatcher.dispatch(cohort_id, self.clock, budget))

    def keep_house(self) -> Chores | None:
        """Settles what is overdue, and tells what else lies about."""
        chores = find_chores(self.context, self.clock())
        asyncio.run(self.dispatcher.settle_overdue(self.clock))
        return chores

    def open_cohorts(self) -> list[int]:
        c = t.cohort.c
        with self.db.read() as conn:
            return list(conn.execute(select(c.id).where(c.ended_at.is_(None)).order_by(c.id)).scalars())

    def travel(self) -> None:
        """Does what the cohorts' workflows do at this moment of the clock, until nobody is due."""
        going = True
        while going:
            going = False
            for cohort_id in self.open_cohorts():
                advanced = self.advance(cohort_id)
                match next_action(advanced, self.clock()):
                    case DispatchNow():
                        self.dispatch(cohort_id)
                        going = True
                    case AdvanceAgain():
                        going = True
                    case Sleep() | Finished():
                        going = going or bool(advanced.moved)

    def keep_house_for(self, length: Millis) -> None:
        """Housekeeping as its loop does it, for so long, with all that it finds to do."""
        until = self.clock() + length
        while self.clock() < until:
            self._do_chores()
            self.clock.forward(5_000)

    def _do_chores(self) -> Chores | None:
        chores = self.keep_house()
        if chores is not None:
            for launch_id in chores.launches:
                continue_launch(self.context, launch_id, self.clock)
            for journey_id in chores.cancels:
                finish_cancelling(self.context, journey_id, self.clock())
            for reply in chores.replies:
                follow_reply(self.context, reply.id, self.clock())
            for message_id in chores.service_messages:
                asyncio.run(self.dispatcher.send_service_message(message_id, self.clock))
            for note in chores.follow_ups:
                complete_follow_up(self.context, note, self.clock())
        return chores

    def carry_on(self) -> None:
        """Carries everybody to their end, over as many hours as it takes, mending what lies about on the way."""
        for _ in range(200):
            chores = self._do_chores()
            self.travel()
            due = self._next_due()
            if due is None and chores is not None and not chores.launches:
                return
            self.clock.now = max(self.clock.now + 5_000, due or 0)
        raise AssertionError(f"somebody is stuck, in cohorts {self.open_cohorts()}")

    def _next_due(self) -> Millis | None:
        e, m, k, f = t.enrolment.c, t.message.c, t.launch.c, t.follow_up.c
        with self.db.read() as conn:
            waiting = conn.execute(select(func.min(e.due_at)).where(e.status == "active")).scalar_one()
            claimed = conn.execute(select(func.min(m.deadline_at)).where(m.state == "claimed")).scalar_one()
            silent = conn.execute(select(func.min(k.seen_at)).where(k.finished_at.is_(None))).scalar_one()
            noted = conn.execute(select(func.min(f.at))).scalar_one()
        lost = (
            None if silent is None else silent + SILENT + 1,
            None if noted is None else noted + PATIENCE + 1,
        )
        due_times = [due_at for due_at in (waiting, claimed, *lost) if due_at is not None]
        return min(due_times, default=None)

    def launch(self, journey: PublishedJourney) -> LaunchOutcome:
        return launch(self.context, journey.id, self.clock)


@dataclass(slots=True)
class World:
    """A database, its phones, a clock; and as many processes as a test starts."""

    url: str
    folder: Path
    db: Database
    phones: SandboxPhones
    clock: HandClock = field(default_factory=HandClock)
    _processes: list[Process] = field(default_factory=list[Process])
    _people: int = 0

    def process(self, carrier: Carrier | None = None, db: Database | None = None) -> Process:
        """A new process on this world: nothing of another's memory is in it."""
        own = db or Database(self.url, pool_size=4)
        mail = MailboxCarrier(Mailbox.open(self.phones.db))
        started = Process(Context(own), carrier or SandboxCarrier(self.phones), self.clock, mail)
        self._processes.append(started)
        return started

    def publish(self, document: dict[str, Any], journey: PublishedJourney | None = None) -> PublishedJourney:
        """Publishes a document as a new journey, or as the next version of one."""
        with self.db.write() as conn:
            if journey is None:
                row = journeys.create(conn, document, document["name"], self.clock())
            else:
                row = journeys.save_draft(conn, journey.id, document, document["name"], self.clock())
        published = publish(Context(self.db), row.public_id, self.clock())
        assert published is not None
        assert published.version is not None, published.findings
        return PublishedJourney(row.id, row.public_id)

    def contacts(self, n: int, state: str = "opted_in", *, prefix: str = "c", **columns: Any) -> list[int]:
        """New contacts with phones of their own and this consent; their ids."""
        people: list[ContactInput] = []
        for index in range(self._people, self._people + n):
            values = {"phone_raw": phone_of(index), "first_name": f"N{index}", "timezone": "UTC", **columns}
            claim = ContactConsentChange("sms", ConsentState(state), _FORM)
            people.append(ContactInput(f"{prefix}{index}", columns=values, claims=(claim,)))
        self._people += n
        with self.db.write() as conn:
            return [contact.id for contact in write_contacts(conn, people, PhoneReader(), self.clock())]

    def change_phone(self, contact_id: int, phone: str, db: Database | None = None) -> None:
        """What an upsert with another number does."""
        with (db or self.db).write(urgent=True) as conn:
            external = conn.execute(select(t.contact.c.external_id).where(t.contact.c.id == contact_id)).scalar_one()
            claim = ContactConsentChange("sms", ConsentState.OPTED_IN, _FORM)
            person = ContactInput(external, columns={"phone_raw": phone}, claims=(claim,))
            write_contacts(conn, [person], PhoneReader(), self.clock())

    def phone(self, contact_id: int) -> str:
        with self.db.read() as conn:
            return conn.execute(select(t.contact.c.phone).where(t.contact.c.id == contact_id)).scalar_one()

    def set_rate(self, segments_per_second: float | None) -> None:
        with self.db.write() as conn:
            conn.execute(t.sender.update().where(t.sender.c.id == "sandbox").values(rate=segments_per_second))

    def states(self) -> dict[str, int]:
        """How many messages there are in each state."""
        counts: dict[str, int] = {}
        for message in self.messages():
            counts[message["state"]] = counts.get(message["state"], 0) + 1
        return counts

    def messages(self) -> Sequence[dict[str, Any]]:
        with self.db.read() as conn:
            return [dict(row) for row in conn.execute(select(t.message).order_by(t.message.c.id)).mappings()]

    def enrolments(self) -> Sequence[dict[str, Any]]:
        with self.db.read() as conn:
            return [dict(row) for row in conn.execute(select(t.enrolment).order_by(t.enrolment.c.id)).mappings()]

    def messages_of(self, journey: PublishedJourney) -> Sequence[dict[str, Any]]:
        return [message for message in self.messages() if message["journey_id"] == journey.id]

    def enrolments_of(self, journey: PublishedJourney) -> Sequence[dict[str, Any]]:
        return [enrolment for enrolment in self.enrolments() if enrolment["journey_id"] == journey.id]

    def cancel(self, journey: PublishedJourney) -> None:
        """So that it takes nobody any more."""
        cancel_journey(Context(self.db), journey.id, self.clock())

    def statuses(self) -> dict[str, int]:
        """How many enrolments there are in each status."""
        counts: dict[str, int] = {}
        for enrolment in self.enrolments():
            counts[enrolment["status"]] = counts.get(enrolment["status"], 0) + 1
        return counts

    def close(self) -> None:
        for process in self._processes:
            process.db.close()
        self.phones.close()
        self.db.close()


def phone_of(index: int) -> str:
    """A valid number in New York, another for each index."""
    return f"+1212{2_000_000 + index}"


@contextmanager
def world_at(url: str, folder: Path, clock: HandClock | None = None) -> Generator[World]:
    """A world on a new database."""
    used = clock or HandClock()
    upgrade(url, used())
    world = World(url, folder, Database(url), SandboxPhones.open(f"sqlite:///{folder / 'sandbox.db'}"), used)
    try:
        yield world
    finally:
        world.close()
