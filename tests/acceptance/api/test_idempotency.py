"""`Idempotency-Key`: the same request again is answered alike and not done again."""

from __future__ import annotations

import asyncio

import pytest

from builder_api.intake import idempotency
from engine.store.database import idempotency as kept
from tests.support.documents import announcement, by_hand
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "k-1"}


async def test_the_same_request_again_gets_the_same_answer(api: ServedApi) -> None:
    first = await api.http.post("/api/v1/journeys", json=by_hand(), headers=KEY)
    again = await api.http.post("/api/v1/journeys", json=by_hand(), headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again.headers[idempotency.REPLAYED] == "true"
    assert (again.headers["ETag"], again.headers["Location"]) == (first.headers["ETag"], first.headers["Location"])
    assert len((await api.get("/journeys"))["items"]) == 1


async def test_many_at_once_with_one_key_are_done_once(api: ServedApi) -> None:
    answers = await asyncio.gather(*(api.http.post("/api/v1/journeys", json=by_hand(), headers=KEY) for _ in range(10)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1


async def test_the_key_with_another_request_is_refused(api: ServedApi) -> None:
    await api.post("/journeys", by_hand(), 201, headers=KEY)

    other_body = await api.post("/journeys", announcement(), 422, headers=KEY)
    other_path = await api.post("/events", {"name": "x", "contact": None}, 422, headers=KEY)

    assert other_body["code"] == other_path["code"] == "idempotency_key_reused"
    assert len((await api.get("/journeys"))["items"]) == 1


async def test_a_refused_request_leaves_the_key_free(api: ServedApi) -> None:
    await api.post("/journeys", {"zork": 1}, 422, headers=KEY)
    await api.post("/journeys", by_hand(), 201, headers=KEY)


async def test_a_key_belongs_to_its_caller(api: ServedApi) -> None:
    other = (await api.post("/api-keys", {"name": "other"}, 201))["key"]

    await api.post("/journeys", by_hand(), 201, headers=KEY)
    await api.post("/journeys", by_hand(), 201, headers=KEY | {"Authorization": f"Bearer {other}"})

    assert len((await api.get("/journeys"))["items"]) == 2


async def test_a_launch_sent_twice_enrols_once(api: ServedApi) -> None:
    for name in ("ann", "bo"):
        await api.put(f"/contacts/{name}", {})
    document = announcement()
    document["settings"] = {"re_entry": "always"}
    journey = await api.live_journey(document)

    first = await api.post(f"/journeys/{journey}/launch", headers=KEY)
    again = await api.post(f"/journeys/{journey}/launch", headers=KEY)

    assert first == again == {"enrolled": 2, "skipped": {}}
    assert len((await api.get("/enrolments"))["items"]) == 2


@pytest.mark.parametrize("key", ["", "x" * 201])
async def test_a_key_that_is_none_is_refused(sqlite_api: ServedApi, key: str) -> None:
    refused = await sqlite_api.post("/journeys", by_hand(), 422, headers={"Idempotency-Key": key})
    assert refused["errors"][0]["place"] == "header"


async def test_a_request_that_died_with_its_process_is_done_again_after_a_while(api: ServedApi) -> None:
    now = api.parts.now()
    fingerprint = "of the same request"
    with api.parts.database.write() as conn:
        assert kept.claim(conn, "dead", fingerprint, now - kept.GIVEN_UP) is None
    with api.parts.database.write() as conn:
        found = kept.claim(conn, "dead", fingerprint, now - 1)
        assert found is not None
        assert found.status is None
        assert kept.claim(conn, "dead", fingerprint, now) is None


async def test_answers_are_forgotten_after_a_week(api: ServedApi) -> None:
    now = api.parts.now()
    with api.parts.database.write() as conn:
        kept.claim(conn, "old", "f", now - kept.KEPT_FOR)
        kept.keep(conn, "old", "f", 200, kept.stored_answer({}, b"{}"))
        assert kept.claim(conn, "old", "g", now) is None
        assert kept.forget_old(conn, now + kept.KEPT_FOR) == 1


async def test_an_import_sent_again_with_its_key_is_answered_and_not_done_again(api: ServedApi) -> None:
    csv = "external_id,first_name\n1,Ann\n"
    headers = {**KEY, "Content-Type": "text/csv"}

    first = await api.call("POST", "/contacts/import", content=csv, headers=headers)
    await api.put("/contacts/1", {"first_name": "Anna"})
    again = await api.call("POST", "/contacts/import", content=csv, headers=headers)
    other = await api.call("POST", "/contacts/import", 422, content=csv + "2,Bo\n", headers=headers)

    assert again == first
    assert (await api.get("/contacts/1"))["first_name"] == "Anna"
    assert other["code"] == "idempotency_key_reused"
    await api.get("/contacts/2", 404)
