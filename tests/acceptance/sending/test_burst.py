"""The second in which reminders are due: whatever is written then, everybody is texted, by workflows on a server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from pathlib import Path

import pytest

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.movement.contact_writes import put_people
from engine.rules.time.instants import HOUR, SECOND, Millis, to_rfc3339
from engine.runtime.clock import wall_clock
from engine.store.contacts.contacts import ContactInput, PhoneReader
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import chain, on_event, sms, when
from tests.support.working import WallClock, WorkerProcess, working
from tests.support.worlds import World, world_at

pytestmark = pytest.mark.anyio

PEOPLE = 400
SOON: Millis = 8 * SECOND
"""By then everybody has come to the wait, on a slow machine too; should somebody not have, the test says so."""


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path, WallClock()) as found:
        yield found


Wakes = tuple[int, ...]


def post(worker: WorkerProcess, *events: IncomingEvent) -> tuple[Wakes, Wakes]:
    """Events as the API takes them in: the cohorts to start, and to wake."""
    received = receive_events(worker.services.context, events, wall_clock())
    assert all(receipt.refusal is None for receipt in received.receipts)
    return (*received.urgent, *received.opened), received.woken


def a_new_link(worker: WorkerProcess, round_: int) -> Wakes:
    properties = {"webinar": "w", "link": f"https://example.com/{round_}"}
    return post(worker, IncomingEvent(None, "moved", properties))[1]


def the_same_date_again(worker: WorkerProcess, round_: int) -> Wakes:
    first = worker.world.enrolments()[0]["properties"] or {}
    again = IncomingEvent(None, "moved", {"webinar": "w", "starts_at": first["starts_at"], "room": round_})
    return post(worker, again)[1]


def contacts_as_they_are(worker: WorkerProcess, _round: int) -> Wakes:
    return _write(worker, [ContactInput(f"c{n}") for n in range(PEOPLE)])


def contacts_with_something_else(worker: WorkerProcess, round_: int) -> Wakes:
    return _write(
        worker, [ContactInput(f"c{n}", {"first_name": f"C {round_}"}, {"plan": round_}) for n in range(PEOPLE)]
    )


def _write(worker: WorkerProcess, people: list[ContactInput]) -> Wakes:
    return put_people(worker.services.context, people, PhoneReader(), wall_clock())[1]


@pytest.mark.parametrize("write", [a_new_link, the_same_date_again, contacts_as_they_are, contacts_with_something_else])
async def test_everybody_who_is_due_in_the_second_of_a_write_is_texted(
    world: World, temporal_address: str, write: Callable[[WorkerProcess, int], Wakes]
) -> None:
    trigger = on_event("registered", key="event.webinar", requires=["starts_at"], updated_by="moved")
    hour_before = when("hour", "event.starts_at", "-PT1H", if_past="missed")
    journey = world.publish(chain(hour_before, sms("text", "Soon {{ event.link }}"), on=trigger))
    world.contacts(PEOPLE)
    async with working(world, temporal_address) as worker:
        due = wall_clock() + SOON
        properties = {"webinar": "w", "starts_at": to_rfc3339(due + HOUR), "link": "https://example.com/0"}
        worker.services.cohorts.soon(
            *post(worker, *(IncomingEvent(f"c{n}", "registered", properties) for n in range(PEOPLE)))
        )
        await worker.until(lambda: {enrolment["rest"] for enrolment in world.enrolments()} == {"wait"})
        assert wall_clock() < due
        for round_, moment in enumerate((-150, 0, 50, 300, 700, 1_100), 1):
            await asyncio.sleep(max(0, due + moment - wall_clock()) / 1000)
            worker.services.cohorts.soon((), await asyncio.to_thread(write, worker, round_))
        await worker.until_all_ended()
    assert world.states() == {"accepted": PEOPLE}
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)
