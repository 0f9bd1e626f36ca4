"""Journeys over HTTP: drafts are never overwritten unseen, broken ones are told all their faults, versions stay."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from tests.support.documents import announcement, by_hand, confirmation
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio


async def test_a_journey_is_answered_as_it_was_drawn(api: ServedApi) -> None:
    drawn = announcement() | {"nodes": announcement()["nodes"][::-1]}

    created = await api.post("/journeys", drawn, 201)

    assert (created["name"], created["status"], created["versions"]) == ("Test", "draft", [])
    assert created["draft"] == drawn
    assert await api.get(f"/journeys/{created['id']}") == created


async def test_two_editors_do_not_overwrite_each_other(api: ServedApi) -> None:
    created = await api.http.post("/api/v1/journeys", json=by_hand())
    path, seen = f"/api/v1/journeys/{created.json()['id']}/draft", created.headers["ETag"]

    first = await api.http.put(path, json=by_hand() | {"name": "First"}, headers={"If-Match": seen})
    second = await api.http.put(path, json=by_hand() | {"name": "Second"}, headers={"If-Match": seen})
    again = await api.http.put(path, json=by_hand() | {"name": "Second"}, headers={"If-Match": second.json()["etag"]})

    assert (first.status_code, second.status_code, again.status_code) == (200, 412, 200)
    assert second.json()["code"] == "draft_changed"
    assert second.json()["current"]["name"] == "First"
    assert second.headers["ETag"] == first.headers["ETag"] != seen
    assert again.json()["name"] == "Second"


async def test_saving_the_same_draft_again_is_no_change(api: ServedApi) -> None:
    created = await api.http.post("/api/v1/journeys", json=by_hand())

    saved = await api.http.put(f"/api/v1/journeys/{created.json()['id']}/draft", json=by_hand())

    assert saved.headers["ETag"] == created.headers["ETag"]


async def test_a_draft_may_have_errors_and_a_publish_may_not(api: ServedApi) -> None:
    broken = by_hand() | {"edges": []}
    created = await api.post("/journeys", broken, 201)

    saved = await api.put(f"/journeys/{created['id']}/draft", broken)
    refused = await api.post(f"/journeys/{created['id']}/publish", None, 422)

    codes = {finding["code"] for finding in refused["findings"] if finding["severity"] == "error"}
    assert refused["code"] == "journey_has_errors"
    assert "nothing_after_trigger" in codes
    assert saved["findings"] == refused["findings"]
    assert (await api.get(f"/journeys/{created['id']}"))["versions"] == []


async def test_a_check_tells_everything_at_once_about_anything(sqlite_api: ServedApi) -> None:
    cyclic: dict[str, Any] = copy.deepcopy(by_hand())
    cyclic["edges"].append({"id": "back", "source": "s1", "sourceHandle": "next", "target": "s1"})
    cyclic["nodes"][1]["data"] = {"body": "{{ contcat.name }} bit.ly/x", "colour": "red"}

    found = (await sqlite_api.post("/journeys/check", cyclic))["findings"]

    assert {finding["node_id"] for finding in found if finding["severity"] == "error"} == {"s1"}
    assert len([finding for finding in found if finding["severity"] == "error"]) >= 3
    assert all(finding["message"] and finding["remedy"] for finding in found)
    for strange in (1, "x", [], {}, {"nodes": 1}, {"schema": "postroad/journey@1", "nodes": [None]}):
        answer = await sqlite_api.call("POST", "/journeys/check", json=strange)
        assert answer["findings"], strange


@pytest.mark.parametrize("strange", [1, [], {}, {"schema": "other"}, {"schema": "postroad/journey@1", "name": 5}])
async def test_what_is_no_journey_is_refused_with_what_is_wrong(sqlite_api: ServedApi, strange: Any) -> None:
    refused = await sqlite_api.call("POST", "/journeys", 422, json=strange)

    assert refused["code"] == "journey_has_errors"
    assert refused["findings"]


async def test_publishing_the_same_draft_again_is_the_same_version(api: ServedApi) -> None:
    journey = await api.live_journey(by_hand())

    again = await api.post(f"/journeys/{journey}/publish")
    await api.put(f"/journeys/{journey}/draft", by_hand() | {"name": "New name"})
    renamed = await api.post(f"/journeys/{journey}/publish")

    assert (again["version"], renamed["version"]) == (1, 2)
    versions = await api.get(f"/journeys/{journey}/versions")
    assert [(each["version"], each["current"]) for each in versions] == [(2, True), (1, False)]
    assert versions[0]["digest"] == versions[1]["digest"]


async def test_old_versions_can_be_read_compared_and_made_the_draft_again(api: ServedApi) -> None:
    journey = await api.live_journey(by_hand())
    await api.put(f"/journeys/{journey}/draft", by_hand(wait_first="PT1H"))
    await api.post(f"/journeys/{journey}/publish")

    old = await api.get(f"/journeys/{journey}/versions/1")
    diff = await api.get(f"/journeys/{journey}/versions/1/diff/2")
    restored = await api.post(f"/journeys/{journey}/restore", {"version": 1})

    assert old["document"] == by_hand()
    assert [step["node_id"] for step in diff["added"]] == ["w"]
    assert restored["draft"] == by_hand()
    assert (restored["version"], restored["changed"]) == (2, True)
    await api.get(f"/journeys/{journey}/versions/3", 404)


async def test_the_list_tells_numbers_and_leaves_archived_ones_out(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": "+12125550101", "sms_consent": {"state": "opted_in", "source": "form"}})
    journey = await api.live_journey(by_hand())
    await api.post("/journeys", confirmation(), 201)
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    listed = (await api.get("/journeys"))["items"]
    await api.post(f"/journeys/{journey}/archive")

    assert [each["status"] for each in listed] == ["draft", "live"]
    assert listed[1]["enrolments"] == {"active": 0, "total": 1}
    assert listed[1]["messages"] == {"sent": 1, "skipped": 0, "failed": 0}
    assert [each["status"] for each in (await api.get("/journeys"))["items"]] == ["draft"]
    assert [each["id"] for each in (await api.get("/journeys?status=archived"))["items"]] == [journey]


async def test_a_journey_of_a_thousand_steps_is_saved_checked_and_published(sqlite_api: ServedApi) -> None:
    nodes = [by_hand()["nodes"][0]]
    edges: list[dict[str, str]] = []
    last = ("start", "next")
    for number in range(1_000):
        node_id = f"n{number:04d}"
        nodes.append({"id": node_id, "type": "wait", "position": {"x": 0, "y": number}, "data": {"for": "PT1H"}})
        edges.append({"id": f"e{number}", "source": last[0], "sourceHandle": last[1], "target": node_id})
        last = (node_id, "next")
    long = by_hand() | {"nodes": nodes, "edges": edges}

    created = await sqlite_api.post("/journeys", long, 201)
    published = await sqlite_api.post(f"/journeys/{created['id']}/publish")

    assert published["version"] == 1
    assert created["draft"] == long
