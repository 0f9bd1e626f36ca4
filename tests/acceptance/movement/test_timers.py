"""Cohorts on a Temporal server whose time skips: waits, shared cohorts, earlier due times, ticks of a second."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio.testing import ActivityEnvironment, WorkflowEnvironment

from activities.cohort_activities import CohortActivities
from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.control.control import pause, resume
from engine.rules.outcomes.states import Overdue
from engine.rules.time.instants import HOUR, MINUTE, SECOND, Millis, to_rfc3339
from engine.runtime.clock import wall_clock
from engine.runtime.context import Context
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import chain, on_event, opt_in_branch, sms, wait, when
from tests.support.processes import PATIENCE
from tests.support.working import WallClock, WorkerProcess, active, open_cohorts, working
from tests.support.worlds import World, world_at
from workflows.client import CohortClient
from workflows.shapes import AdvanceInput

pytestmark = pytest.mark.anyio

BARELY: Millis = 2 * SECOND
"""How much later than due somebody may go on."""


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(sqlite_url, tmp_path, WallClock()) as found:
        yield found


@pytest.fixture
async def skipping(temporal_test_server_binary: Path) -> AsyncGenerator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(temporal_test_server_binary)
    ) as env:
        yield env


def post(worker: WorkerProcess, name: str, person: str, **properties: str) -> None:
    """An event as the API takes it in."""
    event = IncomingEvent(person, name, dict(properties))
    received = receive_events(worker.services.context, [event], wall_clock())
    assert received.receipts[0].enrolments
    worker.services.cohorts.soon((*received.urgent, *received.opened), received.woken)


async def settled(worker: WorkerProcess, people: int) -> None:
    """Until everybody rests and no cohort is being looked after but those that wait."""
    await worker.until(lambda: {enrolment["rest"] for enrolment in worker.world.enrolments()} == {"wait"})
    await worker.services.cohorts.settle_down()
    assert active(worker.db) == people


async def skip(env: WorkflowEnvironment, length: Millis) -> None:
    await env.sleep(timedelta(milliseconds=length))


async def test_lone_events_wait_together_and_leave_on_time(world: World, skipping: WorkflowEnvironment) -> None:
    people = 150
    world.publish(chain(wait("pause", "PT1H"), sms("text", "Hi"), on=on_event("signed_up")))
    world.contacts(people)
    async with working(world, skipping.client) as worker:
        for index in range(people):
            post(worker, "signed_up", f"c{index}")
        await settled(worker, people)
        await worker.until(lambda: open_cohorts(worker.db) <= 2)
        due = {enrolment["id"]: enrolment["due_at"] for enrolment in world.enrolments()}
        await skip(skipping, HOUR + BARELY)
        await worker.until_all_ended()
    late = [message["handed_at"] - due[message["enrolment_id"]] for message in world.messages()]
    assert len(late) == people
    assert min(late) >= 0
    assert max(late) <= BARELY
    assert_no_trouble(world.db, world.phones)


async def test_an_earlier_due_time_wakes_a_shared_cohort(world: World, skipping: WorkflowEnvironment) -> None:
    """Both wait in one cohort, which slept until the later one when the earlier one came."""
    hour = (wall_clock() // HOUR + 1) * HOUR
    late, early = hour + 50 * MINUTE, hour + 5 * MINUTE + 300
    on = on_event("signed_up", requires=["starts_at"])
    journey = world.publish(chain(when("pause", "event.starts_at"), sms("text", "Hi"), on=on))
    world.contacts(2)
    async with working(world, skipping.client) as worker:
        post(worker, "signed_up", "c0", starts_at=to_rfc3339(late))
        await settled(worker, 1)
        post(worker, "signed_up", "c1", starts_at=to_rfc3339(early))
        await settled(worker, 2)
        assert len({enrolment["cohort_id"] for enrolment in world.enrolments()}) == 1
        await skip(skipping, early - wall_clock() + BARELY)
        await worker.until(lambda: active(worker.db) == 1)
        (first,) = world.messages()
        # Far times are met in ticks of a second.
        assert first["claimed_at"] // SECOND == early // SECOND + 1
        await skip(skipping, late - early)
        await worker.until_all_ended()
    assert_numbers_true(world.db, journey.id)


async def test_a_paused_journey_goes_on_from_its_resume(world: World, skipping: WorkflowEnvironment) -> None:
    journey = world.publish(chain(wait("pause", "PT2H"), sms("text", "Hi"), on=on_event("signed_up")))
    world.contacts(1)
    async with working(world, skipping.client) as worker:
        post(worker, "signed_up", "c0")
        await settled(worker, 1)
        caller = Context(world.db)
        pause(caller, journey.id, wall_clock())
        await skip(skipping, 3 * HOUR)
        assert world.messages() == []
        now = wall_clock() + 3 * HOUR
        await worker.services.cohorts.wake(resume(caller, journey.id, Overdue.SEND, now).wakes)
        await worker.until_all_ended()
    assert world.states() == {"accepted": 1}
    assert_numbers_true(world.db, journey.id)


async def test_an_activity_that_waited_for_a_free_worker_knows_what_time_it_is(world: World) -> None:
    """Its claims' deadlines are compared with other machines' clocks."""
    world.publish(chain(wait("pause", "PT10S"), sms("text", "Hi"), on=on_event("signed_up")))
    world.contacts(1)
    process = world.process()
    now = wall_clock()
    received = receive_events(process.context, [IncomingEvent("c0", "signed_up")], now)
    (cohort,) = received.opened
    process.advance(cohort)
    env = ActivityEnvironment()
    scheduled = datetime.now(UTC)
    env.info = replace(env.info, scheduled_time=scheduled, started_time=scheduled + timedelta(seconds=30))
    activities = CohortActivities(process.dispatcher, CohortClient(None, "test"))
    advanced = await env.run(activities.advance, AdvanceInput(cohort, now, 1_000))
    assert advanced.moved == 1


async def test_a_cohort_outlives_a_database_that_is_away(world: World, temporal_address: str) -> None:
    """The workflow naps and looks again; it needs nobody to start it anew."""
    world.publish(chain(wait("pause", "PT1S"), sms("text", "Hi"), on=on_event("signed_up")))
    world.contacts(1)
    async with working(world, temporal_address) as worker:
        post(worker, "signed_up", "c0")
        await settled(worker, 1)
        due = world.enrolments()[0]["due_at"]
        with world.db.write() as conn:
            conn.exec_driver_sql("ALTER TABLE cohort RENAME TO away")
        await worker.until(lambda: wall_clock() > due + SECOND)
        with world.db.write() as conn:
            conn.exec_driver_sql("ALTER TABLE away RENAME TO cohort")
        handle = worker.client.get_workflow_handle(worker.services.cohorts.workflow_id(1))
        await asyncio.wait_for(handle.result(), PATIENCE)
    assert world.states() == {"accepted": 1}


async def test_a_thousand_go_through_in_a_handful_of_history_events(world: World, temporal_address: str) -> None:
    journey = world.publish(opt_in_branch("PT1S"))
    world.contacts(1_000)
    async with working(world, temporal_address) as worker:
        await worker.launch(journey)
        await worker.until_all_ended()
        handle = worker.client.get_workflow_handle(worker.services.cohorts.workflow_id(1))
        await asyncio.wait_for(handle.result(), PATIENCE)
        history = await handle.fetch_history()
    assert len(history.events) < 50
    assert world.states() == {"accepted": 1_000}
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)
