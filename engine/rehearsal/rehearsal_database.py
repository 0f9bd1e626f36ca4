"""The database of a rehearsal: in memory, with all tables, the account, its senders and the contacts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, delete, select

from engine.refusal import Refusal
from engine.rehearsal.request import RehearsalRequest, RehearsedConsent, RehearsedContact, RehearsedSender
from engine.rules.conditions.conditions import Condition
from engine.rules.consent.consent import Channel, Evidence, Source, SourceKind
from engine.rules.consent.consent_words import required_consent_cell
from engine.settings.account import AccountSettings
from engine.settings.library_files import MessageFile, SegmentFile, unsound_segments
from engine.store.account import accounts
from engine.store.account.senders import ensure_sandbox
from engine.store.contacts.contacts import WRITABLE_COLUMNS, ContactConsentChange, ContactInput
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.database.dialect import insert, insert_rows
from engine.store.database.tables import metadata

_KEPT: Final = 4
"""In-memory databases kept for the next rehearsals: their statements are compiled already."""


_NAMED: Final = (t.template, t.template_version, t.segment)


@dataclass(frozen=True, slots=True)
class InstallationSnapshot:
    """What of a real installation a rehearsal is played in."""

    account: AccountSettings = field(default_factory=lambda: AccountSettings(name="Your company"))
    senders: tuple[RehearsedSender, ...] = ()
    named: tuple[tuple[str, dict[str, Any]], ...] = ()
    """Rows of what a journey may name: the library's messages, and segments."""

    @classmethod
    def of(cls, conn: Connection) -> InstallationSnapshot:
        """The installation's own account settings, senders, library and segments; no contacts, no secrets."""
        s = t.sender.c
        rows = conn.execute(select(s.id, s.number, s.rate, s.settings).order_by(s.id))
        senders = tuple(
            RehearsedSender(id=row.id, number=row.number, rate=row.rate, countries=row.settings.get("countries"))
            for row in rows
        )
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


class Unsound(Refusal):
    """What a rehearsal brings along can't be used."""

    code = "invalid_request"


@contextmanager
def rehearsal_database(setting: InstallationSnapshot, request: RehearsalRequest) -> Generator[Database]:
    """A database of the rehearsal's own, in memory, with the account's settings, senders, library and segments; what
    the request says of them comes on top. Raises Unsound."""
    db = _stages.take()
    try:
        with db.write() as conn:
            accounts.change(conn, _said(setting.account), 0)
            if request.account is not None:
                accounts.change(conn, _said(request.account), 0)
            for sender in (*setting.senders, *request.senders):
                _write_sender(conn, sender)
            for table in _NAMED:
                rows = [row for name, row in setting.named if name == table.name]
                insert_rows(conn, table, rows)
            _write_library(conn, request.library)
            _write_segments(conn, request.segments)
        yield db
    finally:
        _stages.give_back(db)


def _said(settings: AccountSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _write_sender(conn: Connection, sender: RehearsedSender) -> None:
    settings = {} if sender.countries is None else {"countries": sender.countries}
    values: dict[str, Any] = {
        "carrier": "sandbox",
        "number": sender.number,
        "rate": sender.rate,
        "settings": settings,
    }
    row: dict[str, Any] = values | {"id": sender.id, "next_slot_us": 0, "updated_at": 0}
    statement = insert(conn, t.sender).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def _write_library(conn: Connection, library: Sequence[MessageFile]) -> None:
    m, v = t.template.c, t.template_version.c
    for message in library:
        mine = select(m.id).where(m.public_id == message.id)
        conn.execute(delete(t.template_version).where(v.template_id.in_(mine)))
        conn.execute(delete(t.template).where(m.public_id == message.id))
        row: dict[str, Any] = {
            "public_id": message.id,
            "name": message.name,
            "kind": message.kind,
            "version": message.version,
            "archived_at": None if message.archived_at is None else 0,
            "created_at": 0,
            "updated_at": 0,
        }
        template_id = conn.execute(t.template.insert().values(row).returning(m.id)).scalar_one()
        said = {"number": message.version, "fallback": message.fallback, "texts": message.texts, "created_at": 0}
        conn.execute(t.template_version.insert().values(template_id=template_id, **said))


def _write_segments(conn: Connection, given: Sequence[SegmentFile]) -> None:
    if not given:
        return
    s = t.segment.c
    for segment in given:
        conn.execute(delete(t.segment).where(s.public_id == segment.id))
    there = conn.execute(select(s.public_id, s.condition)).all()
    problem = next(unsound_segments(given, {row[0]: Condition.model_validate(row[1]) for row in there}), None)
    if problem is not None:
        raise Unsound(problem)
    for segment in given:
        condition = segment.condition.model_dump(mode="json", by_alias=True, exclude_none=True)
        row: dict[str, Any] = {"public_id": segment.id, "name": segment.name, "condition": condition, "revision": 1}
        conn.execute(t.segment.insert().values(row | {"created_at": 0, "updated_at": 0}))


def person(contact: RehearsedContact) -> ContactInput:
    """The contact as an upsert over the API would write it."""
    said = {("phone_raw" if name == "phone" else name): getattr(contact, name) for name in _COLUMNS}
    claims = consent_claims(contact.sms_consent, contact.email_consent)
    return ContactInput(contact.external_id, said, dict(contact.attributes), contact.tags, claims=claims)


_COLUMNS: Final = ("phone", *(name for name in WRITABLE_COLUMNS if name != "phone_raw"))


def changed(external_id: str, values: dict[str, Any], claims: Sequence[ContactConsentChange]) -> ContactInput:
    """An upsert that says only this: columns by their names, `tags`, and attributes."""
    said = {("phone_raw" if name == "phone" else name): values[name] for name in _COLUMNS if name in values}
    tags = values.get("tags")
    attributes = {name: value for name, value in values.items() if name not in (*_COLUMNS, "tags")}
    return ContactInput(external_id, said, attributes, tags, claims=tuple(claims))


def consent_claims(sms: RehearsedConsent | None, email: RehearsedConsent | None) -> tuple[ContactConsentChange, ...]:
    """What is claimed about consent, by the rules of an API call."""
    given: tuple[tuple[Channel, RehearsedConsent | None], ...] = (("sms", sms), ("email", email))
    return tuple(
        ContactConsentChange(
            channel,
            required_consent_cell(claim.state),
            Source(SourceKind.API, claim.source, Evidence(actor="rehearsal")),
            dict(claim.evidence),
        )
        for channel, claim in given
        if claim is not None
    )
