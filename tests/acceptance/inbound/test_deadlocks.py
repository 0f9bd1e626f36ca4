"""Deadlocks of PostgreSQL, forced: who loses one does its work again, and nothing of it is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Select, select, text

from engine.inbound.receipts import CarrierReceipt, receive_receipt
from engine.inbound.replies import InboundMessage, receive_reply
from engine.movement.changed_consent import consent_changed
from engine.rules.outcomes.states import MessageState
from engine.store.database import core as t
from tests.support.drawn import chain, sms, wait
from tests.support.halts import answer, elsewhere, halted_before, wait_until_held_up
from tests.support.processes import PATIENCE
from tests.support.worlds import Process, World, world_at


@pytest.fixture
def world(postgres_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(postgres_url, tmp_path) as found:
        yield found


def loses_a_deadlock(
    world: World, loser: Process, work: Callable[[], Any], at: str, has: Select[Any], wants: Select[Any]
) -> Any:
    """The answer of the work, held up at a statement that needs what somebody else has, who wants what it has and
    never gives way."""
    began, go_on = threading.Event(), threading.Event()
    rival = world.process()

    def never_gives_way() -> None:
        with rival.db.write() as conn:
            conn.execute(text("SET LOCAL deadlock_timeout = '1h'"))
            conn.execute(has.with_for_update())
            began.set()
            assert go_on.wait(PATIENCE)
            conn.execute(wants.with_for_update())

    with elsewhere() as threads, halted_before(loser.db, at) as halt:
        winning = threads.start(never_gives_way)
        assert began.wait(PATIENCE)
        losing = threads.start(work)
        halt.wait_until_there()
        go_on.set()
        wait_until_held_up(world.db)
        halt.release()
        answer(winning)
        return answer(losing)


def test_a_receipt_that_tells_of_a_stop_is_written(world: World) -> None:
    journey = world.publish(chain(sms("text", "Hi")))
    number = world.phone(world.contacts(1)[0])
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    (message,) = world.messages()
    consent = select(t.consent.c.state).where(t.consent.c.address == number)
    receipt = CarrierReceipt("sandbox", message["id"], None, MessageState.UNDELIVERED, "21610")

    received = loses_a_deadlock(
        world,
        worker,
        lambda: receive_receipt(worker.context, receipt, world.clock()),
        at="INSERT INTO consent ",
        has=consent,
        wants=select(t.message.c.id).where(t.message.c.id == message["id"]),
    )

    assert received.changed
    assert world.states() == {"undelivered": 1}
    with world.db.read() as conn:
        assert conn.execute(consent).scalar_one() == "opted_out"


def test_a_stop_is_taken_in(world: World) -> None:
    journey = world.publish(chain(sms("text", "Hi")))
    number = world.phone(world.contacts(1)[0])
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    consent = select(t.consent.c.state).where(t.consent.c.address == number)
    stop = InboundMessage("sandbox", "in-1", number, "STOP")

    outcome = loses_a_deadlock(
        world,
        worker,
        lambda: receive_reply(worker.context, stop, world.clock()),
        at="UPDATE message ",
        has=select(t.message.c.id).where(t.message.c.id == world.messages()[0]["id"]),
        wants=consent,
    )

    assert outcome.kind == "opt_out"
    with world.db.read() as conn:
        assert conn.execute(consent).scalar_one() == "opted_out"


def test_an_opt_out_ends_what_it_ends(world: World) -> None:
    journey = world.publish(chain(wait("later", "P1D"), sms("text", "Hi"), on_opt_out="exit"))
    number = world.phone(world.contacts(1)[0])
    worker = world.process()
    worker.launch(journey)
    worker.travel()
    (enrolment,) = world.enrolments()

    concerned = loses_a_deadlock(
        world,
        worker,
        lambda: consent_changed(worker.context, number, "opt_out", world.clock()),
        at="UPDATE cohort ",
        has=select(t.cohort.c.id).where(t.cohort.c.id == enrolment["cohort_id"]),
        wants=select(t.enrolment.c.id).where(t.enrolment.c.id == enrolment["id"]),
    )

    assert concerned == [enrolment["cohort_id"]]
    assert world.statuses() == {"exited": 1}
