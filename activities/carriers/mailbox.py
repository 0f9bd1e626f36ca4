"""The local mailbox: where e-mails of an installation without a mail server go, to be read in the console."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Index,
    MetaData,
    String,
    Table,
    Text,
    func,
    insert,
    inspect,
    select,
    text,
)

from engine.rules.time.instants import Millis
from engine.runtime.clock import wall_clock
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Unknowable
from engine.store.database.columns import Int64
from engine.store.database.database import Database
from engine.store.database.dialect import among

metadata = MetaData()

_mail = Table(
    "sandbox_mail",
    metadata,
    Column("id", Int64, primary_key=True),
    Column("to", String, nullable=False),
    Column("sender", String),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Int64, nullable=False),
    Column("message_id", Int64),
    Column("reference", String),
    Column("headers", JSON),
    Index("ix_sandbox_mail_reference", "reference"),
)


class StoredMail(NamedTuple):
    """One e-mail in the mailbox."""

    id: int
    to: str
    sender: str | None
    subject: str
    body: str
    at: Millis
    message_id: int | None
    """Ours, of what we sent."""
    headers: list[tuple[str, str]] | None
    """What else a mail program would read: names with their values, such as how to unsubscribe."""


_MAIL = [_mail.c[name] for name in StoredMail._fields]


def _grown(conn: Connection) -> None:
    """A mailbox from before headers were kept gets their column: this database has no migrations."""
    if "headers" not in {column["name"] for column in inspect(conn).get_columns(_mail.name)}:
        conn.execute(text("ALTER TABLE sandbox_mail ADD COLUMN headers JSON"))


@dataclass(slots=True)
class Mailbox:
    """Beside the virtual phones, in the sandbox's own database."""

    db: Database

    @classmethod
    def open(cls, db: Database) -> Mailbox:
        """Opens (and when new, sets up) the mailbox in the sandbox's database."""
        with db.write() as conn:
            metadata.create_all(conn)
            _grown(conn)
        return cls(db)

    def take(self, messages: Sequence[Outgoing], at: Millis) -> None:
        """Puts e-mails in, in one transaction."""
        rows: list[dict[str, Any]] = [
            {
                "to": message.to,
                "sender": message.sender,
                "subject": message.subject or "",
                "body": message.body,
                "at": at,
                "message_id": message.message_id,
                "reference": message.reference,
                "headers": [
                    [name.removeprefix("header:"), value]
                    for name, value in message.options
                    if name.startswith("header:")
                ],
            }
            for message in messages
        ]
        with self.db.write() as conn:
            conn.execute(insert(_mail).inline(), rows)

    def taken(self, messages: Sequence[Outgoing]) -> set[str]:
        """Which of these are in it, by reference."""
        with self.db.read() as conn:
            wanted = among(conn, _mail.c.reference, [message.reference for message in messages])
            return set(conn.execute(select(_mail.c.reference).where(wanted)).scalars())

    def mails(self, limit: int = 100, before_id: int | None = None, search: str = "") -> list[StoredMail]:
        """The e-mails, newest first; `search` is a part of the address they went to, in whatever case."""
        query = select(*_MAIL).order_by(_mail.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(_mail.c.id < before_id)
        if search:
            query = query.where(func.lower(_mail.c.to).contains(search.lower(), autoescape=True))
        with self.db.read() as conn:
            return [StoredMail._make(row) for row in conn.execute(query)]

    def read(self, mail_id: int) -> StoredMail | None:
        """One e-mail."""
        with self.db.read() as conn:
            row = conn.execute(select(*_MAIL).where(_mail.c.id == mail_id)).one_or_none()
        return None if row is None else StoredMail._make(row)


@dataclass(slots=True)
class MailboxCarrier:
    """The mailbox as dispatch sees it."""

    mailbox: Mailbox
    name: str = "email"
    can_look_up: bool = True

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        try:
            async with asyncio.timeout(seconds):
                await asyncio.to_thread(self.mailbox.take, messages, wall_clock())
        except Exception as error:  # noqa: BLE001 (whatever broke, nobody can know how far it got)
            return [Unknowable(f"{type(error).__name__}: {error}"[:100])] * len(messages)
        return [Accepted(message.reference) for message in messages]

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        taken = await asyncio.to_thread(self.mailbox.taken, messages)
        return [Accepted(message.reference) if message.reference in taken else None for message in messages]
