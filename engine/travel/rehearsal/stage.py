"""The stage: an in-memory database with all tables, the account, its senders and the contacts of a rehearsal."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from engine.account import AccountSettings
from engine.rules.consent import Channel, ConsentState, Evidence, Source, SourceKind
from engine.store import accounts
from engine.store import core as t
from engine.store.contacts import SAID, ConsentClaim, Person
from engine.store.database import Database
from engine.store.dialect import insert, insert_rows
from engine.store.senders import ensure_sandbox
from engine.store.tables import metadata
from engine.travel.rehearsal.request import RehearsedConsent, RehearsedContact, RehearsedSender

_KEPT: Final = 4
"""In-memory databases kept for the next rehearsals: their statements are compiled already."""


_NAMED: Final = (t.template, t.template_version, t.segment)


@dataclass(frozen=True, slots=True)
class Setting:
    """What of a real installation a rehearsal is played in."""

    account: AccountSettings = field(default_factory=AccountSettings)
    senders: tuple[RehearsedSender, ...] = ()
    named: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Rows of what a journey may name: the library's messages, and segments."""

    @classmethod
    def of(cls, conn: Connection) -> Setting:
        """The installation's own account settings, senders, library and segments; no contacts, no secrets."""
        s = t.sender.c
        rows = conn.execute(select(s.id, s.number, s.rate).order_by(s.id))
        senders = tuple(RehearsedSender(id=row.id, number=row.number, rate=row.rate) for row in rows)
        named = [
            (table.name, dict(found)) for table in _NAMED for found in conn.execute(select(table)).mappings().all()
        ]
        return cls(accounts.load_settings(conn), senders, tuple(named))


@dataclass(slots=True)
class _Stages:
    """Empty databases, made by copying one that was set up once."""

    spare: queue.LifoQueue[Database] = field(default_factory=queue.LifoQueue[Database])
    lock: threading.Lock = field(default_factory=threading.Lock)
    pattern: Database | None = None

    def take(self) -> Database:
        try:
            db = self.spare.get_nowait()
        except queue.Empty:
            db = Database("sqlite://")
        with self.lock:
            if self.pattern is None:
                self.pattern = _set_up()
            source = self.pattern.engine.raw_connection()
            target = db.engine.raw_connection()
            try:
                # sqlite3's own copy of all pages: whatever the database held is gone.
                _driver(source).backup(_driver(target))
            finally:
                source.close()
                target.close()
        return db

    def give_back(self, db: Database) -> None:
        if self.spare.qsize() < _KEPT:
            self.spare.put(db)
        else:
            db.close()


def _driver(connection: Any) -> Any:
    return connection.driver_connection


def _set_up() -> Database:
    db = Database("sqlite://")
    with db.write() as conn:
        metadata.create_all(conn)
        accounts.ensure(conn, 0)
        ensure_sandbox(conn, 0)
    return db


_stages = _Stages()


@contextmanager
def stage(
    setting: Setting, account: AccountSettings | None = None, senders: Sequence[RehearsedSender] = ()
) -> Generator[Database]:
    """A database of the rehearsal's own, in memory, with the account's settings and senders; those of `account` that
    are set, and `senders`, come on top."""
    db = _stages.take()
    try:
        with db.write() as conn:
            accounts.change(conn, _said(setting.account), 0)
            if account is not None:
                accounts.change(conn, _said(account), 0)
            for sender in (*setting.senders, *senders):
                _write_sender(conn, sender)
            for table in _NAMED:
                rows = [row for name, row in setting.named if name == table.name]
                insert_rows(conn, table, rows)
        yield db
    finally:
        _stages.give_back(db)


def _said(settings: AccountSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _write_sender(conn: Connection, sender: RehearsedSender) -> None:
    values: dict[str, Any] = {"carrier": "sandbox", "number": sender.number, "rate": sender.rate}
    row: dict[str, Any] = values | {"id": sender.id, "next_slot_us": 0, "settings": {}, "updated_at": 0}
    statement = insert(conn, t.sender).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def person(contact: RehearsedContact) -> Person:
    """The contact as an upsert over the API would write it."""
    said = {("phone_raw" if name == "phone" else name): getattr(contact, name) for name in _COLUMNS}
    claims = consent_claims(contact.sms_consent, contact.email_consent)
    return Person(contact.external_id, said, dict(contact.attributes), contact.tags, claims=claims)


_COLUMNS: Final = ("phone", *(name for name in SAID if name != "phone_raw"))


def changed(external_id: str, values: dict[str, Any], claims: Sequence[ConsentClaim]) -> Person:
    """An upsert that says only this: columns by their names, `tags`, and attributes."""
    said = {("phone_raw" if name == "phone" else name): values[name] for name in _COLUMNS if name in values}
    tags = values.get("tags")
    attributes = {name: value for name, value in values.items() if name not in (*_COLUMNS, "tags")}
    return Person(external_id, said, attributes, tags, claims=tuple(claims))


def consent_claims(sms: RehearsedConsent | None, email: RehearsedConsent | None) -> tuple[ConsentClaim, ...]:
    """What is claimed about consent, by the rules of an API call."""
    given: tuple[tuple[Channel, RehearsedConsent | None], ...] = (("sms", sms), ("email", email))
    return tuple(
        ConsentClaim(
            channel,
            ConsentState(claim.state),
            Source(SourceKind.API, claim.source, Evidence(actor="rehearsal")),
            dict(claim.evidence),
        )
        for channel, claim in given
        if claim is not None
    )
