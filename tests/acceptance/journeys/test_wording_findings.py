"""What the checks say of texts in an installation: by what its contacts and events really carry, and in previews."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.served import ServedApi
from tests.unit.journey.drawing import journey, on_event, sms

pytestmark = pytest.mark.anyio

LATER = "2031-03-05T18:00:00Z"


def drawn(body: str) -> dict[str, Any]:
    return journey(on_event("booked"), sms(body=body), "start -> s1", message_class="transactional")


async def found(api: ServedApi, body: str, *codes: str) -> list[str]:
    findings = (await api.post("/journeys/check", drawn(body)))["findings"]
    assert all(finding["node_id"] == "s1" for finding in findings if finding["code"] in codes)
    return [f"{finding['code']}: {finding['remedy']}" for finding in findings if finding["code"] in codes]


async def test_a_field_is_judged_by_the_contacts_there_are(api: ServedApi) -> None:
    body = "Hi {{ contact.frist_name }}, {{ contact.plan }} {{ contact.shoe_size }}"
    code = "unknown_contact_field"
    first = "unknown_contact_field: did you mean contact.first_name?"
    assert await found(api, body, code) == [first]

    await api.put("/contacts/ann", {"attributes": {"plan": "pro"}})
    later = await found(api, body, code)

    assert later[0] == first
    assert len(later) == 2
    await api.put("/contacts/bo", {"attributes": {"shoe_size": 40}})
    assert await found(api, body, code) == [first]


async def test_a_property_is_judged_by_the_events_that_came(api: ServedApi) -> None:
    codes = ("undeclared_property", "raw_date")
    assert len(await found(api, "{{ event.room }} {{ event.opens }}", *codes)) == 2

    await api.put("/contacts/ann", {})
    await api.post("/events", {"contact": "ann", "name": "booked", "properties": {"room": "A", "opens": LATER}}, 202)

    assert await found(api, "{{ event.room }} {{ event.opens }}", *codes) == [
        'raw_date: write {{ event.opens | date: "%A, %-d %B at %H:%M" }}'
    ]


async def test_a_publish_tells_what_a_check_tells_and_stops_for_another_tools_tag(sqlite_api: ServedApi) -> None:
    made = await sqlite_api.post("/journeys", drawn("Hi *|FNAME|*"), 201)
    refused = await sqlite_api.post(f"/journeys/{made['id']}/publish", expect=422)
    assert [finding["code"] for finding in refused["findings"] if finding["severity"] == "error"] == ["foreign_tag"]

    made = await sqlite_api.post("/journeys", drawn("Reply CANCEL to cancel your table. Hi {{ contact.fname }}"), 201)
    published = await sqlite_api.post(f"/journeys/{made['id']}/publish")
    assert {finding["code"] for finding in published["findings"]} >= {"reply_word_taken", "unknown_contact_field"}


async def test_the_accounts_own_words_are_taken_too(sqlite_api: ServedApi) -> None:
    body = "Reply NOMORE to end your trial"
    assert await found(sqlite_api, body, "reply_word_taken") == []
    await sqlite_api.call("PATCH", "/account", json={"keywords": {"opt_out": {"en": ["NOMORE"]}}})
    assert len(await found(sqlite_api, body, "reply_word_taken")) == 1


async def test_a_preview_names_what_nobody_sees_and_what_is_sent_as_it_stands(sqlite_api: ServedApi) -> None:
    seen = await sqlite_api.post("/sms/preview", {"body": "Hi\u00a0{first_name} &amp; co. Reply END to end the lease"})
    assert [culprit["called"] for culprit in seen["culprits"]] == ["no-break space (U+00A0)"]
    told = {warning["code"]: warning["message"] for warning in seen["warnings"]}
    assert set(told) == {"ucs2", "foreign_tag", "markup_in_text", "reply_word_taken"}
    assert "no-break space (U+00A0)" in told["ucs2"]


async def test_what_a_contacts_values_say_is_nobodys_tag(sqlite_api: ServedApi) -> None:
    await sqlite_api.put("/contacts/ann", {"first_name": "[Name] <b>"})
    seen = await sqlite_api.post("/sms/preview", {"body": "Hi {{ contact.first_name }}", "contact": "ann"})
    assert seen["warnings"] == []
