"""The five-minute story over HTTP, with real workflows: contacts in, a journey out, and everybody accounted for."""

from __future__ import annotations

import asyncio
import csv
import io
import uuid
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest

from tests.support.documents import announcement, by_hand, confirmation
from tests.support.processes import PATIENCE
from tests.support.served import ServedApi, serve

pytestmark = pytest.mark.anyio


@pytest.fixture
async def running(
    migrated_url: str, tmp_path: Path, temporal_address: str, monkeypatch: pytest.MonkeyPatch, anyio_backend: str
) -> AsyncGenerator[ServedApi]:
    """The served API with a worker beside it, on a real Temporal server."""
    monkeypatch.setenv("TEMPORAL_ADDRESS", temporal_address)
    async with serve(migrated_url, tmp_path, working=True, task_queue=uuid.uuid4().hex) as served:
        yield served


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits for a state."""
    async with asyncio.timeout(PATIENCE):
        while not await holds():
            await asyncio.sleep(0.05)


async def all_of(api: ServedApi, path: str, **wanted: str) -> list[Any]:
    found: list[Any] = []
    cursor: str | None = None
    while True:
        page = await api.get(path, params={**wanted, "limit": 500, **({"cursor": cursor} if cursor else {})})
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def a_messy_file(people: int) -> str:
    """Contacts as people upload them: numbers in all spellings, some wrong, some shared, some that said STOP."""
    spellings = ("({0}) 555-{1}", "+1 {0}-555-{1}", "1{0}555{1}", "00 1 {0}-555-{1}", "{0}.555.{1}")
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["external_id", "first_name", "phone", "sms_consent", "sms_consent_source", "plan"])
    for number in range(people):
        phone = spellings[number % 5].format("212", f"{100 + number:04d}")
        state = ("opted_in", "opted_in", "", "opted_out", "opted_in")[number % 5]
        if number % 17 == 0:
            phone = ("", "call me", "+1 900 555 0123", "(123) 456-7890")[number // 17 % 4]
        source = "web form" if state == "opted_in" and number % 7 else ""
        writer.writerow([f"c{number}", f"P{number}", phone, state, source, "pro"])
    # Two who share the number of another.
    writer.writerow(["twin", "Twin", spellings[1].format("212", "0101"), "", "", "pro"])
    writer.writerow(["", "Nobody", "+12125550999", "", "", "pro"])
    return out.getvalue()


async def test_everybody_in_a_messy_file_is_accounted_for(running: ServedApi) -> None:
    text = a_messy_file(200)
    imported = await running.import_csv(text)
    journey = await running.live_journey(announcement())

    preview = await running.get(f"/journeys/{journey}/launch/preview")
    launched = await running.post(f"/journeys/{journey}/launch")

    async def nobody_is_under_way() -> bool:
        listed = (await running.get("/journeys"))["items"][0]
        return listed["enrolments"] == {"active": 0, "total": launched["enrolled"]}

    await until(nobody_is_under_way)
    messages = await all_of(running, "/messages", journey=journey)
    enrolments = await all_of(running, "/enrolments", journey=journey)
    live = (await running.get("/journeys"))["items"][0]["messages"]

    assert (imported["rows"], imported["accepted"], len(imported["rejected"])) == (202, 201, 1)
    assert launched == {"enrolled": 201, "skipped": {}}
    assert Counter(enrolment["status"] for enrolment in enrolments) == {
        "completed": len(messages),
        "exited": 201 - len(messages),
    }
    states = Counter(message["state"] for message in messages)
    assert states["accepted"] == preview["reach"] == live["sent"]
    assert states["skipped"] == live["skipped"]
    assert all(message["reason"] and message["sentence"] for message in messages if message["state"] == "skipped")
    to = [message["to"] for message in messages if message["state"] == "accepted"]
    assert len(set(to)) == len(to)
    phones = (await running.get("/sandbox/phones", params={"limit": 500}))["items"]
    assert {phone["phone"]: phone["messages"] for phone in phones} == dict.fromkeys(to, 1)


async def test_an_order_becomes_an_sms_and_a_stop_ends_it(running: ServedApi) -> None:
    number = "+12125550101"
    consent = {"state": "opted_in", "source": "checkout"}
    await running.put("/contacts/ann", {"phone": number, "sms_consent": consent})
    await running.live_journey(confirmation())

    async def order(order_id: int) -> None:
        event = {"contact": "ann", "name": "order.placed", "properties": {"order_id": order_id}}
        await running.post("/events", event, 202)

    async def settled(count: int) -> bool:
        messages = (await running.get("/messages", params={"contact": "ann"}))["items"]
        return (
            len([message for message in messages if message["node_id"] and message["state"] in ("accepted", "skipped")])
            == count
        )

    await order(1)
    await until(lambda: settled(1))
    stopped = await running.post(f"/sandbox/phones/{quote(number)}/reply", {"body": "STOP"})
    await order(2)
    await until(lambda: settled(2))

    phone = (await running.get(f"/sandbox/phones/{quote(number)}"))["messages"]
    skipped = (await running.get("/messages", params={"contact": "ann", "state": "skipped"}))["items"]
    assert stopped["kind"] == "opt_out"
    assert [message["direction"] for message in phone] == ["to_phone", "from_phone", "to_phone"]
    assert phone[0]["body"] == "Order 1"
    assert [message["reason"] for message in skipped] == ["opted_out"]


async def test_a_wait_travels_on_by_itself_and_a_cancelled_one_does_not(running: ServedApi) -> None:
    consent = {"state": "opted_in", "source": "form"}
    for name, number in (("ann", "+12125550101"), ("bo", "+12125550102")):
        await running.put(f"/contacts/{name}", {"phone": number, "sms_consent": consent})
    journey = await running.live_journey(by_hand(wait_first="PT2S"))
    enrolled = await running.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann", "bo"]})
    second = enrolled["enrolments"][1]
    cancelled = await running.post(f"/enrolments/{second}/cancel")

    async def ann_has_it() -> bool:
        return bool((await running.get("/messages", params={"contact": "ann", "state": "accepted"}))["items"])

    await until(ann_has_it)
    assert cancelled == {"status": "cancelled", "dispatched": []}
    assert (await running.get("/messages", params={"contact": "bo"}))["items"] == []


async def test_the_journeys_postroad_brings_along_can_be_started_from(running: ServedApi) -> None:
    samples = await running.post("/samples/contacts")
    templates = (await running.get("/templates"))["items"]

    assert samples["accepted"] == samples["rows"] > 0
    assert {"opt-in-branch", "order-confirmation", "webinar-reminder"} <= {each["id"] for each in templates}
    for template in templates:
        assert orjson.dumps(template["document"])
        await running.live_journey(template["document"])
