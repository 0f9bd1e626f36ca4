"""Reading contacts in order, in chunks: an audience is looked through without being held in memory."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, insert, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked
from engine.store.enrolments.admissions import Entrant


def contacts_after(conn: Connection, after_id: int, limit: int) -> list[Entrant]:
    """The next contacts in order of id."""
    c = t.contact.c
    query = select(c.id).where(c.id > after_id).order_by(c.id).limit(limit)
    return [Entrant(contact_id) for contact_id in conn.execute(query).scalars()]


def contact_count(conn: Connection) -> int:
    """How many contacts there are."""
    return conn.execute(select(func.count()).select_from(t.contact)).scalar_one()


def sample_contacts(conn: Connection, most: int) -> list[int]:
    """The ids of at most so many contacts, from all over the account, in order."""
    every = max(1, -(-contact_count(conn) // most))
    c = t.contact.c
    return list(conn.execute(select(c.id).where(c.id % every == 0).order_by(c.id).limit(most)).scalars())


def phones_and_attributes(conn: Connection, contact_ids: Sequence[int]) -> list[tuple[str | None, dict[str, Any]]]:
    """The phone and the attributes of each of these contacts, in no order."""
    c = t.contact.c
    rows = conn.execute(select(c.phone, c.attributes).where(among(conn, c.id, contact_ids)))
    return [(phone, attributes or {}) for phone, attributes in rows]


class LaunchRow(NamedTuple):
    """A launch and how far it has come."""

    id: int
    journey_id: int
    version_id: int
    after_contact_id: int
    enrolled: int
    skipped: dict[str, int]
    started_at: Millis


_LAUNCH = [t.launch.c[name] for name in LaunchRow._fields]


def begin_launch(conn: Connection, journey_id: int, version_id: int, now: Millis) -> int:
    """Writes down that a launch has begun; its id."""
    values: dict[str, Any] = {
        "journey_id": journey_id,
        "version_id": version_id,
        "started_at": now,
        "after_contact_id": 0,
        "enrolled": 0,
        "skipped": {},
        "seen_at": now,
    }
    return conn.execute(insert(t.launch).returning(t.launch.c.id), values).scalar_one()


def last_launch(conn: Connection, journey_id: int, since: Millis) -> LaunchRow | None:
    """The last launch of the journey that began after then."""
    c = t.launch.c
    query = select(*_LAUNCH).where(c.journey_id == journey_id, c.started_at > since).order_by(c.id.desc()).limit(1)
    row = conn.execute(query).one_or_none()
    return None if row is None else LaunchRow._make(row)


def read_launch(conn: Connection, launch_id: int, *, lock: bool = False) -> LaunchRow:
    """The launch as it stands; locked, so that one process at a time carries it on."""
    query = select(*_LAUNCH).where(t.launch.c.id == launch_id)
    return LaunchRow._make(conn.execute(locked(conn, query) if lock else query).one())


def unfinished_launches(conn: Connection, before: Millis) -> list[LaunchRow]:
    """Launches that were interrupted: begun before then and not finished."""
    c = t.launch.c
    query = select(*_LAUNCH).where(c.finished_at.is_(None), c.seen_at < before).order_by(c.id)
    return [LaunchRow._make(row) for row in conn.execute(query)]


def note_launch(
    conn: Connection, launch_id: int, after_contact_id: int, enrolled: int, skipped: dict[str, int], now: Millis
) -> None:
    """How far the launch has come; written with the chunk that it enrolled."""
    conn.execute(
        update(t.launch)
        .where(t.launch.c.id == launch_id)
        .values(after_contact_id=after_contact_id, enrolled=enrolled, skipped=skipped, seen_at=now)
    )


def finish_launch(conn: Connection, launch_id: int, now: Millis) -> None:
    """The launch has looked at everybody."""
    conn.execute(update(t.launch).where(t.launch.c.id == launch_id).values(finished_at=now, seen_at=now))


def wait_for_launches(conn: Connection, journey_id: int) -> None:
    """Two launches of one journey that come together take turns: the second sees the first."""
    conn.execute(locked(conn, select(t.journey.c.id).where(t.journey.c.id == journey_id)))
