"""Cohorts: opening them, handing enrolments over to shared waiting ones, and closing them."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from engine.rules.outcomes.states import JourneyStatus
from engine.rules.time.instants import HOUR, Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, is_sqlite

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
    row = conn.execute(_COHORT_ROW, {"cohort_id": cohort_id}).one_or_none()
    return None if row is None else CohortRow._make(row)


_c, _v, _j = t.cohort.c, t.version.c, t.journey.c
_COHORT_ROW = (
    select(_c.id, _c.version_id, _v.journey_id, _j.status, _c.bucket, _c.size, _c.urgent, _c.ended_at)
    .join(t.version, _v.id == _c.version_id)
    .join(t.journey, _j.id == _v.journey_id)
    .where(_c.id == bindparam("cohort_id"))
)


def open_cohort(conn: Connection, version_id: int, size: int, urgent: bool, now: Millis) -> int:
    """A new cohort for enrolments admitted together, due at once; its id."""
    values = {
        "version_id": version_id,
        "size": size,
        "urgent": urgent,
        "created_at": now,
        "next_due_at": now,
        "seen_at": now,
    }
    return conn.execute(_OPEN_COHORT, values).scalar_one()


_OPEN_COHORT = insert(t.cohort).returning(_c.id)


def waiting_cohort(
    conn: Connection, version_id: int, due_at: Millis, n: int, urgent: bool, now: Millis
) -> tuple[int, bool]:
    """A shared cohort for `n` enrolments of a version that are due in the same hour; and whether it needs a wake,
    because it is new or would have slept longer.

    Locks the cohort: it cannot be closed before this transaction has put them in.
    """
    bucket = due_at // HOUR
    parameters = {"version_id": version_id, "bucket": bucket, "room": LARGEST - n}
    row = conn.execute(_WAITING_COHORT, parameters).one_or_none()
    if row is None:
        values = {
            "version_id": version_id,
            "bucket": bucket,
            "size": n,
            "urgent": urgent,
            "created_at": now,
            "next_due_at": due_at,
            "seen_at": now,
        }
        return conn.execute(_OPEN_COHORT, values).scalar_one(), True
    cohort_id, next_due = row
    earlier = next_due is None or due_at < next_due
    conn.execute(_COHORT_GREW, {"_id": cohort_id, "n": n, "next_due_at": due_at if earlier else next_due})
    return cohort_id, earlier


_WAITING_COHORT = (
    select(_c.id, _c.next_due_at)
    .where(
        _c.version_id == bindparam("version_id"),
        _c.bucket == bindparam("bucket"),
        _c.ended_at.is_(None),
        _c.size <= bindparam("room"),
    )
    .order_by(_c.id)
    .limit(1)
    .with_for_update()
)
_COHORT_GREW = (
    update(t.cohort)
    .where(_c.id == bindparam("_id"))
    .values(size=_c.size + bindparam("n"), next_due_at=bindparam("next_due_at"))
)


def record_sign_of_life(conn: Connection, cohort_id: int, next_due_at: Millis | None, ended: bool, now: Millis) -> None:
    """A sign of life: when the next of its members is due, and whether it is over."""
    values = {"_id": cohort_id, "seen_at": now, "next_due_at": next_due_at, "ended_at": now if ended else None}
    conn.execute(_SEEN, values)


_SEEN = (
    update(t.cohort)
    .where(_c.id == bindparam("_id"))
    .values(
        **{name: bindparam(name) for name in ("seen_at", "next_due_at")},
        ended_at=func.coalesce(bindparam("ended_at", type_=_c.ended_at.type), _c.ended_at),
    )
)


def lock_cohort(conn: Connection, cohort_id: int) -> None:
    """Keeps anybody from putting enrolments into the cohort until the transaction ends."""
    if not is_sqlite(conn):
        conn.execute(select(_c.id).where(_c.id == cohort_id).with_for_update())


def due_earlier(conn: Connection, cohort_ids: Iterable[int], due_at: Millis) -> None:
    """Notes that somebody in these cohorts is due by then, so that housekeeping wakes them should the wake be lost."""
    c = t.cohort.c
    ids = sorted(set(cohort_ids))
    later = or_(c.next_due_at.is_(None), c.next_due_at > due_at)
    if len(ids) > 1 and not is_sqlite(conn):
        # In one order, or two who note this of the same cohorts would wait for each other.
        conn.execute(select(c.id).where(among(conn, c.id, ids), later).order_by(c.id).with_for_update())
    conn.execute(update(t.cohort).where(among(conn, c.id, ids), later).values(next_due_at=due_at))


def bring_forward(conn: Connection, cohort_ids: Iterable[int], due_at: Millis) -> list[int]:
    """Notes that somebody in these cohorts is due by then; those of them that would sleep beyond it and need a wake."""
    c = t.cohort.c
    wanted = sorted(set(cohort_ids))
    query = select(c.id).where(
        among(conn, c.id, wanted), c.ended_at.is_(None), or_(c.next_due_at.is_(None), c.next_due_at > due_at)
    )
    sleeping = sorted(conn.execute(query).scalars())
    due_earlier(conn, wanted, due_at)
    return sleeping


def overdue_cohorts(conn: Connection, now: Millis, silence: Millis, limit: int = 500) -> list[tuple[int, bool]]:
    """Cohorts that were due and have given no sign of life for so long, or whose workflow was never started:
    (id, urgent), the longest neglected first. Those of paused journeys rest; those of cancelled ones have to end."""
    c, v, j = t.cohort.c, t.version.c, t.journey.c
    query = (
        select(c.id, c.urgent)
        .join(t.version, v.id == c.version_id)
        .join(t.journey, j.id == v.journey_id)
        .where(
            c.ended_at.is_(None),
            c.next_due_at <= now - silence,
            c.seen_at <= now - silence,
            j.status.in_((JourneyStatus.LIVE, JourneyStatus.ARCHIVED, JourneyStatus.CANCELLED)),
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


def versions_in_use(conn: Connection) -> list[int]:
    """The versions that somebody may be travelling on, in order of id."""
    c = t.cohort.c
    return list(
        conn.execute(select(c.version_id).where(c.ended_at.is_(None)).distinct().order_by(c.version_id)).scalars()
    )
