"""STOP, cancel and pause while slices are being sent by real workers: whoever was answered first was right."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.control.control import EnrolmentCancelled, cancel_enrolment, cancel_journey, pause, resume
from engine.inbound.replies import InboundMessage, receive_reply
from engine.rules.outcomes.states import DISPATCHED, Overdue
from engine.rules.time.instants import SECOND
from engine.runtime.clock import wall_clock
from engine.runtime.context import Context
from engine.store.database import core as t
from tests.support.account_for import assert_numbers_true, handed_over, trouble
from tests.support.drawn import chain, sms
from tests.support.working import WallClock, WorkerProcess, working
from tests.support.worlds import PublishedJourney, World, world_at

pytestmark = pytest.mark.anyio

STOPS = 500
CANCELS = 100


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path, WallClock()) as found:
        yield found


def left(world: World, journey: PublishedJourney) -> set[int]:
    """The enrolments whose message is, or may be, on its way."""
    m = t.message.c
    with world.db.read() as conn:
        query = select(m.enrolment_id).where(m.journey_id == journey.id, m.state.in_((*DISPATCHED, "rejected")))
        return set(conn.execute(query).scalars())


async def at_work(worker: WorkerProcess, journey: PublishedJourney, sent: int) -> None:
    """Until so many messages have left."""
    await worker.until(lambda: len(left(worker.world, journey)) >= sent)


async def test_500_stops_and_100_cancels_during_a_launch(world: World, temporal_address: str) -> None:
    world.set_rate(400)
    journey = world.publish(chain(sms("text", "Hi", opt_out_clause="never")))
    world.contacts(STOPS + CANCELS + 200)
    caller = Context(world.process().db)
    draw = random.Random(20261121)

    def stop(number: str, contact: int) -> tuple[int, bool]:
        """Says STOP; whether the contact's message had been claimed when it was answered."""
        receive_reply(caller, InboundMessage("sandbox", f"in-{contact}", number, "STOP"), wall_clock())
        m = t.message.c
        with caller.db.read() as conn:
            claimed = conn.execute(select(m.id).where(m.contact_id == contact, m.state.in_(DISPATCHED))).first()
        return contact, claimed is not None

    async with working(world, temporal_address) as worker:
        await worker.launch(journey)
        await at_work(worker, journey, 20)
        people = list(world.enrolments())
        draw.shuffle(people)
        with world.db.read() as conn:
            numbers = {row[0]: row[1] for row in conn.execute(select(t.contact.c.id, t.contact.c.phone))}
        stopping = [
            asyncio.to_thread(stop, numbers[person["contact_id"]], person["contact_id"]) for person in people[:STOPS]
        ]
        cancelling = [
            asyncio.to_thread(cancel_enrolment, caller, person["id"], wall_clock())
            for person in people[STOPS : STOPS + CANCELS]
        ]
        stopped, cancelled = await asyncio.gather(asyncio.gather(*stopping), asyncio.gather(*cancelling))
        await worker.until_all_ended()
    sent = {message["contact_id"]: message for message in world.messages() if message["state"] == "accepted"}
    assert all(had_left == (contact in sent) for contact, had_left in stopped)
    assert 0 < sum(had_left for _, had_left in stopped) < STOPS
    by_enrolment = {one["enrolment_id"]: one["id"] for one in sent.values()}
    for one, answered in zip(people[STOPS : STOPS + CANCELS], cancelled, strict=True):
        if isinstance(answered, EnrolmentCancelled):
            assert answered.dispatched == ((by_enrolment[one["id"]],) if one["id"] in by_enrolment else ())
    assert set(handed_over(world.phones)) == {one["id"] for one in sent.values()}
    assert trouble(world.db, world.phones)["twice"] == 0
    assert_numbers_true(world.db, journey.id)


async def test_pause_resume_and_cancel_during_a_launch(world: World, temporal_address: str) -> None:
    world.set_rate(400)
    journey = world.publish(chain(sms("text", "Hi", opt_out_clause="never")))
    world.contacts(1_200)
    caller = Context(world.process().db)
    async with working(world, temporal_address) as worker:
        await worker.launch(journey)
        await at_work(worker, journey, 200)
        asked = wall_clock()
        await asyncio.to_thread(pause, caller, journey.id, wall_clock())
        assert wall_clock() - asked < 3 * SECOND
        at_the_pause = left(world, journey)
        assert len(at_the_pause) < 1_200
        await worker.until(lambda: "claimed" not in world.states())
        resumed = await asyncio.to_thread(resume, caller, journey.id, Overdue.SEND, wall_clock())
        assert left(world, journey) == at_the_pause
        await worker.services.cohorts.wake(resumed.wakes)
        await at_work(worker, journey, len(at_the_pause) + 100)
        cancelled = await asyncio.to_thread(cancel_journey, caller, journey.id, wall_clock())
        at_the_cancel = left(world, journey)
        await worker.services.cohorts.wake(cancelled.wakes)
        await worker.until_all_ended()
        await worker.until(lambda: "claimed" not in world.states())
    assert left(world, journey) == at_the_cancel
    assert set(world.states()) <= {"accepted", "cancelled"}
    assert set(world.statuses()) == {"cancelled", "completed"}
    assert trouble(world.db, world.phones) == {"lost": 0, "twice": 0, "untold": 0, "stuck": 0, "claimed": 0}
    assert_numbers_true(world.db, journey.id)
