"""A receipt against whoever holds its number already and wants its message: losing that race loses no receipt."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import select, text

from engine.store import core as t
from engine.travel.receipts import CarrierReceipt, receive_receipt
from tests.support.drawn import chain, sms
from tests.support.halts import answer, elsewhere, halted_before
from tests.support.processes import wait_until
from tests.support.worlds import World, world_at


def somebody_waits(world: World) -> bool:
    with world.db.read() as conn:
        return bool(conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())


def test_a_receipt_that_tells_of_a_stop_survives_a_deadlock(postgres_url: str, tmp_path: Path) -> None:
    with world_at(postgres_url, tmp_path) as world:
        journey = world.publish(chain(sms("text", "Hi")))
        number = world.phone(world.contacts(1)[0])
        worker, other = world.process(), world.process()
        worker.launch(journey)
        worker.travel()
        (message,) = world.messages()
        has_the_number = threading.Event()
        wants_the_message = threading.Event()

        def settle() -> None:
            """Takes its locks in their order, number before message, and never gives way."""
            with worker.db.write() as conn:
                conn.execute(text("SET LOCAL deadlock_timeout = '1h'"))
                conn.execute(select(t.consent).where(t.consent.c.address == number).with_for_update())
                has_the_number.set()
                assert wants_the_message.wait(30)
                conn.execute(select(t.message).where(t.message.c.id == message["id"]).with_for_update())

        with elsewhere() as threads, halted_before(other.db, "INSERT INTO consent ") as halt:
            settling = threads.start(settle)
            assert has_the_number.wait(30)
            receipt = CarrierReceipt("sandbox", message["id"], None, "undelivered", "21610")
            receiving = threads.start(receive_receipt, other.context, receipt, world.clock())
            halt.wait_until_there()
            wants_the_message.set()
            wait_until(lambda: somebody_waits(world))
            halt.release()
            answer(settling)
            assert answer(receiving).changed

        assert world.states() == {"undelivered": 1}
        with world.db.read() as conn:
            consent = conn.execute(select(t.consent.c.state).where(t.consent.c.address == number)).scalar_one()
        assert consent == "opted_out"
