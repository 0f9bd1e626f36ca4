"""Calls of webhook steps over real sockets: what they carry, where they may go, and what an answer is."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from activities.carriers.signing import SigningSecrets
from activities.carriers.webhook import WebhookCarrier
from engine.rules.links.public_addresses import is_public
from engine.runtime.clock import wall_clock
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Rejected, Throttled, Unknowable
from engine.store.account import webhook_secrets
from tests.support.drawn import chain, on_event
from tests.support.served import ServedApi
from tests.unit.journey.drawing import step

pytestmark = pytest.mark.anyio

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OK = b"HTTP/1.1 200 OK\r\n"


@dataclass(slots=True)
class Receiver:
    """Answers every call with the same bytes, and keeps what it was told."""

    answer: bytes = OK + b"content-length: 2\r\n\r\nok"
    then: bytes = b""
    """Sent on and on after it, until the caller hangs up."""
    silent: bool = False
    port: int = 0
    heads: list[str] = field(default_factory=list[str])
    bodies: list[bytes] = field(default_factory=list[bytes])
    sent: int = 0
    """Bytes of `then` that went out."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                (int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-l")), 0
            )
            self.heads.append(head)
            self.bodies.append(await reader.readexactly(length))
            if not self.silent:
                writer.write(self.answer)
                await writer.drain()
                while self.then:
                    writer.write(self.then)
                    await writer.drain()
                    self.sent += len(self.then)
            await reader.read()
        except OSError:
            pass
        finally:
            writer.close()

    def headers(self) -> dict[str, str]:
        pairs = (line.split(": ", 1) for line in self.heads[-1].splitlines()[1:] if line)
        return {name.lower(): value for name, value in pairs}


@asynccontextmanager
async def receiving(receiver: Receiver, host: str = "127.0.0.1", port: int = 0) -> AsyncGenerator[Receiver]:
    server = await asyncio.start_server(receiver.talk, host, port)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()


async def secrets() -> Sequence[str]:
    return [SECRET]


def outgoing(url: str, body: str = "{}", **options: str) -> Outgoing:
    told = tuple((name.replace("_", "-"), value) for name, value in options.items())
    return Outgoing(1, "x-1", "webhook", None, url, body, 0, options=told)


async def called(carrier: WebhookCarrier, *messages: Outgoing, seconds: float = 5) -> list[CarrierAnswer]:
    try:
        return await carrier.hand_over(messages, seconds)
    finally:
        await carrier.close()


def names(**hosts: Sequence[str]) -> WebhookCarrier:
    """A carrier whose resolver knows these names, for which 127.0.0.x is a public address and 10.x is not."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        return hosts[host.partition(".")[0]]

    return WebhookCarrier(secrets, resolve=resolve, may_call=lambda address: address.startswith("127.0.0."))


async def test_a_call_is_signed_and_asks_for_an_answer_that_needs_no_unpacking() -> None:
    async with receiving(Receiver()) as receiver:
        message = outgoing(
            f"http://shop.example:{receiver.port}/hook", '{"a":"ü"}', **{"header:Accept_Encoding": "gzip"}
        )
        assert await called(names(shop=["127.0.0.1"]), message) == [Accepted(None)]
    headers = receiver.headers()
    assert headers["host"] == f"shop.example:{receiver.port}"
    assert headers["accept-encoding"] == "identity"
    assert Webhook(SECRET).verify(receiver.bodies[0], headers) == {"a": "ü"}


async def test_a_body_that_comes_slowly_never_ends_or_unpacks_to_gigabytes_is_not_read() -> None:
    chunked = OK + b"transfer-encoding: chunked\r\ncontent-encoding: gzip\r\n\r\n"
    endless = b"10000\r\n" + bytes(0x10000) + b"\r\n"
    slow = Receiver(OK + b"content-length: 100000\r\n\r\nand then nothing")
    bomb = Receiver(chunked, then=endless)
    async with receiving(slow), receiving(bomb):
        begun = time.monotonic()
        messages = [outgoing(f"http://127.0.0.1:{one.port}/") for one in (slow, bomb)]
        assert await called(WebhookCarrier(secrets, allow_private=True), *messages) == [Accepted(None)] * 2
        assert time.monotonic() - begun < 2
    assert bomb.sent < 20_000_000


async def test_the_status_is_the_answer() -> None:
    answers = {
        b"HTTP/1.1 204 No Content\r\n\r\n": Accepted(None),
        b"HTTP/1.1 503 Down\r\nretry-after: 7\r\n\r\n": Throttled(7_000, "503", "webhook_unreachable"),
        b"HTTP/1.1 404 Gone\r\n\r\n": Rejected("404", "webhook_refused"),
        b"HTTP/1.1 302 Elsewhere\r\nlocation: http://169.254.169.254/\r\n\r\n": Rejected("302", "webhook_refused"),
        b"no http at all\r\n\r\n": Unknowable("RemoteProtocolError"),
    }
    for answer, expected in answers.items():
        async with receiving(Receiver(answer)) as receiver:
            carrier = WebhookCarrier(secrets, allow_private=True)
            assert await called(carrier, outgoing(f"http://127.0.0.1:{receiver.port}/")) == [expected]


async def test_each_address_of_a_name_is_tried_until_one_takes_the_connection() -> None:
    async with receiving(Receiver(), host="127.0.0.3") as receiver:
        carrier = names(shop=["127.0.0.2", "127.0.0.3", "127.0.0.4"])
        assert await called(carrier, outgoing(f"http://shop.example:{receiver.port}/")) == [Accepted(None)]
    assert len(receiver.heads) == 1


async def test_a_name_with_one_forbidden_address_is_not_called_at_all() -> None:
    async with receiving(Receiver()) as receiver:
        carrier = names(shop=["127.0.0.1", "10.0.0.1"], gone=[], local=["::1"])
        urls = [f"http://{name}.example:{receiver.port}/" for name in ("shop", "gone", "local")]
        refused, nowhere, local = await called(carrier, *map(outgoing, urls))
    assert receiver.heads == []
    assert [type(one) for one in (refused, nowhere, local)] == [Rejected, Throttled, Rejected]
    assert refused == Rejected("shop.example is in a private network", "webhook_address")


@pytest.mark.parametrize(
    "url", ["http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "http://[::ffff:7f00:1]/"]
)
async def test_other_spellings_of_a_private_address_are_seen_through(url: str) -> None:
    (answer,) = await called(WebhookCarrier(secrets), outgoing(url))
    assert isinstance(answer, Rejected)
    assert answer.reason == "webhook_address"


@pytest.mark.parametrize("url", ["ftp://example.com/", "http:///x", "http://[::1", "not a url"])
async def test_what_is_no_address_is_refused_and_takes_no_other_call_along(url: str) -> None:
    async with receiving(Receiver()) as receiver:
        carrier = WebhookCarrier(secrets, allow_private=True)
        fine = outgoing(f"http://127.0.0.1:{receiver.port}/")
        odd = outgoing(f"http://127.0.0.1:{receiver.port}/", **{"header:X": "a\nb"})
        first, second, third = await called(carrier, outgoing(url), odd, fine)
    assert isinstance(first, Rejected)
    assert second == Rejected("headers", "webhook_refused")
    assert third == Accepted(None)


PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1", "::ffff:8.8.8.8"]
NOT_PUBLIC = [
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.0.0.8", "192.0.0.192"),
    *("192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1"),
    *("240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "::127.0.0.1", "::10.0.0.1", "::8.8.8.8"),
    *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808", "100::1", "2001::1"),
    *("2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0"),
    *("fec0::1", "ff02::1", "5f00::1", "3fff::1", "2606:4700::5efe:10.0.0.1", "2606:4700::200:5efe:127.0.0.1", "x"),
]


@pytest.mark.parametrize(
    ("address", "public"), [*((one, True) for one in PUBLIC), *((one, False) for one in NOT_PUBLIC)]
)
def test_an_address_is_judged_by_what_it_leads_to(address: str, public: bool) -> None:
    assert is_public(address) is public


async def test_a_secret_is_shown_and_replaced_while_both_sign(api: ServedApi) -> None:
    first = await api.get("/webhook-secret")
    assert (first["created_at"], first["previous"]) == (None, None)
    rotated = await api.post("/webhook-secret/rotate", {"overlap": "PT1H"})
    assert rotated["secret"] != first["secret"]
    assert rotated["previous"]["secret"] == first["secret"]
    async with receiving(Receiver()) as receiver:
        reading = SigningSecrets(api.services.context.db)
        carrier = WebhookCarrier(reading.now, allow_private=True)
        await called(carrier, outgoing(f"http://127.0.0.1:{receiver.port}/", '{"a":1}'))
        for secret in (first["secret"], rotated["secret"]):
            assert Webhook(secret).verify(receiver.bodies[0], receiver.headers()) == {"a": 1}
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(receiver.bodies[0], receiver.headers())

    ended = await api.call("DELETE", "/webhook-secret/previous")
    assert ended == rotated | {"previous": None}
    assert await api.get("/webhook-secret") == ended
    again = await api.post("/webhook-secret/rotate", {})
    assert again["previous"]["secret"] == rotated["secret"]
    at_once = await api.post("/webhook-secret/rotate", {"overlap": "PT0S"})
    assert at_once["previous"] is None


async def test_the_old_secret_ends_by_itself(api: ServedApi) -> None:
    with api.services.context.db.write() as conn:
        now = wall_clock()
        old = webhook_secrets.signing(conn, now).secret
        rotated = webhook_secrets.rotate(conn, now, 1_000)
        assert rotated.secrets == (rotated.secret, old)
        assert webhook_secrets.signing(conn, now + 999).secrets == (rotated.secret, old)
        assert webhook_secrets.signing(conn, now + 1_000).secrets == (rotated.secret,)


@pytest.mark.parametrize("overlap", ["1 day", "P31D", "-P1D", "P2M"])
async def test_an_overlap_that_is_none_is_refused_and_nothing_is_replaced(sqlite_api: ServedApi, overlap: str) -> None:
    before = await sqlite_api.get("/webhook-secret")
    refused = await sqlite_api.post("/webhook-secret/rotate", {"overlap": overlap}, 422)
    assert refused["errors"][0]["pointer"] == "/overlap"
    assert await sqlite_api.get("/webhook-secret") == before


async def test_a_name_that_somebody_typed_is_a_name_in_the_call(sqlite_api: ServedApi) -> None:
    typed = 'x","role":"admin'
    await sqlite_api.put("/contacts/ann", {"first_name": typed})
    hook = step(
        "h1", "webhook", url="https://example.com/hook", body='{"name":"{{ contact.first_name }}","role":"reader"}'
    )
    journey = await sqlite_api.live_journey(chain(hook, on=on_event("joined"), message_class="transactional"))
    await sqlite_api.post("/events", {"contact": "ann", "name": "joined"}, 202)
    await sqlite_api.travel()
    (sent,) = (await sqlite_api.get(f"/messages?journey={journey}"))["items"]
    assert json.loads(sent["body"]) == {"name": typed, "role": "reader"}
