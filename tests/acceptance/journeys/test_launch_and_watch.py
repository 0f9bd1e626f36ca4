"""Journeys in motion over HTTP: launched, held, cancelled, watched; and every answer is true."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.support.documents import announcement, by_hand, confirmation
from tests.support.drawn import MANUAL, chain, sms
from tests.support.processes import PATIENCE
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

OPTED_IN = {"state": "opted_in", "source": "form"}
ANN, BO = "+12125550101", "+12125550102"


async def people(api: ServedApi, **consents: Any) -> None:
    """Contacts called as given, with consent or without, each with a number of its own."""
    for number, (name, consent) in enumerate(consents.items(), 1):
        body = {"phone": f"+1212555{100 + number:04d}", "first_name": name.title()}
        await api.put(f"/contacts/{name}", body | ({} if consent is None else {"sms_consent": consent}))


async def phone(api: ServedApi, number: str) -> list[str]:
    return [message["body"] for message in (await api.get(f"/sandbox/phones/{quote(number)}"))["messages"]]


async def test_the_preview_of_a_launch_tells_what_the_launch_then_does(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN, cy=None, di={"state": "opted_out"})
    await api.put("/contacts/ann2", {"phone": ANN})
    await api.put("/contacts/eve", {"phone": "+1 900 555 0123", "sms_consent": OPTED_IN})
    await api.put("/senders/sandbox", {"rate": 0.5})
    journey = await api.live_journey(announcement())

    preview = await api.get(f"/journeys/{journey}/launch/preview")
    untouched = (await api.get("/enrolments"))["items"]
    await api.put("/senders/sandbox", {})
    launched = await api.post(f"/journeys/{journey}/launch")
    await api.travel()

    assert untouched == []
    assert (preview["audience"], preview["reach"], preview["segments"]) == (6, 2, 2)
    assert {each["reason"]: each["count"] for each in preview["skipped"]} == {
        "another_way": 2,
        "duplicate_number": 1,
        "phone_premium_rate": 1,
    }
    assert (preview["sender"], preview["seconds"]) == ({"id": "sandbox", "rate": 0.5}, 4.0)
    assert launched == {"enrolled": 6, "skipped": {}}
    sent = (await api.get("/messages", params={"journey": journey, "state": "accepted"}))["items"]
    skipped = (await api.get("/messages", params={"journey": journey, "state": "skipped"}))["items"]
    assert len(sent) == preview["reach"]
    assert {message["reason"] for message in skipped} == {"duplicate_number", "phone_premium_rate"}
    assert all(message["sentence"] for message in skipped)


async def test_the_preview_counts_the_segments_that_are_sent_with_the_address_of_each_contacts_own_page(
    api: ServedApi,
) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    body = f"{'word ' * 19}{{{{ account.name }}}} {{{{ contact.preferences_url }}}}"
    journey = await api.live_journey(chain(sms("s1", body), quiet_hours=None))

    preview = await api.get(f"/journeys/{journey}/launch/preview")
    await api.post(f"/journeys/{journey}/launch")
    await api.travel()

    sent = (await api.get("/messages", params={"journey": journey, "state": "accepted"}))["items"]
    assert [len(sent), sum(message["segments"] for message in sent)] == [2, preview["segments"]]
    assert preview["segments"] > 2


async def test_the_preview_tells_of_numbers_that_had_their_fill(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    first = await api.live_journey(chain(sms("s1"), on=MANUAL, quiet_hours=None))
    await api.post(f"/journeys/{first}/enrolments", {"contacts": ["ann"]})
    await api.travel()
    cap = {"messages": 1, "per": "P1D"}
    journey = await api.live_journey(chain(sms("s1"), quiet_hours=None, frequency_cap=cap))

    preview = await api.get(f"/journeys/{journey}/launch/preview")

    assert (preview["reach"], [(each["reason"], each["count"]) for each in preview["skipped"]]) == (
        1,
        [("frequency_cap", 1)],
    )


async def test_a_second_launch_enrols_nobody_twice_and_says_why(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    journey = await api.live_journey(announcement())
    await api.post(f"/journeys/{journey}/launch")

    second = await api.post(f"/journeys/{journey}/launch", {"again": True})
    assert second == {"enrolled": 0, "skipped": {"already_enrolled": 1}}
    again = await api.get(f"/journeys/{journey}/launch/preview")
    assert (again["audience"], again["reach"]) == (0, 0)


async def test_a_message_tells_its_life_and_its_enrolment_the_way(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    journey = await api.live_journey(by_hand())
    enrolled = await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    message = (await api.get("/messages", params={"contact": "ann"}))["items"][0]
    enrolment = await api.get(f"/enrolments/{enrolled['enrolments'][0]}")

    assert message == await api.get(f"/messages/{message['id']}")
    assert (message["to"], message["state"], message["node_id"]) == (ANN, "accepted", "s1")
    assert message["body"] == "Hello\nReply STOP to unsubscribe"
    assert (message["encoding"], message["segments"], message["clause"]) == ("GSM-7", 1, True)
    assert message["times"]["created"] <= message["times"]["claimed"] <= message["times"]["handed"]
    assert enrolment["status"] == "completed"
    assert [(hop["node_id"], hop["outcome"]) for hop in enrolment["path"]] == [("start", "next"), ("s1", "next")]
    assert await phone(api, ANN) == [message["body"]]


async def test_pause_holds_everybody_and_resume_lets_them_go(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    journey = await api.live_journey(by_hand())
    paused = await api.post(f"/journeys/{journey}/pause")
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()
    held = await phone(api, ANN)
    resumed = await api.post(f"/journeys/{journey}/resume", {"overdue": "send"})
    await api.travel()

    assert (paused["status"], held, resumed["status"]) == ("paused", [], "live")
    assert len(await phone(api, ANN)) == 1


async def test_resume_with_skip_skips_what_came_due_and_says_so(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    journey = await api.live_journey(by_hand())
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.post(f"/journeys/{journey}/pause")
    await api.post(f"/journeys/{journey}/resume", {"overdue": "skip"})
    await api.travel()

    message = (await api.get("/messages"))["items"][0]
    assert (message["state"], message["reason"]) == ("skipped", "paused")


async def test_cancelling_tells_what_had_left_and_nothing_else_leaves(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    journey = await api.live_journey(by_hand())
    first = (await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]}))["enrolments"][0]
    second = (await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["bo"]}))["enrolments"][0]

    cancelled = await api.post(f"/enrolments/{second}/cancel")
    await api.travel()
    ended = await api.post(f"/enrolments/{first}/cancel", None, 409)
    again = await api.post(f"/enrolments/{second}/cancel", None, 409)
    message = (await api.get("/messages"))["items"][0]
    left = await api.post(f"/messages/{message['id']}/cancel", None, 409)

    assert cancelled == {"status": "cancelled", "dispatched": []}
    assert (ended["code"], ended["enrolment_status"]) == ("already_ended", "completed")
    assert (again["code"], again["enrolment_status"]) == ("already_ended", "cancelled")
    assert left["code"] == "already_dispatched"
    assert (len(await phone(api, ANN)), await phone(api, BO)) == (1, [])


async def test_cancelling_a_journey_ends_everybody_in_it_for_good(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    journey = await api.live_journey(by_hand(wait_first="P30D"))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann", "bo"]})
    await api.travel()

    cancelled = await api.post(f"/journeys/{journey}/cancel")
    refused = await api.post(f"/journeys/{journey}/publish", None, 409)

    assert cancelled == {"id": journey, "status": "cancelled", "affected": 2}
    assert refused["code"] == "conflict"
    assert {each["reason"] for each in (await api.get("/enrolments"))["items"]} == {"journey_cancelled"}


async def test_enrolments_are_found_by_journey_contact_status_and_step(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    waiting = await api.live_journey(by_hand(wait_first="P30D"))
    other = await api.live_journey(by_hand())
    await api.post(f"/journeys/{waiting}/enrolments", {"contacts": ["ann", "bo"]})
    await api.post(f"/journeys/{other}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    async def found(**wanted: str) -> list[tuple[str, str]]:
        return [(each["journey"], each["contact"]) for each in (await api.get("/enrolments", params=wanted))["items"]]

    assert await found(journey=waiting) == [(waiting, "bo"), (waiting, "ann")]
    assert await found(contact="ann") == [(other, "ann"), (waiting, "ann")]
    assert await found(contact="ann", status="active", step="w") == [(waiting, "ann")]
    assert await found(journey="j_nothing") == await found(contact="nobody") == []
    resting = await api.get("/enrolments", params={"step": "w", "limit": 1})
    assert resting["items"][0]["rest"] == "wait"
    assert resting["next_cursor"] is not None


async def test_an_opt_out_by_the_api_ends_what_has_nothing_but_sms_ahead(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    journey = await api.live_journey(by_hand(wait_first="P30D"))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    await api.put("/contacts/ann", {"sms_consent": {"state": "opted_out"}})

    enrolment = (await api.get("/enrolments"))["items"][0]
    assert (enrolment["status"], enrolment["reason"]) == ("completed", "only_sms_ahead")


async def test_a_stop_is_confirmed_once_and_help_is_answered_even_then(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    path = f"/sandbox/phones/{quote(ANN)}/reply"

    stop = await api.post(path, {"body": "stop please"})
    again = await api.post(path, {"body": "STOP"})
    helped = await api.post(path, {"body": "help"})

    assert [reply["kind"] for reply in (stop, again, helped)] == ["opt_out", "opt_out", "help"]
    assert stop["message_id"] is not None
    assert again["message_id"] is None
    assert [message["direction"] for message in helped["messages"]] == [
        "from_phone",
        "to_phone",
        "from_phone",
        "from_phone",
        "to_phone",
    ]


async def test_a_scripted_carrier_answers_as_it_was_told(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=OPTED_IN)
    journey = await api.live_journey(by_hand())
    await api.put(f"/sandbox/phones/{quote(ANN)}/script", {"answer": "reject:21610"}, 204)
    await api.put(f"/sandbox/phones/{quote(BO)}/script", {"answer": "nonsense"}, 422)
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann", "bo"]})
    await api.travel()

    states = {message["contact"]: message["state"] for message in (await api.get("/messages"))["items"]}
    assert states == {"ann": "rejected", "bo": "accepted"}
    assert (await api.get("/contacts/ann"))["consent"]["sms"] == "opted_out"


async def test_live_numbers_come_at_once_and_when_they_change(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN, bo=None)
    journey = await api.live_journey(announcement())
    told: list[Any] = []
    async with api.http.stream("GET", f"/api/v1/journeys/{journey}/live", timeout=PATIENCE) as stream:
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        async for event in _events(stream):
            told.append(event)
            if len(told) == 1:
                await api.post(f"/journeys/{journey}/launch")
                await api.travel()
            if event["steps"].get("s1", {}).get("sent") == 1:
                break

    steps = told[-1]["steps"]
    assert told[0]["steps"] == {}
    assert (steps["b"]["entered"], steps["b"]["left"]) == (2, {"yes": 1, "else": 1})
    assert (steps["s1"]["here"], steps["s1"]["skipped"]) == (0, 0)
    await asyncio.wait_for(_nobody_watches(api), PATIENCE)


async def _events(stream: httpx.Response) -> AsyncIterator[Any]:
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def _nobody_watches(api: ServedApi) -> None:
    feeds = api.app.state.live
    while feeds.watched:
        await asyncio.sleep(0.02)


async def test_a_transactional_confirmation_needs_no_more_than_the_event(api: ServedApi) -> None:
    await people(api, ann=OPTED_IN)
    await api.live_journey(confirmation())

    event = {"contact": "ann", "name": "order.placed", "properties": {"order_id": 42}}
    await api.post("/events", event, 202)
    await api.travel()

    assert await phone(api, ANN) == ["Order 42"]
