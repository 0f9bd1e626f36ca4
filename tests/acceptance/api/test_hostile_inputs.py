"""Hostile inputs: refused with a clear error, quickly, and nothing else is touched."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from typing import Any

import pytest
from sqlalchemy import func, select

from engine.store.database import core as t
from tests.support.drawn import MANUAL, chain, sms
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

MEGABYTE = 1_000_000


async def everything(api: ServedApi) -> dict[str, int]:
    tables = (t.contact, t.consent, t.consent_log, t.message, t.event, t.enrolment, t.journey, t.version, t.template)
    with api.parts.database.read() as conn:
        return {each.name: conn.execute(select(func.count()).select_from(each)).scalar_one() for each in tables}


async def person(api: ServedApi, name: str, phone: str, **attributes: Any) -> None:
    consent = {"state": "opted_in", "source": "web form"}
    await api.put(f"/contacts/{name}", {"phone": phone, "sms_consent": consent, "attributes": attributes})


HOSTILE_TEMPLATES = {
    "endless loop": "{% for a in (1..999999999) %}x{% endfor %}",
    "loops in loops": "".join("{% for a in (1..1000) %}" for _ in range(6)) + "x" + "{% endfor %}" * 6,
    "nested ten thousand deep": "{% if true %}" * 10_000 + "x" + "{% endif %}" * 10_000,
    "a file of ours": "{% include '/etc/passwd' %}",
    "python's own": "{{ contact.__class__.__mro__ }}",
    "unclosed": "{{ " * 20_000,
    "a hundred thousand blanks": "{{" + " " * 100_000 + "}}",
    "too long": "x" * 200_000,
}


@pytest.mark.parametrize("body", HOSTILE_TEMPLATES.values(), ids=HOSTILE_TEMPLATES)
async def test_a_hostile_template_is_told_or_harmless_and_soon(sqlite_api: ServedApi, body: str) -> None:
    api = sqlite_api
    await person(api, "ann", "+12125550101")
    before = await everything(api)
    began = time.process_time()

    preview = await api.http.post("/api/v1/sms/preview", json={"body": body, "contact": "ann"})
    saved = await api.http.post("/api/v1/library", json={"name": "Hostile", "texts": {"en": body}})
    checked = await api.http.post("/api/v1/journeys/check", json=chain(sms("s1", body), on=MANUAL))

    assert time.process_time() - began < 20
    assert preview.status_code in (200, 422)
    if preview.status_code == 200 and saved.status_code == 201:
        assert "class" not in preview.json()["text"]
        assert "root:" not in preview.json()["text"]
    else:
        codes = {each["code"] for each in checked.json().get("findings", [])}
        assert saved.status_code == 422
        assert saved.json()["detail"]
        assert "template_problem" in codes or checked.status_code == 422
        assert await everything(api) == before


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("Dear {{ contact.story }}", "body_too_long"),
        ("{{ contact.story | upcase | append: contact.story }}", "body_refused"),
    ],
)
async def test_a_merge_value_of_a_megabyte_skips_that_contact_alone(api: ServedApi, body: str, reason: str) -> None:
    await person(api, "ann", "+12125550101", story="x" * 30_000)
    await person(api, "bo", "+12125550102", story="was short")
    refused = await api.put("/contacts/cy", {"attributes": {"story": "x" * 6 * MEGABYTE}}, 413)
    assert refused["code"] == "too_large"
    with api.parts.database.write() as conn:
        # However it came to be there.
        huge = t.contact.update().where(t.contact.c.external_id == "ann").values(attributes={"story": "x" * MEGABYTE})
        conn.execute(huge)
    journey = await api.live_journey(chain(sms("s1", body), on=MANUAL))

    await api.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann", "bo"]})
    await api.travel()

    messages = (await api.get(f"/messages?journey={journey}"))["items"]
    told = {each["contact"]: (each["state"], each["reason"]) for each in messages}
    assert told["bo"] == ("accepted", None)
    assert told["ann"][0] == "skipped"
    assert told["ann"][1] in {reason, "body_too_long", "body_refused"}
    assert {each["status"] for each in (await api.get(f"/enrolments?journey={journey}"))["items"]} == {"completed"}


def bomb_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("contacts.csv", b"external_id,phone\n" + b"0" * 50 * MEGABYTE)
    return packed.getvalue()


def bomb_gzip() -> bytes:
    return gzip.compress(b"external_id,phone\n" + b"0" * 50 * MEGABYTE)


@pytest.mark.parametrize(
    ("make", "headers", "status", "said"),
    [
        (bomb_zip, {}, 422, "archive"),
        (bomb_gzip, {}, 422, "archive"),
        (bomb_gzip, {"Content-Encoding": "gzip"}, 415, "unpacked"),
        (bomb_gzip, {"Content-Encoding": "deflate, gzip"}, 415, "unpacked"),
    ],
)
async def test_a_zip_bomb_of_a_csv_is_refused_without_being_unpacked(
    sqlite_api: ServedApi, make: Any, headers: dict[str, str], status: int, said: str
) -> None:
    before = await everything(sqlite_api)
    began = time.process_time()

    response = await sqlite_api.http.post(
        "/api/v1/contacts/import", content=make(), headers={"Content-Type": "text/csv", **headers}
    )

    assert (response.status_code, said in response.json()["detail"]) == (status, True), response.text
    assert time.process_time() - began < 10
    assert await everything(sqlite_api) == before


@pytest.mark.parametrize(
    ("csv", "said"),
    [
        (b"external_id,phone\n" + b"a" * 2 * MEGABYTE + b",+12125550101\n", "line"),
        (b'external_id,phone\n"' + b"never closed\n" * 2_000, "quote"),
        (b"external_id," + b",".join(b"c%d" % index for index in range(30_000)) + b"\nann\n", ""),
    ],
    ids=["a line of two megabytes", "a quote that is never closed", "thirty thousand columns"],
)
async def test_a_csv_made_to_fill_the_memory_is_refused_or_read_in_bounds(
    sqlite_api: ServedApi, csv: bytes, said: str
) -> None:
    began = time.process_time()

    response = await sqlite_api.http.post("/api/v1/contacts/import", content=csv, headers={"Content-Type": "text/csv"})

    assert response.status_code in (200, 422)
    assert time.process_time() - began < 20
    if response.status_code == 422:
        assert said in response.json()["detail"]


async def test_a_condition_made_to_be_slow_is_refused(sqlite_api: ServedApi) -> None:
    deep: dict[str, Any] = {"rules": [{"field": "contact.a", "operator": "=", "value": 1}]}
    for _ in range(40):
        deep = {"rules": [deep]}
    wide = {"rules": [{"field": f"contact.a{index}", "operator": "=", "value": index} for index in range(20_000)]}

    refused = await sqlite_api.post("/segments", {"name": "Deep", "condition": deep}, 422)
    assert "nested" in refused["detail"]
    refused = await sqlite_api.post("/segments", {"name": "Wide", "condition": wide}, 422)
    assert "rules" in refused["detail"]
    assert (await sqlite_api.get("/segments"))["items"] == []
