"""A worker that stalls: it neither sends what another has settled, nor settles what is no longer its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from activities.carriers.sandbox import SandboxCarrier
from engine.control.control import cancel_enrolment, pause, resume
from engine.inbound.replies import InboundMessage, receive_reply
from engine.rules.outcomes.states import Overdue
from engine.rules.time.instants import Millis
from engine.sending import batches, claims
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Throttled, Unknowable
from engine.sending.carrier.outgoing import outgoing
from engine.sending.dispatcher import SAFETY_MARGIN
from engine.sending.settle import CarrierOutcome, settle
from tests.support.account_for import assert_no_trouble, assert_numbers_true, handed_over
from tests.support.drawn import chain, sms, wait
from tests.support.worlds import Process, PublishedJourney, World, phone_of, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


@pytest.fixture
def journey(world: World) -> PublishedJourney:
    found = world.publish(chain(sms("text", "Hi"), wait("after", "PT1S")))
    world.contacts(3)
    return found


@dataclass
class SlowCarrier(SandboxCarrier):
    """The sandbox, which other things happen before: what is to be done while it is being called."""

    meanwhile: list[object] = field(default_factory=list[object])
    seconds: list[float] = field(default_factory=list[float])

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        self.seconds.append(seconds)
        for what in self.meanwhile:
            assert callable(what)
            what()
        self.meanwhile.clear()
        return await super().hand_over(messages, seconds)


@dataclass
class DeafCarrier(SandboxCarrier):
    """It takes every message, and its answer never arrives."""

    answers_look_up: bool = True

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        await super().hand_over(messages, seconds)
        return [Unknowable("the line broke") for _ in messages]

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        if not self.answers_look_up:
            return [Unknowable("no answer") for _ in messages]
        return await super().look_up(messages)


def claimed_by(process: Process, journey: PublishedJourney) -> tuple[batches.Batch, claims.ClaimOutcome]:
    process.launch(journey)
    (cohort,) = process.open_cohorts()
    process.advance(cohort)
    batch = batches.prepare(process.context, cohort, process.clock())
    assert batch is not None
    return batch, claims.claim(process.context, batch, 3, process.clock())


@dataclass
class StallingClock:
    """The clock of a process that stands still for a while once it has claimed a message, as a suspended machine does:
    what happens meanwhile is `meanwhile`."""

    world: World
    meanwhile: Callable[[], object]
    stalled: bool = False

    def __call__(self) -> Millis:
        if not self.stalled and "claimed" in self.world.states():
            self.stalled = True
            self.world.clock.forward(claims.CLAIM_DURATION)
            with ThreadPoolExecutor(1) as elsewhere:
                elsewhere.submit(self.meanwhile).result()
        return self.world.clock()


def confirmation_of_a_stop(process: Process, phone: str) -> int:
    """The service message that is to be sent."""
    stop = receive_reply(process.context, InboundMessage("sandbox", "in-1", phone, "STOP"), process.clock())
    assert stop.service_message_id is not None
    return stop.service_message_id


def test_a_service_message_is_handed_over_before_the_deadline_of_its_claim_or_not_at_all(
    world: World,
) -> None:
    carrier = SlowCarrier(world.phones)
    stalled, other = world.process(carrier), world.process()
    message_id = confirmation_of_a_stop(stalled, phone_of(0))
    clock = StallingClock(world, other.keep_house)
    asyncio.run(stalled.dispatcher.send_service_message(message_id, clock))
    assert clock.stalled
    assert carrier.seconds == []
    assert world.states() == {"planned": 1}
    other.keep_house_for(claims.CLAIM_DURATION)
    assert world.states() == {"accepted": 1}
    assert [message["attempts"] for message in world.messages()] == [2]
    assert sum(handed_over(world.phones).values()) == 1


def test_a_service_message_whose_process_stalled_and_that_nobody_settled_is_sent_later(
    world: World,
) -> None:
    carrier = SlowCarrier(world.phones)
    stalled = world.process(carrier)
    message_id = confirmation_of_a_stop(stalled, phone_of(0))
    asyncio.run(stalled.dispatcher.send_service_message(message_id, StallingClock(world, lambda: None)))
    assert carrier.seconds == []
    assert world.states() == {"planned": 1}
    stalled.keep_house_for(claims.CLAIM_DURATION)
    assert world.states() == {"accepted": 1}


def test_a_worker_that_comes_to_after_its_deadline_hands_nothing_over(world: World, journey: PublishedJourney) -> None:
    carrier = SlowCarrier(world.phones)
    stalled = world.process(carrier)
    _, claimed = claimed_by(stalled, journey)
    messages = [outgoing(row, None, None, "test") for row in claimed.rows]
    world.clock.forward(claims.CLAIM_DURATION - SAFETY_MARGIN)
    answers = asyncio.run(stalled.dispatcher._answers(carrier, messages, claimed.deadline_at, world.clock))
    assert answers == [Throttled(0, "stalled")] * 3
    assert handed_over(world.phones) == {}


def test_the_carrier_is_given_no_longer_than_the_claim_lasts(world: World, journey: PublishedJourney) -> None:
    carrier = SlowCarrier(world.phones)
    worker = world.process(carrier)
    worker.launch(journey)
    worker.carry_on()
    assert max(carrier.seconds) * 1000 <= claims.CLAIM_DURATION - SAFETY_MARGIN
    assert_no_trouble(world.db, world.phones)


def test_what_another_has_settled_is_not_settled_again(world: World, journey: PublishedJourney) -> None:
    stalled, other = world.process(), world.process()
    _, claimed = claimed_by(stalled, journey)
    world.clock.forward(claims.CLAIM_DURATION)
    other.keep_house()
    late = [CarrierOutcome(row, Accepted("late")) for row in claimed.rows]
    assert settle(stalled.context, late, world.clock(), owner=stalled.context.owner, urgent=False).settled == 0
    other.carry_on()
    assert {message["carrier_id"] for message in world.messages()}.isdisjoint({"late"})
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)


def test_an_answer_to_an_earlier_claim_does_not_settle_a_later_one(world: World, journey: PublishedJourney) -> None:
    """The same process claimed the same message again meanwhile: the old answer says nothing about the new claim."""
    worker, other = world.process(), world.process()
    batch, first = claimed_by(worker, journey)
    world.clock.forward(claims.CLAIM_DURATION)
    other.keep_house()
    world.clock.forward(60_000)
    again = batches.prepare(worker.context, batch.cohort.id, world.clock())
    assert again is not None
    second = claims.claim(worker.context, again, 3, world.clock())
    assert [row.id for row in second.rows] == [row.id for row in first.rows]
    stale = [CarrierOutcome(row, Throttled(0, "stalled")) for row in first.rows]
    assert settle(worker.context, stale, world.clock(), owner=worker.context.owner, urgent=False).settled == 0
    assert world.states() == {"claimed": 3}


def test_nobody_settles_a_claim_before_its_deadline(world: World, journey: PublishedJourney) -> None:
    worker, other = world.process(), world.process()
    claimed_by(worker, journey)
    world.clock.forward(claims.CLAIM_DURATION - 1)
    other.keep_house()
    assert world.states() == {"claimed": 3}


def test_an_answer_that_got_lost_is_asked_for_at_once(world: World, journey: PublishedJourney) -> None:
    worker = world.process(DeafCarrier(world.phones))
    worker.launch(journey)
    began = world.clock()
    worker.travel()
    assert world.states() == {"accepted": 3}
    assert world.clock() == began
    worker.carry_on()
    assert_no_trouble(world.db, world.phones)


def test_one_that_nobody_can_tell_is_asked_again_after_the_deadline_and_then_unknown(
    world: World, journey: PublishedJourney
) -> None:
    worker = world.process(DeafCarrier(world.phones, answers_look_up=False))
    worker.launch(journey)
    worker.travel()
    assert world.states() == {"claimed": 3}
    left_at = world.clock()
    worker.carry_on()
    assert world.states() == {"unknown": 3}
    assert {message["handed_at"] for message in world.messages()} == {left_at}
    assert world.statuses() == {"completed": 3}
    assert_numbers_true(world.db, journey.id)


def test_a_virtual_carrier_takes_nothing_once_its_caller_has_given_up(world: World, journey: PublishedJourney) -> None:
    worker = world.process()
    _, claimed = claimed_by(worker, journey)
    messages = [outgoing(row, None, None, "test") for row in claimed.rows]
    with pytest.raises(TimeoutError):
        world.phones.take(messages, world.clock(), before=0.0)
    assert handed_over(world.phones) == {}


def test_who_was_cancelled_while_the_carrier_was_busy_gets_nothing_later(
    world: World, journey: PublishedJourney
) -> None:
    """The carrier does not take it, and its contact is gone: nobody will come to the door with it again."""
    carrier = SlowCarrier(world.phones)
    worker = world.process(carrier)
    worker.launch(journey)
    first = world.enrolments()[0]["id"]
    carrier.meanwhile.append(lambda: cancel_enrolment(world.process().context, first, world.clock()))
    world.phones.script(world.phone(world.enrolments()[0]["contact_id"]), "throttle")
    worker.carry_on()
    assert world.states() == {"cancelled": 1, "accepted": 2}
    assert world.statuses() == {"cancelled": 1, "completed": 2}
    assert_numbers_true(world.db, journey.id)


def test_a_slice_that_is_in_the_air_at_a_pause_lands_and_stays_until_the_resume(
    world: World, journey: PublishedJourney
) -> None:
    carrier = SlowCarrier(world.phones)
    worker = world.process(carrier)
    worker.launch(journey)
    carrier.meanwhile.append(lambda: pause(world.process().context, journey.id, world.clock()))
    worker.travel()
    assert world.states() == {"accepted": 3}
    assert {(enrolment["step"], enrolment["rest"]) for enrolment in world.enrolments()} == {("text", "wait")}
    world.clock.forward(60_000)
    worker.travel()
    assert {enrolment["step"] for enrolment in world.enrolments()} == {"text"}
    resume(worker.context, journey.id, Overdue.SEND, world.clock())
    worker.carry_on()
    assert world.statuses() == {"completed": 3}
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)
