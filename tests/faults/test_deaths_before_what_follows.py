"""A process that dies after it committed something and before it did what follows from it: others do it, at once and
not when a timeout comes; and when it was not dead but slow, it is done once all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from activities.housekeeping import Housekeeping
from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.control.recovery import complete_follow_up, postpone_follow_up, unfinished_follow_ups
from engine.inbound.receipts import CarrierReceipt, receive_receipt
from engine.movement.advance import decide
from engine.movement.contact_writes import put_people
from engine.movement.moves import apply_moves
from engine.rules.consent.consent import Source, SourceKind
from engine.rules.outcomes.states import ConsentState, MessageState
from engine.rules.time.instants import DAY, HOUR, MINUTE, to_rfc3339
from engine.runtime.clock import wall_clock
from engine.store.contacts.contacts import ContactConsentChange, ContactInput, PhoneReader
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.enrolments.cohorts import cohort_row
from engine.store.enrolments.enrolments import due_enrolments
from engine.store.events.follow_ups import MatchPastEvents, note
from tests.support.deaths import CommitsLeft, ProcessDied, mortal_process
from tests.support.drawn import chain, condition, email, on_event, sms, wait, when
from tests.support.working import WallClock, working
from tests.support.worlds import Process, World, world_at

LEASE_AND_PATIENCE = 15_000
"""After so long another process keeps house, and takes up what was left."""


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def newcomer(world: World) -> str:
    """A new contact who is let in by `signed_up`, and has come as far as it goes by itself; the external id."""
    (contact,) = world.contacts(1)
    starter = world.process()
    with world.db.read() as conn:
        person = conn.execute(select(t.contact.c.external_id).where(t.contact.c.id == contact)).scalar_one()
    receive_events(starter.context, [IncomingEvent(person, "signed_up")], world.clock())
    starter.travel()
    return person


def enrolment_of(world: World, person: str) -> dict[str, Any]:
    e, c = t.enrolment.c, t.contact.c
    query = select(t.enrolment).join(t.contact, c.id == e.contact_id).where(c.external_id == person)
    with world.db.read() as conn:
        return dict(conn.execute(query).mappings().one())


def sent_to(world: World, person: str) -> list[str]:
    """The steps whose messages this contact got."""
    contact = enrolment_of(world, person)["contact_id"]
    return [
        message["step"]
        for message in world.messages()
        if message["contact_id"] == contact and message["state"] == "accepted"
    ]


def notes(world: World) -> int:
    with world.db.read() as conn:
        return conn.execute(select(func.count()).select_from(t.follow_up)).scalar_one()


def in_every_life(
    world: World,
    begin: Callable[[], str],
    act: Callable[[Process, str], Any],
    check: Callable[[str], None],
    commits_at_least: int = 2,
) -> None:
    """Begins with a new contact and acts, in a process that dies one commit later each time, until it does not; then
    another process keeps house and lets everybody travel who is due. Nothing may be left noted."""
    for commits in range(20):
        person = begin()
        died = False
        with mortal_process(world, CommitsLeft(commits)) as doomed:
            try:
                act(doomed, person)
            except ProcessDied:
                died = True
        if not died:
            assert notes(world) == 0
        world.clock.forward(LEASE_AND_PATIENCE)
        heir = world.process()
        heir.keep_house_for(1)
        heir.travel()
        check(person)
        assert notes(world) == 0
        if not died:
            assert commits >= commits_at_least
            return
    raise AssertionError("this life has no end")


def awaiting(event: str, **more: Any) -> dict[str, Any]:
    return {"id": "awaits", "type": "wait_for", "data": {"event": event, "timeout": "P7D", **more}}


def after_event(event: str, *first: dict[str, Any], **settings: Any) -> dict[str, Any]:
    """Waits a week for an event: `thanks` when it comes, `remind` when it does not."""
    into = (("start", "next", "awaits"),) if not first else ((first[-1]["id"], "next", "awaits"),)
    return chain(
        *first,
        on=on_event("signed_up"),
        off_the_line=(awaiting(event), sms("thanks"), sms("remind")),
        edges=(*into, ("awaits", "happened", "thanks"), ("awaits", "timed_out", "remind")),
        **settings,
    )


def test_an_event_reaches_who_waits_for_it_though_its_taker_died(world: World) -> None:
    world.publish(after_event("order"))

    def ordered(doomed: Process, person: str) -> None:
        receive_events(doomed.context, [IncomingEvent(person, "order")], world.clock())

    def thanked(person: str) -> None:
        assert sent_to(world, person) == ["thanks"]

    in_every_life(world, lambda: newcomer(world), ordered, thanked)


@pytest.mark.anyio
async def test_a_workers_housekeeping_takes_it_up_and_its_workflow_goes_on(
    database_url: str, tmp_path: Path, temporal_address: str
) -> None:
    with world_at(database_url, tmp_path, WallClock()) as world:
        world.publish(after_event("order"))
        world.contacts(1)
        async with working(world, temporal_address) as worker:
            parts = worker.services
            received = receive_events(parts.context, [IncomingEvent("c0", "signed_up")], wall_clock())
            await parts.cohorts.wake(received.opened)
            await worker.until(lambda: enrolment_of(world, "c0")["rest"] == "wait_for")
            with mortal_process(world, CommitsLeft(0)) as doomed, pytest.raises(ProcessDied):
                receive_events(doomed.context, [IncomingEvent("c0", "order")], wall_clock())
            keeping = asyncio.create_task(Housekeeping(parts.dispatcher, parts.cohorts).keep())
            await worker.until_all_ended()
            keeping.cancel()
        assert sent_to(world, "c0") == ["thanks"]
        assert notes(world) == 0


def test_an_event_reaches_a_goal_though_its_taker_died(world: World) -> None:
    goal = condition("happened.order", "=", True)
    world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up"), goal=goal))

    def ordered(doomed: Process, person: str) -> None:
        receive_events(doomed.context, [IncomingEvent(person, "order")], world.clock())

    def converted(person: str) -> None:
        assert enrolment_of(world, person)["status"] == "converted"

    in_every_life(world, lambda: newcomer(world), ordered, converted)


def test_an_update_and_a_cancellation_are_done_with_the_event_itself(world: World) -> None:
    by_key = on_event(
        "signed_up", key="event.id", requires=["at"], updated_by="moved", cancelled_by="called_off"
    )  # fmt: skip
    world.publish(chain(when("until", "event.at"), sms("text"), on=by_key))
    starter = world.process()
    for index, name in enumerate(["moved", "called_off"]):
        (contact,) = world.contacts(1)
        said = {"id": str(index), "at": "2026-03-20T09:00:00Z"}
        receive_events(starter.context, [IncomingEvent(f"c{index}", "signed_up", said)], world.clock())
        starter.travel()
        event = IncomingEvent(None, name, {"id": str(index), "at": "2026-03-01T09:01:00Z"})
        with mortal_process(world, CommitsLeft(0)) as doomed, pytest.raises(ProcessDied):
            receive_events(doomed.context, [event], world.clock())
        world.clock.forward(MINUTE + LEASE_AND_PATIENCE)
        heir = world.process()
        heir.keep_house_for(1)
        heir.travel()
        texted = [message for message in world.messages() if message["contact_id"] == contact]
        assert len(texted) == (1 if name == "moved" else 0)
        assert enrolment_of(world, f"c{index}")["status"] == ("completed" if name == "moved" else "cancelled")


def test_who_came_to_a_wait_after_the_event_looks_back_though_its_mover_died(world: World) -> None:
    """The event was received after the pause was over, and before anybody moved the contact on."""
    world.publish(after_event("order", wait("pause", "PT2M")))

    def ordered_meanwhile() -> str:
        person = newcomer(world)
        due = enrolment_of(world, person)["due_at"]
        world.clock.now = due + 1_000
        receive_events(world.process().context, [IncomingEvent(person, "order")], world.clock())
        return person

    def moved(doomed: Process, person: str) -> None:
        doomed.clock.forward(1_000)
        doomed.advance(enrolment_of(world, person)["cohort_id"])

    def thanked(person: str) -> None:
        assert sent_to(world, person) == ["thanks"]

    in_every_life(world, ordered_meanwhile, moved, thanked)


def test_who_is_skipped_into_a_wait_looks_back_too(world: World) -> None:
    world.publish(after_event("order", sms("text")))
    world.contacts(1, "unknown")
    process = world.process()
    receive_events(process.context, [IncomingEvent("c0", "signed_up")], world.clock())
    (cohort,) = process.open_cohorts()
    process.advance(cohort)
    receive_events(process.context, [IncomingEvent("c0", "order")], world.clock.forward(1_000))
    world.clock.forward(1_000)
    process.dispatch(cohort)
    assert enrolment_of(world, "c0")["outcome"] == "happened"
    assert notes(world) == 0


def test_a_date_that_was_changed_moves_its_wait_though_its_writer_died(world: World) -> None:
    world.publish(chain(when("until", "contact.renewal"), sms("text"), on=on_event("signed_up")))

    def renews_in_a_week() -> str:
        (contact,) = world.contacts(1)
        person = f"c{contact - 1}"
        starter = world.process()
        renew(starter, person, world.clock() + 7 * DAY)
        receive_events(starter.context, [IncomingEvent(person, "signed_up")], world.clock())
        starter.travel()
        assert enrolment_of(world, person)["due_at"] > world.clock() + DAY
        return person

    def in_ten_seconds(doomed: Process, person: str) -> None:
        renew(doomed, person, world.clock() + 10_000)

    def texted(person: str) -> None:
        assert sent_to(world, person) == ["text"]

    in_every_life(world, renews_in_a_week, in_ten_seconds, texted)


def renew(process: Process, person: str, at: int) -> None:
    renewal = ContactInput(person, attributes={"renewal": to_rfc3339(at)})
    put_people(process.context, [renewal], PhoneReader(), process.clock())


def test_a_move_that_was_decided_on_the_old_date_is_decided_again(world: World) -> None:
    """The date changes between the reading of the contact and the writing of where it waits."""
    world.publish(chain(when("until", "contact.renewal"), sms("text"), on=on_event("signed_up")))
    world.contacts(1)
    process = world.process()
    renew(process, "c0", world.clock() + 7 * DAY)
    receive_events(process.context, [IncomingEvent("c0", "signed_up")], world.clock())
    (cohort_id,) = process.open_cohorts()
    with process.db.read() as conn:
        cohort = cohort_row(conn, cohort_id)
        assert cohort is not None
        due = due_enrolments(conn, cohort_id, ("start",), world.clock(), 10)
        walked = decide(conn, process.context.plans.get(conn, cohort.version_id), due, world.clock())
    renew(world.process(), "c0", world.clock() + DAY)
    with process.db.write() as conn:
        assert apply_moves(conn, cohort, walked, world.clock()).moved == ()
    process.travel()
    assert enrolment_of(world, "c0")["due_at"] == world.clock() + DAY


def test_a_goal_that_a_contact_reaches_is_reached_though_its_writer_died(world: World) -> None:
    goal = condition("contact.plan", "=", "pro")
    world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up"), goal=goal))

    def upgraded(doomed: Process, person: str) -> None:
        put_people(doomed.context, [ContactInput(person, attributes={"plan": "pro"})], PhoneReader(), world.clock())

    def converted(person: str) -> None:
        assert enrolment_of(world, person)["status"] == "converted"

    in_every_life(world, lambda: newcomer(world), upgraded, converted)


def test_an_opt_out_that_a_person_writes_down_ends_what_it_ends_though_its_writer_died(world: World) -> None:
    world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up")))
    claim = ContactConsentChange("sms", ConsentState.OPTED_OUT, Source(SourceKind.API, "said so on the phone"))

    def opted_out(doomed: Process, person: str) -> None:
        put_people(doomed.context, [ContactInput(person, claims=(claim,))], PhoneReader(), world.clock())

    def ended(person: str) -> None:
        enrolment = enrolment_of(world, person)
        assert (enrolment["status"], enrolment["note"]) == ("completed", "only_sms_ahead")

    in_every_life(world, lambda: newcomer(world), opted_out, ended, commits_at_least=3)


def test_opt_ins_of_people_who_are_in_no_journey_leave_nothing_to_do(world: World) -> None:
    claim = ContactConsentChange("sms", ConsentState.OPTED_IN, Source(SourceKind.API, "shop checkout"))
    people = [ContactInput(f"new{n}", {"phone_raw": f"+1212555010{n}"}, claims=(claim,)) for n in range(3)]

    put_people(world.process().context, people, PhoneReader(), world.clock())

    assert notes(world) == 0


def test_a_word_that_was_taken_back_ends_nothing_later(world: World) -> None:
    """STOP written down, its writer dead; START and a new journey before somebody does what follows from the STOP."""
    world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up")))
    person = newcomer(world)

    def said(process: Process, state: ConsentState) -> None:
        claim = ContactConsentChange("sms", state, Source(SourceKind.PHONE, "said so"))
        put_people(process.context, [ContactInput(person, claims=(claim,))], PhoneReader(), world.clock())

    with mortal_process(world, CommitsLeft(0)) as doomed, pytest.raises(ProcessDied):
        said(doomed, ConsentState.OPTED_OUT)
    said(world.process(), ConsentState.OPTED_IN)
    assert notes(world) == 1
    world.clock.forward(LEASE_AND_PATIENCE)
    world.process().keep_house_for(1)

    assert notes(world) == 0
    assert enrolment_of(world, person)["status"] == "active"


def test_a_note_that_cannot_be_done_stands_in_the_way_of_no_other(world: World) -> None:
    process = world.process()
    context = process.context
    with world.db.write() as conn:
        lasting = [note(conn, MatchPastEvents(enrolments=(n,)), world.clock()) for n in range(2)]
    world.clock.forward(LEASE_AND_PATIENCE)

    postpone_follow_up(context, lasting[0], world.clock())

    assert unfinished_follow_ups(context, world.clock()) == [lasting[1]]
    world.clock.forward(MINUTE)
    assert {one.id for one in unfinished_follow_ups(context, world.clock())} == {one.id for one in lasting}


def test_a_delivery_is_an_event_though_its_taker_died(world: World) -> None:
    """A carrier tells it once more when it gets no answer; by then the message is delivered, and it is news no more."""
    world.publish(after_event("sms.delivered", sms("text")))

    def delivered(doomed: Process, person: str) -> None:
        contact = enrolment_of(world, person)["contact_id"]
        message = next(one["id"] for one in world.messages() if one["contact_id"] == contact)
        receipt = CarrierReceipt("sandbox", message, None, MessageState.DELIVERED)
        outcome = receive_receipt(doomed.context, receipt, world.clock())
        assert outcome.event is not None
        receive_events(doomed.context, [outcome.event], world.clock())

    def thanked(person: str) -> None:
        assert sent_to(world, person)[-1:] == ["thanks"]

    def texted() -> str:
        person = newcomer(world)
        contact = enrolment_of(world, person)["contact_id"]
        with world.db.write() as conn:
            conn.execute(
                t.message.update().where(t.message.c.contact_id == contact).values(state="accepted", delivered_at=None)
            )
        return person

    in_every_life(world, texted, delivered, thanked)


class Faltering(Database):
    """A database that answers one write, and then none for a while."""

    writes = 0

    @contextmanager
    def write(self, *, urgent: bool = False) -> Generator[Connection]:
        self.writes += 1
        if self.writes == 2:
            raise OperationalError("BEGIN", None, Exception("the server closed the connection"))
        with super().write(urgent=urgent) as conn:
            yield conn


def test_an_event_that_was_taken_in_is_not_refused_because_its_matching_failed(world: World) -> None:
    """Whoever posted it would post it again, and it would have happened twice."""
    world.publish(after_event("order"))
    person = newcomer(world)
    faltering = world.process(db=Faltering(world.url))
    received = receive_events(faltering.context, [IncomingEvent(person, "order")], world.clock())
    assert received.receipts[0].event_id is not None
    assert enrolment_of(world, person)["outcome"] is None
    world.clock.forward(LEASE_AND_PATIENCE)
    world.process().keep_house_for(1)
    assert enrolment_of(world, person)["outcome"] == "happened"


def test_a_matching_that_is_done_twice_decides_once(world: World) -> None:
    """Housekeeping takes it for dead; it was slow, and goes on."""
    world.publish(after_event("order", re_entry="always"))
    person = newcomer(world)
    with mortal_process(world, CommitsLeft(0)) as slow, pytest.raises(ProcessDied):
        receive_events(slow.context, [IncomingEvent(person, "order")], world.clock())
    process = world.process()
    (note,) = unfinished_follow_ups(process.context, world.clock())
    complete_follow_up(process.context, note, world.clock())
    decided = enrolment_of(world, person)
    assert (decided["outcome"], notes(world)) == ("happened", 0)
    complete_follow_up(process.context, note, world.clock.forward(HOUR))
    assert enrolment_of(world, person) == decided
    process.travel()
    complete_follow_up(process.context, note, world.clock())
    assert sent_to(world, person) == ["thanks"]


def test_whoever_is_late_strikes_nobody_elses_note(world: World) -> None:
    world.publish(after_event("order"))
    ann, bob = newcomer(world), newcomer(world)
    found: list[Any] = []
    for person in (ann, bob):
        with mortal_process(world, CommitsLeft(0)) as doomed, pytest.raises(ProcessDied):
            receive_events(doomed.context, [IncomingEvent(person, "order")], world.clock())
        process = world.process()
        (note,) = unfinished_follow_ups(process.context, world.clock())
        found.append(note)
        if person == ann:
            complete_follow_up(process.context, note, world.clock())
    complete_follow_up(process.context, found[0], world.clock())
    assert [one.id for one in unfinished_follow_ups(process.context, world.clock())] == [found[1].id]


def test_events_that_nobody_waits_for_are_not_noted(world: World) -> None:
    world.publish(chain(wait("pause", "P7D"), sms("text"), email("mail"), on=on_event("signed_up")))
    world.contacts(1)
    with mortal_process(world, CommitsLeft(0)) as doomed, pytest.raises(ProcessDied):
        receive_events(doomed.context, [IncomingEvent("c0", "signed_up")], world.clock())
    assert notes(world) == 0
