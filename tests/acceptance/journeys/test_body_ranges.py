"""What publish says of the SMS over real people: their range, who makes them long, and who would get none."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import AUDIENCE, chain, condition, on_event, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio


async def people(api: ServedApi, *names: str | None, **more: Any) -> None:
    for index, name in enumerate(names):
        await api.put(f"/contacts/c{index}", {"phone": f"+1212555{1000 + index}", "first_name": name, **more})


async def published(api: ServedApi, document: dict[str, Any]) -> list[dict[str, Any]]:
    created = await api.post("/journeys", document, 201)
    answer = await api.post(f"/journeys/{created['id']}/publish")
    assert await api.get(f"/journeys/{created['id']}/bodies") == {"items": answer["bodies"]}
    return answer["bodies"]


async def test_publish_tells_the_range_over_the_audience(api: ServedApi) -> None:
    await people(api, "Ann", "Bo" * 100, "Zoë ✓", None, attributes={"plan": "pro"})
    await api.put("/contacts/c9", {"first_name": "X" * 150, "attributes": {"plan": "free"}})
    audience = AUDIENCE | {"where": condition("contact.plan", "=", "pro")}

    (told,) = await published(api, chain(sms("s1", "Hello {{ contact.first_name }}"), on=audience))

    assert (told["node_id"], told["looked_at"]) == ("s1", 4)
    assert (told["fewest_segments"], told["most_segments"], told["longest"]) == (1, 2, "c1")
    assert told["by_segments"] == {"1": 3, "2": 1}
    assert told["ucs2"] == 1
    assert told["missing"] == {"contact.first_name": 1}
    assert told["skipped"] == []


async def test_the_clause_and_short_links_are_in_what_is_counted(sqlite_api: ServedApi) -> None:
    await people(sqlite_api, "Ann")
    body = "x" * 80 + " https://shop.example/" + "y" * 120

    (whole,) = await published(sqlite_api, chain(sms("s1", body)))
    await sqlite_api.call("PATCH", "/account", json={"links": {"short": True, "domain": "go.example.com"}})
    (short,) = await published(sqlite_api, chain(sms("s1", body)))

    assert (whole["most_segments"], short["most_segments"]) == (2, 1)


async def test_who_would_get_none_is_told_with_the_reason(sqlite_api: ServedApi) -> None:
    await people(sqlite_api, "Ann", None)
    await sqlite_api.put("/contacts/c2", {"first_name": "No phone"})

    (told,) = await published(sqlite_api, chain(sms("s1", "{{ contact.first_name }}", opt_out_clause="never")))

    assert {each["reason"]: each["count"] for each in told["skipped"]} == {"body_empty": 1, "no_phone": 1}
    assert all(each["sentence"] for each in told["skipped"])


async def test_an_event_journey_is_looked_at_with_the_events_that_came(api: ServedApi) -> None:
    await people(api, "Ann", "Bo")
    await api.post("/events", {"contact": "c0", "name": "order", "properties": {"what": "z" * 200}}, 202)

    (told,) = await published(api, chain(sms("s1", "You bought {{ event.what }}"), on=on_event("order")))

    assert (told["looked_at"], told["most_segments"], told["longest"]) == (1, 2, "c0")


async def test_without_contacts_there_is_nothing_to_tell(sqlite_api: ServedApi) -> None:
    (told,) = await published(sqlite_api, chain(sms("s1", "Hello")))

    assert (told["looked_at"], told["most_segments"]) == (0, 0)
