"""Events over HTTP: once is once, a burst shares transactions, a bad line costs only itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.support.documents import ON_ORDER, confirmation, document, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

OPTED_IN = {"state": "opted_in", "source": "form"}


def order(number: int, **more: Any) -> dict[str, Any]:
    return {"contact": "ann", "name": "order.placed", "properties": {"order_id": number}, **more}


@pytest.fixture
async def shop(api: ServedApi) -> ServedApi:
    """A contact and a live journey that confirms orders."""
    await api.put("/contacts/ann", {"phone": "+12125550101", "sms_consent": OPTED_IN})
    await api.live_journey(confirmation())
    return api


async def test_an_event_enrols_before_it_is_answered(shop: ServedApi) -> None:
    receipt = await shop.post("/events", order(1), 202)
    enrolment = await shop.get(f"/enrolments/{receipt['enrolments'][0]}")

    assert receipt["event_id"] > 0
    assert (enrolment["contact"], enrolment["status"], enrolment["key"]) == ("ann", "active", "1")


async def test_the_same_id_is_the_same_event(shop: ServedApi) -> None:
    first = await shop.post("/events", order(1, id="o-1"), 202)
    again = await shop.post("/events", order(1, id="o-1"), 202)

    assert again == first


async def test_the_same_id_said_to_have_happened_at_another_time_is_the_same_event(shop: ServedApi) -> None:
    first = await shop.post("/events", order(1, id="o-1", occurred_at="2026-03-01T09:00:00Z"), 202)
    assert await shop.post("/events", order(1, id="o-1", occurred_at="2026-03-01T09:00:05Z"), 202) == first


@pytest.mark.parametrize("other", [{"properties": {"order_id": 2}}, {"name": "order.returned"}, {"contact": "bob"}])
async def test_an_id_that_was_used_for_another_event_is_refused(shop: ServedApi, other: dict[str, Any]) -> None:
    await shop.put("/contacts/bob", {"phone": "+12125550102"})
    first = await shop.post("/events", order(1, id="o-1"), 202)
    refused = await shop.post("/events", order(1, id="o-1") | other, 409)

    assert refused["code"] == "event_id_reused"
    assert '"o-1"' in refused["detail"]
    assert await shop.post("/events", order(1, id="o-1"), 202) == first
    assert len((await shop.get("/enrolments"))["items"]) == 1


async def test_a_batch_names_the_lines_whose_id_was_used_for_another_event(shop: ServedApi) -> None:
    await shop.post("/events", order(1, id="o-1"), 202)
    lines = [order(1, id="o-1"), order(2, id="o-1"), order(3, id="o-3"), order(3, id="o-3"), order(4, id="o-3")]
    answer = await shop.call(
        "POST",
        "/events/batch",
        202,
        content="\n".join(json.dumps(line) for line in lines).encode(),
        headers={"Content-Type": "application/x-ndjson"},
    )

    assert (answer["accepted"], answer["enrolled"]) == (3, 3)
    assert [(line["line"], line["code"]) for line in answer["refused"]] == [
        (2, "event_id_reused"),
        (5, "event_id_reused"),
    ]


async def test_twenty_posts_of_one_event_at_once_enrol_once(shop: ServedApi) -> None:
    receipts = await asyncio.gather(*(shop.post("/events", order(7), 202) for _ in range(20)))
    same_id = await asyncio.gather(*(shop.post("/events", order(8, id="o-8"), 202) for _ in range(20)))

    assert sum(len(receipt["enrolments"]) for receipt in receipts) == 1
    assert len({receipt["event_id"] for receipt in same_id}) == 1
    assert (await shop.get("/enrolments"))["items"][0]["key"] == "8"


async def test_a_burst_of_single_posts_is_all_taken_in(shop: ServedApi) -> None:
    receipts = await asyncio.gather(*(shop.post("/events", order(number), 202) for number in range(300)))

    assert len({receipt["event_id"] for receipt in receipts}) == 300
    assert all(len(receipt["enrolments"]) == 1 for receipt in receipts)


@pytest.mark.parametrize(
    ("event", "code", "said"),
    [
        ({"name": "order.placed", "contact": "nobody", "properties": {"order_id": 1}}, "unknown_contact", "nobody"),
        ({"name": "order.placed", "contact": "ann", "properties": {}}, "event_refused", "order_id"),
        ({"name": "order.placed", "contact": "ann", "properties": {"order_id": None}}, "event_refused", "order_id"),
        ({"name": "order.placed", "contact": "ann"}, "event_refused", "order_id"),
        ({"contact": "ann"}, "invalid_request", "/name"),
        ({"name": "", "contact": "ann"}, "invalid_request", "/name"),
        ({"name": "x", "contact": "ann", "zork": 1}, "invalid_request", "/zork"),
        ({"name": "x", "contact": "ann", "occurred_at": "yesterday"}, "invalid_request", "/occurred_at"),
        ({"name": "x", "contact": "ann", "occurred_at": "2026-01-01T00:00:00"}, "invalid_request", "offset"),
        ({"name": "x", "contact": "ann", "occurred_at": "0001-01-01T00:00:00+14:00"}, "invalid_request", "calendar"),
        ({"name": "x", "contact": "ann", "id": "postroad:delivered:7"}, "invalid_request", "of your own"),
        ([], "invalid_request", "object"),
    ],
)
async def test_an_event_that_cannot_be_taken_says_what_it_lacks(
    shop: ServedApi, event: Any, code: str, said: str
) -> None:
    refused = await shop.post("/events", event, 422)

    assert refused["code"] == code
    assert said in refused["detail"]


async def test_the_lane_and_the_route_answer_alike(shop: ServedApi) -> None:
    """A keyed post goes through the framework's route, one without a key past it."""
    for number, event in enumerate([order(1), order(2, zork=1), {"name": "order.placed", "contact": "x"}, [], 5]):
        bare = await shop.http.post("/api/v1/events", json=event)
        keyed = await shop.http.post("/api/v1/events", json=event, headers={"Idempotency-Key": f"k{number}"})
        assert bare.status_code == keyed.status_code
        assert bare.json().keys() == keyed.json().keys()
        assert bare.json().get("code") == keyed.json().get("code")
        assert bare.json().get("errors") == keyed.json().get("errors")


async def test_a_batch_takes_the_good_lines_and_names_the_bad(shop: ServedApi) -> None:
    lines = [
        json.dumps(order(1)),
        "",
        "{broken",
        json.dumps(order(2)),
        '{"name": "order.placed", "contact": "nobody"}',
        '{"name": "x\\u0000", "contact": "ann"}',
        "\u00e9",
        json.dumps(order(3, zork=1)),
        json.dumps({"name": "visited", "contact": "ann", "properties": {"page": "a" * 70_000}}),
    ]
    answer = await shop.call(
        "POST",
        "/events/batch",
        202,
        content="\n".join(lines).encode("utf-8"),
        headers={"Content-Type": "application/x-ndjson"},
    )

    assert (answer["accepted"], answer["enrolled"], answer["refused_count"]) == (3, 2, 5)
    assert [(line["line"], line["code"]) for line in answer["refused"]] == [
        (3, "invalid_json"),
        (5, "unknown_contact"),
        (6, "invalid_request"),
        (7, "invalid_json"),
        (8, "invalid_request"),
    ]


async def test_a_batch_sent_again_with_its_key_is_taken_once(shop: ServedApi) -> None:
    async def send(text: str) -> tuple[int, Any]:
        headers = {"Content-Type": "application/x-ndjson", "Idempotency-Key": "batch-1"}
        response = await shop.http.post("/api/v1/events/batch", content=text, headers=headers)
        return response.status_code, response.json()

    text = "\n".join(json.dumps({"name": "visited", "contact": "ann"}) for _ in range(1_500))
    first, again, other = await send(text), await send(text), await send(text + "\n{}")
    visits = await shop.get("/contacts/ann/timeline", params={"limit": 500})

    assert first == again == (202, {"accepted": 1_500, "enrolled": 0, "refused_count": 0, "refused": []})
    assert (other[0], other[1]["code"]) == (422, "idempotency_key_reused")
    assert visits["next_cursor"] is not None
    assert (await shop.post("/events", {"name": "counted", "contact": "ann"}, 202))["event_id"] == 1_501


async def test_an_update_without_a_contact_reaches_everybody_with_its_key(api: ServedApi) -> None:
    trigger = {
        "kind": "event",
        "name": "webinar.registered",
        "key": "event.webinar_id",
        "requires": ["webinar_id", "starts_at"],
        "cancelled_by": "webinar.cancelled",
    }
    hour_before = {"relative": {"to": "event.starts_at", "offset": "-PT1H"}, "if_past": "continue"}
    steps = {"w": {"type": "wait", "data": hour_before}, "s1": sms()}
    await api.live_journey(document(trigger, steps, "start.next>w", "w.next>s1"))
    for name in ("ann", "bo"):
        await api.put(f"/contacts/{name}", {})
        properties = {"webinar_id": "w1", "starts_at": "2099-01-01T09:00:00Z"}
        await api.post("/events", {"contact": name, "name": "webinar.registered", "properties": properties}, 202)
    await api.travel()

    lacking = await api.post("/events", {"contact": None, "name": "webinar.cancelled", "properties": {}}, 422)
    await api.post("/events", {"contact": None, "name": "webinar.cancelled", "properties": {"webinar_id": "w1"}}, 202)

    assert "webinar_id" in lacking["detail"]
    assert {each["status"] for each in (await api.get("/enrolments"))["items"]} == {"cancelled"}


async def test_key_and_required_properties_are_what_the_trigger_says(shop: ServedApi) -> None:
    assert ON_ORDER["requires"] == ["order_id"]
    refused = await shop.post("/events", {"contact": None, "name": "order.placed", "properties": {"order_id": 1}}, 422)
    assert "contact" in refused["detail"]
