"""The intake: a burst shares transactions, and one event that breaks takes no other with it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event

from builder_api.intake.intake import Intake
from engine.admission.incoming_event import IncomingEvent
from engine.runtime.context import Context
from engine.store.contacts.contacts import ContactInput, PhoneReader, write_contacts
from engine.store.database.database import Database
from engine.store.migrations.migrate import upgrade

pytestmark = pytest.mark.anyio

NOW = 1_772_355_600_000


class Quiet:
    """Nothing is woken here."""

    def soon(self, opened: Iterable[int], woken: Iterable[int], urgent: bool = False) -> None: ...

    async def reachable(self) -> bool:
        return False


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'postroad.db'}"
    upgrade(url, NOW)
    opened = Database(url)
    with opened.write() as conn:
        write_contacts(conn, [ContactInput("ann")], PhoneReader(), NOW)
    yield opened
    opened.close()


def commits(database: Database) -> list[int]:
    """Grows with every transaction that commits."""
    seen: list[int] = []
    event.listen(database.engine, "commit", lambda _: seen.append(1))
    return seen


def visit(number: int, contact: str = "ann") -> IncomingEvent:
    return IncomingEvent(contact, "visited", {"page": number})


async def test_events_that_come_while_one_is_written_share_the_next_transaction(database: Database) -> None:
    intake = Intake(Context(database), Quiet(), lambda: NOW)
    seen = commits(database)

    receipts = await asyncio.gather(*(intake.take(visit(number)) for number in range(200)))
    await intake.close()

    assert len({receipt.event_id for receipt in receipts}) == 200
    assert len(seen) < 20


async def test_each_caller_gets_the_receipt_of_its_own_event(database: Database) -> None:
    intake = Intake(Context(database), Quiet(), lambda: NOW)

    receipts = await asyncio.gather(
        *(intake.take(visit(number, "ann" if number % 3 else "nobody")) for number in range(30))
    )
    await intake.close()

    assert [receipt.refusal and receipt.refusal.code for receipt in receipts] == [
        None if number % 3 else "unknown_contact" for number in range(30)
    ]


async def test_a_caller_that_gives_up_does_not_disturb_the_others(database: Database) -> None:
    intake = Intake(Context(database), Quiet(), lambda: NOW)
    tasks = [asyncio.create_task(intake.take(visit(number))) for number in range(10)]
    await asyncio.sleep(0)
    tasks[4].cancel()

    done = await asyncio.gather(*tasks, return_exceptions=True)
    await intake.close()

    assert isinstance(done[4], asyncio.CancelledError)
    assert all(not isinstance(receipt, BaseException) for receipt in (*done[:4], *done[5:]))


async def test_one_event_that_breaks_its_transaction_takes_no_other_with_it(database: Database) -> None:
    with database.write() as conn:
        conn.exec_driver_sql(
            "CREATE TRIGGER broken BEFORE INSERT ON event WHEN NEW.name = 'broken' "
            "BEGIN SELECT RAISE(ABORT, 'broken'); END"
        )
    intake = Intake(Context(database), Quiet(), lambda: NOW)

    events = [visit(number) for number in range(6)] + [IncomingEvent("ann", "broken", {})]
    done = await asyncio.gather(*(intake.take(each) for each in events))
    await intake.close()

    assert [receipt.refusal is None for receipt in done] == [True] * 6 + [False]
    assert done[-1].refusal is not None
    assert done[-1].refusal.code == "event_refused"
