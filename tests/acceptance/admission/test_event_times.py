"""When events happened, over HTTP: dates that can't be read, times that lie ahead, and what happened long ago."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.rules.time.instants import DAY, HOUR, MINUTE, to_rfc3339
from engine.runtime.clock import wall_clock
from tests.support.documents import document, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

ON = {
    "kind": "event",
    "name": "webinar.registered",
    "key": "event.webinar_id",
    "requires": ["starts_at"],
    "updated_by": "webinar.rescheduled",
}
HOUR_BEFORE = {"type": "wait", "data": {"relative": {"to": "event.starts_at", "offset": "-PT1H"}}}


def in_days(days: float) -> str:
    return to_rfc3339(wall_clock() + int(days * DAY))


def registered(starts_at: Any, name: str = "webinar.registered", **more: Any) -> dict[str, Any]:
    return {"contact": "ann", "name": name, "properties": {"webinar_id": "w", "starts_at": starts_at}, **more}


@pytest.fixture
async def webinar(api: ServedApi) -> ServedApi:
    await api.put("/contacts/ann", {"phone": "+12125550101", "sms_consent": {"state": "opted_in", "source": "form"}})
    await api.live_journey(document(ON, {"hour": HOUR_BEFORE, "s1": sms()}, "start.next>hour", "hour.next>s1"))
    return api


async def batch(api: ServedApi, lines: list[dict[str, Any]], query: str = "", status: int = 202) -> Any:
    content = "\n".join(json.dumps(line) for line in lines).encode()
    headers = {"Content-Type": "application/x-ndjson"}
    return await api.call("POST", f"/events/batch{query}", status, content=content, headers=headers)


@pytest.mark.parametrize("written", ["03/05/2026", 1772733600000, "1772733600", "TBD"])
async def test_a_date_that_can_not_be_read_is_refused_by_its_name_and_alone(webinar: ServedApi, written: Any) -> None:
    refused = await webinar.post("/events", registered(written), 422)
    assert (refused["code"], refused["reason"]) == ("event_refused", "unreadable_date")
    assert "starts_at" in refused["detail"]
    answer = await batch(webinar, [registered(written), registered(in_days(3))])
    assert (answer["enrolled"], [(one["line"], one["code"]) for one in answer["refused"]]) == (
        1,
        [(1, "unreadable_date")],
    )


async def test_what_has_not_happened_yet_is_refused(webinar: ServedApi) -> None:
    ahead = to_rfc3339(wall_clock() + HOUR)
    refused = await webinar.post("/events", registered(in_days(3), occurred_at=ahead), 422)
    assert (refused["code"], refused["reason"]) == ("event_refused", "occurred_in_future")
    skewed = to_rfc3339(wall_clock() + 4 * MINUTE)
    assert (await webinar.post("/events", registered(in_days(3), occurred_at=skewed), 202))["enrolments"]


async def test_a_batch_can_bring_in_the_past_as_history(webinar: ServedApi) -> None:
    recent = {"webinar_id": "v", "starts_at": in_days(4)}
    lines = [
        registered(in_days(3), occurred_at=in_days(-2)),
        registered(in_days(4), occurred_at=in_days(-0.5)) | {"properties": recent},
    ]
    answer = await batch(webinar, lines, "?not_older_than=P1D")
    assert (answer["accepted"], answer["enrolled"]) == (2, 1)
    refused = await batch(webinar, lines, "?not_older_than=yesterday", 422)
    assert "not_older_than" in json.dumps(refused)
