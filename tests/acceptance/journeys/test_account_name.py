"""Nobody is asked for anything in the name of nobody: until the account has a name, what would say it does not go out,
and says why."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import MANUAL, chain, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

WORDING = "Text me offers, up to 4 a month. Reply STOP to stop."
PHONE = "+12125550147"
FORM = {"name": "Footer", "wording": WORDING}


@pytest.fixture
async def unnamed(api: ServedApi) -> ServedApi:
    assert (await api.call("PATCH", "/account", json={"name": None}))["name"] is None
    return api


async def test_a_form_that_would_ask_in_nobodys_name_does_not_open(unnamed: ServedApi) -> None:
    refused = await unnamed.post("/forms", FORM, 409)
    assert refused["code"] == "account_unnamed"
    assert "name it under Settings" in refused["detail"]

    closed = await unnamed.post("/forms", FORM | {"open": False}, 201)
    await unnamed.put(f"/forms/{closed['id']}", FORM, 409)
    await unnamed.call("PATCH", "/account", json={"name": "Acme"})
    await unnamed.put(f"/forms/{closed['id']}", FORM)


async def test_a_form_whose_own_words_say_who_asks_opens(unnamed: ServedApi) -> None:
    await unnamed.post("/forms", FORM | {"settings": {"question": "Reply START to get texts from Acme."}}, 201)
    await unnamed.post("/forms", FORM | {"settings": {"double_opt_in": False}}, 201)


async def test_a_form_that_was_open_waits_for_the_name(api: ServedApi) -> None:
    form = await api.post("/forms", FORM, 201)
    await api.call("PATCH", "/account", json={"name": None})
    page = f"{api.address}/f/{form['id']}"
    typed = {"phone": PHONE, "agree": "yes", "wording": "1"}

    shown, posted = await api.http.get(page), await api.http.post(page, data=typed)

    assert (shown.status_code, posted.status_code) == (409, 409)
    assert "not open yet" in shown.text
    assert "not open yet" in posted.text
    assert (await api.get("/contacts"))["items"] == []
    await api.call("PATCH", "/account", json={"name": "Acme"})
    assert (await api.http.post(page, data=typed)).status_code == 200
    (message,) = (await api.get(f"/sandbox/phones/{PHONE}"))["messages"]
    assert message["body"].startswith("Reply START to receive texts from Acme.")


def greeting(body: str) -> dict[str, Any]:
    return chain(sms("s1", body), on=MANUAL)


async def test_a_journey_that_says_the_name_is_not_published_without_one(unnamed: ServedApi) -> None:
    journey = await unnamed.post("/journeys", greeting("Welcome to {{ account.name }}"), 201)

    refused = await unnamed.post(f"/journeys/{journey['id']}/publish", None, 422)

    (found,) = [each for each in refused["findings"] if each["code"] == "account_unnamed"]
    assert (found["severity"], found["node_id"]) == ("error", "s1")
    assert "name the account under Settings" in found["remedy"]
    for body in ("Welcome", "Welcome to {{ account.name | default: 'us' }}"):
        await unnamed.live_journey(greeting(body))
    await unnamed.call("PATCH", "/account", json={"name": "Acme"})
    await unnamed.post(f"/journeys/{journey['id']}/publish")


async def test_a_text_that_says_the_name_is_skipped_when_the_name_is_taken_back(api: ServedApi) -> None:
    agreed = {"state": "opted_in", "source": "web form"}
    await api.put("/contacts/ann", {"phone": PHONE, "sms_consent": agreed})
    journey = await api.live_journey(greeting("Welcome to {{ account.name }}"))
    await api.call("PATCH", "/account", json={"name": None})

    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    (message,) = (await api.get(f"/messages?journey={journey}"))["items"]
    assert (message["state"], message["reason"]) == ("skipped", "account_unnamed")
    assert "name it under Settings" in message["sentence"]
