"""Twilio's webhooks: believed only when signed, once per message, and never taking a message back."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlalchemy import select, update

from engine.rules.messages.twilio import is_signed, signature
from engine.store.database import core as t
from tests.support.documents import by_hand
from tests.support.served import ServedApi, serve

pytestmark = pytest.mark.anyio

TOKEN = "12345"
PUBLIC = "https://sms.example.com"
ANN = "+12125550101"


def test_the_signature_is_the_one_of_twilios_own_example() -> None:
    form = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"

    assert signature(TOKEN, url, list(form.items())) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.fixture
async def twilio(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anyio_backend: str
) -> AsyncGenerator[ServedApi]:
    """The served API with Twilio set up behind a proxy, and a message that Twilio took."""
    monkeypatch.setenv("POSTROAD_TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("POSTROAD_PUBLIC_URL", PUBLIC)
    async with serve(migrated_url, tmp_path) as served:
        consent = {"state": "opted_in", "source": "form"}
        await served.put("/contacts/ann", {"phone": ANN, "sms_consent": consent})
        journey = await served.live_journey(by_hand())
        await served.post(f"/journeys/{journey}/enrolments", {"contacts": ["ann"]})
        await served.travel()
        with served.parts.database.write() as conn:
            conn.execute(update(t.message).values(carrier="twilio", carrier_id="SM1"))
        yield served


async def post(api: ServedApi, path: str, *, sign: str | None = None, **form: str) -> httpx.Response:
    given = signature(TOKEN, f"{PUBLIC}/webhooks/twilio/{path}", list(form.items())) if sign is None else sign
    headers = {"X-Twilio-Signature": given, "Content-Type": "application/x-www-form-urlencoded"}
    async with httpx.AsyncClient(base_url=api.address, trust_env=False) as client:
        return await client.post(f"/webhooks/twilio/{path}", content=urlencode(form), headers=headers)


async def message(api: ServedApi) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/messages", params={"contact": "ann"}))["items"][-1]
    return found


async def test_a_stop_by_twilio_counts_once_and_is_not_answered_where_twilio_did(twilio: ServedApi) -> None:
    stop = {"MessageSid": "IN1", "From": ANN, "To": "+18005551212", "Body": "STOP", "OptOutType": "STOP"}

    first = await post(twilio, "inbound", **stop)
    again = await post(twilio, "inbound", **stop)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.headers["Content-Type"].startswith("text/xml")
    log = (await twilio.get("/consents/%2B12125550101/log"))["items"]
    assert [row["after"] for row in log] == ["opted_out", "opted_in"]
    assert len((await twilio.get("/messages", params={"contact": "ann"}))["items"]) == 1


@pytest.mark.parametrize("sign", ["", "zork", signature("other", f"{PUBLIC}/webhooks/twilio/inbound", [])])
async def test_what_is_not_signed_by_twilio_changes_nothing(twilio: ServedApi, sign: str) -> None:
    refused = await post(twilio, "inbound", sign=sign, MessageSid="IN1", From=ANN, Body="STOP")

    assert (refused.status_code, refused.json()["code"]) == (403, "signature_refused")
    assert (await twilio.get("/contacts/ann"))["consent"]["sms"] == "opted_in"


async def test_receipts_out_of_order_never_take_a_message_back(twilio: ServedApi) -> None:
    path = f"status?message_id={(await message(twilio))['id']}"
    for status in ("sent", "delivered", "sent", "queued", "delivered", "receiving"):
        assert (await post(twilio, path, MessageSid="SM1", MessageStatus=status)).status_code == 204

    found = await message(twilio)
    live = (await twilio.get("/journeys"))["items"][0]["messages"]
    timeline = (await twilio.get("/contacts/ann/timeline"))["items"]
    assert (found["state"], found["times"]["delivered"] is None) == ("delivered", False)
    assert live == {"sent": 1, "skipped": 0, "failed": 0}
    assert [entry["name"] for entry in timeline if entry["kind"] == "event"] == ["sms.delivered"]


async def test_a_failed_receipt_says_why_and_21610_is_a_stop_that_we_missed(twilio: ServedApi) -> None:
    path = f"status?message_id={(await message(twilio))['id']}"

    await post(twilio, path, MessageSid="SM1", MessageStatus="undelivered", ErrorCode="21610")

    found = await message(twilio)
    assert (found["state"], found["reason"], found["code"]) == ("undelivered", "carrier_opted_out", "21610")
    assert (await twilio.get("/contacts/ann"))["consent"]["sms"] == "opted_out"


async def test_a_receipt_about_another_message_changes_nothing(twilio: ServedApi) -> None:
    known = (await message(twilio))["id"]

    await post(twilio, f"status?message_id={known}", MessageSid="SM2", MessageStatus="delivered")
    await post(twilio, "status?message_id=999", MessageSid="SM1", MessageStatus="delivered")

    assert (await message(twilio))["state"] == "accepted"


async def test_without_twilio_its_webhooks_say_that_it_is_not_set_up(sqlite_api: ServedApi) -> None:
    refused = await post(sqlite_api, "inbound", MessageSid="IN1", From=ANN, Body="STOP")

    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


async def test_what_twilio_took_a_text_for_decides_and_is_told_as_evidence(twilio: ServedApi) -> None:
    bo, cy = "+12125550182", "+12125550183"

    await post(twilio, "inbound", MessageSid="IN1", From=ANN, To="+18005550100", Body="No", OptOutType="STOP")
    await post(twilio, "inbound", MessageSid="IN2", From=bo, To="+18005550100", Body="remove", OptOutType="stop")
    await post(twilio, "inbound", MessageSid="IN3", From=cy, To="+18005550100", Body="SUBSCRIBE", OptOutType="START")

    for number, state, word in ((ANN, "opted_out", "No"), (bo, "opted_out", "remove"), (cy, "opted_in", "SUBSCRIBE")):
        (first, *_) = (await twilio.get(f"/consents/{number}/log"))["items"]
        assert (first["after"], first["evidence"]["wording"]) == (state, word)
        assert (first["evidence"]["matched"], first["evidence"]["carrier"]) == ("carrier", "twilio")
        assert len((await twilio.get(f"/sandbox/phones/{number}"))["messages"]) == (1 if number == ANN else 0)


async def test_a_channel_is_no_part_of_the_number_and_a_short_code_is_nobody(twilio: ServedApi) -> None:
    await post(twilio, "inbound", MessageSid="IN1", From=f"rcs:{ANN}", To="rcs:+18005550100", Body="STOP")
    for sid, sender in (("IN2", "12345"), ("IN3", "MYBANK")):
        assert (await post(twilio, "inbound", MessageSid=sid, From=sender, Body="STOP")).status_code == 200

    assert (await twilio.get("/contacts/ann"))["consent"]["sms"] == "opted_out"
    with twilio.parts.database.read() as conn:
        assert conn.execute(select(t.consent.c.address)).scalars().all() == [ANN]
    kept = (await twilio.get("/inbox"))["items"]
    assert [row["number"] for row in kept] == ["MYBANK", "12345", ANN]
    assert "short code" in kept[0]["answerable"]
    refused = await twilio.post(f"/inbox/{kept[0]['id']}/answer", {"body": "Hello"}, 409)
    assert "short code" in refused["detail"]


PORTS = [
    ("https://hooks.example:8443", "https://hooks.example", True),
    ("https://hooks.example:8443", "https://hooks.example:8443", True),
    ("https://hooks.example", "https://hooks.example:443", True),
    ("https://hooks.example:443", "https://hooks.example", True),
    ("http://hooks.example", "http://hooks.example:80", True),
    ("http://hooks.example", "http://hooks.example:443", False),
    ("https://hooks.example:8443", "https://hooks.example:443", False),
    ("https://user:secret@hooks.example:8443", "https://user:secret@hooks.example", True),
    ("https://[2001:db8::1]:8443", "https://[2001:db8::1]", True),
    ("https://[2001:db8::1]", "https://[2001:db8::1]:443", True),
    ("https://hooks.example", "https://other.example", False),
    ("https://hooks.example:99999", "https://hooks.example:99999", True),
]


@pytest.mark.parametrize(("ours", "signed", "theirs"), PORTS)
@pytest.mark.parametrize("path", ["/webhooks/twilio/inbound", "/webhooks/twilio/status?message_id=7&x=%2B1"])
def test_an_address_is_signed_with_its_port_or_without(ours: str, signed: str, theirs: bool, path: str) -> None:
    form = [("Body", "a=b & c"), ("MediaUrl", "2"), ("MediaUrl", "1"), ("MediaUrl", "2"), ("Empty", "")]

    given = signature(TOKEN, signed + path, form)

    assert is_signed(TOKEN, ours + path, form[::-1], given) is theirs
    assert not is_signed("another", ours + path, form, given)


async def test_both_webhooks_take_either_reading_of_the_port(
    migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, anyio_backend: str
) -> None:
    monkeypatch.setenv("POSTROAD_TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("POSTROAD_PUBLIC_URL", "https://hooks.example:8443")
    async with serve(migrated_url, tmp_path) as served:
        for index, address in enumerate(("https://hooks.example", "https://hooks.example:8443")):
            text = {"MessageSid": f"IN{index}", "From": f"+1212555018{index}", "Body": "STOP"}
            sign = signature(TOKEN, f"{address}/webhooks/twilio/inbound", list(text.items()))
            assert (await post(served, "inbound", sign=sign, **text)).status_code == 200
            receipt = {"MessageSid": "SM1", "MessageStatus": "delivered"}
            path = "status?message_id=1"
            sign = signature(TOKEN, f"{address}/webhooks/twilio/{path}", list(receipt.items()))
            assert (await post(served, path, sign=sign, **receipt)).status_code == 204
            assert (await post(served, path, sign="no", **receipt)).status_code == 403
