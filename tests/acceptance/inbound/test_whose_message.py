"""What Postroad tells of messages, for a passage that hears of its own only; and whose message a reply answers."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from engine.admission.event_intake import receive_events
from engine.admission.named_contacts import enrol_contacts
from engine.inbound.clicks import destination, record_click
from engine.inbound.receipts import CarrierReceipt, receive_receipt
from engine.inbound.replies import InboundMessage
from engine.inbound.reply_desk import take_reply
from engine.rules.links.clicks import LinkRequest
from engine.rules.outcomes.states import MessageState
from engine.rules.time.instants import HOUR
from engine.store.account import accounts
from engine.store.database import core as t
from tests.support.documents import document
from tests.support.worlds import Process, PublishedJourney, World, world_at


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Generator[World]:
    with world_at(database_url, tmp_path) as found:
        yield found


def hearing(event: str, body: str = "Hello", *, sender: str | None = None, name: str = "A") -> dict[str, Any]:
    text = {"body": body, "opt_out_clause": "never", **({} if sender is None else {"sender": sender})}
    steps = {
        "s": {"type": "send_sms", "data": text},
        "r": {"type": "wait_for", "data": {"event": event, "timeout": "P1D", "match_key": True}},
        "y": {"type": "update_contact", "data": {"add_tags": ["y"]}},
    }
    return document({"kind": "manual"}, steps, "start.next>s", "s.next>r", "r.happened>y", name=name, re_entry="always")


def heard(world: World) -> list[str]:
    """The status of each passage: who heard it is through."""
    return [enrolment["status"] for enrolment in world.enrolments()]


def twice(world: World, process: Process, journey: PublishedJourney) -> None:
    """The same contact comes in twice, an hour apart."""
    (person,) = world.contacts(1)
    for _ in range(2):
        enrol_contacts(process.context, journey.id, [person], world.clock())
        process.travel()
        world.clock.forward(HOUR)


def test_a_receipt_reaches_the_passage_whose_message_it_is_about(world: World) -> None:
    process = world.process()
    twice(world, process, world.publish(hearing("sms.delivered")))
    with world.db.write() as conn:
        conn.execute(t.message.update().values(state="accepted", delivered_at=None))
    receipt = CarrierReceipt("sandbox", world.messages()[0]["id"], None, MessageState.DELIVERED)
    told = receive_receipt(process.context, receipt, world.clock())
    assert told.event is not None
    receive_events(process.context, [told.event], world.clock())
    process.travel()
    assert heard(world) == ["completed", "active"]


def test_a_click_reaches_the_passage_whose_link_it_is(world: World) -> None:
    with world.db.write() as conn:
        accounts.change(conn, {"links": {"short": True}}, world.clock())
    process = world.process()
    twice(world, process, world.publish(hearing("sms.clicked", "See https://example.com/a")))
    code = world.messages()[1]["body"].rsplit("/", 1)[-1]
    link = destination(process.context, code)
    assert link is not None
    click = LinkRequest(
        world.clock(), "GET", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/605.1", "203.0.113.9"
    )
    clicked = record_click(process.context, link, click)
    assert clicked.event is not None, clicked
    receive_events(process.context, [clicked.event], world.clock())
    process.travel()
    assert heard(world) == ["active", "completed"]


def test_a_reply_to_one_of_our_numbers_answers_what_that_number_sent(world: World) -> None:
    process = world.process()
    with world.db.write() as conn:
        for sender, number in (("one", "+12125550190"), ("two", "+12125550191")):
            conn.execute(
                t.sender.insert().values(id=sender, carrier="sandbox", number=number, settings={}, updated_at=0)
            )
    first, second = (world.publish(hearing("sms.replied", sender=one, name=one)) for one in ("one", "two"))
    (person,) = world.contacts(1)
    for journey in (first, second):
        enrol_contacts(process.context, journey.id, [person], world.clock())
        process.travel()
        world.clock.forward(HOUR)
    inbound = InboundMessage("sandbox", "in-1", world.phone(person), "Yes please", sent_to="+12125550190")
    asyncio.run(take_reply(process.dispatcher, inbound, world.clock))
    process.travel()
    assert heard(world) == ["completed", "active"]
