"""E-mails by a real mail server: what it is handed, how one click in a mail program ends it, and what it refuses."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

import pytest

from activities.carriers.sandbox import SandboxCarrier
from activities.carriers.smtp import SmtpCarrier, SmtpServer
from engine.rules.time.instants import DAY
from engine.runtime.clock import wall_clock
from tests.support.drawn import chain, email, on_event, wait
from tests.support.mail_server import MailServer, mail_server
from tests.support.served import ServedApi
from tests.support.worlds import HandClock, Process

pytestmark = pytest.mark.anyio


async def travel(api: ServedApi, server: MailServer, after: int = 0) -> None:
    """Does what is due, with e-mails to that server."""
    carrier = SmtpCarrier(SmtpServer.from_url(f"smtp://127.0.0.1:{server.port}/?from=news@shop.example&insecure"))
    clock = HandClock(wall_clock() + after)
    process = Process(api.services.context, SandboxCarrier(api.services.phones), clock, carrier)
    await asyncio.to_thread(process.travel)


async def begin(api: ServedApi, *steps: dict[str, Any], **settings: Any) -> str:
    said = {"state": "opted_in", "source": "web form"}
    await api.put("/contacts/ann", {"email": "Ann@Example.com", "first_name": "Ann", "email_consent": said})
    journey = await api.live_journey(chain(*steps, on=on_event("joined"), **settings))
    await api.post("/events", {"contact": "ann", "name": "joined"}, 202)
    return journey


async def reasons(api: ServedApi, journey: str) -> list[tuple[str, str, str | None]]:
    sent = (await api.get(f"/messages?journey={journey}"))["items"]
    return [(one["node_id"], one["state"], one["reason"]) for one in reversed(sent)]


async def test_marketing_email_is_ended_by_one_click_and_the_next_step_is_skipped(sqlite_api: ServedApi) -> None:
    journey = await begin(sqlite_api, email("e1"), wait("w1", "P1D"), email("e2"))
    async with mail_server() as server:
        await travel(sqlite_api, server)
        (mail,) = server.mails
        assert (mail["To"], mail["From"], mail["Subject"]) == ("Ann@Example.com", "news@shop.example", "News")
        assert mail.get_content().strip() == "Hello Ann"
        page = mail["List-Unsubscribe"].strip("<>")

        clicked = await sqlite_api.http.post(
            f"{sqlite_api.address}{urlsplit(page).path}",
            content=mail["List-Unsubscribe-Post"],
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        await travel(sqlite_api, server, after=2 * DAY)

    assert clicked.status_code == 200
    assert len(server.mails) == 1
    assert await reasons(sqlite_api, journey) == [
        ("e1", "accepted", None),
        ("e2", "skipped", "email_opted_out"),
    ]


async def test_transactional_email_carries_no_way_to_unsubscribe(sqlite_api: ServedApi) -> None:
    await begin(sqlite_api, email("e1"), message_class="transactional")
    async with mail_server() as server:
        await travel(sqlite_api, server)

    assert (server.mails[0]["List-Unsubscribe"], server.mails[0]["List-Unsubscribe-Post"]) == (None, None)


async def test_what_the_mail_server_refuses_is_rejected_with_its_code(sqlite_api: ServedApi) -> None:
    journey = await begin(sqlite_api, email("e1"))
    async with mail_server() as server:
        server.refuses = b"550 no such user"
        await travel(sqlite_api, server)

    assert server.mails == []
    assert await reasons(sqlite_api, journey) == [("e1", "rejected", "carrier_rejected")]
    assert (await sqlite_api.get(f"/messages?journey={journey}"))["items"][0]["code"] == "550"
