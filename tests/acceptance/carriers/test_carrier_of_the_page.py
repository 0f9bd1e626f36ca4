"""The carrier that docs/how-to/carriers.md writes does what the page's table says, whatever the other side does."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from types import ModuleType

import pytest

from engine.rules.outcomes.reasons import Reason
from engine.sending.carrier.carrier import Accepted, Carrier, Outgoing, Rejected, Throttled, Unknowable

pytestmark = pytest.mark.anyio

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "carriers.md"
MESSAGES = [Outgoing(n, f"ref-{n}", "sms", "+12125550100", f"+1212555010{n}", "Hello", 1) for n in (1, 2)]


def response(status: str, body: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n{body}".encode()


def carrier_at(port: int) -> Carrier:
    (code,) = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    module = ModuleType("carrier_of_the_page")
    # Dataclasses look their module up there.
    sys.modules[module.__name__] = module
    exec(compile(code, str(PAGE), "exec", dont_inherit=True), module.__dict__)
    carrier: Carrier = module.__dict__["AcmeCarrier"](f"http://127.0.0.1:{port}", "key")
    return carrier


@asynccontextmanager
async def acme(answer: bytes | None) -> AsyncGenerator[Carrier]:
    """The carrier of the page, before a server that always answers so; None: it never does."""
    calls: set[asyncio.StreamWriter] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.add(writer)
        await reader.readuntil(b"\r\n\r\n")
        if answer is not None:
            writer.write(answer)
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield carrier_at(server.sockets[0].getsockname()[1])
    finally:
        for writer in calls:
            writer.close()
        server.close()
        await server.wait_closed()


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (response("200 OK", '{"id": "ac-1"}'), Accepted("ac-1")),
        (response("200 OK", "thanks"), Accepted(None)),
        (response("400 Bad Request", "{}"), Rejected("400", Reason.CARRIER_REJECTED)),
        (response("429 Too Many Requests"), Throttled(1_000, "429")),
        (response("503 Service Unavailable"), Unknowable("503")),
        (b"", Unknowable("RemoteProtocolError")),
        (None, Unknowable("TimeoutError")),
    ],
    ids=["taken", "taken, and says nothing", "refused", "busy", "broken", "hangs up", "stalls"],
)
async def test_each_message_has_an_answer_and_it_says_no_more_than_is_certain(
    answer: bytes | None, meaning: object
) -> None:
    async with acme(answer) as carrier:
        assert await carrier.hand_over(MESSAGES, 0.5) == [meaning, meaning]


async def test_a_connection_that_was_refused_is_certain() -> None:
    async with acme(None) as carrier:
        pass
    answers = await carrier.hand_over(MESSAGES, 5)
    assert answers == [Throttled(5_000, "unreachable", Reason.CARRIER_UNREACHABLE)] * 2


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (response("200 OK", '{"id": "ac-1"}'), Accepted("ac-1")),
        (response("404 Not Found"), None),
        (response("500 Internal Server Error"), Unknowable("500")),
        (b"", Unknowable("RemoteProtocolError")),
    ],
    ids=["it has it", "it never got it", "it is broken", "it hangs up"],
)
async def test_what_became_of_a_message_is_asked_for_afterwards(answer: bytes, meaning: object) -> None:
    async with acme(answer) as carrier:
        assert await carrier.look_up(MESSAGES) == [meaning, meaning]
