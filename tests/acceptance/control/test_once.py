"""What is done by one at a time, and counted truly, on both databases."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from engine.store.database import idempotency
from engine.store.database.leases import take_lease
from tests.support.drawn import opt_in_branch
from tests.support.worlds import World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def test_one_process_keeps_house_until_it_has_been_silent_for_its_lease(world: World) -> None:
    def takes(owner: str, now: int) -> bool:
        with world.db.write() as conn:
            return take_lease(conn, "housekeeping", owner, now, 10_000)

    assert takes("one", 1_000)
    assert takes("one", 2_000)
    assert not takes("other", 3_000)
    assert takes("other", 12_001)
    assert not takes("one", 12_002)


def test_an_idempotency_key_is_taken_once(world: World) -> None:
    with world.db.write() as conn:
        assert idempotency.claim(conn, "key", "print", 1_000) is None
    with world.db.write() as conn:
        assert idempotency.claim(conn, "key", "print", 1_000) is not None


def test_a_launch_tells_how_many_it_let_in(world: World) -> None:
    journey = world.publish(opt_in_branch())
    world.contacts(7)
    worker = world.process()
    first, second = worker.launch(journey), worker.launch(journey)
    assert (first.enrolled, first.skipped) == (7, {})
    assert (second.enrolled, second.skipped) == (0, {"already_enrolled": 7})
