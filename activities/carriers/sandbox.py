"""The sandbox carrier: virtual phones in a database of their own, as far from ours as a real carrier's."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, delete, func, insert, select

from engine.rules.time.instants import Millis
from engine.runtime.clock import wall_clock
from engine.sending.carrier.carrier import Accepted, CarrierAnswer, Outgoing, Unknowable
from engine.sending.carrier.codes import scripted
from engine.store.database.columns import Int64
from engine.store.database.database import Database
from engine.store.database.dialect import among

metadata = MetaData()

_phone_message = Table(
    "sandbox_message",
    metadata,
    Column("id", Int64, primary_key=True),
    Column("phone", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("other", String),
    Column("body", Text, nullable=False),
    Column("at", Int64, nullable=False),
    Column("message_id", Int64),
    Column("reference", String),
    Index("ix_sandbox_message_phone", "phone", "id"),
    Index("ix_sandbox_message_reference", "reference"),
)

_script = Table(
    "sandbox_script",
    metadata,
    Column("phone", String, primary_key=True),
    Column("answer", String, nullable=False),
    Column("times", Integer, nullable=False),
)

FOREVER = -1
"""A scripted answer that does not wear off."""


class SandboxMessage(NamedTuple):
    """One message on a virtual phone."""

    id: int
    direction: str
    """`to_phone` or `from_phone`."""
    body: str
    at: Millis
    message_id: int | None
    """Ours, of what we sent."""


class SandboxPhone(NamedTuple):
    """One virtual phone."""

    phone: str
    messages: int
    last_at: Millis
    last_body: str
    last_direction: str


@dataclass(slots=True)
class SandboxPhones:
    """The virtual phones. All calls are synchronous and safe from any thread."""

    db: Database

    @classmethod
    def open(cls, url: str) -> SandboxPhones:
        """Opens (and when new, sets up) the sandbox's own database."""
        db = Database(url, pool_size=4)
        with db.write() as conn:
            metadata.create_all(conn)
        return cls(db)

    def close(self) -> None:
        self.db.close()

    def take(self, messages: Sequence[Outgoing], at: Millis, *, before: float = math.inf) -> list[CarrierAnswer]:
        """Takes messages in one transaction, as a carrier would; a scripted phone answers as it was told to.

        Raises TimeoutError, with nothing taken, when its turn comes only after `before` (of `time.monotonic`): whoever
        handed over has given up by then.
        """
        with self.db.write() as conn:
            if time.monotonic() >= before:
                raise TimeoutError("the virtual carrier was too busy")
            answers = self._scripted_answers(conn, messages)
            rows: list[dict[str, Any]] = []
            for index, message in enumerate(messages):
                # A time-out is a carrier that took it and could not say so in time.
                if isinstance(answers.get(index, Accepted()), (Accepted, Unknowable)):
                    rows.append(
                        {
                            "phone": message.to,
                            "direction": "to_phone",
                            "other": message.sender,
                            "body": message.body,
                            "at": at,
                            "message_id": message.message_id,
                            "reference": message.reference,
                        }
                    )
            if rows:
                conn.execute(insert(_phone_message).inline(), rows)
        return [answers.get(index, Accepted(f"SB{message.message_id:010d}")) for index, message in enumerate(messages)]

    def _scripted_answers(self, conn: Any, messages: Sequence[Outgoing]) -> dict[int, CarrierAnswer]:
        any_script = conn.execute(select(_script.c.phone).limit(1)).first()
        if any_script is None:
            return {}
        wanted = among(conn, _script.c.phone, sorted({message.to for message in messages}))
        scripts = {row.phone: [row.answer, row.times] for row in conn.execute(select(_script).where(wanted))}
        answers: dict[int, CarrierAnswer] = {}
        for index, message in enumerate(messages):
            script = scripts.get(message.to)
            if script is None or script[1] == 0:
                continue
            if script[1] > 0:
                script[1] -= 1
                conn.execute(_script.update().where(_script.c.phone == message.to).values(times=script[1]))
            answer = scripted(script[0])
            answers[index] = Accepted(f"SB{message.message_id:010d}") if isinstance(answer, Accepted) else answer
        return answers

    def find(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        """What became of messages, asked by our reference; a phone scripted to time out makes this not know either."""
        with self.db.read() as conn:
            rows = conn.execute(
                select(_phone_message.c.reference).where(
                    among(conn, _phone_message.c.reference, [message.reference for message in messages])
                )
            )
            taken = set(rows.scalars())
            query = select(_script.c.phone).where(
                _script.c.answer == "timeout",
                among(conn, _script.c.phone, sorted({message.to for message in messages})),
            )
            silent = set(conn.execute(query).scalars())
        return [
            Unknowable("the virtual carrier does not answer")
            if message.to in silent
            else Accepted(f"SB{message.message_id:010d}")
            if message.reference in taken
            else None
            for message in messages
        ]

    def keep_reply(self, phone: str, body: str, at: Millis) -> int:
        """Writes what a phone's owner texted; the id of the inbound message at this carrier."""
        with self.db.write(urgent=True) as conn:
            row = {"phone": phone, "direction": "from_phone", "body": body, "at": at}
            return conn.execute(insert(_phone_message).returning(_phone_message.c.id), row).scalar_one()

    def messages(self, phone: str, limit: int = 500) -> list[SandboxMessage]:
        """What is on a phone, oldest first (the newest `limit`)."""
        p = _phone_message.c
        query = (
            select(p.id, p.direction, p.body, p.at, p.message_id)
            .where(p.phone == phone)
            .order_by(p.id.desc())
            .limit(limit)
        )
        with self.db.read() as conn:
            return [SandboxMessage._make(row) for row in reversed(conn.execute(query).all())]

    def phones(
        self, limit: int = 100, search: str = "", before_id: int | None = None
    ) -> list[tuple[int, SandboxPhone]]:
        """The phones with something on them, the latest first; with the id to page on from."""
        p = _phone_message.c
        last = select(func.max(p.id).label("id"), func.count().label("n")).group_by(p.phone)
        if search:
            last = last.where(p.phone.contains(search, autoescape=True))
        latest = last.subquery()
        query = (
            select(p.id, p.phone, latest.c.n, p.at, p.body, p.direction)
            .join(latest, latest.c.id == p.id)
            .order_by(p.id.desc())
            .limit(limit)
        )
        if before_id is not None:
            query = query.where(p.id < before_id)
        with self.db.read() as conn:
            return [(row[0], SandboxPhone(*row[1:])) for row in conn.execute(query)]

    def script(self, phone: str, answer: str, times: int = FOREVER) -> None:
        """Makes the carrier answer so for a phone, for the next `times` messages; `accept` takes a script back."""
        scripted(answer)
        with self.db.write(urgent=True) as conn:
            conn.execute(delete(_script).where(_script.c.phone == phone))
            if answer != "accept":
                conn.execute(insert(_script), {"phone": phone, "answer": answer, "times": times})


@dataclass(slots=True)
class SandboxCarrier:
    """The sandbox as dispatch sees it."""

    phones: SandboxPhones
    name: str = "sandbox"
    can_look_up: bool = True

    async def hand_over(self, messages: Sequence[Outgoing], seconds: float) -> list[CarrierAnswer]:
        try:
            before = time.monotonic() + seconds
            async with asyncio.timeout(seconds):
                return await asyncio.to_thread(self.phones.take, messages, wall_clock(), before=before)
        except Exception as error:  # noqa: BLE001 (whatever broke, nobody can know how far the carrier got)
            return [Unknowable(f"{type(error).__name__}: {error}"[:100])] * len(messages)

    async def look_up(self, messages: Sequence[Outgoing]) -> list[CarrierAnswer | None]:
        return await asyncio.to_thread(self.phones.find, messages)
