"""Cohorts: opening them, handing enrolments over to shared waiting ones, and closing them."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, func, insert, or_, select, update

from engine.rules.instants import HOUR, Millis
from engine.store import core as t
from engine.store.dialect import among, locked

LARGEST = 5_000
"""Enrolments a cohort takes before another is opened: a handful of history events for thousands of contacts."""


class CohortRow(NamedTuple):
    """A cohort, with what its journey is doing."""

    id: int
    version_id: int
    journey_id: int
    journey_status: str
    bucket: int | None
    size: int
    urgent: bool
    ended_at: Millis | None


def cohort_row(conn: Connection, cohort_id: int) -> CohortRow | None:
    """The cohort, None when there is none of that id."""
    c, v, j = t.cohort.c, t.version.c, t.journey.c
    query = (
        select(c.id, c.version_id, v.journey_id, j.status, c.bucket, c.size, c.urgent, c.ended_at)
        .join(t.version, v.id == c.version_id)
        .join(t.journey, j.id == v.journey_id)
        .where(c.id == cohort_id)
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else CohortRow._make(row)


def journey_status(conn: Connection, journey_id: int) -> str:
    """The journey's status, kept from changing until the transaction ends: a pause waits, then holds."""
    query = select(t.journey.c.status).where(t.journey.c.id == journey_id)
    return conn.execute(locked(conn, query, share=True)).scalar_one()


def open_cohort(conn: Connection, version_id: int, size: int, urgent: bool, now: Millis) -> int:
    """A new cohort for enrolments admitted together, due at once; its id."""
    values = {
        "version_id": version_id,
        "size": size,
        "urgent": urgent,
        "created_at": now,
        "next_due_at": now,
        "seen_at": now,
        "started": False,
    }
    return conn.execute(insert(t.cohort).returning(t.cohort.c.id), values).scalar_one()


def waiting_cohort(
    conn: Connection, version_id: int, due_at: Millis, n: int, urgent: bool, now: Millis
) -> tuple[int, bool]:
    """A shared cohort for `n` enrolments of a version that are due in the same hour; and whether it needs a wake,
    because it is new or would have slept longer.

    Locks the cohort: it cannot be closed before this transaction has put them in.
    """
    c = t.cohort.c
    bucket = due_at // HOUR
    query = (
        select(c.id, c.next_due_at)
        .where(c.version_id == version_id, c.bucket == bucket, c.ended_at.is_(None), c.size <= LARGEST - n)
        .order_by(c.id)
        .limit(1)
    )
    row = conn.execute(locked(conn, query)).one_or_none()
    if row is None:
        values = {
            "version_id": version_id,
            "bucket": bucket,
            "size": n,
            "urgent": urgent,
            "created_at": now,
            "next_due_at": due_at,
            "seen_at": now,
            "started": False,
        }
        return conn.execute(insert(t.cohort).returning(c.id), values).scalar_one(), True
    cohort_id, next_due = row
    earlier = next_due is None or due_at < next_due
    changes = {"size": c.size + n} | ({"next_due_at": due_at} if earlier else {})
    conn.execute(update(t.cohort).where(c.id == cohort_id).values(**changes))
    return cohort_id, earlier


def seen(conn: Connection, cohort_id: int, next_due_at: Millis | None, ended: bool, now: Millis) -> None:
    """A sign of life: when the next of its members is due, and whether it is over."""
    c = t.cohort.c
    values = {"seen_at": now, "started": True, "next_due_at": next_due_at}
    if ended:
        values["ended_at"] = now
    conn.execute(update(t.cohort).where(c.id == cohort_id).values(**values))


def lock_cohort(conn: Connection, cohort_id: int) -> None:
    """Keeps anybody from putting enrolments into the cohort until the transaction ends."""
    conn.execute(locked(conn, select(t.cohort.c.id).where(t.cohort.c.id == cohort_id)))


def due_earlier(conn: Connection, cohort_ids: Iterable[int], due_at: Millis) -> None:
    """Notes that somebody in these cohorts is due by then, so that housekeeping wakes them should the wake be lost."""
    c = t.cohort.c
    conn.execute(
        update(t.cohort)
        .where(among(conn, c.id, sorted(set(cohort_ids))), or_(c.next_due_at.is_(None), c.next_due_at > due_at))
        .values(next_due_at=due_at)
    )


def neglected(conn: Connection, now: Millis, silence: Millis, limit: int = 500) -> list[tuple[int, bool]]:
    """Cohorts that were due and have given no sign of life for so long, or whose workflow was never started:
    (id, urgent), the longest neglected first. Those of paused journeys rest."""
    c, v, j = t.cohort.c, t.version.c, t.journey.c
    query = (
        select(c.id, c.urgent)
        .join(t.version, v.id == c.version_id)
        .join(t.journey, j.id == v.journey_id)
        .where(
            c.ended_at.is_(None),
            c.next_due_at <= now - silence,
            c.seen_at <= now - silence,
            j.status.in_(("live", "archived")),
        )
        .order_by(c.next_due_at, c.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in conn.execute(query)]


def open_cohorts(conn: Connection, journey_id: int) -> list[int]:
    """The ids of a journey's cohorts that still have somebody in them."""
    c, v = t.cohort.c, t.version.c
    query = (
        select(c.id)
        .join(t.version, v.id == c.version_id)
        .where(v.journey_id == journey_id, c.ended_at.is_(None))
        .order_by(c.id)
    )
    return list(conn.execute(query).scalars())


def open_count(conn: Connection) -> int:
    """How many cohorts are open: about as many workflows."""
    return conn.execute(select(func.count()).where(t.cohort.c.ended_at.is_(None))).scalar_one()
