"""A sender has one rate in segments a second for all workers; urgent messages go first; no step waits for another's."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Generator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.rules.time.instants import Millis
from engine.store.account.senders import AHEAD, URGENT_AHEAD, Slots, ensure_sandbox, take_slots
from engine.store.database.database import Database
from engine.store.migrations.migrate import run
from tests.support.account_for import assert_no_trouble, assert_numbers_true
from tests.support.drawn import branch, chain, condition, on_event, sms
from tests.support.halts import answer, elsewhere
from tests.support.processes import PATIENCE
from tests.support.worlds import MARCH, World, world_at

Leaving = tuple[Millis, int]
"""When a message leaves, and how many segments it is long."""


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


@pytest.fixture(scope="module")
def memory() -> Generator[Database]:
    database = Database("sqlite://")
    with database.write() as conn:
        run(conn)
        ensure_sandbox(conn, MARCH)
    yield database
    database.close()


def ask(database: Database, lengths: Sequence[int], now: Millis, *, urgent: bool = False) -> Slots:
    with database.write() as conn:
        return take_slots(conn, "sandbox", lengths, urgent, now)


def assert_within_rate(leaving: Sequence[Leaving], rate: float) -> None:
    """In any span, no more than the rate's worth of the span and of `AHEAD`, and the longest message of each end."""
    ordered = sorted(leaving)
    longest = max((length for _, length in ordered), default=0)
    for first, last in itertools.combinations_with_replacement(range(len(ordered)), 2):
        span = ordered[last][0] - ordered[first][0]
        segments = sum(length for _, length in ordered[first : last + 1])
        assert segments <= rate * (span + AHEAD) / 1000 + 2 * longest


@given(
    rate=st.sampled_from([1, 3, 10, 100]),
    asking=st.lists(
        st.tuples(
            st.integers(0, 400),
            st.lists(st.integers(1, 7), min_size=1, max_size=12),
            st.booleans(),
        ),
        max_size=25,
    ),
)
@settings(max_examples=60)
def test_whoever_asks_whenever_the_rate_is_kept_in_every_span(
    memory: Database, rate: int, asking: list[tuple[Millis, list[int], bool]]
) -> None:
    with memory.write() as conn:
        conn.exec_driver_sql("UPDATE sender SET rate = ?, next_slot_us = 0", (rate,))
    now = MARCH
    leaving: list[Leaving] = []
    for later, lengths, urgent in asking:
        now += later
        slots = ask(memory, lengths, now, urgent=urgent)
        assert slots.at <= now + URGENT_AHEAD if slots.granted else slots.at > now
        leaving += [(slots.at, length) for length in lengths[: slots.granted]]
    assert_within_rate(leaving, rate)


def test_workers_that_ask_at_once_share_one_rate(world: World) -> None:
    world.set_rate(100)
    processes = [world.process() for _ in range(4)]
    ready = threading.Barrier(12)

    def take(index: int) -> Slots:
        ready.wait(PATIENCE)
        return ask(processes[index % 4].db, [1] * 50, MARCH)

    with elsewhere() as threads:
        granted = [answer(one) for one in [threads.start(take, index) for index in range(12)]]
    assert sum(one.granted for one in granted) == 100 * AHEAD // 1000


def test_an_urgent_message_waits_for_no_more_than_is_already_on_its_way(world: World) -> None:
    world.set_rate(10)
    ask(world.db, [1] * 1_000, MARCH)
    assert ask(world.db, [1] * 1_000, MARCH).granted == 0
    urgent = ask(world.db, [1], MARCH, urgent=True)
    assert urgent.granted == 1
    assert urgent.at <= MARCH + AHEAD + 100


def test_bulk_gets_no_slot_while_urgent_messages_wait(world: World) -> None:
    world.set_rate(10)
    now = MARCH
    while ask(world.db, [1], now, urgent=True).granted:
        assert ask(world.db, [1], now).granted == 0 or now == MARCH
    assert ask(world.db, [1], now).granted == 0
    later = now + URGENT_AHEAD - AHEAD
    assert ask(world.db, [1], later).granted == 0
    assert ask(world.db, [1], later, urgent=True).granted == 1


def test_nobody_takes_a_slot_further_ahead_than_a_second(world: World) -> None:
    world.set_rate(1)
    slots = [ask(world.db, [1], MARCH, urgent=True) for _ in range(5)]
    assert [slot.granted for slot in slots] == [1, 0, 0, 0, 0]
    assert all(slot.at <= MARCH + URGENT_AHEAD + 1 for slot in slots)


def test_a_launch_leaves_at_its_senders_rate(world: World) -> None:
    world.set_rate(20)
    journey = world.publish(chain(sms("text", "Hi", opt_out_clause="never")))
    world.contacts(100)
    worker = world.process()
    began = world.clock()
    worker.launch(journey)
    worker.carry_on()
    assert 4_500 <= world.clock() - began <= 12_000
    leaving = [(message["claimed_at"], message["segments"]) for message in world.messages()]
    assert len(leaving) == 100
    assert_within_rate(leaving, 20)
    assert_no_trouble(world.db, world.phones)
    assert_numbers_true(world.db, journey.id)


def test_a_step_whose_sender_is_slow_holds_up_no_other(world: World) -> None:
    """Half of the cohort waits for a slow sender; the other half has another and is gone at once."""
    with world.db.write() as conn:
        conn.exec_driver_sql(
            "INSERT INTO sender (id, carrier, number, rate, next_slot_us, settings, updated_at) "
            "VALUES ('slow', 'sandbox', '+15005550001', 0.1, 0, '{}', 0)"
        )
    document = chain(
        branch("tagged", condition("contact.first_name", "=", "Slow")),
        sms("slowly", "Hi", sender="slow"),
        edges=(("tagged", "else", "fast"),),
        off_the_line=(sms("fast", "Hi"),),
    )
    journey = world.publish(document)
    slow, fast = world.contacts(10, first_name="Slow"), world.contacts(10)
    worker = world.process()
    worker.launch(journey)
    (cohort,) = worker.open_cohorts()
    worker.advance(cohort)
    done = worker.dispatch(cohort, budget=5_000)
    assert done.next_at is not None
    sent = {message["contact_id"] for message in world.messages() if message["state"] == "accepted"}
    assert set(fast) < sent
    assert len(sent & set(slow)) == 1


def test_urgent_messages_leave_first(world: World) -> None:
    world.set_rate(10)
    bulk = world.publish(chain(sms("text", "Hi")))
    world.publish(chain(sms("code", "Your code"), on=on_event("login"), message_class="transactional"))
    people = world.contacts(60)
    worker = world.process()
    worker.launch(bulk)
    (cohort,) = worker.open_cohorts()
    worker.advance(cohort)
    worker.dispatch(cohort, budget=1_000)
    urgent = receive_events(worker.context, [IncomingEvent(f"c{index}", "login") for index in range(3)], world.clock())
    posted = world.clock()
    for one in urgent.urgent:
        worker.advance(one)
        worker.dispatch(one)
    codes = [message for message in world.messages() if message["step"] == "code"]
    assert [code["state"] for code in codes] == ["accepted"] * 3
    assert max(code["claimed_at"] for code in codes) <= posted + AHEAD + 400
    assert len(people) > len([message for message in world.messages() if message["step"] == "text"])
