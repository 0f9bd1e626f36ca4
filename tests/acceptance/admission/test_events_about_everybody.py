"""Events that name no contact: about everybody with their key, in every journey that follows them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.documents import document, sms, wait
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

REGISTERED = {
    "kind": "event",
    "name": "webinar.registered",
    "key": "event.webinar_id",
    "requires": ["starts_at"],
    "updated_by": "webinar.rescheduled",
    "cancelled_by": "webinar.cancelled",
}


def reminder() -> dict[str, Any]:
    before = {"type": "wait", "data": {"relative": {"to": "event.starts_at", "offset": "-PT1H"}}}
    return document(
        REGISTERED, {"w": before, "s": sms("Soon")}, "start.next>w", "w.next>s",
        name="Reminder", message_class="transactional",
    )  # fmt: skip


def notice(event: str = "webinar.rescheduled", **trigger: Any) -> dict[str, Any]:
    on = {"kind": "event", "name": event, **trigger}
    return document(
        on, {"s": sms("News")}, "start.next>s", name="Notice", re_entry="always", message_class="transactional"
    )


def waiting(event: str, trigger: dict[str, Any], **awaited: Any) -> dict[str, Any]:
    held = {"type": "wait_for", "data": {"event": event, "timeout": "P30D", **awaited}}
    return document(trigger, {"r": held, "s": sms("It happened")}, "start.next>r", "r.happened>s", name="Waiting")


@pytest.fixture
async def webinar(api: ServedApi) -> ServedApi:
    """Ann and Ben are registered to w1, Carol to w2."""
    for place, name in enumerate(("ann", "ben", "carol")):
        consent = {"state": "opted_in", "source": "form"}
        await api.put(f"/contacts/{name}", {"phone": f"+1212555010{place}", "sms_consent": consent})
    await api.live_journey(reminder())
    for name, key in (("ann", "w1"), ("ben", "w1"), ("carol", "w2")):
        properties = {"webinar_id": key, "starts_at": "2031-03-05T18:00:00Z"}
        await api.post("/events", {"contact": name, "name": "webinar.registered", "properties": properties}, 202)
    await api.travel()
    return api


def moved(key: str | None = "w1", **more: Any) -> dict[str, Any]:
    properties = {} if key is None else {"webinar_id": key}
    return {"name": "webinar.rescheduled", "properties": {**properties, "starts_at": "2031-03-08T18:00:00Z"}, **more}


async def due(api: ServedApi, name: str) -> list[str]:
    found = await api.get(f"/enrolments?contact={name}&status=active")
    return [item["due_at"] for item in found["items"] if item["step"] == "w"]


async def passages(api: ServedApi, journey: str) -> list[tuple[str, str]]:
    found = await api.get(f"/enrolments?journey={journey}")
    return sorted((item["contact"], item["key"]) for item in found["items"])


@pytest.mark.parametrize(
    "trigger", [{}, {"key": "event.webinar_id"}, {"requires": ["title"]}, {"key": "event.order_id"}]
)
async def test_a_second_journey_on_the_event_does_not_break_moving_the_first(
    webinar: ServedApi, trigger: dict[str, Any]
) -> None:
    await webinar.live_journey(notice(**trigger))
    await webinar.post("/events", moved(), 202)
    assert await due(webinar, "ann") == await due(webinar, "ben") == ["2031-03-08T17:00:00Z"]
    assert await due(webinar, "carol") == ["2031-03-05T17:00:00Z"]


async def test_it_enrols_whom_the_event_is_about(webinar: ServedApi) -> None:
    second = await webinar.live_journey(notice(key="event.webinar_id"))
    answer = await webinar.post("/events", moved(id="m-1"), 202)
    assert len(answer["enrolments"]) == 2
    assert await webinar.post("/events", moved(id="m-1"), 202) == answer
    assert await passages(webinar, second) == [("ann", "w1"), ("ben", "w1")]


async def test_a_cancellation_reaches_a_journey_that_tells_of_it(webinar: ServedApi) -> None:
    second = await webinar.live_journey(notice("webinar.cancelled"))
    await webinar.post("/events", {"name": "webinar.cancelled", "properties": {"webinar_id": "w1"}}, 202)
    assert await passages(webinar, second) == [("ann", ""), ("ben", "")]
    assert [item["status"] for item in (await webinar.get("/enrolments?contact=ann"))["items"]].count("cancelled") == 1


async def test_who_was_called_off_is_told_nothing_more(webinar: ServedApi) -> None:
    off = {"contact": "ben", "name": "webinar.cancelled", "properties": {"webinar_id": "w1"}}
    await webinar.post("/events", off, 202)
    second = await webinar.live_journey(notice())
    await webinar.post("/events", moved(), 202)
    assert await passages(webinar, second) == [("ann", "")]


async def test_where_nobody_could_be_meant_it_is_refused_as_before(webinar: ServedApi) -> None:
    await webinar.live_journey(notice("sale.begins"))
    refused = await webinar.post("/events", {"name": "sale.begins"}, 422)
    assert refused["reason"] == "contact_needed"
    refused = await webinar.post("/events", moved(None), 422)
    assert (refused["reason"], "webinar_id" in refused["detail"]) == ("missing_properties", True)


async def test_another_journeys_key_is_not_asked_of_an_update(webinar: ServedApi) -> None:
    other = {"kind": "event", "name": "order", "key": "event.order_id", "updated_by": "webinar.rescheduled"}
    await webinar.live_journey(document(other, {"w": wait("P1D"), "s": sms()}, "start.next>w", "w.next>s"))
    await webinar.post("/events", moved(), 202)
    assert await due(webinar, "ann") == ["2031-03-08T17:00:00Z"]


@pytest.mark.parametrize(
    ("trigger", "awaited", "properties", "who"),
    [
        ({"key": "event.webinar_id"}, {"match_key": True}, {"webinar_id": "w1"}, ["ann"]),
        ({"key": "event.webinar_id"}, {}, {"webinar_id": "w1"}, ["ann"]),
        ({"key": "event.webinar_id"}, {"match_key": True}, {}, []),
        ({"key": "event.webinar_id"}, {}, {}, ["ann", "carol"]),
        ({}, {}, {"webinar_id": "w1"}, ["ann", "carol"]),
    ],
)
async def test_whoever_waits_for_it_hears_it(
    api: ServedApi, trigger: dict[str, Any], awaited: dict[str, Any], properties: dict[str, Any], who: list[str]
) -> None:
    on = {"kind": "event", "name": "webinar.registered", **trigger}
    journey = await api.live_journey(waiting("webinar.opened", on, **awaited))
    for place, (name, key) in enumerate((("ann", "w1"), ("carol", "w2"))):
        await api.put(f"/contacts/{name}", {"phone": f"+1212555010{place}"})
        told = {"contact": name, "name": "webinar.registered", "properties": {"webinar_id": key}}
        await api.post("/events", told, 202)
    await api.travel()
    await api.post("/events", {"name": "webinar.opened", "properties": properties}, 202)
    await api.travel()
    found = await api.get(f"/enrolments?journey={journey}&status=completed")
    assert sorted(item["contact"] for item in found["items"]) == who


async def test_whoever_comes_to_the_wait_in_the_same_moment_looks_back_at_it(api: ServedApi) -> None:
    on = {"kind": "event", "name": "webinar.registered", "key": "event.webinar_id"}
    journey = await api.live_journey(waiting("webinar.opened", on, match_key=True))
    await api.put("/contacts/ann", {"phone": "+12125550100"})
    registered = {"contact": "ann", "name": "webinar.registered", "properties": {"webinar_id": "w1"}}
    await api.post("/events", registered, 202)
    # It has not come to its wait yet: nothing has travelled.
    await api.post("/events", {"name": "webinar.opened", "properties": {"webinar_id": "w1"}}, 202)
    await api.travel()
    found = await api.get(f"/enrolments?journey={journey}")
    assert [item["status"] for item in found["items"]] == ["completed"]
