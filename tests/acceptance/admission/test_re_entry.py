"""Re-entry rules hold by constraint: under parallel posts, across versions, whatever lets contacts in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from engine.admission.event_intake import Received, receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.admission.launch import continue_launch
from engine.admission.named_contacts import enrol_contacts
from tests.support.account_for import assert_numbers_true
from tests.support.deaths import CommitsLeft, MortalDatabase, ProcessDied
from tests.support.drawn import AUDIENCE, MANUAL, chain, leave, on_event, wait
from tests.support.halts import answer, elsewhere, halted_before_commit
from tests.support.processes import PATIENCE
from tests.support.worlds import Process, World, world_at

POSTS = 20


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def at_once(world: World, work: Callable[[Process, int], Any], n: int = POSTS) -> list[Any]:
    """The same thing done by so many, all let go at one moment; four processes share them."""
    processes = [world.process() for _ in range(4)]
    ready = threading.Barrier(n)

    def one(index: int) -> Any:
        ready.wait(PATIENCE)
        return work(processes[index % 4], index)

    with elsewhere() as threads:
        return [answer(each) for each in [threads.start(one, index) for index in range(n)]]


def posting(properties: Callable[[int], dict[str, Any]], id_: Callable[[int], str | None] = lambda _: None) -> Any:
    def post(process: Process, index: int) -> Received:
        event = IncomingEvent("c0", "signed_up", properties(index), None, id_(index))
        return receive_events(process.context, [event], process.clock())

    return post


RULES: dict[str, tuple[str, bool, int]] = {
    # rule, whether there is a key, enrolments of 20 posts (with a key: of two values)
    "never": ("never", False, 1),
    "never, by key": ("never", True, 2),
    "after_exit": ("after_exit", False, 1),
    "after_exit, by key": ("after_exit", True, 2),
    "always": ("always", False, POSTS),
    "always, by key": ("always", True, 2),
}


@pytest.mark.parametrize(("rule", "keyed", "expected"), RULES.values(), ids=RULES)
def test_twenty_posts_of_one_event_at_once(world: World, rule: str, keyed: bool, expected: int) -> None:
    trigger = on_event("signed_up", key="event.webinar") if keyed else on_event("signed_up")
    journey = world.publish(chain(wait("pause", "PT1H"), on=trigger, re_entry=rule))
    world.contacts(1)
    received = at_once(world, posting(lambda index: {"webinar": f"w{index % 2}"}))
    assert len(world.enrolments()) == expected
    assert sum(len(one.receipts[0].enrolments) for one in received) == expected
    assert_numbers_true(world.db, journey.id)


def test_the_same_event_by_id_is_one_event_and_everybody_gets_its_answer(world: World) -> None:
    world.publish(chain(wait("pause", "PT1H"), on=on_event("signed_up"), re_entry="always"))
    world.contacts(1)
    received = at_once(world, posting(lambda _: {}, lambda _: "the same"))
    assert len({one.receipts[0] for one in received}) == 1
    assert [enrolment["id"] for enrolment in world.enrolments()] == list(received[0].receipts[0].enrolments)


@pytest.mark.parametrize(("rule", "expected"), [("never", [1]), ("after_exit", [1, 2])])
def test_a_new_version_does_not_open_a_new_place(world: World, rule: str, expected: list[int]) -> None:
    document = chain(wait("pause", "PT1H"), on=on_event("signed_up"), re_entry=rule)
    journey = world.publish(document)
    world.contacts(1)
    worker = world.process()
    post = posting(lambda _: {})
    post(worker, 0)
    world.publish(chain(wait("pause", "PT2H"), on=on_event("signed_up"), re_entry=rule), journey)
    at_once(world, post)
    assert [enrolment["status"] for enrolment in world.enrolments()] == ["active"]
    worker.carry_on()
    at_once(world, post)
    worker.carry_on()
    by_version = sorted({enrolment["version_id"] for enrolment in world.enrolments()})
    assert [index + 1 for index in range(len(by_version))] == expected
    assert world.statuses() == {"completed": len(expected)}


def test_a_place_freed_while_events_come_in_is_taken_once(world: World) -> None:
    """20 posts, each right after an exit: nobody is ever in twice at one time."""
    world.publish(chain(leave("out"), on=on_event("signed_up"), re_entry="after_exit"))
    world.contacts(1)
    worker = world.process()
    for _ in range(3):
        before = len(world.enrolments())
        at_once(world, posting(lambda _: {}), 8)
        assert len(world.enrolments()) == before + 1
        worker.travel()


def test_enrolling_by_hand_many_times_at_once_enrols_once(world: World) -> None:
    journey = world.publish(chain(wait("pause", "PT1H"), on=MANUAL))
    people = world.contacts(30)

    def enrol(process: Process, _index: int) -> int:
        return len(enrol_contacts(process.context, journey.id, people, process.clock()).enrolments)

    assert sum(at_once(world, enrol, 8)) == 30
    assert_numbers_true(world.db, journey.id)


@pytest.mark.parametrize("rule", ["never", "after_exit"])
def test_two_launches_at_once_let_everybody_in_once(world: World, rule: str) -> None:
    journey = world.publish(chain(wait("pause", "PT1H"), on=AUDIENCE, re_entry=rule))
    world.contacts(50)

    def launch(process: Process, _index: int) -> tuple[int, int]:
        done = process.launch(journey)
        return done.enrolled, done.skipped.get("already_enrolled", 0)

    both = at_once(world, launch, 2)
    assert sum(enrolled for enrolled, _ in both) == 50
    assert all(enrolled + skipped == 50 for enrolled, skipped in both)
    assert_numbers_true(world.db, journey.id)


@pytest.mark.parametrize("rule", ["never", "after_exit", "always"])
def test_an_interrupted_launch_goes_on_without_letting_anybody_in_twice(
    world: World, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.admission.launch.LARGEST", 10)
    journey = world.publish(chain(wait("pause", "PT1H"), on=AUDIENCE, re_entry=rule))
    world.contacts(45)
    doomed = world.process(db=MortalDatabase(world.url, CommitsLeft(3)))
    with pytest.raises(ProcessDied):
        doomed.launch(journey)
    assert 0 < len(world.enrolments()) < 45
    heir = world.process()
    world.clock.forward(60_000)
    chores = heir.keep_house()
    assert chores is not None
    (launch_id,) = chores.launches
    done = continue_launch(heir.context, launch_id, world.clock)
    assert (done.enrolled, len(world.enrolments())) == (45, 45)
    assert_numbers_true(world.db, journey.id)


@pytest.mark.parametrize("rule", ["never", "always"])
def test_two_processes_that_carry_on_one_launch_let_everybody_in_once(
    world: World, rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.admission.launch.LARGEST", 10)
    journey = world.publish(chain(wait("pause", "PT1H"), on=AUDIENCE, re_entry=rule))
    world.contacts(45)
    doomed = world.process(db=MortalDatabase(world.url, CommitsLeft(1)))
    with pytest.raises(ProcessDied):
        doomed.launch(journey)
    one, other = world.process(), world.process()
    with elsewhere() as threads, halted_before_commit(one.db) as halt:
        first = threads.start(continue_launch, one.context, 1, world.clock)
        halt.wait_until_there()
        second = threads.start(continue_launch, other.context, 1, world.clock)
        halt.release()
        answer(first)
        answer(second)
    assert len(world.enrolments()) == 45
    assert_numbers_true(world.db, journey.id)


def test_a_launch_of_a_journey_that_was_cancelled_meanwhile_lets_nobody_in(world: World) -> None:
    journey = world.publish(chain(wait("pause", "PT1H"), on=AUDIENCE))
    world.contacts(5)
    doomed = world.process(db=MortalDatabase(world.url, CommitsLeft(0)))
    with pytest.raises(ProcessDied):
        doomed.launch(journey)
    world.cancel(journey)
    assert continue_launch(world.process().context, 1, world.clock).enrolled == 0
    assert world.enrolments() == []
