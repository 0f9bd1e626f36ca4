"""Contacts found by a phone number or an e-mail address."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, insert, listed

_c = t.contact.c


def contacts_with_number(conn: Connection, number: str) -> dict[str, int]:
    """external id -> contact id of everybody with the number, the oldest first."""
    c = t.contact.c
    rows = conn.execute(select(c.external_id, c.id).where(c.phone == number).order_by(c.id))
    return {row[0]: row[1] for row in rows}


def names_of_numbers(conn: Connection, numbers: Iterable[str]) -> dict[str, list[str]]:
    """The names of everybody with each of these numbers (their ids, where they have none), the oldest first."""
    c = t.contact.c
    query = select(c.phone, c.first_name, c.last_name, c.external_id).where(among(conn, c.phone, sorted(set(numbers))))
    names: dict[str, list[str]] = {}
    for phone, first, last, external_id in conn.execute(query.order_by(c.id)):
        names.setdefault(phone, []).append(" ".join(filter(None, (first, last))) or external_id)
    return names


def contacts_with_address(conn: Connection, address: str) -> list[int]:
    """Contact ids of everybody with the e-mail address (in its normal form), the oldest first."""
    c = t.contact.c
    return list(conn.execute(select(c.id).where(c.email_address == address).order_by(c.id)).scalars())


def ensure_contact_for(conn: Connection, number: str, now: Millis) -> None:
    """Makes sure that somebody has the number: a stranger becomes a contact called by it."""
    if contacts_with_number(conn, number):
        return
    row: dict[str, Any] = {
        "external_id": number,
        "phone_raw": number,
        "phone": number,
        "attributes": {},
        "tags": [],
        "score": 0,
        "created_at": now,
        "updated_at": now,
    }
    conn.execute(insert(conn, t.contact).values(row).on_conflict_do_nothing(index_elements=["external_id"]))


def current_phones(conn: Connection, contact_ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """(phone, what keeps it from being texted) of each contact, kept from changing until the transaction ends."""
    return {row[0]: (row[1], row[2]) for row in conn.execute(_PHONES, {"ids": contact_ids})}


_PHONES = (
    select(_c.id, _c.phone, _c.phone_problem).where(listed(_c.id, "ids")).order_by(_c.id).with_for_update(read=True)
)


def language_of(conn: Connection, number: str) -> str | None:
    """The language of the contact with this number, when one is known."""
    c = t.contact.c
    query = select(c.language).where(c.phone == number, c.language.is_not(None)).order_by(c.id).limit(1)
    return conn.execute(query).scalar_one_or_none()
