"""All contacts with what they agreed to, as rows of a file that can be imported again without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, select

from engine.rules.conditions.values import value_text
from engine.rules.consent.consent import Channel
from engine.rules.imports.cells import for_a_spreadsheet
from engine.rules.imports.import_headings import MEANINGS, cleaned, is_email_opt_out, letters
from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis, to_rfc3339
from engine.store.consent import consents
from engine.store.contacts.contacts import address_of
from engine.store.contacts.files.contact_file import ROWS_AT_ONCE
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.database.dialect import among

_OWN: Final = ("external_id", "phone", "email", "first_name", "last_name", "timezone", "language", "country", "tags")
_CONSENT: Final = ("sms_consent", "sms_consent_source", "email_consent", "email_consent_source")
_OURS: Final = (
    "postroad_phone",
    "postroad_phone_problem",
    "postroad_score",
    "postroad_created_at",
    "postroad_updated_at",
)
"""What an import leaves out."""
_KNOWN: Final = frozenset(letters(heading) for meanings in MEANINGS.values() for heading in meanings)
_SAID_BEFORE: Final = frozenset(target.replace("_", "") for target in MEANINGS)


def exported_contacts(database: Database, now: Millis) -> Iterator[list[str]]:
    """The header, then a row a contact, in short transactions."""
    names = _attribute_names(database)
    yield [*_OWN, *_CONSENT, *(_heading(name) for name in names), *_OURS]
    c = t.contact.c
    last = 0
    while True:
        with database.read() as conn:
            query = select(t.contact).where(c.id > last).order_by(c.id).limit(ROWS_AT_ONCE)
            rows = [dict(row) for row in conn.execute(query).mappings()]
            states = _states(conn, rows, now)
            sources = _sources(conn, rows)
        if not rows:
            return
        for row in rows:
            yield [for_a_spreadsheet(cell) for cell in _cells(row, names, states, sources)]
        last = rows[-1]["id"]


def _attribute_names(database: Database) -> list[str]:
    c = t.contact.c
    names: dict[str, None] = {}
    last = 0
    while True:
        with database.read() as conn:
            rows = conn.execute(
                select(c.id, c.attributes).where(c.id > last).order_by(c.id).limit(5 * ROWS_AT_ONCE)
            ).all()
        if not rows:
            return list(names)
        for _, attributes in rows:
            names.update(dict.fromkeys(attributes or ()))
        last = rows[-1][0]


def _heading(name: str) -> str:
    """The attribute's name, so that an import takes it as that and as nothing else."""
    plain = letters(name)
    strange = cleaned(name) != name or is_email_opt_out(name) or name.lower().startswith("postroad_")
    return f"attribute.{name}" if strange or plain in _KNOWN or plain in _SAID_BEFORE else for_a_spreadsheet(name)


_Addresses = Mapping[tuple[str, str], str]


def _states(conn: Connection, rows: Sequence[Mapping[str, Any]], now: Millis) -> _Addresses:
    return {
        (channel, address): str(state)
        for channel in _CHANNELS
        for address, state in consents.states(conn, channel, _of(rows, channel), now).items()
    }


_CHANNELS: Final[tuple[Channel, ...]] = ("sms", "email")


def _of(rows: Sequence[Mapping[str, Any]], channel: Channel) -> list[str]:
    return [address for row in rows if (address := address_of(row, channel)) is not None]


def _sources(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> _Addresses:
    """(channel, address) -> where the last opt-in was given."""
    log = t.consent_log.c
    sources: dict[tuple[str, str], str] = {}
    for channel in _CHANNELS:
        query = select(log.address, log.source, log.evidence).where(
            log.channel == channel, among(conn, log.address, _of(rows, channel)), log.after == ConsentState.OPTED_IN
        )
        for address, source, evidence in conn.execute(query.order_by(log.id)):
            details: dict[str, Any] = evidence or {}
            sources[channel, address] = str(details.get("document") or source)
    return sources


def _cells(row: Mapping[str, Any], names: Sequence[str], states: _Addresses, sources: _Addresses) -> Iterator[str]:
    yield row["external_id"]
    yield row["phone_raw"] or ""
    for name in _OWN[2:-1]:
        yield row[name] or ""
    yield "; ".join(_tag(tag) for tag in row["tags"] or ())
    for channel in _CHANNELS:
        address = address_of(row, channel)
        state = "" if address is None else states.get((channel, address), ConsentState.UNKNOWN)
        yield state
        yield sources.get((channel, address or ""), "") if state == ConsentState.OPTED_IN else ""
    attributes: Mapping[str, Any] = row["attributes"] or {}
    for name in names:
        value = attributes.get(name)
        yield "" if value is None else value_text(value)
    yield row["phone"] or ""
    yield row["phone_problem"] or ""
    yield str(row["score"])
    yield to_rfc3339(row["created_at"])
    yield to_rfc3339(row["updated_at"])


def _tag(tag: str) -> str:
    return '"' + tag.replace('"', '""') + '"' if any(mark in tag for mark in ';,"') else tag
