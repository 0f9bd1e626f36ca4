"""What steps change about contacts: attributes, tags, scores. Written with the move that passed the step."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from sqlalchemy import Connection, bindparam, select, update

from engine.rules.conditions.contact_fields import NOT_SET_BY_STEPS, SETTABLE
from engine.rules.conditions.scores import added
from engine.rules.time.instants import Millis
from engine.store.contacts.contacts import COMPARED, differences
from engine.store.database import core as t
from engine.store.database.dialect import among, locked
from engine.store.enrolments.positions import ContactUpdate

_WRITTEN: Final = ("attributes", "tags", "score", *SETTABLE)


def change_contacts(
    conn: Connection, changes: Sequence[tuple[int, tuple[ContactUpdate, ...]]], now: Millis
) -> dict[int, frozenset[str]]:
    """Applies each contact's changes in order, to its row as it is now; the names of what is other than before, by
    contact (`contacts.differences`)."""
    c = t.contact.c
    ids = sorted({contact_id for contact_id, _ in changes})
    # The rest is not written, and compared to nothing but itself.
    columns = [c[name] for name in dict.fromkeys(("id", "score", *COMPARED, *_WRITTEN))]
    query = select(*columns).where(among(conn, c.id, ids)).order_by(c.id)
    before = {contact_row["id"]: dict(contact_row) for contact_row in conn.execute(locked(conn, query)).mappings()}
    rows = {
        contact_id: row | {"attributes": dict(row["attributes"] or {}), "tags": list(row["tags"] or [])}
        for contact_id, row in before.items()
    }
    for contact_id, steps in changes:
        row = rows.get(contact_id)
        if row is not None:
            for change in steps:
                _apply(row, change)
    if rows:
        values = [
            {"_id": contact_id, "updated_at": now} | {name: row[name] for name in _WRITTEN}
            for contact_id, row in rows.items()
        ]
        statement = update(t.contact).where(c.id == bindparam("_id"))
        conn.execute(statement.values({name: bindparam(name) for name in (*_WRITTEN, "updated_at")}), values)
    changed = {contact_id: _names(before[contact_id], row) for contact_id, row in rows.items()}
    return {contact_id: names for contact_id, names in changed.items() if names}


def _names(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    names = differences({**before, "tags": before["tags"] or []}, after)
    return names if before["score"] == after["score"] else names | {"score"}


def _apply(row: dict[str, Any], change: ContactUpdate) -> None:
    for name, written in change.set:
        value = orjson.loads(written)
        if name in NOT_SET_BY_STEPS:
            continue
        if name in SETTABLE:
            row[name] = None if value is None else str(value)
        elif value is None:
            row["attributes"].pop(name, None)
        else:
            row["attributes"][name] = value
    row["tags"] = [tag for tag in row["tags"] if tag not in change.remove_tags]
    row["tags"] += [tag for tag in change.add_tags if tag not in row["tags"]]
    row["score"] = added(row["score"], change.add_score)
