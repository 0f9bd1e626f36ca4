"""What hangs in the air with a carrier that can't be asked: of all that a process sends at once, never too much."""

from __future__ import annotations

import asyncio
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from activities.carriers.sandbox import SandboxCarrier
from engine.sending.carrier.carrier import CarrierAnswer, Outgoing
from engine.sending.dispatcher import Dispatcher
from engine.sending.in_flight import IN_FLIGHT_UNASKABLE
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import chain, sms
from tests.support.worlds import World, world_at

COHORTS = 4
PEOPLE = 120


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


@dataclass
class Counting(SandboxCarrier):
    """The sandbox, taking its time, which counts what it holds."""

    holds: int = 0
    most: int = 0
    calls: int = 0
    together: int = 0

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        self.holds += len(messages)
        self.calls += 1
        self.most = max(self.most, self.holds)
        self.together = max(self.together, self.calls)
        for _ in range(20):
            await asyncio.sleep(0)
        self.holds -= len(messages)
        self.calls -= 1
        return await super().hand_over(messages, seconds)


def sent_at_once(world: World, carrier: Counting) -> None:
    """Several cohorts of one journey go through one process at the same time."""
    journey = world.publish(chain(sms("text", "Hi", opt_out_clause="never")))
    starter = world.process()
    for _ in range(COHORTS):
        world.contacts(PEOPLE)
        starter.launch(journey)
    for cohort in starter.open_cohorts():
        starter.advance(cohort)

    async def nap(seconds: float) -> None:
        world.clock.forward(max(1, round(seconds * 1000)))
        await asyncio.sleep(0)

    dispatcher = Dispatcher(world.process().context, {"sandbox": carrier}, "test", sleep=nap)

    async def all_of_them() -> None:
        await asyncio.gather(*(dispatcher.dispatch(cohort, world.clock, 600_000) for cohort in starter.open_cohorts()))

    asyncio.run(all_of_them())
    assert world.states() == {"accepted": COHORTS * PEOPLE}
    starter.carry_on()
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)


def test_all_that_a_process_sends_by_a_carrier_that_cannot_be_asked_shares_one_limit(world: World) -> None:
    carrier = Counting(world.phones, can_look_up=False)
    sent_at_once(world, carrier)
    assert carrier.most <= IN_FLIGHT_UNASKABLE
    # And one cohort does not keep the others out.
    assert carrier.together == COHORTS


def test_one_that_can_be_asked_gets_as_much_as_there_is(world: World) -> None:
    carrier = Counting(world.phones)
    sent_at_once(world, carrier)
    assert carrier.most > IN_FLIGHT_UNASKABLE
