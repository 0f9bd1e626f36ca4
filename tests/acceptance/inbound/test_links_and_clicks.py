"""Own short links: put in, counted as sent, leading only where they were stored to, and clicked by people once."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from engine.rules.messages.encoding import measure
from engine.runtime.clock import wall_clock
from engine.store.database import core as t
from tests.support.drawn import MANUAL, chain, on_event, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

PHONE = "+12125550147"
PERSON = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Safari/605.1.15"}
BODY = "Hi, see https://shop.example/sale?x=1 and your own {{ contact.link }}"
SHOP = "https://shop.example/sale?x=1"


async def ann(api: ServedApi, **attributes: Any) -> None:
    consent = {"state": "opted_in", "source": "web form"}
    await api.put("/contacts/ann", {"phone": PHONE, "sms_consent": consent, "attributes": attributes})


async def sent(api: ServedApi, body: str = BODY, **settings: Any) -> dict[str, Any]:
    """The one message of a journey with this body, after it was handed over."""
    journey = await api.live_journey(chain(sms("s1", body), on=MANUAL, **settings))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()
    return (await api.get(f"/messages?journey={journey}"))["items"][0]


def codes(message: dict[str, Any]) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:8000/l/(\w{10})", message["body"])


async def follow(api: ServedApi, code: str, method: str = "GET", later: int = 10_000, **headers: str) -> Any:
    api.parts.now = lambda: wall_clock() + later
    return await api.http.request(method, f"{api.address}/l/{code}", headers=PERSON | headers)


async def clicks(api: ServedApi) -> list[str | None]:
    with api.parts.database.read() as conn:
        return list(conn.execute(select(t.click.c.bot).order_by(t.click.c.id)).scalars())


async def test_without_the_setting_links_are_left_as_they_are(sqlite_api: ServedApi) -> None:
    await ann(sqlite_api, link="https://join.example/1")

    message = await sent(sqlite_api)

    assert SHOP in message["body"]
    with sqlite_api.parts.database.read() as conn:
        assert conn.execute(select(t.short_link)).all() == []


async def test_a_marketing_link_becomes_a_short_one_that_leads_to_it(api: ServedApi) -> None:
    await ann(api, link="https://join.example/1")
    await api.call("PATCH", "/account", json={"links": {"short": True, "utm": {"campaign": None}}})

    message = await sent(api, name="May sale")

    (code,) = codes(message)
    assert "https://join.example/1" in message["body"]
    assert "shop.example" not in message["body"]
    assert message["segments"] == measure(message["body"]).segments
    phone = await api.get(f"/sandbox/phones/{PHONE}")
    assert phone["messages"][0]["body"] == message["body"]
    response = await follow(api, code)
    assert response.status_code == 302
    assert response.headers["location"] == f"{SHOP}&utm_source=postroad&utm_medium=sms&utm_campaign=May%20sale"
    assert response.headers["cache-control"] == "no-store"


async def test_a_transactional_message_keeps_its_links(sqlite_api: ServedApi) -> None:
    await ann(sqlite_api)
    await sqlite_api.call("PATCH", "/account", json={"links": {"short": True}})

    message = await sent(sqlite_api, message_class="transactional")

    assert SHOP in message["body"]


async def test_a_click_counts_once_and_is_an_event_that_journeys_hear(api: ServedApi) -> None:
    await ann(api)
    await api.call("PATCH", "/account", json={"links": {"short": True}})
    listening = await api.live_journey(chain(sms("s2", "You clicked {{ event.url }}"), on=on_event("sms.clicked")))
    message = await sent(api)
    (code,) = codes(message)

    for _ in range(2):
        assert (await follow(api, code)).status_code == 302
    await api.travel()

    shown = await api.get(f"/messages/{message['id']}")
    assert shown["times"]["clicked"] is not None
    with api.parts.database.read() as conn:
        counted = conn.execute(select(t.step_count.c.n).where(t.step_count.c.what == "clicked")).scalars().all()
    assert counted == [1]
    assert await clicks(api) == [None, None]
    heard = (await api.get(f"/messages?journey={listening}"))["items"]
    assert [each["body"].splitlines()[0] for each in heard] == [f"You clicked {SHOP}"]
    event = next(
        each for each in (await api.get("/contacts/ann/timeline"))["items"] if each.get("name") == "sms.clicked"
    )
    assert (event["properties"]["node_id"], event["properties"]["message_id"]) == ("s1", message["id"])


@pytest.mark.parametrize(
    ("method", "later", "headers", "sign"),
    [
        ("HEAD", 10_000, {}, "head_request"),
        ("GET", 10_000, {"Sec-Purpose": "prefetch"}, "prefetch"),
        ("GET", 10_000, {"User-Agent": "facebookexternalhit/1.1"}, "known_agent"),
        ("GET", 10_000, {"User-Agent": ""}, "no_user_agent"),
        ("GET", 0, {}, "too_soon"),
    ],
)
async def test_a_machines_click_is_noted_forwarded_and_not_counted(
    sqlite_api: ServedApi, method: str, later: int, headers: dict[str, str], sign: str
) -> None:
    api = sqlite_api
    await ann(api)
    await api.call("PATCH", "/account", json={"links": {"short": True}})
    message = await sent(api)

    response = await follow(api, codes(message)[0], method, later, **headers)

    assert (response.status_code, response.headers["location"]) == (302, SHOP)
    assert await clicks(api) == [sign]
    assert (await api.get(f"/messages/{message['id']}"))["times"]["clicked"] is None


@pytest.mark.parametrize("code", ["2345678923", "x", "https%3A%2F%2Fevil.example", "0000000000", "a" * 500])
async def test_a_code_that_is_not_ours_leads_nowhere(sqlite_api: ServedApi, code: str) -> None:
    response = await follow(sqlite_api, code)

    assert response.status_code == 404
    assert "location" not in response.headers


async def test_a_public_shortener_is_refused_in_a_body_and_out_of_a_merge_field(sqlite_api: ServedApi) -> None:
    api = sqlite_api
    await ann(api, link="https://bit.ly/abc")
    await api.call("PATCH", "/account", json={"links": {"short": True}})
    created = await api.post("/journeys", chain(sms("s1", "Look: https://bit.ly/abc"), on=MANUAL), 201)

    refused = await api.post(f"/journeys/{created['id']}/publish", expect=422)
    assert "public_shortener" in {each["code"] for each in refused["findings"]}
    message = await sent(api, "Look: {{ contact.link }}")
    assert (message["state"], message["reason"]) == ("skipped", "public_shortener")
    refused = await api.call("PATCH", "/account", 422, json={"links": {"domain": "bit.ly"}})
    assert "public shortener" in refused["detail"]


async def test_the_accounts_own_domain_is_used_and_codes_are_not_to_be_guessed(sqlite_api: ServedApi) -> None:
    api = sqlite_api
    await ann(api)
    await api.call("PATCH", "/account", json={"links": {"short": True, "domain": "go.example.com"}})

    message = await sent(api, "https://a.example/1 https://a.example/2")

    found = re.findall(r"https://go\.example\.com/l/(\w{10})", message["body"])
    assert len(set(found)) == 2
    assert (await follow(api, found[1])).headers["location"] == "https://a.example/2"


async def test_the_preview_tells_what_is_sent_with_short_links(sqlite_api: ServedApi) -> None:
    await sqlite_api.call("PATCH", "/account", json={"links": {"short": True, "domain": "go.example.com"}})
    body = f"See https://shop.example/{'x' * 150}"

    preview = await sqlite_api.post("/sms/preview", {"body": body})

    assert (preview["text"], preview["segments"]) == (body, 2)
    assert preview["sent"]["segments"] == 1
    assert "https://go.example.com/l/" in preview["sent"]["text"]
    assert preview["sent"]["text"].endswith("Reply STOP to unsubscribe")


async def test_the_preview_shows_sample_values_of_the_event(sqlite_api: ServedApi) -> None:
    around = {"event": {"total": 49.9, "lines": [{"what": "tea"}]}, "journey": "Thanks"}
    body = "{{ journey.name }}: {{ event.total }} for {{ event.lines[0].what }}, {{ event.sent_at }}"

    preview = await sqlite_api.post("/sms/preview", {"body": body} | around)

    assert preview["text"] == "Thanks: 49.9 for tea, "
    assert preview["missing"] == ["event.sent_at"]
