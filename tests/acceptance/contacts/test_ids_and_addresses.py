"""A contact's id and its e-mail address are the same at every door, whatever blanks and capitals they come with."""

from __future__ import annotations

import pytest

from tests.support.drawn import MANUAL, chain, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

OUT = {"state": "opted_out", "source": "asked for it"}


async def test_blanks_around_an_id_are_no_part_of_it_at_any_door(api: ServedApi) -> None:
    await api.put("/contacts/%20ann%0A", {"first_name": "Ann"})
    await api.put("/contacts/ann", {"last_name": "Lee"})
    await api.import_csv("external_id,language\n\u00a0ann ,sv\n")

    (only,) = (await api.get("/contacts"))["items"]
    assert (only["external_id"], only["first_name"], only["last_name"], only["language"]) == ("ann", "Ann", "Lee", "sv")
    assert (await api.get("/contacts/ann%20"))["external_id"] == "ann"
    await api.post("/events", {"contact": " ann\t", "name": "signed.up"}, 202)
    journey = await api.live_journey(chain(sms("s1", "Hello"), on=MANUAL))
    enrolled = await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["\ufeffann"]})
    assert enrolled["enrolled"] == 1
    for place in ("enrolments", "messages"):
        await api.get(f"/{place}?contact=%20ann%20")
    assert len((await api.get("/enrolments?contact=%20ann"))["items"]) == 1


async def test_nothing_but_blanks_is_no_id(sqlite_api: ServedApi) -> None:
    refused = await sqlite_api.put("/contacts/%20%20", {}, 422)
    assert "nothing but blanks" in refused["detail"]
    await sqlite_api.post("/events", {"contact": " ", "name": "signed.up"}, 422)


@pytest.mark.parametrize("written", [" Ann@Example.com\n", "ANN@EXAMPLE.COM", "ann@example.com."])
async def test_an_opt_out_of_an_address_holds_for_whoever_brings_it_again(api: ServedApi, written: str) -> None:
    await api.put("/contacts/ann", {"email": "ann@example.com", "email_consent": OUT})
    agreed = {"state": "opted_in", "source": "web form"}

    again = await api.put("/contacts/again", {"email": written, "email_consent": agreed})
    await api.import_csv(f'external_id,email,email_consent,email_consent_source\nfile,"{written}",yes,web form\n')

    assert (again["consent"]["email"], again["email"]) == ("opted_out", written.strip())
    assert (await api.get("/contacts/file"))["consent"]["email"] == "opted_out"
    assert len((await api.get("/consents/ANN@example.com/log"))["items"]) == 1


@pytest.mark.parametrize("said", ["no", "false", False, 0, "NOT_SUBSCRIBED", "not_opted_in"])
async def test_a_no_by_api_is_not_opted_in_and_no_stop(sqlite_api: ServedApi, said: str | int) -> None:
    number = {"phone": "+12125550147"}
    no = await sqlite_api.put("/contacts/ann", number | {"sms_consent": {"state": said}})
    assert (no["consent"]["sms"], no["consent_kept"]) == ("unknown", [])

    yes = await sqlite_api.put("/contacts/ann", {"sms_consent": {"state": "SUBSCRIBED", "source": "web form"}})
    assert yes["consent"]["sms"] == "opted_in"
    back = await sqlite_api.put("/contacts/ann", {"sms_consent": {"state": said}})
    assert back["consent"]["sms"] == "unknown"
    stop = await sqlite_api.put("/contacts/ann", {"sms_consent": {"state": "do not text"}})
    assert stop["consent"]["sms"] == "opted_out"


async def test_a_word_for_consent_that_is_not_known_is_refused_by_name(sqlite_api: ServedApi) -> None:
    refused = await sqlite_api.put("/contacts/ann", {"sms_consent": {"state": "maybe"}}, 422)

    assert '"maybe" is not known (write opted_in, opted_out, pending, not_opted_in or unknown)' in refused["detail"]
