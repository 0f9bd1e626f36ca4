"""E-mails to a mail server: by TLS, from one address, to people anywhere, and one bad one takes no other along."""

from __future__ import annotations

from typing import Any

import pytest

from activities.carriers.smtp import NotASmtpUrl, SmtpCarrier, SmtpServer
from engine.journey.checks.all_checks import review
from engine.rules.addresses.email_senders import email_sender
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Rejected, Throttled
from tests.support.drawn import chain, email, on_event
from tests.support.mail_server import MailServer, mail_server, trusted
from tests.support.served import ServedApi

pytestmark = pytest.mark.anyio


def outgoing(to: str = "ann@example.com", **data: Any) -> Outgoing:
    told: dict[str, Any] = {"sender": None, "subject": "News"} | data
    return Outgoing(message_id=1, reference="x-1", channel="email", to=to, body="Hello", segments=0, **told)


async def handed(server: MailServer, *messages: Outgoing, login: str = "", more: str = "") -> list[CarrierAnswer]:
    url = f"smtp://{login}127.0.0.1:{server.port}/?from=news@shop.example{more}"
    return await SmtpCarrier(SmtpServer.from_url(url), trusted=trusted()).hand_over(messages, 10)


async def test_an_email_and_a_password_go_by_tls() -> None:
    async with mail_server(MailServer(starttls=True, password="secret")) as server:
        (answer,) = await handed(server, outgoing(), login="me:secret@")
    assert isinstance(answer, Accepted)
    assert [line.split()[0] for line in server.heard] == [b"EHLO", b"STARTTLS"]
    assert any(line.startswith(b"AUTH PLAIN") for line in server.hidden)
    assert len(server.mails) == 1


@pytest.mark.parametrize("login", ["", "me:secret@"])
async def test_a_server_without_tls_is_given_nothing_unless_it_is_declared_insecure(login: str) -> None:
    async with mail_server(MailServer(password="secret")) as server:
        (answer,) = await handed(server, outgoing(), login=login)
        assert (type(answer), server.mails) == (Throttled, [])
        assert [line.split()[0] for line in server.heard if line][:1] == [b"EHLO"]
        assert not any(line.startswith((b"AUTH", b"MAIL")) for line in server.heard)

        (answer,) = await handed(server, outgoing(), more="&insecure", login=login)
        assert isinstance(answer, Throttled if login else Accepted)
        assert not any(line.startswith(b"AUTH") for line in server.heard)


async def test_a_certificate_that_nobody_vouches_for_is_no_tls() -> None:
    async with mail_server(MailServer(starttls=True, password="secret")) as server:
        for more in ("", "&insecure"):
            url = f"smtp://me:secret@127.0.0.1:{server.port}/?from=news@shop.example{more}"
            (answer,) = await SmtpCarrier(SmtpServer.from_url(url)).hand_over([outgoing()], 10)
            assert isinstance(answer, Throttled)
    assert server.mails == []
    assert not any(line.startswith(b"AUTH") for line in (*server.heard, *server.hidden))


async def test_a_wrong_password_is_no_emails_fault_and_they_go_out_later() -> None:
    async with mail_server(MailServer(starttls=True, password="secret")) as server:
        (answer,) = await handed(server, outgoing(), login="me:wrong@")
    assert isinstance(answer, Throttled)
    assert answer.code == "535"


async def test_one_bad_email_takes_no_other_along() -> None:
    bad = [
        outgoing("no address"),
        outgoing("a@b.example, c@d.example"),
        outgoing("x@exam\nple.com"),
        outgoing(sender="a@b.example, c@d.example"),
        outgoing(sender="news@shop.example\nBcc: all@shop.example"),
        outgoing("jürgen@example.com"),
        outgoing(options=(("header:List-Unsubscribe", "<https://x.example>\nBcc: all@shop.example"),)),
    ]
    async with mail_server(MailServer(starttls=True)) as server:
        answers = await handed(server, outgoing(), *bad, outgoing("bo@example.com"))
    assert [type(answer) for answer in answers] == [Accepted, *[Rejected] * len(bad), Accepted]
    reasons = [answer.reason for answer in answers if isinstance(answer, Rejected)]
    assert reasons[3:5] == ["email_sender_not_valid"] * 2
    assert set(reasons[:3] + reasons[5:]) == {"email_not_valid"}
    assert sorted(str(mail["To"]) for mail in server.mails) == ["ann@example.com", "bo@example.com"]


async def test_domains_in_any_script_are_written_to_and_names_where_the_server_can() -> None:
    async with mail_server(MailServer(starttls=True, smtputf8=True)) as server:
        messages = (
            outgoing("ann@bücher.example"),
            outgoing("jürgen@bücher.example", sender="Büch, er <x@bücher.example>"),
        )
        assert [type(one) for one in await handed(server, *messages)] == [Accepted, Accepted]
    envelopes = [line for line in server.hidden if line.startswith(b"RCPT")]
    assert sorted(line.split()[1] for line in envelopes) == [
        b"TO:<ann@xn--bcher-kva.example>",
        "TO:<jürgen@xn--bcher-kva.example>".encode(),
    ]
    froms = {str(mail["From"]) for mail in server.mails}
    assert froms == {"news@shop.example", '"Büch, er" <x@xn--bcher-kva.example>'}


async def test_a_subject_is_one_header_whatever_a_value_has_in_it(sqlite_api: ServedApi) -> None:
    await sqlite_api.put("/contacts/ann", {"email": "ann@example.com", "first_name": "Ann\r\nBcc: all@shop.example"})
    step = email("e1") | {"data": {"subject": "Hi {{ contact.first_name }}", "body": "<p>{{ contact.first_name }}</p>"}}
    journey = await sqlite_api.live_journey(chain(step, on=on_event("joined"), message_class="transactional"))
    await sqlite_api.post("/events", {"contact": "ann", "name": "joined"}, 202)
    await sqlite_api.travel()
    (sent,) = (await sqlite_api.get(f"/messages?journey={journey}"))["items"]
    assert sent["subject"] == "Hi Ann Bcc: all@shop.example"


FROMS = [
    ("news@shop.example", True),
    ("Shop <news@shop.example>", True),
    ('"Shop, Inc." <news@shop.example>', True),
    ("Büch <x@bücher.example>", True),
    ("", True),
    ("a@shop.example, b@shop.example", False),
    ("a@shop.example; b@shop.example", False),
    ("a@shop.example <b@shop.example>", False),
    ("Shop", False),
    ("news@shop", False),
    ("news@shop.example\nBcc: all@shop.example", False),
    ("{{ account.name }} <news@shop.example>", False),
]


@pytest.mark.parametrize(("sender", "fine"), FROMS)
def test_whom_an_email_is_from_is_one_address_at_publish(sender: str, fine: bool) -> None:
    step = email("e1")
    step["data"]["from"] = sender
    codes = [finding.code for finding in review(chain(step, on=on_event("joined"))).findings]
    assert ("invalid_sender_address" in codes) is not fine
    assert (email_sender(sender) is not None) is (fine and sender != "")


@pytest.mark.parametrize(
    "url",
    [
        "smtp://host",
        "smtp://host/?from=a@b.example,c@d.example",
        "smtp://host:port/?from=a@b.example",
        "http://host/?from=a@b.example",
        "smtp://host/?from=a@b.example&insecur",
        "smtp://[::1/?from=a@b.example",
    ],
)
def test_a_mail_server_that_can_not_be_read_is_refused_with_how_to_write_it(url: str) -> None:
    with pytest.raises(NotASmtpUrl, match="STARTTLS"):
        SmtpServer.from_url(url)


def test_insecure_is_said_in_the_address_or_not_at_all() -> None:
    for more, expected in (("", False), ("&insecure", True), ("&insecure=1", True), ("&insecure=false", False)):
        assert SmtpServer.from_url(f"smtp://h/?from=a@b.example{more}").insecure is expected
