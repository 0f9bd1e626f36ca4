"""What happened within one millisecond stands on the timeline in the order of cause and effect."""

from __future__ import annotations

from collections.abc import Generator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.inbound.after_reply import follow_reply
from engine.inbound.replies import InboundMessage, receive_reply
from engine.rules.time.instants import HOUR
from engine.store.contacts import timeline
from engine.store.database import core as t
from tests.support.drawn import chain, on_event, sms, wait
from tests.support.worlds import World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def pages(world: World, contact_id: int, limit: int) -> list[timeline.TimelineEntry]:
    """The whole timeline, read in pages."""
    entries: list[timeline.TimelineEntry] = []
    with world.db.read() as conn:
        row: Any = conn.execute(select(t.contact).where(t.contact.c.id == contact_id)).mappings().one()
        while page := timeline.read(conn, row, before=entries[-1].place if entries else None, limit=limit):
            entries += page
    return entries


def test_a_stop_at_one_instant_is_asked_then_obeyed_then_confirmed(world: World) -> None:
    world.publish(chain(wait("pause", "P7D"), sms("text"), on=on_event("signed_up")))
    (contact,) = world.contacts(1)
    worker = world.process()
    receive_events(worker.context, [IncomingEvent("c0", "signed_up")], world.clock())
    worker.travel()
    world.clock.forward(HOUR)
    stop = receive_reply(worker.context, InboundMessage("sandbox", "in-1", world.phone(contact), "STOP"), world.clock())
    assert stop.inbound_id is not None
    follow_reply(worker.context, stop.inbound_id, world.clock())

    entries = pages(world, contact, 100)
    at_once = [entry.kind for entry in reversed(entries) if entry.place.at == world.clock()]
    assert [kind for kind in at_once if kind in ("reply", "consent", "message")] == ["reply", "consent", "message"]
    assert all(newer.place > older.place for newer, older in pairwise(entries))
    for limit in (1, 2, 3):
        assert pages(world, contact, limit) == entries
