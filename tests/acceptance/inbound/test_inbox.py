"""The inbox: who answered what to which message, and what may be written back."""

from __future__ import annotations

from typing import Any

import pytest

from engine.rules.time.instants import DAY
from engine.runtime.clock import wall_clock
from tests.support.drawn import MANUAL, chain, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

ANN, BO, STRANGER = "+12125550101", "+12125550102", "+12125550199"


async def texted(api: ServedApi) -> str:
    """A journey whose message Ann and Bo got."""
    for name, phone in (("ann", ANN), ("bo", BO)):
        consent = {"state": "opted_in", "source": "web form"}
        await api.put(f"/contacts/{name}", {"phone": phone, "first_name": name.title(), "sms_consent": consent})
    journey = await api.live_journey(chain(sms("s1", "Coming on Friday?"), on=MANUAL, name="Friday"))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann", "bo"]})
    await api.travel()
    return journey


async def reply(api: ServedApi, phone: str, body: str) -> None:
    await api.post(f"/sandbox/phones/{phone}/reply", {"body": body})


async def inbox(api: ServedApi, **wanted: Any) -> list[dict[str, Any]]:
    return (await api.get("/inbox", params=wanted))["items"]


async def answer(api: ServedApi, reply_id: int, expect: int = 201, **body: str) -> Any:
    return await api.post(f"/inbox/{reply_id}/answer", body, expect)


async def got(api: ServedApi, phone: str) -> list[str]:
    messages = (await api.get(f"/sandbox/phones/{phone}"))["messages"]
    return [each["body"] for each in messages if each["direction"] == "to_phone"]


async def test_it_tells_who_answered_what_to_which_message(api: ServedApi) -> None:
    journey = await texted(api)
    await reply(api, ANN, "Yes, with two friends")
    await reply(api, BO, "STOP")
    await reply(api, STRANGER, "Who is this?")

    stranger, bo, ann = await inbox(api)

    assert (ann["contact"]["external_id"], ann["body"], ann["kind"]) == ("ann", "Yes, with two friends", "other")
    assert (ann["to"]["journey"], ann["to"]["journey_name"], ann["to"]["node_id"]) == (journey, "Friday", "s1")
    assert ann["to"]["body"].startswith("Coming on Friday?")
    assert ann["answerable"] is None
    assert (bo["kind"], bo["matched"]) == ("opt_out", "keyword")
    assert "START" in bo["answerable"]
    assert (stranger["contact"], stranger["to"]) == (None, None)


async def test_it_is_looked_at_by_journey_step_kind_and_phone(api: ServedApi) -> None:
    journey = await texted(api)
    await reply(api, ANN, "Yes")
    await reply(api, ANN, "See you")
    await reply(api, BO, "STOP")

    def bodies(items: list[dict[str, Any]]) -> list[str]:
        return [each["body"] for each in items]

    assert bodies(await inbox(api, journey=journey)) == ["STOP", "See you", "Yes"]
    assert bodies(await inbox(api, journey=journey, node="s1", kind="other")) == ["See you", "Yes"]
    assert bodies(await inbox(api, node="s2")) == []
    assert bodies(await inbox(api, number=BO)) == ["STOP"]
    assert bodies(await inbox(api, journey="j_none")) == []
    first = await api.get("/inbox", params={"limit": 2})
    second = await api.get("/inbox", params={"limit": 2, "cursor": first["next_cursor"]})
    assert bodies([*first["items"], *second["items"]]) == ["STOP", "See you", "Yes"]


async def test_a_person_writes_back_and_the_contacts_timeline_has_all_of_it(api: ServedApi) -> None:
    await texted(api)
    await reply(api, ANN, "With two friends?")
    (question,) = await inbox(api)

    answered = await answer(api, question["id"], body="Sure, {{ bring }} them!")

    assert [(each["body"], each["actor"], each["state"]) for each in answered["answers"]] == [
        ("Sure, {{ bring }} them!", "admin", "accepted")
    ]
    assert (await got(api, ANN))[-1] == "Sure, {{ bring }} them!"
    assert await inbox(api, answered="false") == []
    assert [each["id"] for each in await inbox(api, answered="true")] == [question["id"]]
    timeline = (await api.get("/contacts/ann/timeline"))["items"]
    told = [each["body"] for each in timeline if each["kind"] in ("message", "reply")]
    assert told[:2] == ["Sure, {{ bring }} them!", "With two friends?"]


async def test_a_quick_response_is_written_in_the_contacts_language(api: ServedApi) -> None:
    await texted(api)
    await api.put("/contacts/ann", {"language": "fr"})
    texts = {"en": "Thanks {{ contact.first_name }}", "fr": "Merci {{ contact.first_name }}"}
    quick = await api.post("/library", {"name": "Thanks", "kind": "quick_response", "texts": texts}, 201)
    await reply(api, ANN, "See you there")
    (question,) = await inbox(api)

    await answer(api, question["id"], template_id=quick["id"])

    assert (await got(api, ANN))[-1] == "Merci Ann"


async def test_a_stop_is_never_answered(api: ServedApi) -> None:
    await texted(api)
    await reply(api, ANN, "Is it far?")
    (question,) = await inbox(api)
    await reply(api, ANN, "STOP")
    before = await got(api, ANN)

    for each in await inbox(api):
        refused = await answer(api, each["id"], 409, body="But wait!")
        assert (refused["code"], refused["reason"]) == ("answer_not_allowed", "opted_out")

    assert await got(api, ANN) == before
    assert (await inbox(api, kind="other"))[0]["id"] == question["id"]


async def test_who_has_not_opted_in_is_answered_within_a_day(api: ServedApi) -> None:
    await reply(api, STRANGER, "Are you open on Sunday?")
    (question,) = await inbox(api)
    await answer(api, question["id"], body="From ten to six.")
    assert (await got(api, STRANGER))[-1] == "From ten to six."

    api.parts.now = lambda: wall_clock() + DAY + 1_000

    refused = await answer(api, question["id"], 409, body="And on Monday too.")
    assert refused["reason"] == "answer_too_late"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"body": ""}, 422),
        ({"body": "x", "template_id": "t_1"}, 422),
        ({"template_id": "t_nowhere"}, 409),
        ({"body": "   "}, 409),
        ({"body": "See https://bit.ly/x"}, 409),
        ({"body": "x" * 1_601}, 422),
    ],
)
async def test_an_answer_that_cannot_be_sent_is_refused(
    sqlite_api: ServedApi, body: dict[str, str], status: int
) -> None:
    await reply(sqlite_api, STRANGER, "Hello?")
    (question,) = await inbox(sqlite_api)

    await answer(sqlite_api, question["id"], status, **body)

    assert (await inbox(sqlite_api))[0]["answers"] == []
    assert await got(sqlite_api, STRANGER) == []


async def test_a_reply_that_is_not_there_is_not_answered(sqlite_api: ServedApi) -> None:
    await answer(sqlite_api, 77, 404, body="Hello?")
    await sqlite_api.get("/inbox/77", 404)


async def test_the_same_answer_with_one_key_is_sent_once(sqlite_api: ServedApi) -> None:
    await reply(sqlite_api, STRANGER, "Hello?")
    (question,) = await inbox(sqlite_api)

    for _ in range(2):
        headers = {"Idempotency-Key": "answer-1"}
        await sqlite_api.post(f"/inbox/{question['id']}/answer", {"body": "Hi!"}, 201, headers=headers)

    assert await got(sqlite_api, STRANGER) == ["Hi!"]


async def test_a_sender_has_a_card_to_share(sqlite_api: ServedApi) -> None:
    await sqlite_api.call("PATCH", "/account", json={"name": "Acme, Inc."})

    response = await sqlite_api.http.get("/api/v1/senders/sandbox/card.vcf")
    shared = await sqlite_api.http.get(f"{sqlite_api.address}/card/sandbox.vcf", headers={"Authorization": ""})

    assert response.headers["content-type"].startswith("text/vcard")
    assert "FN:Acme\\, Inc.\r\n" in response.text
    assert "TEL;TYPE=CELL,PREF:+15005550006\r\n" in response.text
    assert (shared.status_code, shared.text) == (200, response.text)
    assert (await sqlite_api.http.get(f"{sqlite_api.address}/card/nobody.vcf")).status_code == 404
