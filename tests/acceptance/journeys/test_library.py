"""The library: messages with versions and languages; a journey keeps what it was published with."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.drawn import MANUAL, chain
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

TEXTS = {"en": "Hello {{ contact.first_name }}", "fr": "Bonjour {{ contact.first_name }}", "pt-BR": "Oi"}


async def save(api: ServedApi, **more: Any) -> dict[str, Any]:
    return await api.post("/library", {"name": "Welcome", "texts": TEXTS, **more}, 201)


def sending(template_id: str) -> dict[str, Any]:
    step = {"id": "s1", "type": "send_sms", "data": {"template_id": template_id}}
    return chain(step, on=MANUAL, re_entry="always")


async def person(api: ServedApi, name: str, index: int, **more: Any) -> None:
    consent = {"state": "opted_in", "source": "web form"}
    await api.put(
        f"/contacts/{name}",
        {"phone": f"+1212555{1000 + index}", "first_name": name.title(), "sms_consent": consent, **more},
    )


async def said_to(api: ServedApi, journey: str, *names: str) -> list[str]:
    """The first lines of what these contacts get now."""
    await api.post(f"/journeys/{journey}/enrolments", {"contacts": list(names)})
    await api.travel()
    messages = (await api.get(f"/messages?journey={journey}"))["items"][: len(names)]
    by_contact = {each["contact"]: (each["body"] or "").splitlines()[0] for each in messages}
    return [by_contact[name] for name in names]


async def test_each_contact_gets_the_text_of_its_language_and_others_the_fallback(api: ServedApi) -> None:
    for index, (name, language) in enumerate({"ann": "fr", "bo": "fr-CA", "cy": "pt", "di": "sv", "ed": None}.items()):
        await person(api, name, index, language=language)
    message = await save(api)
    journey = await api.live_journey(sending(message["id"]))

    said = await said_to(api, journey, "ann", "bo", "cy", "di", "ed")

    assert said == ["Bonjour Ann", "Bonjour Bo", "Oi", "Hello Di", "Hello Ed"]


async def test_a_journey_keeps_what_it_was_published_with(api: ServedApi) -> None:
    await person(api, "ann", 0)
    message = await save(api)
    journey = await api.live_journey(sending(message["id"]))

    changed = await api.put(f"/library/{message['id']}", {"name": "Welcome", "texts": {"en": "Hi there"}})

    assert changed["version"] == 2
    assert changed["used_by"] == [
        {"journey": journey, "name": "A journey", "node_id": "s1", "version": 1, "newest": False}
    ]
    assert await said_to(api, journey, "ann") == ["Hello Ann"]
    assert (await api.post(f"/journeys/{journey}/publish"))["version"] == 2
    assert await said_to(api, journey, "ann") == ["Hi there"]
    assert (await api.post(f"/journeys/{journey}/publish"))["version"] == 2
    versions = (await api.get(f"/library/{message['id']}/versions"))["items"]
    assert [(each["version"], each["texts"]["en"]) for each in versions] == [(2, "Hi there"), (1, TEXTS["en"])]


async def test_the_same_words_again_make_no_version(sqlite_api: ServedApi) -> None:
    message = await save(sqlite_api)

    again = await sqlite_api.put(f"/library/{message['id']}", {"name": "Renamed", "texts": TEXTS})

    assert (again["name"], again["version"]) == ("Renamed", 1)


async def test_a_message_that_is_not_in_the_library_is_a_finding(api: ServedApi) -> None:
    quick = await save(api, kind="quick_response")
    gone = await save(api)
    await api.call("DELETE", f"/library/{gone['id']}", 204)

    for template_id in ("t_nowhere", quick["id"], gone["id"]):
        found = (await api.post("/journeys/check", sending(template_id)))["findings"]
        assert "unknown_template" in {each["code"] for each in found}
        created = await api.post("/journeys", sending(template_id), 201)
        await api.post(f"/journeys/{created['id']}/publish", expect=422)


async def test_what_was_taken_out_of_the_library_is_still_sent_by_journeys_that_have_it(sqlite_api: ServedApi) -> None:
    await person(sqlite_api, "ann", 0)
    message = await save(sqlite_api)
    journey = await sqlite_api.live_journey(sending(message["id"]))

    await sqlite_api.call("DELETE", f"/library/{message['id']}", 204)

    assert (await sqlite_api.get("/library"))["items"] == []
    assert [each["id"] for each in (await sqlite_api.get("/library?archived=true"))["items"]] == [message["id"]]
    assert await said_to(sqlite_api, journey, "ann") == ["Hello Ann"]


@pytest.mark.parametrize(
    ("texts", "fallback", "said"),
    [
        ({"en": "Hi {{ contcat.name }}"}, "en", "did you mean contact"),
        ({"en": "Hi {{ contact.name"}, "en", "is not closed"),
        ({"en": "Hi", "fr": "See https://bit.ly/x"}, "en", "public shortener"),
        ({"fr": "Salut"}, "en", "has no text"),
        ({}, "en", "add to it"),
        ({"en": "   "}, "en", "en"),
        ({"not a language": "Hi"}, "en", "not a language"),
        ({"en": "{% for a in (1..9999999) %}x{% endfor %}"}, "en", "counted beforehand"),
    ],
)
async def test_a_text_that_could_not_be_sent_is_refused(
    sqlite_api: ServedApi, texts: dict[str, str], fallback: str, said: str
) -> None:
    body = {"name": "No", "texts": texts, "fallback": fallback}

    refused = await sqlite_api.post("/library", body, 422)

    assert said in str(refused)
    assert (await sqlite_api.get("/library"))["items"] == []


async def test_a_message_is_looked_at_as_a_contact_would_get_it(sqlite_api: ServedApi) -> None:
    await person(sqlite_api, "ann", 0, language="fr")
    message = await save(sqlite_api)

    seen = await sqlite_api.post(f"/library/{message['id']}/preview", {"contact": "ann"})
    other = await sqlite_api.post(f"/library/{message['id']}/preview", {"language": "pt"})

    assert (seen["language"], seen["text"], seen["segments"]) == ("fr", "Bonjour Ann", 1)
    assert (other["language"], other["text"]) == ("pt-BR", "Oi")
    assert [(each["language"], each["segments"]) for each in message["counts"]] == [("en", 1), ("fr", 1), ("pt-BR", 1)]


async def test_a_rehearsal_knows_the_library_and_the_segments(sqlite_api: ServedApi) -> None:
    message = await save(sqlite_api)
    vips = {"combinator": "and", "rules": [{"field": "contact.tags", "operator": "contains", "value": "vip"}]}
    segment = await sqlite_api.post("/segments", {"name": "VIPs", "condition": vips}, 201)
    where = {"rules": [{"field": f"segment.{segment['id']}", "operator": "=", "value": True}]}
    document = sending(message["id"])
    document["nodes"][0]["data"]["on"] = {"kind": "audience", "where": where}
    consent = {"state": "opted_in", "source": "web form"}

    played = await sqlite_api.post(
        "/rehearsals",
        {
            "journey": document,
            "start": "2026-03-01T09:00:00Z",
            "until": "2026-03-02T09:00:00Z",
            "contacts": [
                {
                    "external_id": "ann",
                    "phone": "+12125550101",
                    "language": "fr",
                    "tags": ["vip"],
                    "sms_consent": consent,
                },
                {"external_id": "bo", "phone": "+12125550102", "sms_consent": consent},
            ],
            "timeline": [{"at": "2026-03-01T09:00:00Z", "do": "launch"}],
        },
    )

    assert [(each["contact"], each["body"].splitlines()[0]) for each in played["messages"]] == [("ann", "Bonjour")]
