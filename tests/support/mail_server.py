"""A mail server for tests: takes every e-mail on a real socket, and keeps it."""

from __future__ import annotations

import asyncio
import ssl
from base64 import b64decode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

CERTIFICATE = Path(__file__).with_name("mail_certificate.pem")
"""A key and a certificate for localhost and 127.0.0.1 that nothing but these tests trusts."""


def trusted() -> ssl.SSLContext:
    """What a client needs to trust this server."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


@dataclass(slots=True)
class MailServer:
    """What it was handed, in order."""

    starttls: bool = False
    """Whether it offers TLS."""
    smtputf8: bool = False
    """Whether it takes addresses beyond ASCII (RFC 6531)."""
    password: str | None = None
    """Whether it offers to sign in, and by which password."""
    heard: list[bytes] = field(default_factory=list[bytes])
    """Every line that came in plain."""
    hidden: list[bytes] = field(default_factory=list[bytes])
    """Every line that came by TLS."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])
    refuses: bytes | None = None
    """What it answers to every recipient instead of taking it: `550 no such user`."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection (RFC 5321)."""
        try:
            await self._converse(reader, writer)
        except (OSError, EOFError):
            pass
        finally:
            writer.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 localhost\r\n")
        secure = False
        while line := await reader.readline():
            (self.hidden if secure else self.heard).append(line.strip())
            match line.split(None, 1)[0].upper() if line.strip() else b"":
                case b"EHLO":
                    offered = [b"localhost"]
                    offered += [b"STARTTLS"] if self.starttls and not secure else []
                    offered += [b"SMTPUTF8", b"8BITMIME"] if self.smtputf8 else []
                    offered += [b"AUTH PLAIN"] if self.password is not None else []
                    writer.write(
                        b"".join(b"250-%s\r\n" % extension for extension in offered[:-1]) + b"250 %s\r\n" % offered[-1]
                    )
                case b"STARTTLS":
                    writer.write(b"220 go on\r\n")
                    await writer.drain()
                    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                    context.load_cert_chain(CERTIFICATE)
                    await writer.start_tls(context)
                    secure = True
                case b"AUTH":
                    fine = b64decode(line.split()[-1]).split(b"\0")[-1] == (self.password or "").encode()
                    writer.write(b"235 welcome\r\n" if fine else b"535 no\r\n")
                case b"DATA":
                    writer.write(b"354 go on\r\n")
                    whole = await reader.readuntil(b"\r\n.\r\n")
                    parsed = message_from_bytes(whole[:-3], policy=policy.default)
                    assert isinstance(parsed, EmailMessage)
                    self.mails.append(parsed)
                    writer.write(b"250 taken\r\n")
                case b"RCPT" if self.refuses is not None:
                    writer.write(self.refuses + b"\r\n")
                case b"QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                case _:
                    writer.write(b"250 ok\r\n")


@asynccontextmanager
async def mail_server(server_mailbox: MailServer | None = None) -> AsyncGenerator[MailServer]:
    """Listens until the block ends."""
    server_mailbox = server_mailbox or MailServer()
    server = await asyncio.start_server(server_mailbox.talk, "127.0.0.1", 0)
    server_mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield server_mailbox
    finally:
        server.close()
        await server.wait_closed()
