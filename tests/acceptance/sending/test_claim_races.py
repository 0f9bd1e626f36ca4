"""STOP, pause, cancel and a changed number against a claim: every order of the two, forced on real connections.

Whoever answers before the claim commits wins; whoever comes later waits, and then tells the truth.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from engine.control.control import EnrolmentCancelled, cancel_enrolment, cancel_journey, pause
from engine.inbound.replies import InboundMessage, receive_reply
from engine.runtime.context import Context
from engine.sending import batches, claims
from tests.support.drawn import chain, sms
from tests.support.halts import (
    answer,
    assert_waits,
    elsewhere,
    halted_before,
    halted_before_commit,
    wait_until_held_up,
)
from tests.support.worlds import Process, PublishedJourney, World, world_at

NEW_NUMBER = "+12125550199"


@dataclass
class AtTheDoor:
    """One contact about to be sent to, and the two processes that race for it."""

    world: World
    worker: Process
    other: Context
    journey: PublishedJourney
    contact: int
    enrolment: int
    cohort: int

    def prepare(self) -> batches.Batch:
        found = batches.prepare(self.worker.context, self.cohort, self.world.clock())
        assert found is not None
        assert found.lengths == [1]
        return found

    def claim(self, prepared: batches.Batch) -> claims.ClaimOutcome:
        return claims.claim(self.worker.context, prepared, 1, self.world.clock())

    def stop(self) -> Any:
        inbound = InboundMessage("sandbox", "in-1", self.world.phone(self.contact), "STOP")
        return receive_reply(self.other, inbound, self.world.clock())

    def pause(self) -> Any:
        return pause(self.other, self.journey.id, self.world.clock())

    def cancel_journey(self) -> Any:
        return cancel_journey(self.other, self.journey.id, self.world.clock())

    def cancel_enrolment(self) -> Any:
        return cancel_enrolment(self.other, self.enrolment, self.world.clock())

    def change_number(self) -> Any:
        return self.world.change_phone(self.contact, NEW_NUMBER, self.other.db)


OPPONENTS: dict[str, Callable[[AtTheDoor], Any]] = {
    "stop": AtTheDoor.stop,
    "pause": AtTheDoor.pause,
    "cancel_journey": AtTheDoor.cancel_journey,
    "cancel_enrolment": AtTheDoor.cancel_enrolment,
    "change_number": AtTheDoor.change_number,
}


@pytest.fixture
def door(database_url: str, tmp_path: Path) -> Generator[AtTheDoor]:
    with world_at(database_url, tmp_path) as world:
        journey = world.publish(chain(sms("text", "Hi")))
        contact = world.contacts(1)[0]
        worker = world.process()
        worker.launch(journey)
        cohort = worker.open_cohorts()[0]
        worker.advance(cohort)
        other = world.process().context
        yield AtTheDoor(world, worker, other, journey, contact, world.enrolments()[0]["id"], cohort)


@pytest.mark.parametrize("opponent", OPPONENTS)
def test_what_was_answered_before_the_claim_began_wins(door: AtTheDoor, opponent: str) -> None:
    prepared = door.prepare()
    OPPONENTS[opponent](door)
    assert door.claim(prepared).rows == ()
    assert "claimed" not in door.world.states()


@pytest.mark.parametrize("opponent", OPPONENTS)
def test_a_claim_waits_for_what_is_being_written_and_then_obeys_it(door: AtTheDoor, opponent: str) -> None:
    prepared = door.prepare()
    with elsewhere() as threads, halted_before_commit(door.other.db) as halt:
        writing = threads.start(OPPONENTS[opponent], door)
        halt.wait_until_there()
        claiming = threads.start(door.claim, prepared)
        assert_waits(claiming)
        halt.release()
        answer(writing)
        assert answer(claiming).rows == ()
    assert "claimed" not in door.world.states()


@pytest.mark.parametrize("opponent", OPPONENTS)
def test_who_comes_while_a_claim_is_written_is_not_answered_before_it(door: AtTheDoor, opponent: str) -> None:
    prepared = door.prepare()
    with elsewhere() as threads, halted_before(door.worker.db, "INSERT INTO message") as halt:
        claiming = threads.start(door.claim, prepared)
        halt.wait_until_there()
        asking = threads.start(OPPONENTS[opponent], door)
        assert_waits(asking)
        halt.release()
        (claimed,) = answer(claiming).rows
        answered = answer(asking)
    if opponent == "cancel_enrolment":
        assert isinstance(answered, EnrolmentCancelled)
        assert answered.dispatched == (claimed.id,)
    assert door.world.states()["claimed"] == 1


@pytest.mark.parametrize("opponent", ["pause", "cancel_journey"])
def test_who_claims_after_a_pause_was_asked_for_does_not_hold_it_up(door: AtTheDoor, opponent: str) -> None:
    """One worker or another has the journey at any time; a pause waits for those only who have it now."""
    door.world.contacts(1)
    late = door.world.process()
    late.launch(door.journey)
    (cohort,) = {*late.open_cohorts()} - {door.cohort}
    late.advance(cohort)
    prepared = batches.prepare(late.context, cohort, door.world.clock())
    assert prepared is not None
    with elsewhere() as threads, halted_before(door.worker.db, "INSERT INTO message") as halt:
        claiming = threads.start(door.claim, door.prepare())
        halt.wait_until_there()
        asking = threads.start(OPPONENTS[opponent], door)
        assert_waits(asking)
        wait_until_held_up(door.world.db)
        coming = threads.start(claims.claim, late.context, prepared, 1, door.world.clock())
        assert_waits(coming)
        halt.release()
        assert len(answer(claiming).rows) == 1
        answer(asking)
        assert answer(coming).paused
    assert door.world.states()["claimed"] == 1


def test_a_message_that_had_left_is_told_of_and_settled_after_the_cancel(door: AtTheDoor) -> None:
    claimed = door.claim(door.prepare())
    answered = door.cancel_enrolment()
    assert answered.dispatched == tuple(row.id for row in claimed.rows)
    door.world.clock.forward(claims.CLAIM_DURATION + 60_000)
    door.worker.keep_house()
    assert "claimed" not in door.world.states()
    assert door.world.statuses() == {"cancelled": 1}
