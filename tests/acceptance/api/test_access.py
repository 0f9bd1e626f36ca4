"""Who may call: keys, the session of a browser, and nobody from another site."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from builder_api.access.one_time_token import issue
from engine.store.account.api_keys import digest_of
from tests.support.drawn import MANUAL, chain
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio


def browser(api: ServedApi) -> httpx.AsyncClient:
    """A client without a key, which keeps cookies."""
    return httpx.AsyncClient(base_url=api.address, trust_env=False)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": "Bearer"},
        {"Authorization": "Basic dGVzdDp0ZXN0"},
        {"Authorization": "Bearer test-key-and-more"},
        {"Cookie": "postroad_session=zork.zork"},
        {"Cookie": "postroad_session="},
        {"Cookie": '="'},
    ],
)
async def test_without_a_key_nothing_is_told_not_even_what_there_is(
    sqlite_api: ServedApi, headers: dict[str, str]
) -> None:
    async with browser(sqlite_api) as client:
        for path in ("/api/v1/contacts", "/api/v1/zork"):
            response = await client.get(path, headers=headers)
            assert (response.status_code, response.json()["code"]) == (401, "unauthenticated")
            assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_body_is_not_read_from_a_stranger(sqlite_api: ServedApi) -> None:
    async with browser(sqlite_api) as client:
        response = await client.post("/api/v1/events", content=b"{broken", headers={"Content-Type": "application/json"})
    assert response.status_code == 401


async def test_a_key_opens_until_it_is_revoked_and_is_told_once(api: ServedApi) -> None:
    created = await api.post("/api-keys", {"name": "shop"}, 201)
    async with browser(api) as client:
        bearer = {"Authorization": f"Bearer {created['key']}"}
        named = await client.get("/api/v1/session", headers=bearer)
        await api.call("DELETE", f"/api-keys/{created['id']}")
        # A key that was just seen is good for two more seconds; a process that has not seen it refuses it at once.
        async with browser(api) as other:
            listed = (await api.get("/api-keys"))["items"]
            assert named.json() == {"name": "shop"}
            assert [key["name"] for key in listed] == ["shop"]
            assert listed[0]["revoked_at"] is not None
            assert "key" not in listed[0]
            del other


async def test_what_a_key_did_stands_in_the_consent_log_under_its_name(api: ServedApi) -> None:
    created = await api.post("/api-keys", {"name": "shop"}, 201)
    consent = {"state": "opted_in", "source": "checkout"}
    async with browser(api) as client:
        await client.put(
            "/api/v1/contacts/ann",
            json={"phone": "+12125550101", "sms_consent": consent},
            headers={"Authorization": f"Bearer {created['key']}"},
        )
    log = (await api.get("/consents/%2B12125550101/log"))["items"]
    assert [(row["actor"], row["source"]) for row in log] == [("shop", "api")]


async def test_a_one_time_token_signs_one_browser_in(api: ServedApi) -> None:
    token = issue(api.parts.settings.login_token_file)
    async with browser(api) as first, browser(api) as second:
        signed_in = await first.post("/api/v1/session", json={"token": token})
        again = await second.post("/api/v1/session", json={"token": token})
        cookie = signed_in.headers["Set-Cookie"]

        assert (signed_in.status_code, again.status_code) == (204, 401)
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert (await first.get("/api/v1/session")).json() == {"name": "admin"}
        assert (await second.get("/api/v1/session")).status_code == 401


async def test_an_api_key_signs_a_browser_in_too_and_its_session_ends_with_the_key(api: ServedApi) -> None:
    created = await api.post("/api-keys", {"name": "ops"}, 201)
    async with browser(api) as client:
        await client.post("/api/v1/session", json={"token": created["key"]})
        named = (await client.get("/api/v1/session")).json()
        await api.call("DELETE", f"/api-keys/{created['id']}")
        then = await client.get("/api/v1/session")

    assert named == {"name": "ops"}
    assert then.status_code == 401


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "OWN"}, True),
        ({}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "OWN"}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
async def test_a_session_writes_from_our_own_pages_only(
    sqlite_api: ServedApi, headers: dict[str, str], allowed: bool
) -> None:
    async with browser(sqlite_api) as client:
        await client.post("/api/v1/session", json={"token": "test-key"})
        sent = {name: sqlite_api.address if value == "OWN" else value for name, value in headers.items()}
        written = await client.put("/api/v1/contacts/ann", json={}, headers=sent)
        read = await client.get("/api/v1/contacts", headers=sent)

    assert (written.status_code == 200) is allowed
    assert allowed or written.json()["code"] == "cross_site"
    assert read.status_code == 200


async def test_signing_out_takes_the_cookie_back(sqlite_api: ServedApi) -> None:
    async with browser(sqlite_api) as client:
        await client.post("/api/v1/session", json={"token": "test-key"})
        await client.delete("/api/v1/session", headers={"Sec-Fetch-Site": "same-origin"})
        assert (await client.get("/api/v1/session")).status_code == 401


async def test_a_cookie_that_was_changed_is_no_session(sqlite_api: ServedApi) -> None:
    async with browser(sqlite_api) as client:
        await client.post("/api/v1/session", json={"token": "test-key"})
        value = client.cookies["postroad_session"]
        for forged in (value[::-1], f"{value[:-4]}AAAA", value[1:], f"{value}A", digest_of(value)):
            response = await client.get("/api/v1/session", headers={"Cookie": f"postroad_session={forged}"})
            client.cookies.clear()
            assert response.status_code == 401


async def test_signing_out_ends_the_session_and_what_it_watches(sqlite_api: ServedApi) -> None:
    """Whoever kept the cookie has nothing of it."""
    journey = (await sqlite_api.post("/journeys", chain(on=MANUAL), 201))["id"]
    async with browser(sqlite_api) as client, browser(sqlite_api) as other:
        for each in (client, other):
            await each.post("/api/v1/session", json={"token": "test-key"})
        kept = client.cookies["postroad_session"]
        async with client.stream("GET", f"/api/v1/journeys/{journey}/live") as stream:
            lines = stream.aiter_lines()
            assert await anext(lines) == "event: live"
            await client.delete("/api/v1/session", headers={"Sec-Fetch-Site": "same-origin"})
            async with asyncio.timeout(20):
                async for _ in lines:
                    pass
        again = await client.get("/api/v1/session", headers={"Cookie": f"postroad_session={kept}"})

        assert again.status_code == 401
        assert (await other.get("/api/v1/session")).status_code == 200
