"""A contact's own page: what it gets, how it stops, and that looking at it changes nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest

from engine.sending.page_links import preferences_url, signing_secret, unsubscribe_headers
from tests.support.drawn import MANUAL, chain, sms, wait
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

PHONE = "+12125550147"
SAID = {"state": "opted_in", "source": "web form"}


async def ann(api: ServedApi) -> str:
    """The path of the page of a contact who gets both."""
    await api.put(
        "/contacts/ann",
        {"phone": PHONE, "email": "Ann@Example.com", "sms_consent": SAID, "email_consent": SAID},
    )
    with api.parts.database.read() as conn:
        return preferences_url("", signing_secret(conn), 1)


async def look(api: ServedApi, path: str) -> Any:
    return await api.http.get(f"{api.address}{path}")


async def press(api: ServedApi, path: str, wish: str) -> Any:
    return await api.http.post(f"{api.address}{path}", data={"wish": wish}, headers={"User-Agent": "Test"})


async def consent(api: ServedApi) -> dict[str, str]:
    return (await api.get("/contacts/ann"))["consent"]


async def test_the_page_shows_what_the_contact_gets_without_its_whole_address(api: ServedApi) -> None:
    shown = await look(api, await ann(api))

    assert shown.status_code == 200
    assert "0147" in shown.text
    assert PHONE not in shown.text
    assert "ann@example.com" not in shown.text.lower()
    assert await consent(api) == {"sms": "opted_in", "email": "opted_in"}


async def test_looking_changes_nothing_and_pressing_does_once(api: ServedApi) -> None:
    path = await ann(api)
    for each in (path, f"{path}/unsubscribe"):
        assert (await look(api, each)).status_code == 200
    assert await consent(api) == {"sms": "opted_in", "email": "opted_in"}

    for _ in range(2):
        assert "Done" in (await press(api, path, "sms=out")).text

    assert await consent(api) == {"sms": "opted_out", "email": "opted_in"}
    log = (await api.get(f"/consents/{PHONE}/log"))["items"]
    assert [(each["source"], each["after"]) for each in log] == [("preference_page", "opted_out"), ("api", "opted_in")]
    assert log[0]["evidence"]["wording"] == "Stop all texts"
    assert (log[0]["evidence"]["ip"], log[0]["evidence"]["user_agent"]) == ("127.0.0.1", "Test")


@pytest.mark.parametrize(
    ("contact", "account", "title", "button"),
    [
        ("fr-CA", "en", "Ce que vous recevez de nous", "Ne plus recevoir de SMS"),
        (None, "sv", "Vad du får från oss", "Stoppa alla sms"),
        ("ja", "de", "Was Sie von uns bekommen", "Keine SMS mehr"),
        ("ja", "ja", "What you get from us", "Stop all texts"),
    ],
)
async def test_it_speaks_the_contacts_language_and_what_it_said_is_the_evidence(
    sqlite_api: ServedApi, contact: str | None, account: str, title: str, button: str
) -> None:
    path = await ann(sqlite_api)
    await sqlite_api.call("PATCH", "/account", json={"language": account})
    await sqlite_api.put("/contacts/ann", {"language": contact})

    assert title in (await look(sqlite_api, path)).text
    await press(sqlite_api, path, "sms=out")

    assert (await sqlite_api.get(f"/consents/{PHONE}/log"))["items"][0]["evidence"]["wording"] == button


async def test_an_opt_out_of_texts_is_undone_by_the_phone_alone(api: ServedApi) -> None:
    path = await ann(api)
    await press(api, path, "sms=out")

    shown = await look(api, path)

    assert "text START" in shown.text
    assert "sms=in" not in shown.text
    assert (await press(api, path, "sms=in")).status_code == 400
    assert (await consent(api))["sms"] == "opted_out"


async def test_a_mail_programs_one_click_unsubscribes_and_the_page_takes_it_back(api: ServedApi) -> None:
    path = await ann(api)
    with api.parts.database.read() as conn:
        headers = dict(unsubscribe_headers(api.address, signing_secret(conn), 1))
    url = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    response = await api.http.post(url, data={"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert await consent(api) == {"sms": "opted_in", "email": "opted_out"}
    evidence = (await api.get("/consents/ann@example.com/log"))["items"][0]["evidence"]
    assert evidence["page"] == "one click in a mail program (List-Unsubscribe)"
    assert "wording" not in evidence
    await press(api, path, "email=in")
    assert (await consent(api))["email"] == "opted_in"


@pytest.mark.parametrize("token", ["x", "bcdfghjkmnpqrstvwxyz", "a" * 2_000, "%00"])
async def test_a_token_that_is_not_ours_opens_nothing(sqlite_api: ServedApi, token: str) -> None:
    await ann(sqlite_api)

    for method in ("GET", "POST"):
        response = await sqlite_api.http.request(method, f"{sqlite_api.address}/p/{token}")
        assert response.status_code in (400, 404, 405, 422)
    assert await consent(sqlite_api) == {"sms": "opted_in", "email": "opted_in"}


async def test_a_body_can_name_the_page_and_it_opens(api: ServedApi) -> None:
    await ann(api)
    journey = await api.live_journey(chain(sms("s1", "Settings: {{ contact.preferences_url }}"), on=MANUAL))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    (message,) = (await api.get(f"/messages?journey={journey}"))["items"]

    found = re.search(r"http://127\.0\.0\.1:8000(/p/\w+)", message["body"])
    assert found is not None
    assert (await look(api, found[1])).status_code == 200
    assert message["notes"] == []


async def test_an_opt_out_on_the_page_ends_what_has_nothing_but_texts_ahead(api: ServedApi) -> None:
    path = await ann(api)
    journey = await api.live_journey(chain(wait("w1", "P1D"), sms("s1", "Hello"), on=MANUAL))
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
    await api.travel()

    await press(api, path, "sms=out")

    (enrolment,) = (await api.get(f"/enrolments?journey={journey}"))["items"]
    assert (enrolment["status"], enrolment["reason"]) == ("completed", "only_sms_ahead")
