"""Manners of the API: what it does not know it says by name, what was meant once it does once, and its own it keeps."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.store.migrations.migrate import upgrade
from tests.support.drawn import AUDIENCE, chain, sms
from tests.support.served import ServedApi, serve

pytestmark = pytest.mark.anyio


@pytest.fixture
async def api(database_url: str, tmp_path: Path) -> AsyncIterator[ServedApi]:
    upgrade(database_url, 0)
    async with serve(database_url, tmp_path) as served:
        yield served


NDJSON = {"Content-Type": "application/x-ndjson"}


@pytest.mark.parametrize(
    ("method", "path", "named"),
    [
        ("GET", "/contacts?serach=ann", "serach"),
        ("GET", "/messages?jurney=x&limit=5", "jurney"),
        ("GET", "/session?x", "x"),
        ("POST", "/events?dry_run=true", "dry_run"),
        ("POST", "/events/batch?dry_run=true", "dry_run"),
        ("PUT", "/contacts/ann?force=1", "force"),
        ("POST", "/journeys/check?strict=1", "strict"),
    ],
)
async def test_a_query_parameter_that_is_not_known_is_refused_by_its_name(
    api: ServedApi, method: str, path: str, named: str
) -> None:
    refused = await api.call(method, path, 422, json={})

    assert refused["code"] == "invalid_request"
    assert named in refused["detail"]
    assert [problem["pointer"] for problem in refused["errors"]] == [named]


@pytest.mark.parametrize(
    ("method", "path", "status", "allowed"),
    [
        ("GET", "/api/v1/nowhere", 404, None),
        ("POST", "/api/v1/nowhere", 404, None),
        ("DELETE", "/api/nowhere", 404, None),
        ("POST", "/webhooks/nobody/inbound", 404, None),
        ("OPTIONS", "/api/v1/nowhere", 404, None),
        ("PATCH", "/api/v1/journeys", 405, {"GET", "HEAD", "POST"}),
        ("DELETE", "/api/v1/journeys/check", 405, None),
        ("PUT", "/healthz", 405, {"GET", "HEAD"}),
        ("OPTIONS", "/api/v1/journeys", 204, {"GET", "HEAD", "POST", "OPTIONS"}),
        ("HEAD", "/api/v1/journeys", 200, None),
        ("HEAD", "/api/v1/journeys/none", 404, None),
        ("HEAD", "/healthz", 200, None),
        ("HEAD", "/readyz", 503, None),
        ("HEAD", "/api/v1/journeys/none/live", 405, None),
    ],
)
async def test_what_is_not_there_is_404_and_what_can_not_be_done_there_is_405(
    api: ServedApi, method: str, path: str, status: int, allowed: set[str] | None
) -> None:
    answer = await api.http.request(method, path)

    assert answer.status_code == status, answer.text
    if allowed is not None:
        assert set(answer.headers["allow"].split(", ")) == allowed
    if status == 405:
        assert answer.headers["allow"]
    if method == "HEAD":
        assert answer.content == b""
    elif status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"


async def test_events_about_messages_are_told_by_postroad_alone(api: ServedApi) -> None:
    await api.put("/contacts/ann", {})
    for name in ("sms.replied", "sms.delivered", "SMS.Clicked", " sms.opted_in", "sms.made_up"):
        refused = await api.post("/events", {"contact": "ann", "name": name}, 422)
        assert "give yours another name" in refused["errors"][0]["message"] + refused["errors"][0]["remedy"]
    lines = b'{"contact":"ann","name":"sms.replied"}\n{"contact":"ann","name":"smsx"}'
    batch = await api.call("POST", "/events/batch", 202, content=lines, headers=NDJSON)
    assert (batch["accepted"], [one["line"] for one in batch["refused"]]) == (1, [1])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"x": 1}, {"x": True}, False),
        ({"x": 0}, {"x": False}, False),
        ({"x": [1, {"y": 0}]}, {"x": [True, {"y": 0}]}, False),
        ({"x": 1}, {"x": "1"}, False),
        ({"x": None}, {}, False),
        ({"x": []}, {"x": {}}, False),
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}, True),
        ({"x": 1}, {"x": 1.0}, True),
        ({"x": {"a": [1, "b"]}}, {"x": {"a": [1, "b"]}}, True),
    ],
)
async def test_an_id_is_used_for_one_content(
    api: ServedApi, one: dict[str, Any], other: dict[str, Any], same: bool
) -> None:
    await api.put("/contacts/ann", {})
    event: dict[str, Any] = {"contact": "ann", "name": "visited", "id": "first"}
    first = await api.post("/events", event | {"properties": one}, 202)

    again = await api.http.post("/api/v1/events", json=event | {"properties": other})

    assert again.status_code == (202 if same else 409)
    if same:
        assert again.json()["event_id"] == first["event_id"]


async def test_an_idempotency_key_belongs_to_who_sent_it(api: ServedApi) -> None:
    await api.put("/contacts/ann", {})
    other = (await api.post("/api-keys", {"name": "another system"}, 201))["key"]
    event = {"contact": "ann", "name": "visited"}
    mine = {"Idempotency-Key": "monday"}
    theirs = mine | {"Authorization": f"Bearer {other}"}

    first = await api.post("/events", event, 202, headers=mine)
    second = await api.post("/events", event, 202, headers=theirs)
    third = await api.post("/events", event | {"properties": {"a": 1}}, 422, headers=mine)
    lines = b'{"contact":"ann","name":"visited"}'
    batches = [
        await api.call("POST", "/events/batch", 202, content=lines, headers=NDJSON | who | {"Idempotency-Key": "batch"})
        for who in (mine, theirs, mine)
    ]

    assert first["event_id"] != second["event_id"]
    assert third["code"] == "idempotency_key_reused"
    assert [each["accepted"] for each in batches] == [1, 1, 1]
    timeline = await api.get("/contacts/ann/timeline")
    assert sum(each["kind"] == "event" for each in timeline["items"]) == 4


async def test_a_second_launch_within_a_minute_asks(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": "+12125550101"})
    journey = await api.live_journey(chain(sms("text", "Hi"), on=AUDIENCE, re_entry="always"))
    launch = f"/journeys/{journey}/launch"

    first = await api.post(launch)
    asked = await api.post(launch, expect=409)
    meant = await api.post(launch, {"again": True})
    keyed = await api.post(launch, headers={"Idempotency-Key": "tuesday"})

    assert asked["code"] == "launched_just_now"
    assert asked["launched"]["enrolled"] == first["enrolled"] == 1
    assert "again" in asked["detail"]
    assert (meant["enrolled"], keyed["enrolled"]) == (1, 1)
    assert (await api.post(launch, {"agian": True}, 422))["errors"][0]["pointer"] == "/agian"


async def test_readiness_says_what_is_missing_and_what_to_do(api: ServedApi) -> None:
    with api.parts.database.write() as conn:
        conn.execute(text('ALTER TABLE "alembic_version" RENAME TO "gone"'))
    missing = (await api.http.get("/readyz")).json()
    with api.parts.database.write() as conn:
        conn.execute(text('ALTER TABLE "gone" RENAME TO "alembic_version"'))
        conn.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    older = (await api.http.get("/readyz")).json()
    with api.parts.database.write() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = (await api.http.get("/readyz")).json()

    for told, said in ((missing, "no tables"), (older, "older release"), (newer, "newer release")):
        database = [each for each in told["problems"] if each["part"] == "database"]
        assert (told["ready"], told["database"]) == (False, False)
        assert said in database[0]["message"]
        assert database[0]["remedy"]
