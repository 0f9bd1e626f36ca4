"""E-mail through a mail server, by SMTP."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import EmailPolicy, Policy
from email.utils import formatdate
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from engine.rules.email import is_html
from engine.rules.instants import MINUTE
from engine.rules.reasons import Reason
from engine.travel.carrier import Accepted, Answer, Outgoing, Rejected, Throttled, Unknowable

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
    smtps://... (TLS from the start)."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server and who we are to it."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool
    """TLS from the first byte; else STARTTLS where the server offers it."""
    sender: str
    """The address of e-mails whose step names none."""

    @classmethod
    def from_url(cls, url: str) -> SmtpServer:
        """Reads POSTROAD_SMTP_URL; raises NotASmtpUrl."""
        parts = urlsplit(url)
        sender = parse_qs(parts.query).get("from", [""])[0]
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "@" not in sender:
            raise NotASmtpUrl(NotASmtpUrl.__doc__)
        tls = parts.scheme == "smtps"
        return cls(
            parts.hostname,
            parts.port or (465 if tls else 587),
            None if parts.username is None else unquote(parts.username),
            None if parts.password is None else unquote(parts.password),
            tls,
            sender,
        )


@dataclass(slots=True)
class SmtpCarrier:
    """Hands e-mails to a mail server. It can't be asked afterwards; its Message-ID lets mailboxes drop a double."""

    server: SmtpServer
    reached: bool = True
    """Whether people outside reach our own pages: an e-mail that unsubscribes at an address only we know, does not."""
    name: str = "email"
    can_look_up: bool = False

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[Answer]:
        gate = asyncio.Semaphore(_AT_ONCE)

        async def one(message: Outgoing) -> Answer:
            async with gate:
                return await self._send(message, seconds)

        return list(await asyncio.gather(*(one(message) for message in messages)))

    async def look_up(self, messages: Sequence[Outgoing]) -> list[Answer | None]:
        return [Unknowable("a mail server can't be asked")] * len(messages)

    async def _send(self, message: Outgoing, seconds: float) -> Answer:
        try:
            email = self.written(message)
        except ValueError:
            return Rejected("address", Reason.EMAIL_NOT_VALID)
        handed = False
        try:
            async with asyncio.timeout(seconds):
                client = aiosmtplib.SMTP(hostname=self.server.host, port=self.server.port, use_tls=self.server.tls)
                async with client:
                    if self.server.user is not None:
                        await client.login(self.server.user, self.server.password or "")
                    handed = True
                    await client.send_message(email)
        except aiosmtplib.SMTPResponseException as refused:
            return _refusal(refused.code)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refusal(refused.recipients[0].code)
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
            if handed:
                return Unknowable(type(error).__name__)
            return Throttled(MINUTE, "unreachable", Reason.CARRIER_UNREACHABLE)
        return Accepted(email["Message-ID"])

    def written(self, message: Outgoing) -> EmailMessage:
        """The e-mail itself; raises ValueError for an address that is none."""
        sender = message.sender or self.server.sender
        email = EmailMessage(_POLICY)
        email["To"] = Address(addr_spec=message.to)
        email["From"] = sender
        email["Subject"] = " ".join((message.subject or "").split())
        email["Date"] = formatdate()
        email["Message-ID"] = f"<{message.reference}@{sender.rpartition('@')[2].strip('>') or self.server.host}>"
        for name, value in message.options:
            if name.startswith("header:") and (self.reached or not name.startswith("header:List-Unsubscribe")):
                email[name.removeprefix("header:")] = value
        if is_html(message.body):
            email.set_content(message.body, subtype="html")
        else:
            email.set_content(message.body)
        return email


def _refusal(code: int) -> Answer:
    """4xx: again later; 5xx: never (RFC 5321, 4.2.1)."""
    if 400 <= code < 500:
        return Throttled(MINUTE, str(code), Reason.CARRIER_BUSY)
    return Rejected(str(code), Reason.CARRIER_REJECTED)
