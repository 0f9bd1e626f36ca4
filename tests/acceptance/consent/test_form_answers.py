"""A form fills in nothing of a contact that is there: what a stranger types never takes over a name, an address or a
number, and what the owner typed counts once the number itself has said START."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

PHONE = "+12125550147"
OWNER = {"phone": PHONE, "first_name": "Ann", "email": "ann@example.com"}
STRANGER = {"phone": PHONE, "first_name": "Mallory", "email": "mallory@example.net"}
ASKS = ["first_name", "last_name", "email"]


async def make(api: ServedApi, **settings: Any) -> str:
    await api.call("PATCH", "/account", json={"name": "Acme"})
    body = {
        "name": "Footer",
        "wording": "Text me offers, up to 4 a month. Reply STOP to stop.",
        "settings": {"asks": ASKS, "tags": ["footer"], **settings},
    }
    return (await api.post("/forms", body, 201))["id"]


async def typed(api: ServedApi, form: str, fields: dict[str, str]) -> None:
    posted = await api.http.post(f"{api.address}/f/{form}", data=fields | {"agree": "yes", "wording": "1"})
    assert posted.status_code == 200, posted.text


async def says(api: ServedApi, body: str) -> None:
    await api.post(f"/sandbox/phones/{PHONE}/reply", {"body": body})


async def known(api: ServedApi, external_id: str = "ann") -> tuple[Any, ...]:
    contact = await api.get(f"/contacts/{external_id}")
    return contact["first_name"], contact["email"], contact["tags"]


async def test_a_stranger_takes_over_nothing_of_a_contact(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE})
    form = await make(api)

    await typed(api, form, STRANGER)

    assert await known(api) == (None, None, [])
    assert [item["external_id"] for item in (await api.get("/contacts"))["items"]] == ["ann"]


async def test_what_the_owner_typed_counts_with_the_start_of_the_number(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE, "last_name": "Lee"})
    form = await make(api)
    await typed(api, form, OWNER | {"last_name": "Other"})
    assert await known(api) == (None, None, [])

    await says(api, "START")

    assert await known(api) == ("Ann", "ann@example.com", ["footer"])
    assert (await api.get("/contacts/ann"))["last_name"] == "Lee"
    await typed(api, form, STRANGER)
    await says(api, "hello")
    assert await known(api) == ("Ann", "ann@example.com", ["footer"])


async def test_a_start_settles_only_what_all_who_typed_the_number_agree_on(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE})
    form = await make(api)
    await typed(api, form, OWNER)
    await typed(api, form, OWNER | {"email": "mallory@example.net"})

    await says(api, "START")

    assert await known(api) == ("Ann", None, ["footer"])


async def test_what_is_typed_after_the_start_waits_for_the_next(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE})
    form = await make(api)
    await typed(api, form, {"phone": PHONE, "first_name": "Ann"})
    await says(api, "START")
    await typed(api, form, STRANGER)

    assert await known(api) == ("Ann", None, ["footer"])


async def test_a_stop_gives_nothing(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE})
    await typed(api, await make(api), STRANGER)

    await says(api, "STOP")

    assert await known(api) == (None, None, [])


async def test_who_typed_the_number_before_its_owner_did_gets_none_of_the_owners_mail(api: ServedApi) -> None:
    form = await make(api)
    await typed(api, form, STRANGER)
    await typed(api, form, OWNER)

    assert (await known(api, PHONE))[:2] == (None, None)
    await says(api, "START")
    assert (await known(api, PHONE))[:2] == (None, None)


async def test_a_new_contact_has_what_it_typed(api: ServedApi) -> None:
    form = await make(api)

    await typed(api, form, OWNER)
    assert await known(api, PHONE) == ("Ann", "ann@example.com", ["footer"])
    await typed(api, form, OWNER | {"first_name": " ann ", "email": "Ann@Example.com"})
    await says(api, "START")

    assert await known(api, PHONE) == ("Ann", "ann@example.com", ["footer"])


async def test_nobodys_address_comes_to_a_strangers_phone(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"email": "ann@example.com", "first_name": "Ann"})
    gone = {"state": "opted_out", "source": "asked for it"}
    await api.put("/contacts/bob", {"email": "bob@example.com", "email_consent": gone})
    await api.put("/contacts/bob", {"email": None})
    form = await make(api)

    for place, address in enumerate((" ANN@example.com ", "Bob@Example.com")):
        number = f"+1212555016{place}"
        await typed(api, form, {"phone": number, "email": address})
        assert (await api.get(f"/contacts/{number}"))["email"] is None
    assert (await api.get("/contacts/ann"))["phone"] is None


async def test_without_double_opt_in_a_contact_that_is_there_keeps_what_it_has_as_well(api: ServedApi) -> None:
    await api.put("/contacts/ann", {"phone": PHONE})
    await typed(api, await make(api, double_opt_in=False), STRANGER)

    assert await known(api) == (None, None, [])
    assert (await api.get("/contacts/ann"))["consent"]["sms"] == "opted_in"
