"""Whoever comes to a `wait_for` while the event it waits for is being taken in."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.movement.advance import advance
from engine.rules.time.instants import Millis
from tests.support.drawn import chain, sms
from tests.support.worlds import World, world_at

ORDER = {"id": "order", "type": "wait_for", "data": {"event": "order", "timeout": "P3D"}}


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def test_an_event_that_is_taken_in_between_a_decision_and_its_writing_has_happened(world: World) -> None:
    journey = world.publish(chain(ORDER, off_the_line=(sms("thanks"),), edges=(("order", "happened", "thanks"),)))
    world.contacts(1)
    worker, other = world.process(), world.process()
    worker.launch(journey)
    (cohort,) = worker.open_cohorts()
    asked: list[Millis] = []

    def clock() -> Millis:
        """What is decided is decided at this moment; the event comes a moment later, and is written down first."""
        decided_at = world.clock()
        asked.append(decided_at)
        if len(asked) == 2:
            receive_events(other.context, [IncomingEvent("c0", "order")], world.clock.forward(5))
        return decided_at

    advance(worker.context, cohort, clock)

    (enrolment,) = world.enrolments()
    assert (enrolment["step"], enrolment["outcome"]) == ("order", "happened")
