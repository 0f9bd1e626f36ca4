"""A worker that is told to stop finishes what it has claimed, and claims no more."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from activities.carriers.sandbox import SandboxCarrier
from activities.worker import open_worker_services
from engine.admission.launch import launch
from engine.runtime.clock import wall_clock
from engine.sending.carrier.carrier import CarrierAnswer, Outgoing
from engine.settings.installation import Settings
from engine.store.database.database import Database
from tests.support.account_for import assert_no_trouble, assert_numbers_true, handed_over
from tests.support.drawn import chain, sms
from tests.support.processes import PATIENCE
from tests.support.working import WallClock, working
from tests.support.worlds import World, world_at

pytestmark = pytest.mark.anyio

PEOPLE = 400


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(sqlite_url, tmp_path, WallClock()) as found:
        yield found


@dataclass
class Deliberate(SandboxCarrier):
    """Takes a second over each slice, and can't be asked afterwards."""

    can_look_up: bool = False
    called: asyncio.Event = field(default_factory=asyncio.Event)

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        self.called.set()
        await asyncio.sleep(1)
        return await super().hand_over(messages, seconds)


async def test_what_is_being_handed_over_at_the_stop_is_not_unknown(world: World, temporal_address: str) -> None:
    journey = world.publish(chain(sms("text", "Hi")))
    world.contacts(PEOPLE)
    carrier = Deliberate(world.phones)
    settings = Settings(data=world.folder, database_url=world.url)
    async with working(world, temporal_address) as first:
        queue = f"{first.services.cohorts.task_queue}-deliberate"
        database = Database(world.url)
        async with open_worker_services(
            settings, client=first.client, database=database, carriers={"sandbox": carrier}, task_queue=queue
        ) as services:
            async with services.worker(first.client):
                launched = await asyncio.to_thread(launch, services.context, journey.id, wall_clock)
                assert launched.enrolled == PEOPLE
                await services.cohorts.start([1])
                await asyncio.wait_for(carrier.called.wait(), PATIENCE)
            states = world.states()
        database.close()
    assert set(states) == {"accepted"}
    assert 0 < states["accepted"] < PEOPLE, "it claimed no more once it was told to stop"
    assert len(handed_over(world.phones)) == states["accepted"]
    async with working(world, temporal_address, queue=queue) as second:
        await second.until_all_ended()
    assert world.states() == {"accepted": PEOPLE}
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)
