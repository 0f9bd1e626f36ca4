"""A mail server for tests: takes every e-mail on a real socket, and keeps it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(slots=True)
class MailServer:
    """What it was handed, in order."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list[EmailMessage])
    refuses: bytes | None = None
    """What it answers to every recipient instead of taking it: `550 no such user`."""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection (RFC 5321)."""
        writer.write(b"220 localhost\r\n")
        while line := await reader.readline():
            match line.split(None, 1)[0].upper() if line.strip() else b"":
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
        writer.close()


@asynccontextmanager
async def mail_server() -> AsyncGenerator[MailServer]:
    """Listens until the block ends."""
    kept = MailServer()
    server = await asyncio.start_server(kept.talk, "127.0.0.1", 0)
    kept.port = server.sockets[0].getsockname()[1]
    try:
        yield kept
    finally:
        server.close()
        await server.wait_closed()
