"""E-mail through a mail server, by SMTP."""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from engine.rules.addresses.email import is_html
from engine.rules.addresses.email_senders import email_sender
from engine.rules.outcomes.reasons import Reason
from engine.rules.time.instants import MINUTE
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Rejected, Throttled, Unknowable

_log = logging.getLogger(__name__)

_AT_ONCE = 5


class _OnOneLine(UnstructuredHeader, BaseHeader):
    """A header that is never folded: Python encodes a long address where it would break the line (RFC 2047), and no
    mail program reads an encoded one."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _OnOneLine)
_POLICY = EmailPolicy(header_factory=_HEADERS)


class NotASmtpUrl(ValueError):
    """POSTROAD_SMTP_URL can't be read. Write it as smtp://user:password@host:587/?from=news@example.com (STARTTLS) or
    smtps://... (TLS from the start), with one address after from=; &insecure is for a relay without TLS."""


class PasswordInPlain(Exception):
    """The server offers no TLS, and a password would go over the line in plain."""


class SenderRefused(ValueError):
    """The sender is not one address."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and who we are to it."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    """TLS from the first byte; else STARTTLS, which the server must offer."""
    sender: str
    """The address of e-mails whose step names none."""
    insecure: bool = False
    """Whether a server without STARTTLS is spoken to all the same, in plain; never with a password."""

    @classmethod
    def from_url(cls, url: str) -> SmtpServer:
        """Reads POSTROAD_SMTP_URL; raises NotASmtpUrl."""
        try:
            parts = urlsplit(url)
            asked = parse_qs(parts.query, keep_blank_values=True)
            port = parts.port
        except ValueError:
            raise NotASmtpUrl(NotASmtpUrl.__doc__) from None
        sender = asked.get("from", [""])[0]
        known = asked.keys() <= {"from", "insecure"}
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or email_sender(sender) is None or not known:
            raise NotASmtpUrl(NotASmtpUrl.__doc__)
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            port or (465 if tls else 587),
            None if parts.username is None else unquote(parts.username),
            None if parts.password is None else unquote(parts.password),
            tls,
            sender,
            asked.get("insecure", ["false"])[0].lower() not in ("false", "0", "no", "off"),
        )


@dataclass(slots=True)
class SmtpCarrier:
    """Hands e-mails to a mail server. It can't be asked afterwards; its Message-ID lets mailboxes drop a double."""

    server: SmtpServer
    reached: bool = True
    """Whether people outside reach our own pages: an e-mail that unsubscribes at an address only we know, does not."""
    trusted: ssl.SSLContext | None = None
    """Whom to trust; None: the machine's certificate authorities."""
    name: str = "email"
    can_look_up: bool = False

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def send(message: Outgoing) -> CarrierAnswer:
            async with gate:
                return await self._send(message, seconds)

        return list(await asyncio.gather(*(send(message) for message in messages)))

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        return [Unknowable("a mail server can't be asked")] * len(messages)

    async def _send(self, message: Outgoing, seconds: float) -> CarrierAnswer:
        try:
            email = self.written(message)
        except SenderRefused:
            return Rejected("from", Reason.EMAIL_SENDER_NOT_VALID)
        except Exception:  # noqa: BLE001 (whatever is wrong with one e-mail, the others go out)
            return Rejected("address", Reason.EMAIL_NOT_VALID)
        handed = False
        try:
            async with asyncio.timeout(seconds):
                async with self._client() as client:
                    await self._sign_in(client)
                    handed = True
                    await client.send_message(email)
        except aiosmtplib.SMTPNotSupported as error:
            return _not_supported(error, handed=handed)
        except PasswordInPlain:
            _log.warning("the mail server offers no TLS, so no password is sent to it: see POSTROAD_SMTP_URL")
            return Throttled(MINUTE, "no_tls", Reason.CARRIER_UNREACHABLE)
        except aiosmtplib.SMTPResponseException as refused:
            # What is refused before the e-mail is handed over, a password say, is nothing the e-mail can help.
            return (
                _refusal(refused.code) if handed else Throttled(MINUTE, str(refused.code), Reason.CARRIER_UNREACHABLE)
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refusal(refused.recipients[0].code)
        except Exception as error:  # noqa: BLE001 (one e-mail never takes its batch along)
            if handed:
                return Unknowable(type(error).__name__)
            return Throttled(MINUTE, "unreachable", Reason.CARRIER_UNREACHABLE)
        return Accepted(email["Message-ID"])

    def _client(self) -> aiosmtplib.SMTP:
        """A connection with TLS, its certificate verified; without only where the server is declared insecure."""
        server = self.server
        start_tls = None if server.insecure else True
        if server.tls:
            start_tls = False
        return aiosmtplib.SMTP(
            hostname=server.host, port=server.port, use_tls=server.tls, start_tls=start_tls, tls_context=self.trusted
        )

    async def _sign_in(self, client: aiosmtplib.SMTP) -> None:
        if self.server.user is None:
            return
        if client.get_transport_info("sslcontext") is None:
            raise PasswordInPlain
        await client.login(self.server.user, self.server.password or "")

    def written(self, message: Outgoing) -> EmailMessage:
        """The e-mail itself; raises SenderRefused, or ValueError for an address that is none."""
        sender = email_sender((message.sender or "").strip() or self.server.sender)
        to = email_sender(message.to)
        if sender is None:
            raise SenderRefused
        if to is None:
            raise ValueError("no address")
        email = EmailMessage(_POLICY)
        email["To"] = _address("", to.address)
        email["From"] = _address(sender.name, sender.address)
        email["Subject"] = " ".join((message.subject or "").split())
        email["Date"] = formatdate()
        email["Message-ID"] = f"<{message.reference}@{sender.address.rpartition('@')[2]}>"
        for name, value in message.options:
            if name.startswith("header:") and (self.reached or not name.startswith("header:List-Unsubscribe")):
                email[name.removeprefix("header:")] = value
        if is_html(message.body):
            email.set_content(message.body, subtype="html")
        else:
            email.set_content(message.body)
        return email


def _address(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _not_supported(error: aiosmtplib.SMTPNotSupported, *, handed: bool) -> CarrierAnswer:
    """An address with letters that this server does not take (SMTPUTF8, RFC 6531), or a server without STARTTLS."""
    if handed:
        return Rejected("smtputf8", Reason.EMAIL_NOT_VALID)
    _log.warning("the mail server can't be used, see POSTROAD_SMTP_URL: %s", error)
    return Throttled(MINUTE, "no_tls", Reason.CARRIER_UNREACHABLE)


def _refusal(code: int) -> CarrierAnswer:
    """4xx: again later; 5xx: never (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return Throttled(MINUTE, str(code), Reason.CARRIER_BUSY)
    return Rejected(str(code), Reason.CARRIER_REJECTED)
