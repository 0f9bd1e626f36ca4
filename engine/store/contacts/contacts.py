"""Contacts: written in sets, by people and imports; looked up and searched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, bindparam, func, or_, select, update

from engine.rules.addresses.email import normal_email, trimmed_email
from engine.rules.addresses.phone import USUAL_PLAN, NumberPlan, SubmittedPhone, judge, normalise
from engine.rules.addresses.phone_text import same_number
from engine.rules.addresses.whereabouts import zone_of_contact
from engine.rules.conditions.values import says_again
from engine.rules.consent.consent import Channel, ClaimedState, ConsentDecision, Source, SourceKind
from engine.rules.time.instants import Millis
from engine.store.consent.consent_changes import ConsentChange, change_consents
from engine.store.database import core as t
from engine.store.database.dialect import among, insert, is_sqlite, locked, take_ids

WRITABLE_COLUMNS: Final = ("phone_raw", "email", "first_name", "last_name", "timezone", "language", "country")
"""Columns that are as somebody said them."""
COMPARED: Final = (
    "phone",
    "phone_problem",
    "email",
    "first_name",
    "last_name",
    "timezone",
    "language",
    "country",
    "tags",
)
_SAYS: Final = (*WRITABLE_COLUMNS, "phone", "phone_problem", "email_address", "attributes", "tags")
_WRITTEN: Final = (*_SAYS, "updated_at")


@dataclass(frozen=True, slots=True)
class ContactConsentChange:
    """What somebody says this contact agreed to, for whatever number or address the contact then has."""

    channel: Channel
    state: ClaimedState | None
    source: Source
    details: dict[str, Any] = field(default_factory=dict[str, Any])
    """Evidence beside what the source has."""


@dataclass(slots=True)
class ContactInput:
    """What is said about one contact. What is not said stays as it is."""

    external_id: str
    columns: dict[str, Any] = field(default_factory=dict[str, Any])
    """Of `WRITABLE_COLUMNS`; None empties one."""
    attributes: dict[str, Any] = field(default_factory=dict[str, Any])
    """Merged key by key; None removes one."""
    tags: Sequence[str] | None = None
    """All of them, when said."""
    add_tags: Sequence[str] = ()
    claims: tuple[ContactConsentChange, ...] = ()
    spelt: bool = False
    """Whether all of it is from cells of a file, which tell no text from a number and have no blanks around them."""
    phone_country: str | None = None
    """The country that came with the phone, when a later word of the same writing says another one; '' for the one the
    contact had before."""


class WrittenContact(NamedTuple):
    """What became of one person."""

    id: int
    created: bool
    row: Mapping[str, Any]
    """The contact's columns as they are now."""
    before: Mapping[str, Any] | None
    """As they were; None for a new contact."""
    decisions: tuple[tuple[ContactConsentChange, ConsentDecision], ...]
    """What became of the claims; one whose number or address the contact does not have is left out."""

    @property
    def changed(self) -> frozenset[str]:
        """Names of the columns and attributes that are other than before, and `ZONE` when times are decided in another
        zone; none for a new contact."""
        return frozenset() if self.before is None else differences(self.before, self.row)


ZONE: Final = "@zone"
"""Among the names of what was changed of a contact: the zone that its times are decided in. No attribute has an @."""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """Names of the columns and attributes that differ, and `ZONE` when the zone does."""
    names = {name for name in COMPARED if before[name] != after[name]}
    then: dict[str, Any] = before["attributes"] or {}
    now: dict[str, Any] = after["attributes"] or {}
    names |= {name for name in {*now, *then} if _other(now.get(name), then.get(name))}
    if zone_of_contact(before["timezone"], before["phone"]) != zone_of_contact(after["timezone"], after["phone"]):
        names.add(ZONE)
    return frozenset(names)


def _other(before: Any, after: Any) -> bool:
    # 1 and true are the same to Python.
    return before != after or isinstance(before, bool) is not isinstance(after, bool)


class PhoneReader:
    """Phones as the account's number plan reads them, each spelling once: reading one takes longer than writing it."""

    def __init__(self, plan: NumberPlan = USUAL_PLAN) -> None:
        self._plan = plan
        self._seen: dict[tuple[str | None, str | None], SubmittedPhone] = {}

    def read(self, raw: str | None, country: str | None) -> SubmittedPhone:
        """What was submitted, read for the first time."""
        phone = self._seen.get((raw, country))
        if phone is None:
            phone = self._seen[raw, country] = normalise(raw, country, self._plan.region, self._plan.prefixes)
        return phone

    def judge(self, e164: str) -> SubmittedPhone:
        """A number that was read before: it stays, and what is known of its range now counts."""
        phone = self._seen.get((e164, _AS_READ))
        if phone is None:
            phone = self._seen[e164, _AS_READ] = judge(e164, self._plan.prefixes)
        return phone


_AS_READ: Final = "\0"
"""No country's name."""


def write_contacts(
    conn: Connection, people: Sequence[ContactInput], numbers: PhoneReader, now: Millis
) -> list[WrittenContact]:
    """Creates or changes contacts, each named once, and makes sure that each number and address has a consent row.

    Locks in the order number, contact: the gate holds a number while it looks at enrolments, and moves of enrolments
    write contacts.
    """
    existing = _rows(conn, [person.external_id for person in people], lock=False)
    planned = [_merged(person, existing.get(person.external_id), numbers) for person in people]
    decisions = _claim(conn, people, planned, now)
    # On SQLite nobody else has written since this transaction began.
    known = existing if is_sqlite(conn) else _rows(conn, sorted(existing), lock=True)
    added = _insert(
        conn, [row for person, row in zip(people, planned, strict=True) if person.external_id not in known], now
    )
    lost = [
        row["external_id"] for row in planned if row["external_id"] not in known and row["external_id"] not in added
    ]
    if lost:
        known |= _rows(conn, lost, lock=True)
    written: list[WrittenContact] = []
    changed: list[dict[str, Any]] = []
    for person, row, decided in zip(people, planned, decisions, strict=True):
        before = known.get(person.external_id)
        if before is None:
            contact_id = added[person.external_id]
            whole = row | {"id": contact_id, "score": 0, "created_at": now, "updated_at": now}
        else:
            if before != existing.get(person.external_id):
                # Somebody else wrote the contact between our look and our lock.
                row = _merged(person, before, numbers)
                _claim(conn, [ContactInput(person.external_id)], [row], now)
            contact_id = before["id"]
            if any(row[name] != before[name] for name in _SAYS):
                whole = {**before, **row, "updated_at": now}
                changed.append({"_id": contact_id, **{name: whole[name] for name in _WRITTEN}})
            else:
                # Nothing new was said: the contact is as it was, and was not changed now.
                whole = before
        written.append(WrittenContact(contact_id, before is None, whole, before, decided))
    if changed:
        conn.execute(_UPDATE, changed)
    return written


def _merged(person: ContactInput, before: Mapping[str, Any] | None, numbers: PhoneReader) -> dict[str, Any]:
    """The contact's row with what is said now."""
    columns: dict[str, Any] = {name: before[name] if before else None for name in WRITABLE_COLUMNS}
    columns.update(person.columns)
    if person.spelt and before:
        columns.update({name: before[name] for name in person.columns if (before[name] or "").strip() == columns[name]})
    phone = _phone(person, before, columns, numbers)
    if columns["email"] is not None:
        columns["email"] = trimmed_email(columns["email"]) or None
    attributes: dict[str, Any] = {**(before["attributes"] or {})} if before else {}
    for name, value in person.attributes.items():
        if value is None:
            attributes.pop(name, None)
        elif not (person.spelt and name in attributes and says_again(attributes[name], value)):
            attributes[name] = value
    tags: Sequence[str] = () if before is None else before["tags"] or ()
    if person.tags is not None:
        tags = person.tags
    return columns | {
        "external_id": person.external_id,
        "phone": phone.e164 if columns["phone_raw"] else None,
        "phone_problem": phone.problem if columns["phone_raw"] else None,
        "email_address": normal_email(columns["email"]),
        "attributes": attributes,
        "tags": list(dict.fromkeys((*tags, *person.add_tags))),
    }


def _phone(
    person: ContactInput, before: Mapping[str, Any] | None, columns: Mapping[str, Any], numbers: PhoneReader
) -> SubmittedPhone:
    """The contact's number. It is read once, with the country that came with it: another country later, or another
    region of the account, would make a stranger's number of the same digits. What had no E.164 form is tried again."""
    raw = columns["phone_raw"]
    if before is not None and before["phone"] and same_number(raw, before["phone_raw"]):
        return numbers.judge(before["phone"])
    country = columns["country"]
    if person.phone_country is not None:
        country = person.phone_country or (before["country"] if before else None)
    return numbers.read(raw, country)


def address_of(row: Mapping[str, Any], channel: Channel) -> str | None:
    """Where consent for this contact on this channel is kept; None when the contact has no such address."""
    return row["phone"] if channel == "sms" else row["email_address"]


def _claim(
    conn: Connection,
    people: Sequence[ContactInput],
    rows: Sequence[Mapping[str, Any]],
    now: Millis,
) -> list[tuple[tuple[ContactConsentChange, ConsentDecision], ...]]:
    """Gives every number and address its consent row, and decides what is claimed."""
    claims: list[ConsentChange] = []
    places: list[tuple[int, ContactConsentChange] | None] = []
    for index, (person, row) in enumerate(zip(people, rows, strict=True)):
        claimed = {claim.channel: claim for claim in person.claims}
        for channel in _CHANNELS:
            address = address_of(row, channel)
            if address is None:
                continue
            claim = claimed.get(channel)
            if claim is None:
                claims.append(ConsentChange(channel, address, None, _NOBODY))
                places.append(None)
            else:
                claims.append(ConsentChange(channel, address, claim.state, claim.source, claim.details))
                places.append((index, claim))
    decided = change_consents(conn, claims, now)
    decisions: list[list[tuple[ContactConsentChange, ConsentDecision]]] = [[] for _ in people]
    for place, decision in zip(places, decided, strict=True):
        if place is not None:
            decisions[place[0]].append((place[1], decision))
    return [tuple(each) for each in decisions]


_NOBODY: Final = Source(SourceKind.API)
_CHANNELS: Final[tuple[Channel, ...]] = ("email", "sms")


def _rows(conn: Connection, external_ids: Iterable[str], *, lock: bool) -> dict[str, dict[str, Any]]:
    c = t.contact.c
    query = select(t.contact).where(among(conn, c.external_id, sorted(external_ids)))
    result = conn.execute(locked(conn, query.order_by(c.id)) if lock else query)
    names = tuple(result.keys())
    rows = [dict(zip(names, row, strict=True)) for row in result]
    return {row["external_id"]: row for row in rows}


def _insert(conn: Connection, rows: Sequence[Mapping[str, Any]], now: Millis) -> dict[str, int]:
    """External id -> id of those that were new; one that somebody else created meanwhile is left out."""
    if not rows:
        return {}
    ids = dict(zip([row["external_id"] for row in rows], take_ids(conn, t.contact, len(rows)), strict=True))
    statement = insert(conn, t.contact).on_conflict_do_nothing(index_elements=["external_id"]).inline()
    fresh = {"score": 0, "created_at": now, "updated_at": now}
    conn.execute(statement, [{**row, "id": ids[row["external_id"]], **fresh} for row in rows])
    if is_sqlite(conn):
        return ids
    stored = ids_of(conn, ids)
    return {external_id: contact_id for external_id, contact_id in ids.items() if stored[external_id] == contact_id}


_UPDATE: Final = (
    update(t.contact).where(t.contact.c.id == bindparam("_id")).values({name: bindparam(name) for name in _WRITTEN})
)


def find(conn: Connection, external_id: str) -> dict[str, Any] | None:
    """The contact of that external id."""
    row = conn.execute(select(t.contact).where(t.contact.c.external_id == external_id)).mappings().one_or_none()
    return None if row is None else dict(row)


def ids_of(conn: Connection, external_ids: Iterable[str]) -> dict[str, int]:
    """External id -> id, of those there are."""
    c = t.contact.c
    query = select(c.external_id, c.id).where(among(conn, c.external_id, sorted(set(external_ids))))
    return {row[0]: row[1] for row in conn.execute(query)}


def by_ids(conn: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Contacts by their internal ids, newest first."""
    c = t.contact.c
    query = select(t.contact).where(among(conn, c.id, ids)).order_by(c.id.desc())
    return [dict(row) for row in conn.execute(query).mappings()]


def search(conn: Connection, text: str | None, *, before_id: int | None, limit: int) -> list[dict[str, Any]]:
    """Contacts whose id, name, e-mail or phone contains the text, newest first; all without one."""
    c = t.contact.c
    query = select(t.contact).where(*having(text)).order_by(c.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(c.id < before_id)
    return [dict(row) for row in conn.execute(query).mappings()]


def having(text: str | None) -> list[ColumnElement[bool]]:
    """The tests for contacts whose id, name, e-mail or phone contains the text; none without one."""
    if text is None or not text.strip():
        return []
    digits = "".join(character for character in text if character.isdecimal())
    if len(digits) >= 3 and _NUMBER.fullmatch(text.strip()):
        return [or_(t.contact.c.phone.contains(digits), _has(text.strip()))]
    return [_has(word) for word in text.split()[:6]]


_NUMBER: Final = re.compile(r"\+?[\d\s().-]+", re.ASCII)
"""What may be part of a phone number, as people write it."""


def _has(word: str) -> ColumnElement[bool]:
    c = t.contact.c
    return or_(
        *(
            func.lower(column).contains(word.lower(), autoescape=True)
            for column in (c.external_id, c.first_name, c.last_name, c.email)
        )
    )
