"""Lateness in production: workers that were down, and a sender that is slow."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.rules.time.instants import HOUR, MINUTE, to_rfc3339
from engine.store.database import core as t
from tests.support.drawn import chain, on_event, sms
from tests.support.worlds import Process, World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def reminder(**limit: str) -> dict[str, Any]:
    before = {"id": "w", "type": "wait", "data": {"relative": {"to": "event.at", "offset": "-PT1H"}}}
    return chain(before, sms("s", "Starts in an hour", **limit), on=on_event("registered", requires=["at"]))


def registered(world: World, process: Process, people: int = 1) -> None:
    """They register for what begins in two hours, and wait."""
    world.contacts(people)
    begins = to_rfc3339(world.clock() + 2 * HOUR)
    incoming = [IncomingEvent(f"c{n}", "registered", {"at": begins}) for n in range(people)]
    receive_events(process.context, incoming, world.clock())
    process.travel()


def became(world: World) -> list[tuple[str, str | None]]:
    return [(message["state"], message["reason"]) for message in world.messages()]


@pytest.mark.parametrize(
    ("limit", "back_after", "what"),
    [
        ({}, HOUR + 2 * MINUTE, ("accepted", None)),
        ({}, 2 * HOUR, ("accepted", None)),
        ({}, 2 * HOUR + 150_000, ("skipped", "event_passed")),
        ({"not_later_than": "PT10M"}, HOUR + 10 * MINUTE, ("accepted", None)),
        ({"not_later_than": "PT10M"}, HOUR + 10 * MINUTE + 1, ("skipped", "too_late")),
        ({"not_later_than": "no_limit"}, 26 * HOUR, ("accepted", None)),
    ],
)
def test_workers_that_come_back_send_nothing_that_is_over(
    world: World, limit: dict[str, str], back_after: int, what: tuple[str, str | None]
) -> None:
    process = world.process()
    world.publish(reminder(**limit))
    registered(world, process)
    world.clock.forward(back_after)
    process.travel()
    assert became(world) == [what]


def test_what_was_at_the_door_when_they_went_down_is_judged_again(world: World) -> None:
    process = world.process()
    world.publish(reminder())
    registered(world, process)
    world.clock.forward(HOUR)
    for cohort in process.open_cohorts():
        process.advance(cohort)
    world.clock.forward(HOUR + 1)
    world.process().travel()
    assert became(world) == [("skipped", "event_passed")]


def test_a_slow_sender_sends_as_many_as_come_in_time(world: World) -> None:
    """One segment a second, and three minutes until it begins: who has not gone by then is not sent it."""
    process = world.process()
    world.publish(reminder(not_later_than="PT3M", opt_out_clause="never"))
    with world.db.write() as conn:
        conn.execute(t.sender.update().where(t.sender.c.id == "sandbox").values(rate=1.0))
    registered(world, process, 300)
    world.clock.forward(HOUR)
    process.carry_on()
    sent = [message for message in world.messages() if message["state"] == "accepted"]
    assert 170 <= len(sent) <= 185
    due = min(one["handed_at"] for one in sent)
    assert max(one["handed_at"] for one in sent) - due <= 3 * MINUTE
    assert {reason for state, reason in became(world) if state == "skipped"} == {"too_late"}
    assert len(world.messages()) == 300
