"""The local mailbox: every e-mail of an installation without a mail server, and unsubscribing from it by one click."""

from __future__ import annotations

from email.policy import SMTP
from typing import Any
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from activities.carriers.mailbox import Mailbox
from activities.carriers.smtp import SmtpCarrier, SmtpServer
from engine.rules.time.instants import DAY
from engine.sending.carrier.carrier import Outgoing
from engine.store.database.database import Database
from tests.support.drawn import chain, email, on_event, wait
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio

LINKS = (
    ("header:List-Unsubscribe", "<https://sms.example.com/p/abc/unsubscribe>"),
    ("header:List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
)


async def send(api: ServedApi, *steps: dict[str, Any], message_class: str = "marketing") -> str:
    """Ann comes into a journey of these steps, and what is due goes out."""
    said = {"state": "opted_in", "source": "web form"}
    await api.put("/contacts/ann", {"email": "Ann@Example.com", "first_name": "Ann", "email_consent": said})
    journey = await api.live_journey(chain(*steps, on=on_event("joined"), message_class=message_class))
    await api.post("/events", {"contact": "ann", "name": "joined"}, 202)
    await api.travel()
    return journey


async def mails(api: ServedApi, query: str = "") -> list[dict[str, Any]]:
    return (await api.get(f"/sandbox/mailbox{query}"))["items"]


async def test_an_email_arrives_in_it_and_is_read_there(api: ServedApi) -> None:
    await send(api, email("e1", "Hello {{ contact.first_name }},\n\nsee https://shop.example/new"))

    (listed,) = await mails(api)
    assert (listed["to"], listed["subject"]) == ("Ann@Example.com", "News")
    assert listed["excerpt"] == "Hello Ann, see https://shop.example/new"
    mail = await api.get(f"/sandbox/mailbox/{listed['id']}")
    assert (mail["body"], mail["html"]) == ("Hello Ann,\n\nsee https://shop.example/new", False)
    assert (await api.get(f"/messages/{mail['message_id']}"))["contact"] == "ann"
    assert (await api.get("/sandbox/mailbox"))["mail_server"] is None
    await api.get("/sandbox/mailbox/4711", 404)


async def test_it_is_searched_by_a_part_of_the_address_and_paged(sqlite_api: ServedApi) -> None:
    sqlite_api.services.mailbox.take([_outgoing(number, f"P{number % 2}@example.com") for number in range(1, 8)], 1_000)

    first = await sqlite_api.get("/sandbox/mailbox?search=p1@&limit=3")
    rest = await sqlite_api.get(f"/sandbox/mailbox?search=p1@&limit=3&cursor={first['next_cursor']}")

    assert [one["message_id"] for one in first["items"] + rest["items"]] == [7, 5, 3, 1]
    assert rest["next_cursor"] is None
    assert await mails(sqlite_api, "?search=%25") == []


async def test_html_is_told_apart_and_its_list_shows_the_text_alone(sqlite_api: ServedApi) -> None:
    body = "<html><head><style>p {color: red}</style></head><p>New &amp; old <b>books</b>, <br>signed</p>"
    sqlite_api.services.mailbox.take([_outgoing(1, "a@example.com", body=body)], 1_000)

    (listed,) = await mails(sqlite_api)

    assert listed["excerpt"] == "New & old books, signed"
    assert (await sqlite_api.get(f"/sandbox/mailbox/{listed['id']}"))["html"] is True


async def test_one_click_opts_the_address_out_and_the_next_email_is_skipped_with_its_reason(api: ServedApi) -> None:
    journey = await send(api, email("e1"), wait("w1", "P1D"), email("e2"))
    (first,) = await mails(api)
    headers = (await api.get(f"/sandbox/mailbox/{first['id']}"))["headers"]
    page = headers["List-Unsubscribe"].strip("<>")
    assert page.startswith(api.parts.context.address)

    clicked = await api.http.post(
        f"{api.address}{urlsplit(page).path}",
        content=headers["List-Unsubscribe-Post"],
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    await api.travel(after=2 * DAY)

    assert clicked.status_code == 200
    assert (await api.get("/contacts/ann"))["consent"]["email"] == "opted_out"
    entry, _ = (await api.get("/consents/ann@example.com/log"))["items"]
    assert (entry["source"], entry["after"]) == ("preference_page", "opted_out")
    sent = (await api.get(f"/messages?journey={journey}"))["items"]
    assert [(one["node_id"], one["state"], one["reason"]) for one in sent] == [
        ("e2", "skipped", "email_opted_out"),
        ("e1", "accepted", None),
    ]
    assert len(await mails(api)) == 1


async def test_transactional_email_has_nothing_to_unsubscribe_from(sqlite_api: ServedApi) -> None:
    await send(sqlite_api, email("e1"), message_class="transactional")

    (mail,) = await mails(sqlite_api)

    assert (await sqlite_api.get(f"/sandbox/mailbox/{mail['id']}"))["headers"] == {}


async def test_with_a_mail_server_it_says_where_emails_go_instead(sqlite_api: ServedApi) -> None:
    server = {"smtp_url": SecretStr("smtp://me:secret@mail.example.com:587/?from=a@example.com")}
    sqlite_api.parts.settings = sqlite_api.parts.settings.model_copy(update=server)

    told = await sqlite_api.get("/sandbox/mailbox")

    assert (told["mail_server"], told["items"]) == ("mail.example.com", [])


def test_a_mail_server_gets_the_headers_when_people_can_reach_the_page() -> None:
    server = SmtpServer.from_url("smtp://mail.example.com/?from=news@example.com")
    message = _outgoing(1, "a@example.com", options=LINKS)

    reached, unreached = SmtpCarrier(server).written(message), SmtpCarrier(server, reached=False).written(message)

    assert [reached[name.removeprefix("header:")] for name, _ in LINKS] == [value for _, value in LINKS]
    assert [unreached[name.removeprefix("header:")] for name, _ in LINKS] == [None, None]


def test_a_long_address_to_unsubscribe_at_stays_as_it_is() -> None:
    address = f"<https://texts.{'a-long-name-of-a-company' * 3}.example.com/p/abc/unsubscribe>"
    message = _outgoing(1, "a@example.com", options=(("header:List-Unsubscribe", address),))

    written = SmtpCarrier(SmtpServer.from_url("smtp://mail.example.com/?from=news@example.com")).written(message)

    assert f"List-Unsubscribe: {address}\n" in written.as_string()
    assert f"List-Unsubscribe: {address}\r\n".encode() in written.as_bytes(policy=SMTP)


def test_a_mailbox_from_before_headers_were_kept_goes_on() -> None:
    db = Database("sqlite://")
    mailbox = Mailbox.open(db)
    with db.write() as conn:
        conn.exec_driver_sql("ALTER TABLE sandbox_mail DROP COLUMN headers")

    mailbox = Mailbox.open(db)
    mailbox.take([_outgoing(1, "a@example.com", options=LINKS)], 1_000)

    assert dict(mailbox.mails()[0].headers or ())["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    db.close()


def _outgoing(number: int, to: str, body: str = "Hello", options: tuple[tuple[str, str], ...] = ()) -> Outgoing:
    return Outgoing(number, f"test-{number}", "email", None, to, body, 0, "News", options)
