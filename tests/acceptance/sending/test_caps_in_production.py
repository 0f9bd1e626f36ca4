"""Frequency caps in production, where a worker comes some milliseconds late each time."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.admission.named_contacts import enrol_contacts
from engine.rules.time.instants import DAY
from tests.support.drawn import MANUAL, chain, sms, wait
from tests.support.worlds import World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def every_morning(length: str, per: str) -> dict[str, object]:
    first = (
        {"id": "nine", "type": "wait", "data": {"at": {"time": "09:00"}}} if length == "at" else wait("nine", length)
    )
    text = sms("text", "Hi", opt_out_clause="never")
    return chain(first, text, on=MANUAL, edges=(("text", "next", "nine"),), frequency_cap={"messages": 1, "per": per})


@pytest.mark.parametrize(("length", "per"), [("at", "P1D"), ("at", "PT24H"), ("PT24H", "PT24H"), ("P1D", "P1D")])
@given(late=st.lists(st.integers(0, 4_900), min_size=6, max_size=6))
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_day_is_lost_however_late_a_worker_is(world: World, length: str, per: str, late: list[int]) -> None:
    process = world.process()
    journey = world.publish(every_morning(length, per))
    person = world.contacts(1)
    enrol_contacts(process.context, journey.id, person, world.clock())
    process.travel()
    began = world.clock()
    for day, milliseconds in enumerate(late, 1):
        world.clock.now = began + day * DAY + milliseconds
        process.travel()
    world.cancel(journey)
    sent = [one for one in world.messages_of(journey) if one["contact_id"] == person[0]]
    assert [one["reason"] for one in sent] == [None] * len(late)
    assert [one["due_at"] for one in sent] == [began + day * DAY for day in range(1, len(late) + 1)]
    world.clock.now = began + 10 * DAY
