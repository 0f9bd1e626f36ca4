"""The database of a rehearsal: in memory, with all tables, the account, its senders and the contacts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection

from engine.rehearsal.request import RehearsalRequest, RehearsedConsent, RehearsedContact, RehearsedSender
from engine.rules.conditions.conditions import Condition
from engine.rules.consent.consent import Channel, Evidence, Source, SourceKind
from engine.rules.consent.consent_words import required_consent_cell
from engine.rules.outcomes.refusal import Refusal
from engine.settings.account import AccountSettings
from engine.settings.library_files import MessageFile, SegmentFile, unsound_segments
from engine.store.account import accounts, sender_settings
from engine.store.account.installation_copy import (
    insert_named_rows,
    insert_segment,
    named_rows,
    remove_segments,
    replace_message,
    segment_conditions,
)
from engine.store.account.sender_settings import SenderSettings
from engine.store.account.senders import ensure_sandbox
from engine.store.contacts.contacts import WRITABLE_COLUMNS, ContactConsentChange, ContactInput
from engine.store.database.database import Database
from engine.store.database.tables import metadata

_KEPT: Final = 4
"""In-memory databases kept for the next rehearsals: their statements are compiled already."""


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
        senders = tuple(
            RehearsedSender(id=row.id, number=row.number, rate=row.rate, countries=row.settings.get("countries"))
            for row in sender_settings.listed(conn)
        )
        return cls(accounts.load_settings(conn), senders, named_rows(conn))


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
            accounts.change(conn, _given(setting.account), 0)
            if request.account is not None:
                accounts.change(conn, _given(request.account), 0)
            for sender in (*setting.senders, *request.senders):
                _write_sender(conn, sender)
            insert_named_rows(conn, setting.named)
            _write_library(conn, request.library)
            _write_segments(conn, request.segments)
        yield db
    finally:
        _stages.give_back(db)


def _given(settings: AccountSettings) -> dict[str, Any]:
    return settings.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _write_sender(conn: Connection, sender: RehearsedSender) -> None:
    settings = {} if sender.countries is None else {"countries": sender.countries}
    row = SenderSettings(sender.id, "sandbox", sender.number, sender.rate, settings, 0)
    sender_settings.put(conn, row)


def _write_library(conn: Connection, library: Sequence[MessageFile]) -> None:
    for message in library:
        replace_message(
            conn,
            {
                "public_id": message.id,
                "name": message.name,
                "kind": message.kind,
                "version": message.version,
                "archived_at": None if message.archived_at is None else 0,
            },
            {"number": message.version, "fallback": message.fallback, "texts": message.texts},
        )


def _write_segments(conn: Connection, given: Sequence[SegmentFile]) -> None:
    if not given:
        return
    remove_segments(conn, [segment.id for segment in given])
    others = {name: Condition.model_validate(condition) for name, condition in segment_conditions(conn).items()}
    problem = next(unsound_segments(given, others), None)
    if problem is not None:
        raise Unsound(problem)
    for segment in given:
        condition = segment.condition.model_dump(mode="json", by_alias=True, exclude_none=True)
        insert_segment(conn, segment.id, segment.name, condition)


def person(contact: RehearsedContact) -> ContactInput:
    """The contact as an upsert over the API would write it."""
    columns = {("phone_raw" if name == "phone" else name): getattr(contact, name) for name in _COLUMNS}
    claims = consent_claims(contact.sms_consent, contact.email_consent)
    return ContactInput(contact.external_id, columns, dict(contact.attributes), contact.tags, claims=claims)


_COLUMNS: Final = ("phone", *(name for name in WRITABLE_COLUMNS if name != "phone_raw"))


def changed(external_id: str, values: dict[str, Any], claims: Sequence[ContactConsentChange]) -> ContactInput:
    """An upsert that says only this: columns by their names, `tags`, and attributes."""
    columns = {("phone_raw" if name == "phone" else name): values[name] for name in _COLUMNS if name in values}
    tags = values.get("tags")
    attributes = {name: value for name, value in values.items() if name not in (*_COLUMNS, "tags")}
    return ContactInput(external_id, columns, attributes, tags, claims=tuple(claims))


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
