"""Rehearsals that take long: told how far they are, ended when nobody waits, and bounded."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import pytest

from engine.rehearsal import RehearsalRequest, RehearsalStopped, TooLong, rehearse
from engine.rules.time.instants import from_rfc3339
from tests.support.drawn import MANUAL
from tests.support.rehearsing import START, Json, at, enrol, journey, moment, person, play, sms, wait
from tests.support.served import ServedApi

YEAR = journey(MANUAL, {f"s{n}{kind}": step for n in range(20) for kind, step in (("t", sms()), ("w", wait("P9D")))})


def long_one(people: int = 500) -> Json:
    """Nobody is ever moved together with somebody else: half a minute's work and more."""
    names = [f"c{n}" for n in range(people)]
    return {
        "journey": YEAR,
        "start": START,
        "until": moment("+365 00:00"),
        "contacts": [person(name, f"+1212555{1000 + n}") for n, name in enumerate(names)],
        "timeline": [enrol(f"+{n // 20} {n % 20:02}:{n % 60:02}", name) for n, name in enumerate(names)],
    }


def short_one() -> Json:
    return long_one(1)


@asynccontextmanager
async def streamed(api: ServedApi, body: Json) -> AsyncGenerator[httpx.Response]:
    headers = {"Accept": "text/event-stream"}
    async with api.http.stream("POST", "/api/v1/rehearsals", json=body, headers=headers, timeout=90) as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        yield response


async def first_progress(response: httpx.Response) -> Json:
    lines = response.aiter_lines()
    async for line in lines:
        if line == "event: progress":
            return json.loads((await anext(lines)).removeprefix("data: "))
    raise AssertionError("no progress was told")


async def test_a_stream_ends_with_the_same_result_as_a_plain_answer(sqlite_api: ServedApi) -> None:
    async with streamed(sqlite_api, short_one()) as response:
        said = (await response.aread()).decode()
    event, _, data = said.strip().rpartition("\n\n")[2].partition("\n")
    assert event == "event: result"
    assert json.loads(data.removeprefix("data: ")) == await sqlite_api.post("/rehearsals", short_one())


async def test_a_journey_with_errors_ends_the_stream_with_the_problem(sqlite_api: ServedApi) -> None:
    broken = short_one() | {"journey": journey(MANUAL, {"text": ("sms", {"body": ""})})}
    async with streamed(sqlite_api, broken) as response:
        said = (await response.aread()).decode()
    event, _, data = said.strip().rpartition("\n\n")[2].partition("\n")
    assert (event, json.loads(data.removeprefix("data: "))["code"]) == ("event: problem", "journey_has_errors")


async def test_a_request_that_is_wrong_is_refused_before_any_stream(sqlite_api: ServedApi) -> None:
    response = await sqlite_api.http.post("/api/v1/rehearsals", json={}, headers={"Accept": "text/event-stream"})
    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")


async def test_rehearsals_whose_clients_went_away_make_room_and_others_are_answered_meanwhile(
    sqlite_api: ServedApi,
) -> None:
    body = long_one()
    async with streamed(sqlite_api, body) as one, streamed(sqlite_api, body) as other:
        progress = await first_progress(one)
        await first_progress(other)
        assert from_rfc3339(START) <= from_rfc3339(progress["at"])
        assert 0 <= progress["share"] < 1
        began = time.monotonic()
        assert (await sqlite_api.http.get("/healthz")).status_code == 200
        assert time.monotonic() - began < 5
    began = time.monotonic()
    await sqlite_api.post("/rehearsals", short_one())
    assert time.monotonic() - began < 10


async def test_a_plain_request_that_is_given_up_ends_too(sqlite_api: ServedApi) -> None:
    body = long_one()
    given_up = [asyncio.create_task(sqlite_api.post("/rehearsals", body)) for _ in range(3)]
    await asyncio.sleep(1)
    for task in given_up:
        task.cancel()
    await asyncio.gather(*given_up, return_exceptions=True)
    began = time.monotonic()
    await sqlite_api.post("/rehearsals", short_one())
    assert time.monotonic() - began < 15


async def test_one_that_takes_too_long_is_refused_with_how_far_it_came(
    sqlite_api: ServedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("builder_api.routes.journeys.rehearsals.LONGEST_PLAY", 0.5)
    problem = await sqlite_api.post("/rehearsals", long_one(), 422)
    assert problem["code"] == "rehearsal_too_long"
    assert "it takes more than 0.5 seconds. It came from 2026-03-02T00:00:00" in problem["detail"]
    assert 'set an earlier "until", or take fewer contacts' in problem["detail"]


def test_too_many_messages_end_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.rehearsal.progress.MOST_MESSAGES", 10)
    with pytest.raises(TooLong, match="more than 10 messages"):
        play(YEAR, [person("ann", "+12125551000")], at("10:00", "enrol", contacts=["ann"]), until="+365 00:00")


def test_who_is_told_can_end_it_at_any_moment() -> None:
    def stop(_at: int, _messages: int) -> None:
        raise RehearsalStopped

    with pytest.raises(RehearsalStopped):
        rehearse(RehearsalRequest.model_validate(short_one()), on_progress=stop)
