"""A passage that goes round in a loop keeps the arm that is written on its path."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.admission.named_contacts import enrol_contacts
from engine.rules.time.instants import DAY
from engine.store.database import core as t
from tests.support.documents import document, sms, wait
from tests.support.worlds import World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def daily(first: float) -> dict[str, Any]:
    arms = [{"id": "a", "percent": first}, {"id": "b", "percent": 100 - first}]
    steps = {
        "x": {"type": "split", "data": {"arms": arms}},
        "sa": sms("a"),
        "sb": sms("b"),
        "w": wait("P1D"),
    }
    lines = "start.next>x", "x.a>sa", "x.b>sb", "sa.next>w", "sb.next>w", "w.next>x"
    return document({"kind": "manual"}, steps, *lines)


def test_the_arm_on_its_path_is_taken_again_whatever_is_drawn(world: World) -> None:
    """As for those who were under way when arms were drawn in another way."""
    process = world.process()
    journey = world.publish(daily(50))
    people = world.contacts(8)
    enrol_contacts(process.context, journey.id, people, world.clock())
    process.travel()
    with world.db.write() as conn:
        for route in conn.execute(select(t.route.c.id, t.route.c.hops)).all():
            other = [[step, {"a": "b", "b": "a"}.get(outcome, outcome), why] for step, outcome, why in route.hops]
            conn.execute(t.route.update().where(t.route.c.id == route.id).values(hops=other))
    world.clock.forward(DAY)
    process.travel()
    sent = {
        contact: [message["step"] for message in world.messages() if message["contact_id"] == contact]
        for contact in people
    }
    assert all(set(steps) == {"sa", "sb"} for steps in sent.values()), sent
