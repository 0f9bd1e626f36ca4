"""Whatever is sent, the answer is a problem document that names the thing and the remedy."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from builder_api.web.strict_route import BODY_LIMIT
from tests.support.documents import by_hand
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

JSON = {"Content-Type": "application/json"}


def problem(response: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem document, which every refusal is."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["code"] == code
    assert told["type"] == f"urn:postroad:problem:{code}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/zork", 404, "not_found"),
        ("GET", "/api/v1", 404, "not_found"),
        ("GET", "/api/v2/contacts", 404, "not_found"),
        ("GET", "/webhooks/zork", 404, "not_found"),
        ("GET", "/api/v1/contacts/nobody", 404, "not_found"),
        ("GET", "/api/v1/contacts/nobody/timeline", 404, "not_found"),
        ("GET", "/api/v1/journeys/j_nothing", 404, "not_found"),
        ("GET", "/api/v1/journeys/j_nothing/live", 404, "not_found"),
        ("POST", "/api/v1/journeys/j_nothing/publish", 404, "not_found"),
        ("POST", "/api/v1/journeys/j_nothing/launch", 404, "not_found"),
        ("POST", "/api/v1/journeys/j_nothing/pause", 404, "not_found"),
        ("GET", "/api/v1/enrolments/99", 404, "not_found"),
        ("POST", "/api/v1/enrolments/99/cancel", 404, "not_found"),
        ("GET", "/api/v1/messages/99", 404, "not_found"),
        ("POST", "/api/v1/messages/99/cancel", 404, "not_found"),
        ("DELETE", "/api/v1/api-keys/99", 404, "not_found"),
        ("DELETE", "/api/v1/contacts/ann", 405, "method_not_allowed"),
        ("PATCH", "/api/v1/journeys", 405, "method_not_allowed"),
        ("GET", "/api/v1/messages/zork", 422, "invalid_request"),
        ("GET", "/api/v1/messages/99999999999999999999", 422, "invalid_request"),
        ("GET", "/api/v1/messages?limit=0", 422, "invalid_request"),
        ("GET", "/api/v1/messages?limit=501", 422, "invalid_request"),
        ("GET", "/api/v1/messages?state=zork", 422, "invalid_request"),
        ("GET", "/api/v1/messages?cursor=zork", 422, "invalid_request"),
        ("GET", "/api/v1/contacts?search=%00", 422, "invalid_request"),
        ("GET", "/api/v1/contacts/a%00b", 422, "invalid_request"),
        ("GET", "/api/v1/contacts/" + "x" * 201, 422, "invalid_request"),
        ("GET", "/api/v1/sandbox/phones/911", 422, "invalid_request"),
    ],
)
async def test_every_refusal_is_a_problem_document(
    sqlite_api: ServedApi, method: str, path: str, status: int, code: str
) -> None:
    problem(await sqlite_api.http.request(method, path), status, code)


async def test_a_method_that_does_not_fit_is_told_with_those_that_do(sqlite_api: ServedApi) -> None:
    response = await sqlite_api.http.delete("/api/v1/account")

    assert response.headers["Allow"] == "GET, HEAD, PATCH"
    assert "GET, HEAD, PATCH" in problem(response, 405, "method_not_allowed")["detail"]


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"{}", {}, 415, "unsupported_media_type"),
        (b"phone=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "unsupported_media_type"),
        (b"{}", {"Content-Type": "application/json; charset=latin-1"}, 415, "unsupported_media_type"),
        (b"\x1f\x8b", {**JSON, "Content-Encoding": "gzip"}, 415, "unsupported_media_type"),
        (b"{broken", JSON, 400, "invalid_json"),
        (b"", JSON, 422, "invalid_request"),
        (b'"\xff"', JSON, 400, "not_utf8"),
        ('{"first_name": "Jos\u00e9"}'.encode("latin-1"), JSON, 400, "not_utf8"),
        (b'{"first_name": "a\\u0000"}', JSON, 422, "invalid_request"),
        (b'{"first_name": "\\ud83d"}', JSON, 400, "invalid_json"),
        (b'{"attributes": {"n": 99999999999999999999}}', JSON, 422, "invalid_request"),
        (b'{"attributes": {"n": NaN}}', JSON, 400, "invalid_json"),
        (b'{"attributes": ' + b"[" * 70 + b"]" * 70 + b"}", JSON, 422, "invalid_request"),
        (b"[" * 200_000, JSON, 400, "invalid_json"),
        (b'{"zork": 1, "phone": 5, "tags": [1]}', JSON, 422, "invalid_request"),
        (b" " * (BODY_LIMIT + 1), JSON, 413, "too_large"),
        (b'{"attributes": {"a": "' + b"x" * 10_000_000 + b'"}}', JSON, 413, "too_large"),
    ],
)
async def test_a_body_that_cannot_be_taken_changes_nothing(
    sqlite_api: ServedApi, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    problem(await sqlite_api.http.put("/api/v1/contacts/ann", content=body, headers=headers), status, code)
    await sqlite_api.get("/contacts/ann", 404)


async def test_a_body_without_a_length_is_limited_as_well(sqlite_api: ServedApi) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 500_000

    response = await sqlite_api.http.put("/api/v1/contacts/ann", content=endless(), headers=JSON)
    problem(response, 413, "too_large")


async def test_every_wrong_field_is_told_by_its_place_with_a_remedy(sqlite_api: ServedApi) -> None:
    body = {"zork": 1, "phone": 5, "attributes": {"a/b": 1, "": 2}, "tags": ["x", 7]}

    told = problem(await sqlite_api.http.put("/api/v1/contacts/ann", json=body), 422, "invalid_request")

    assert {error["pointer"] for error in told["errors"]} == {"/zork", "/phone", "/tags/1", "/attributes//[key]"}
    assert all(error["message"] and error["remedy"] and error["place"] == "body" for error in told["errors"])


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/journeys", by_hand()),
        ("/journeys/check", by_hand()),
        ("/events", {"name": "x", "contact": None}),
        ("/sms/preview", {"body": "x"}),
        ("/rehearsals", {"journey": by_hand(), "start": "2026-03-01T09:00:00Z"}),
    ],
)
async def test_text_that_a_database_cannot_hold_is_refused_everywhere(
    sqlite_api: ServedApi, path: str, body: dict[str, Any]
) -> None:
    import orjson

    raw = orjson.dumps(body | {"name": "NUL"}).replace(b"NUL", b"a\\u0000b")
    problem(await sqlite_api.http.post(f"/api/v1{path}", content=raw, headers=JSON), 422, "invalid_request")


async def test_a_launch_of_a_journey_that_has_no_audience_says_what_it_is(sqlite_api: ServedApi) -> None:
    drafted = (await sqlite_api.post("/journeys", by_hand(), 201))["id"]
    live = await sqlite_api.live_journey(by_hand())
    http = sqlite_api.http

    problem(await http.post(f"/api/v1/journeys/{drafted}/launch"), 409, "nothing_published")
    problem(await http.post(f"/api/v1/journeys/{drafted}/pause"), 409, "conflict")
    told = problem(await http.post(f"/api/v1/journeys/{live}/launch"), 409, "wrong_trigger")
    problem(await http.get(f"/api/v1/journeys/{live}/launch/preview"), 409, "wrong_trigger")
    problem(await http.post(f"/api/v1/journeys/{live}/resume"), 409, "conflict")
    unknown = await http.post(f"/api/v1/journeys/{live}/enrolments", json={"contacts": ["zork"]})

    assert "manual" in told["detail"]
    assert '"zork"' in problem(unknown, 422, "unknown_contact")["detail"]


async def test_a_database_that_does_not_answer_is_told_as_that(sqlite_api: ServedApi) -> None:
    with sqlite_api.parts.database.write() as conn:
        conn.exec_driver_sql("ALTER TABLE contact RENAME TO elsewhere")
    try:
        found = await sqlite_api.http.get("/api/v1/contacts")
        event = await sqlite_api.http.post("/api/v1/events", json={"name": "x", "contact": "ann"})
        ready = await sqlite_api.http.get("/readyz")
    finally:
        with sqlite_api.parts.database.write() as conn:
            conn.exec_driver_sql("ALTER TABLE elsewhere RENAME TO contact")

    problem(found, 503, "database_unavailable")
    problem(event, 503, "database_unavailable")
    assert found.headers["Retry-After"]
    told = ready.json()
    assert (told["ready"], told["database"], told["temporal"]) == (False, False, False)
    assert "the database lacks tables" in [problem["message"] for problem in told["problems"]]
    assert (await sqlite_api.http.get("/healthz")).json() == {"status": "up"}
