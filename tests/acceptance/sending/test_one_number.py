"""One number, many contacts, journeys and workers: duplicates in a launch, frequency caps, clauses."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.control.control import cancel_message
from engine.rules.time.instants import DAY, HOUR
from engine.sending import batches, claims
from engine.store.database import core as t
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import chain, email, on_event, sms
from tests.support.halts import answer, assert_waits, elsewhere, halted_before, halted_before_commit
from tests.support.worlds import Process, PublishedJourney, World, world_at

NUMBER = "+12125550100"
CAP = {"messages": 1, "per": "P1D"}


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def at_the_door(world: World, *journeys: PublishedJourney) -> list[tuple[Process, int]]:
    """Launches these journeys; a process of its own for each cohort, with everybody at the send step."""
    found: list[tuple[Process, int]] = []
    for journey in journeys:
        worker = world.process()
        known = set(worker.open_cohorts())
        worker.launch(journey)
        for cohort in sorted(set(worker.open_cohorts()) - known):
            worker.advance(cohort)
            found.append((world.process(), cohort))
    return found


def prepared(process: Process, cohort: int) -> batches.Batch:
    batch = batches.prepare(process.context, cohort, process.clock())
    assert batch is not None
    return batch


def claim(process: Process, batch: batches.Batch) -> claims.ClaimOutcome:
    return claims.claim(process.context, batch, len(batch.lengths), process.clock())


def outcomes(world: World) -> dict[str, int]:
    """state, or the reason of a skip -> how many."""
    found: dict[str, int] = {}
    for message in world.messages():
        said: Any = message["reason"] if message["state"] == "skipped" else message["state"]
        found[said] = found.get(said, 0) + 1
    return found


@pytest.fixture
def small_cohorts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.admission.launch.LARGEST", 1)


@pytest.mark.usefixtures("small_cohorts")
def test_two_cohorts_of_a_launch_that_claim_one_number_at_once_send_one_message(world: World) -> None:
    journey = world.publish(chain(sms("text", "Hi", opt_out_clause="never")))
    world.contacts(2, phone_raw=NUMBER)
    (one, first), (other, second) = at_the_door(world, journey)
    here, there = prepared(one, first), prepared(other, second)
    with elsewhere() as threads, halted_before_commit(one.db) as halt:
        claiming = threads.start(claim, one, here)
        halt.wait_until_there()
        rival = threads.start(claim, other, there)
        assert_waits(rival)
        halt.release()
        assert len(answer(claiming).rows) == 1
        assert answer(rival).rows == ()
    world.clock.forward(HOUR)
    world.process().carry_on()
    assert outcomes(world) == {"accepted": 1, "duplicate_number": 1}
    assert_numbers_true(world.db, journey.id)
    assert_no_trouble(world.db, world.phones)


@pytest.mark.usefixtures("small_cohorts")
def test_two_that_write_a_clause_to_one_number_do_not_block_each_other(world: World) -> None:
    first, second = (world.publish(chain(sms("text", "Hi"), name=name)) for name in ("One", "Two"))
    world.contacts(1, phone_raw=NUMBER)
    (one, here), (other, there) = at_the_door(world, first, second)
    slices = prepared(one, here), prepared(other, there)
    with elsewhere() as threads, halted_before(one.db, "INSERT INTO message") as halt:
        claiming = threads.start(claim, one, slices[0])
        halt.wait_until_there()
        rival = threads.start(claim, other, slices[1])
        assert_waits(rival)
        halt.release()
        assert len(answer(claiming).rows) == 1
        assert answer(rival).left_out == 1
    world.clock.forward(HOUR)
    world.process().carry_on()
    assert sorted(message["clause"] for message in world.messages()) == [False, True]


def test_contacts_with_one_number_that_are_held_together_get_one_message(world: World) -> None:
    quiet = {"start": "08:00", "end": "11:00"}
    journey = world.publish(chain(sms("text"), quiet_hours=quiet))
    world.contacts(3, phone_raw=NUMBER)
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    assert outcomes(world) == {"planned": 1, "duplicate_number": 2}
    worker.carry_on()
    assert outcomes(world) == {"accepted": 1, "duplicate_number": 2}
    assert_numbers_true(world.db, journey.id)


def test_two_contacts_of_a_launch_with_one_email_address_each_get_their_email(world: World) -> None:
    journey = world.publish(chain(email("mail")))
    world.contacts(2, email="family@example.com")
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    assert outcomes(world) == {"accepted": 2}


def test_a_message_that_the_database_refuses_holds_up_nobody_else(world: World) -> None:
    journey = world.publish(chain(sms("text", opt_out_clause="never")))
    world.contacts(9)
    one_of_a_kind = "CREATE UNIQUE INDEX one_of_a_kind ON message (message_class) WHERE body = 'Hello N4'"
    first = {"visit": 1, "message_class": "marketing", "body": "Hello N4", "state": "cancelled", "created_at": 0}
    with world.db.write() as conn:
        conn.execute(text(one_of_a_kind))
        conn.execute(insert(t.message), first)
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    assert outcomes(world) == {"accepted": 8, "cancelled": 1}
    assert [enrolment["note"] for enrolment in world.enrolments() if enrolment["status"] == "active"] == ["set_aside"]


def test_a_held_message_that_is_cancelled_lets_its_contact_go_on_at_once(world: World) -> None:
    journey = world.publish(chain(sms("text"), quiet_hours={"start": "08:00", "end": "11:00"}))
    world.contacts(1)
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    (message,) = world.messages()
    assert cancel_message(worker.context, message["id"], world.clock())
    worker.travel()
    assert world.statuses() == {"completed": 1}
    assert world.states() == {"cancelled": 1}
    assert_numbers_true(world.db, journey.id)


def test_a_cap_counts_over_journeys_that_claim_at_once(world: World) -> None:
    first, second = (world.publish(chain(sms("text", "Hi"), name=name, frequency_cap=CAP)) for name in ("One", "Two"))
    world.contacts(1, phone_raw=NUMBER)
    (one, here), (other, there) = at_the_door(world, first, second)
    slices = prepared(one, here), prepared(other, there)
    with elsewhere() as threads, halted_before_commit(one.db) as halt:
        claiming = threads.start(claim, one, slices[0])
        halt.wait_until_there()
        rival = threads.start(claim, other, slices[1])
        assert_waits(rival)
        halt.release()
        assert len(answer(claiming).rows) == 1
        assert answer(rival).rows == ()
    again = prepared(other, there)
    assert again.lengths == [], "what is claimed counts, settled or not"
    world.clock.forward(HOUR)
    world.process().carry_on()
    assert outcomes(world) == {"accepted": 1, "frequency_cap": 1}


def test_a_cap_lets_through_as_many_as_it_says_out_of_one_slice_and_rolls_on(world: World) -> None:
    cap = {"messages": 2, "per": "P1D"}
    journey = world.publish(chain(sms("text", "Hi"), on=on_event("bought"), re_entry="always", frequency_cap=cap))
    world.contacts(1)
    worker = world.process()
    five = [IncomingEvent("c0", "bought") for _ in range(5)]
    receive_events(worker.context, five, world.clock())
    worker.carry_on()
    assert outcomes(world) == {"accepted": 2, "frequency_cap": 3}
    world.clock.forward(DAY + HOUR)
    receive_events(worker.context, five[:1], world.clock())
    worker.carry_on()
    assert outcomes(world) == {"accepted": 3, "frequency_cap": 3}
    assert_numbers_true(world.db, journey.id)
