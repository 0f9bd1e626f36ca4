"""Contacts over HTTP: what is said is kept, what is not said stays, and consent belongs to the number."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

ANN = {"phone": "(212) 555-0147", "first_name": "Ann", "country": "US", "attributes": {"plan": "pro"}, "tags": ["vip"]}
OPTED_IN = {"state": "opted_in", "source": "web form 2026-03"}


async def test_a_contact_is_answered_with_its_number_as_submitted_and_in_e164(api: ServedApi) -> None:
    contact = await api.put("/contacts/ann", ANN)

    assert (contact["phone"], contact["phone_raw"], contact["phone_problem"]) == (
        "+12125550147",
        "(212) 555-0147",
        None,
    )
    assert contact["consent"] == {"sms": "unknown", "email": "unknown"}
    assert {**await api.get("/contacts/ann"), "consent_kept": []} == contact


async def test_what_is_not_said_stays_and_null_empties(api: ServedApi) -> None:
    await api.put("/contacts/ann", ANN | {"email": "ann@example.com"})

    contact = await api.put("/contacts/ann", {"email": None, "attributes": {"plan": None, "seats": 3}})

    assert contact["email"] is None
    assert contact["first_name"] == "Ann"
    assert contact["attributes"] == {"seats": 3}
    assert contact["tags"] == ["vip"]


async def test_numbers_of_attributes_are_answered_as_they_were_written(api: ServedApi) -> None:
    raw = '{"attributes": {"price": 12.50, "version": 1.10, "loyalty": 9999999999999999, "seats": 3, "parts": [0.50]}}'

    answer = await api.http.put("/api/v1/contacts/ann", content=raw, headers={"Content-Type": "application/json"})

    assert answer.json()["attributes"] == {
        "price": "12.50",
        "version": "1.10",
        "loyalty": "9999999999999999",
        "seats": 3,
        "parts": ["0.50"],
    }


@pytest.mark.parametrize(
    ("phone", "country", "e164", "problem"),
    [
        ("call me", None, None, "phone_not_a_number"),
        ("555-2671", None, None, "phone_too_short"),
        ("(123) 456-7890", None, "+11234567890", "phone_not_valid"),
        ("+1 900 555 0123", None, "+19005550123", "phone_premium_rate"),
        ("61412345678", "AU", "+61412345678", None),
    ],
)
async def test_a_phone_that_cannot_be_texted_is_a_problem_of_the_contact(
    sqlite_api: ServedApi, phone: str, country: str | None, e164: str | None, problem: str | None
) -> None:
    contact = await sqlite_api.put("/contacts/x", {"phone": phone, "country": country})

    assert (contact["phone"], contact["phone_raw"], contact["phone_problem"]) == (e164, phone, problem)
    assert (contact["phone_sentence"] is None) == (problem is None)


async def test_a_country_given_later_lets_the_number_be_read(api: ServedApi) -> None:
    first = await api.put("/contacts/x", {"phone": "0412 345 678"})
    then = await api.put("/contacts/x", {"country": "AU"})

    assert first["phone"] is None
    assert then["phone"] == "+61412345678"


async def test_an_opt_in_without_a_source_is_not_taken_over(api: ServedApi) -> None:
    contact = await api.put("/contacts/ann", ANN | {"sms_consent": {"state": "opted_in"}})

    assert contact["consent"]["sms"] == "unknown"
    assert [kept["reason"] for kept in contact["consent_kept"]] == ["no_documented_source"]


async def test_nobody_but_the_phone_undoes_a_stop_wherever_the_number_appears(api: ServedApi) -> None:
    await api.put("/contacts/ann", ANN | {"sms_consent": OPTED_IN})
    stopped = await api.post(f"/sandbox/phones/{quote('+12125550147')}/reply", {"body": "Stop."})
    await api.put("/contacts/ann", {"sms_consent": OPTED_IN})
    await api.import_csv("external_id,phone,sms_consent,sms_consent_source\nanna,+1 212-555-0147,opted_in,web form\n")
    anna = await api.get("/contacts/anna")
    restarted = await api.post(f"/sandbox/phones/{quote('+12125550147')}/reply", {"body": "START"})

    assert (stopped["kind"], restarted["kind"]) == ("opt_out", "opt_in")
    assert anna["consent"]["sms"] == "opted_out"
    assert (await api.get("/contacts/ann"))["consent"]["sms"] == "opted_in"


async def test_the_consent_log_tells_every_change_with_its_evidence_newest_first(api: ServedApi) -> None:
    evidence = {"wording": "Yes, text me", "ip": "192.0.2.1"}
    await api.put("/contacts/ann", ANN | {"sms_consent": OPTED_IN | {"evidence": evidence}})
    await api.post(f"/sandbox/phones/{quote('+12125550147')}/reply", {"body": "STOP"})

    log = (await api.get(f"/consents/{quote('+12125550147')}/log"))["items"]

    assert [(row["before"], row["after"], row["source"]) for row in log] == [
        ("opted_in", "opted_out", "phone"),
        ("unknown", "opted_in", "api"),
    ]
    assert evidence.items() <= log[1]["evidence"].items()
    assert log[1]["evidence"]["document"] == "web form 2026-03"
    assert log[0]["evidence"]["wording"] == "STOP"


async def test_an_external_id_may_hold_anything_even_a_slash(api: ServedApi) -> None:
    for external_id in ("a/b", "ö 1", "100%", "a?b#c", "%2F", "\u00e9\u4e2d"):
        await api.put(f"/contacts/{quote(external_id, safe='')}", {"first_name": external_id})
        found = await api.get(f"/contacts/{quote(external_id, safe='')}")
        assert (found["external_id"], found["first_name"]) == (external_id, external_id)


async def test_contacts_are_found_by_parts_of_names_ids_addresses_and_numbers(api: ServedApi) -> None:
    await api.put("/contacts/ann-1", ANN | {"last_name": "O'Hara", "email": "ann@example.com"})
    await api.put("/contacts/bo-2", {"first_name": "Bo", "phone": "+46701234567"})

    async def found(search: str) -> list[str]:
        return [each["external_id"] for each in (await api.get("/contacts", params={"search": search}))["items"]]

    assert await found("o'har") == ["ann-1"]
    assert await found("ANN@example") == ["ann-1"]
    assert await found("070") == []
    assert await found("+46 70") == ["bo-2"]
    assert await found("bo 2") == ["bo-2"]
    assert await found("100%") == []
    assert await found(" ") == ["bo-2", "ann-1"]


async def test_pages_neither_repeat_nor_hide_a_contact_when_others_are_added(api: ServedApi) -> None:
    for number in range(5):
        await api.put(f"/contacts/c{number}", {})
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = await api.get("/contacts", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        seen += [each["external_id"] for each in page["items"]]
        await api.put(f"/contacts/new-{len(seen)}", {})
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == ["c4", "c3", "c2", "c1", "c0"]


async def test_the_timeline_tells_all_that_happened_newest_first_in_pages(api: ServedApi) -> None:
    await api.put("/contacts/ann", ANN | {"sms_consent": OPTED_IN})
    for number in range(3):
        await api.post("/events", {"contact": "ann", "name": "visited", "properties": {"page": number}}, 202)
    await api.post(f"/sandbox/phones/{quote('+12125550147')}/reply", {"body": "hello"})

    entries: list[Any] = []
    cursor: str | None = None
    while True:
        page = await api.get("/contacts/ann/timeline", params={"limit": 2, **({"cursor": cursor} if cursor else {})})
        entries += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    kinds = [entry["kind"] for entry in entries]
    assert sorted(kinds) == sorted(["contact_created", "consent", "event", "event", "event", "event", "reply"])
    assert kinds[-2:] in (["consent", "contact_created"], ["contact_created", "consent"])
    visits = [entry["properties"]["page"] for entry in entries if entry.get("name") == "visited"]
    assert visits == [2, 1, 0]
    assert [entry["at"] for entry in entries] == sorted((entry["at"] for entry in entries), reverse=True)
