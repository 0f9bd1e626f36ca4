"""What is left when one of the two memories is gone: our database without Temporal's, Temporal's without a net."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import select

from benchmarks.soak import KilledPostroad, plugged_in
from engine.store.database import core as t
from engine.store.database.database import Database
from tests.support.drawn import chain, sms, wait
from tests.support.processes import wait_until
from tests.support.working import active

pytestmark = pytest.mark.faults

PEOPLE = 300


def everybody_waits(plug: KilledPostroad, database: Database) -> None:
    """A launch whose contacts have all come to their wait, and whose cohorts have all gone to sleep."""
    journey = plug.call("/journeys", chain(wait("pause", "PT6S"), sms("text", "Hi")))["id"]
    plug.call(f"/journeys/{journey}/publish", {})
    plug.call(f"/journeys/{journey}/launch", {})

    def resting() -> bool:
        e, c = t.enrolment.c, t.cohort.c
        with database.read() as conn:
            rests = set(conn.execute(select(e.rest).distinct()).scalars())
            at_work = set(conn.execute(select(c.seen_at > c.created_at).distinct()).scalars())
        return rests == {"wait"} and at_work == {True}

    wait_until(resting)


def assert_everybody_was_texted_once(plug: KilledPostroad, database: Database) -> None:
    wait_until(lambda: active(database) == 0)
    m = t.message.c
    with database.read() as conn:
        told = conn.execute(select(m.contact_id, m.state)).all()
    assert sorted(row[0] for row in told) == sorted({row[0] for row in told})
    assert [row[1] for row in told] == ["accepted"] * PEOPLE


def lose_temporals_memory(plug: KilledPostroad) -> None:
    for file in plug.settings.data.glob("temporal.db*"):
        file.unlink()


@pytest.fixture
def house(tmp_path: Path) -> Generator[tuple[KilledPostroad, Database]]:
    with plugged_in(tmp_path, PEOPLE) as found:
        yield found


def test_contacts_who_wait_travel_on_when_temporals_database_is_lost_while_workers_run(
    house: tuple[KilledPostroad, Database],
) -> None:
    plug, database = house
    everybody_waits(plug, database)
    plug.kill("temporal")
    lose_temporals_memory(plug)
    assert_everybody_was_texted_once(plug, database)


def test_and_when_it_is_lost_while_everything_is_down(house: tuple[KilledPostroad, Database]) -> None:
    plug, database = house
    everybody_waits(plug, database)
    plug.pull()
    lose_temporals_memory(plug)
    plug.start()
    assert_everybody_was_texted_once(plug, database)


def test_temporals_timers_alone_carry_them_on_after_a_restart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROAD_HOUSEKEEPING", "off")
    with plugged_in(tmp_path, PEOPLE) as (plug, database):
        everybody_waits(plug, database)
        plug.pull()
        plug.start()
        assert_everybody_was_texted_once(plug, database)
        with database.read() as conn:
            assert conn.execute(select(t.lease.c.name)).all() == [], "nobody kept house"
