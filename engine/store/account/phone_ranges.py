"""What is known of contacts' numbers, once the account knows more of their ranges. The numbers stay what they are."""

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, or_, select, update

from engine.rules.addresses.phone import judge
from engine.rules.time.instants import Millis
from engine.store.database import core as t


def judge_again(conn: Connection, before: Iterable[str], after: Iterable[str], now: Millis) -> int:
    """Judges the numbers in ranges that the account named, or names no longer; how many can now be texted, or no
    longer can."""
    prefixes = tuple(after)
    ranges = sorted(set(before) ^ set(prefixes))
    if not ranges:
        return 0
    c = t.contact.c
    among_them = or_(*(c.phone.startswith(prefix, autoescape=True) for prefix in ranges))
    contacts = conn.execute(select(c.id, c.phone, c.phone_problem).where(among_them).order_by(c.id)).all()
    changed = [
        {"_id": row.id, "phone_problem": problem, "updated_at": now}
        for row in contacts
        if (problem := judge(row.phone, prefixes).problem) != row.phone_problem
    ]
    if changed:
        conn.execute(_JUDGED, changed)
    return len(changed)


_JUDGED = (
    update(t.contact)
    .where(t.contact.c.id == bindparam("_id"))
    .values(phone_problem=bindparam("phone_problem"), updated_at=bindparam("updated_at"))
)
