"""Large bodies: worked on in turn, so that whoever only says STOP is answered meanwhile; and bounded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from builder_api.routes.events import EVENT_LIMIT, MOST_EVENT_VALUES
from builder_api.routes.public.twilio import FORM_LIMIT
from builder_api.web.validation import MOST_PROBLEMS
from engine.store.migrations.migrate import upgrade
from tests.support.served import ServedApi, serve

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def api(sqlite_url: str, tmp_path: Path) -> AsyncIterator[ServedApi]:
    upgrade(sqlite_url, 0)
    async with serve(sqlite_url, tmp_path) as served:
        yield served


def large_journey(steps: int) -> dict[str, Any]:
    def node(index: int, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        return {"id": f"n{index}", "type": kind, "position": {"x": 0, "y": 0}, "data": data}

    body = "Hello {{ contact.first_name | default: 'you' }}, " + "see https://example.com/offer " * 9
    sends = [node(index, "send_sms", {"body": body}) for index in range(1, steps)]
    lines = [
        {"id": f"e{index}", "source": f"n{index}", "sourceHandle": "next", "target": f"n{index + 1}"}
        for index in range(steps - 1)
    ]
    trigger = node(0, "trigger", {"on": {"kind": "manual"}})
    return {"schema": "postroad/journey@1", "name": "Large", "nodes": [trigger, *sends], "edges": lines}


async def test_a_stop_is_taken_while_ten_large_bodies_are_worked_on(api: ServedApi) -> None:
    document = orjson.dumps(large_journey(2_000))
    async with httpx.AsyncClient(base_url=api.address, headers=api.http.headers, timeout=300) as poster:
        heavy = [
            asyncio.create_task(poster.post("/api/v1/journeys/check", content=document, headers=JSON))
            for _ in range(10)
        ]
        answered = 0
        while not all(one.done() for one in heavy):
            assert (await api.http.get("/healthz")).status_code == 200
            await api.post(f"/sandbox/phones/+1212555{1000 + answered}/reply", {"body": "STOP"}, 200)
            answered += not all(one.done() for one in heavy)
        assert [one.result().status_code for one in heavy] == [200] * 10

    assert answered >= 2


@pytest.mark.parametrize(
    "properties",
    [
        b'{"p":"' + b"a" * EVENT_LIMIT + b'"}',
        b'{"p":[' + b"[]," * MOST_EVENT_VALUES + b"[]]}",
    ],
    ids=["long", "many values"],
)
async def test_an_event_beyond_its_bounds_is_refused_alone_and_as_a_line(api: ServedApi, properties: bytes) -> None:
    await api.put("/contacts/ann", {})
    event = b'{"contact":"ann","name":"visited","properties":' + properties + b"}"
    small = b'{"contact":"ann","name":"visited"}'

    for key in ({}, {"Idempotency-Key": "once"}):
        refused = await api.http.post("/api/v1/events", content=event, headers=JSON | key)
        assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
        assert "send less" in refused.json()["detail"]
    lines = b"\n".join((small, event, small))
    batch = await api.http.post("/api/v1/events/batch", content=lines, headers={"Content-Type": "application/x-ndjson"})
    if batch.status_code == 202:
        told = batch.json()
        assert (told["accepted"], [one["line"] for one in told["refused"]]) == (2, [2])
    else:
        assert batch.json()["code"] == "too_large"
        assert batch.json()["accepted"] == 1


async def test_what_came_before_a_line_without_an_end_is_taken(api: ServedApi) -> None:
    await api.put("/contacts/ann", {})
    lines = b'{"contact":"ann","name":"visited"}\n' * 3 + b"a" * (3 * EVENT_LIMIT)

    batch = await api.http.post("/api/v1/events/batch", content=lines, headers={"Content-Type": "application/x-ndjson"})

    assert batch.status_code == 413
    assert (batch.json()["accepted"], "line 4 is longer than 1 MB" in batch.json()["detail"]) == (3, True)
    timeline = await api.get("/contacts/ann/timeline")
    assert sum(item["kind"] == "event" for item in timeline["items"]) == 3


async def test_a_body_with_thousands_of_problems_is_told_the_first_of_them(api: ServedApi) -> None:
    body = {"contact": "ann", "name": "visited"} | {f"field_{index}": 1 for index in range(4_000)}

    refused = await api.post("/events", body, 422)

    assert len(refused["errors"]) == MOST_PROBLEMS
    assert "and 3,997 more" in refused["detail"]


async def test_a_carriers_post_is_bounded_before_it_is_believed(sqlite_url: str, tmp_path: Path) -> None:
    upgrade(sqlite_url, 0)
    async with serve(sqlite_url, tmp_path) as api:
        api.parts.settings = api.parts.settings.model_copy(update={"twilio_auth_token": api.parts.settings.admin_key})
        refused = await api.http.post(
            "/webhooks/twilio/inbound",
            content=b"Body=" + b"%41" * FORM_LIMIT,
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )

    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
