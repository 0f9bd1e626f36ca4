"""What nobody was told of, or was told too late, is found: a STOP in mid-move, held contacts, cancelled cohorts."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest

from activities.housekeeping import Housekeeping
from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.control.control import NotPossible, archive, cancel_journey, finish_cancelling
from engine.control.housekeeping import SILENCE
from engine.inbound.after_reply import follow_reply
from engine.inbound.replies import InboundMessage, receive_reply
from engine.movement.advance import advance, decide
from engine.movement.moves import apply_moves
from engine.rules.time.instants import HOUR, SECOND
from engine.runtime.clock import wall_clock
from engine.store.enrolments.cohorts import cohort_row
from engine.store.enrolments.enrolments import due_enrolments
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.deaths import CommitsLeft, MortalDatabase, ProcessDied
from tests.support.drawn import chain, on_event, sms, wait
from tests.support.working import WallClock
from tests.support.worlds import Process, World, world_at
from workflows.client import CohortClient

LONE = 60


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def signed_up(process: Process, index: int = 0) -> int:
    """The cohort of a lone event."""
    (cohort,) = receive_events(process.context, [IncomingEvent(f"c{index}", "signed_up")], process.clock()).opened
    return cohort


def test_a_move_that_was_decided_before_a_stop_is_decided_again_after_it(world: World) -> None:
    """The advance has read that the number is opted in; the STOP is answered; only then the advance writes."""
    journey = world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up")))
    (contact,) = world.contacts(1)
    worker, phone = world.process(), world.process()
    cohort_id = signed_up(worker)
    with worker.db.read() as conn:
        cohort = cohort_row(conn, cohort_id)
        assert cohort is not None
        due = due_enrolments(conn, cohort_id, ("start",), world.clock(), 10)
        walked = decide(conn, worker.context.plans.get(conn, cohort.version_id), due, world.clock())
    stop = receive_reply(phone.context, InboundMessage("sandbox", "in-1", world.phone(contact), "STOP"), world.clock())
    assert stop.inbound_id is not None
    follow_reply(phone.context, stop.inbound_id, world.clock())
    with worker.db.write() as conn:
        assert apply_moves(conn, cohort, walked, world.clock()).moved == ()
    advance(worker.context, cohort_id, world.clock)
    (enrolment,) = world.enrolments()
    assert (enrolment["status"], enrolment["note"]) == ("completed", "only_sms_ahead")
    assert_numbers_true(world.db, journey.id)


def test_lone_contacts_that_are_held_for_hours_wait_in_a_shared_cohort(world: World) -> None:
    quiet = {"start": "08:00", "end": "12:30"}
    journey = world.publish(chain(sms("text"), on=on_event("signed_up"), quiet_hours=quiet))
    world.contacts(LONE)
    worker = world.process()
    for index in range(LONE):
        signed_up(worker, index)
    worker.travel()
    assert world.states() == {"planned": LONE}
    assert len(worker.open_cohorts()) == 1
    worker.carry_on()
    assert world.states() == {"accepted": LONE}
    assert worker.open_cohorts() == []
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)


def test_lone_contacts_that_wait_an_hour_share_cohorts_of_the_hour_they_are_due_in(world: World) -> None:
    journey = world.publish(chain(wait("pause", "PT1H"), sms("text"), on=on_event("signed_up")))
    world.contacts(LONE)
    worker = world.process()
    for index in range(LONE):
        signed_up(worker, index)
        world.clock.forward(2 * HOUR // LONE // 2)
        worker.travel()
        assert len(worker.open_cohorts()) <= 2
    worker.carry_on()
    assert world.states() == {"accepted": LONE}
    assert_numbers_true(world.db, journey.id)


def test_the_cohorts_of_a_cancelled_journey_end_though_nobody_woke_them(world: World) -> None:
    journey = world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up")))
    world.contacts(1)
    worker = world.process()
    signed_up(worker)
    worker.travel()
    world.cancel(journey)
    world.clock.forward(SILENCE + 2 * SECOND)
    chores = worker.keep_house()
    assert chores is not None
    assert [cohort for cohort, _ in chores.overdue] == worker.open_cohorts()
    worker.travel()
    assert worker.open_cohorts() == []


class Woken(CohortClient):
    """Tells which cohorts were started or woken; there is no server."""

    def __init__(self) -> None:
        super().__init__(None, "test")
        self.cohorts: set[int] = set()

    async def _start(self, cohort_id: int, urgent: bool) -> None:
        self.cohorts.add(cohort_id)

    async def _wake(self, cohort_id: int, urgent: bool) -> None:
        self.cohorts.add(cohort_id)


def test_a_journey_that_is_still_being_cancelled_is_not_archived_over_it(world: World) -> None:
    """Archived, those who are not ended yet would go on and be texted."""
    journey = world.publish(chain(wait("pause", "PT1H"), sms("text")))
    world.contacts(5)
    process = world.process()
    process.launch(journey)
    dying = world.process(db=MortalDatabase(world.url, CommitsLeft(0)))
    with pytest.raises(ProcessDied):
        cancel_journey(dying.context, journey.id, world.clock())

    with pytest.raises(NotPossible, match="still being cancelled"):
        archive(process.context, journey.id, world.clock())
    assert finish_cancelling(process.context, journey.id, world.clock()) == 5
    assert archive(process.context, journey.id, world.clock()).status == "archived"
    assert {person["status"] for person in world.enrolments()} == {"cancelled"}


def test_housekeeping_starts_what_a_launch_opens_and_one_chore_that_fails_holds_up_no_other(
    database_url: str, tmp_path: Path
) -> None:
    with world_at(database_url, tmp_path, WallClock()) as world:
        journey = world.publish(chain(wait("pause", "PT1H"), sms("text")))
        people = world.contacts(5)
        doomed = world.process(db=MortalDatabase(world.url, CommitsLeft(0)))
        with pytest.raises(ProcessDied):
            doomed.launch(journey)
        stop = InboundMessage("sandbox", "in-1", world.phone(people[0]), "STOP")
        receive_reply(world.process().context, stop, wall_clock())
        with world.db.write() as conn:
            conn.exec_driver_sql("UPDATE launch SET seen_at = 0")
            conn.exec_driver_sql("UPDATE inbound SET at = 0")
            conn.exec_driver_sql("UPDATE message SET created_at = 0")
            # A service reply without a body can't be sent.
            conn.exec_driver_sql(
                "INSERT INTO message"
                " (channel, visit, message_class, segments, clause, state, attempts, created_at, inbound_id)"
                " VALUES ('sms', 1, 'service', 0, false, 'planned', 0, 0, 999)"
            )
        keeper, travel = world.process(), Woken()

        async def once() -> None:
            await Housekeeping(keeper.dispatcher, travel).once()
            await travel.settle_down()

        asyncio.run(once())
        assert {enrolment["cohort_id"] for enrolment in world.enrolments()} <= travel.cohorts
        assert len(world.enrolments()) == 5
        assert [message.direction for message in world.phones.messages(stop.number)] == ["to_phone"]
