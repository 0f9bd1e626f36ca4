"""Enrolments where they rest: who is due, who is still there, and writing where they went."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, Integer, bindparam, func, insert, literal, select, update

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest, StepMetric
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, each_of, insert_rows, listed, locked
from engine.store.database.dialect import insert as upsert
from engine.store.enrolments.positions import Position, RestingEnrolment, RouteHop

_FEW = 6
"""From so many equal positions on, one statement for all of them beats one each."""

_RESTING_COLUMNS = [t.enrolment.c[name] for name in RestingEnrolment._fields]


def due_enrolments(
    conn: Connection, cohort_id: int, rests: Sequence[str], now: Millis, limit: int, *, but_not_at: Sequence[str] = ()
) -> list[RestingEnrolment]:
    """Active enrolments of a cohort that rest in one of these ways and are due, the longest due first; without those at
    some steps."""
    parameters = {"cohort_id": cohort_id, "rests": rests, "now": now, "most": limit}
    query = _DUE.where(_e.step.not_in(but_not_at)) if but_not_at else _DUE
    return [RestingEnrolment._make(row) for row in conn.execute(query, parameters)]


_e = t.enrolment.c
_DUE = (
    select(*_RESTING_COLUMNS)
    .where(
        _e.cohort_id == bindparam("cohort_id"),
        t.IS_ACTIVE,
        _e.due_at <= bindparam("now"),
        listed(_e.rest, "rests"),
    )
    .order_by(_e.due_at, _e.id)
    .limit(bindparam("most", type_=Integer))
)


def active_enrolments(conn: Connection, ids: Sequence[int]) -> list[RestingEnrolment]:
    """These enrolments, those of them that are active, in order of id."""
    return [RestingEnrolment._make(row) for row in conn.execute(_ACTIVE, {"ids": ids})]


_ACTIVE = select(*_RESTING_COLUMNS).where(listed(_e.id, "ids"), t.IS_ACTIVE).order_by(_e.id)


def lock_active(conn: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Locks those of these enrolments that are active, and tells their revisions: the compare of a compare-and-set.

    Every change of a row counts its revision, so an equal revision means that step and visit are the same too.
    """
    return {row[0]: row[1] for row in conn.execute(_STILL_THERE, {"ids": ids})}


_STILL_THERE = select(_e.id, _e.revision).where(listed(_e.id, "ids"), t.IS_ACTIVE).order_by(_e.id).with_for_update()


class Move(NamedTuple):
    """One enrolment and where it goes; `cohort_id` when it changes cohorts."""

    enrolment: RestingEnrolment
    position: Position
    cohort_id: int | None = None


def write_moves(conn: Connection, moves: Sequence[Move], now: Millis) -> None:
    """Writes moves of enrolments that this transaction has locked and found unchanged: rows and paths."""
    alike: dict[tuple[Position, int | None, bool], list[RestingEnrolment]] = defaultdict(list)
    for resting, position, cohort_id in moves:
        alike[position, cohort_id, resting.skip_next].append(resting)
    route_ids = route_ids_of(conn, {position.hops for position, _, _ in alike})
    single_rows: list[dict[str, Any]] = []
    single_paths: list[dict[str, Any]] = []
    for (position, cohort_id, skip_next), group in alike.items():
        route_id = route_ids[position.hops]
        values = _row(position, now) | {"skip_next": skip_next and not _passed_a_send(position)}
        if len(group) < _FEW:
            for enrolment in group:
                single_rows.append(values | {"_id": enrolment.id, "_cohort_id": cohort_id})
                single_paths.append(
                    {"enrolment_id": enrolment.id, "revision": enrolment.revision + 1, "at": now, "route_id": route_id}
                )
            continue
        if cohort_id is not None:
            values["cohort_id"] = cohort_id
        ids = [enrolment.id for enrolment in group]
        e = t.enrolment.c
        conn.execute(update(t.enrolment).where(among(conn, e.id, ids)).values(**values, revision=e.revision + 1))
        by_revision: dict[int, list[int]] = defaultdict(list)
        for enrolment in group:
            by_revision[enrolment.revision].append(enrolment.id)
        for revision, moved in by_revision.items():
            conn.execute(
                insert(t.path).from_select(
                    ["enrolment_id", "revision", "at", "route_id"],
                    select(each_of(conn, moved), literal(revision + 1), literal(now), literal(route_id)),
                )
            )
    if single_rows:
        conn.execute(_ONE_MOVE, single_rows)
        insert_rows(conn, t.path, single_paths)


def _passed_a_send(position: Position) -> bool:
    return any(hop.reason == Reason.PAUSED for hop in position.hops)


def _row(position: Position, now: Millis) -> dict[str, Any]:
    ended = position.status != EnrolmentStatus.ACTIVE
    return {
        "step": position.step,
        "visit": position.visit,
        "rest": position.rest,
        "due_at": position.due_at,
        "entered_at": position.entered_at,
        "status": position.status,
        "note": position.note,
        "outcome": position.outcome,
        "visits": None if position.visits is None else dict(position.visits),
        "ended_at": now if ended else None,
    }


_MOVED = (
    *("step", "visit", "rest", "due_at", "entered_at", "status", "note", "outcome", "visits", "ended_at"),
    "skip_next",
)
_moved: dict[str, Any] = {name: bindparam(name) for name in _MOVED}
_moved["revision"] = _e.revision + 1
_moved["cohort_id"] = func.coalesce(bindparam("_cohort_id", type_=_e.cohort_id.type), _e.cohort_id)
_ONE_MOVE = update(t.enrolment).where(_e.id == bindparam("_id")).values(_moved)


def postpone(conn: Connection, ids: Sequence[int], until: Millis, reason: str) -> None:
    """These enrolments stay where they rest until then, for this reason."""
    conn.execute(_PUT_OFF, {"ids": ids, "until": until, "reason": reason})


_PUT_OFF = (
    update(t.enrolment)
    .where(listed(_e.id, "ids"))
    .values(due_at=bindparam("until"), note=bindparam("reason"), revision=_e.revision + 1)
)


def route_ids_of(conn: Connection, ways: Iterable[tuple[RouteHop, ...]]) -> dict[tuple[RouteHop, ...], int]:
    """The ids of these ways, each written down when it is taken for the first time."""
    digests: dict[str, tuple[RouteHop, ...]] = {}
    for hops in ways:
        text = orjson.dumps([list(hop) for hop in hops])
        digests[sha256(text).hexdigest()[:32]] = hops
    parameters = {"digests": sorted(digests)}
    ids = {row[0]: row[1] for row in conn.execute(_ROUTES, parameters)}
    missing = sorted(set(digests) - set(ids))
    if missing:
        rows = [{"digest": digest, "hops": [list(hop) for hop in digests[digest]]} for digest in missing]
        conn.execute(upsert(conn, t.route).on_conflict_do_nothing(), rows)
        ids = {row[0]: row[1] for row in conn.execute(_ROUTES, parameters)}
    return {digests[digest]: route_id for digest, route_id in ids.items()}


_ROUTES = select(t.route.c.digest, t.route.c.id).where(listed(t.route.c.digest, "digests"))


def outlets_taken(conn: Connection, ids: Sequence[int], steps: Collection[str]) -> dict[int, dict[str, str]]:
    """Enrolment -> step -> the outlet by which it first left each of these steps."""
    outlets: dict[int, dict[str, str]] = defaultdict(dict)
    if not ids:
        return outlets
    p, r = t.path.c, t.route.c
    query = select(p.enrolment_id, r.hops).join(t.route, r.id == p.route_id).where(among(conn, p.enrolment_id, ids))
    for enrolment_id, hops in conn.execute(query.order_by(p.enrolment_id, p.revision)):
        for step, outcome, _ in hops:
            if step in steps:
                outlets[enrolment_id].setdefault(step, outcome)
    return outlets


class RemainingMembers(NamedTuple):
    """Who is still in a cohort, and when the next of them is due."""

    active: int
    next_due_at: Millis | None
    """Of those that wait."""
    at_door_due_at: Millis | None
    """Of those at a carrier's door: the earliest that may go through it."""
    sending_due_at: Millis | None
    """Of those being sent: the earliest deadline after which their outcome must be settled."""


def remaining_members(conn: Connection, cohort_id: int) -> RemainingMembers:
    """Counts a cohort's active enrolments by how they rest."""
    rows = {row[0]: (row[1], row[2]) for row in conn.execute(_COMPANY, {"cohort_id": cohort_id})}
    waiting = [due for rest, (_, due) in rows.items() if rest not in (Rest.DISPATCH, Rest.SENDING) and due is not None]
    return RemainingMembers(
        sum(n for n, _ in rows.values()),
        min(waiting, default=None),
        rows.get(Rest.DISPATCH, (0, None))[1],
        rows.get(Rest.SENDING, (0, None))[1],
    )


_COMPANY = (
    select(_e.rest, func.count(), func.min(_e.due_at))
    .where(_e.cohort_id == bindparam("cohort_id"), t.IS_ACTIVE)
    .group_by(_e.rest)
)


def end_enrolments(
    conn: Connection, ids: Sequence[int], status: str, note: str | None, now: Millis
) -> list[tuple[int, int, str, str]]:
    """Ends those of these enrolments that are active, where they rest: (id, version, step, rest) of each."""
    e = t.enrolment.c
    query = select(e.id, e.version_id, e.step, e.rest, e.revision).where(among(conn, e.id, ids), t.IS_ACTIVE)
    rows = conn.execute(locked(conn, query.order_by(e.id))).all()
    if not rows:
        return []
    conn.execute(
        update(t.enrolment)
        .where(among(conn, e.id, [row[0] for row in rows]))
        .values(
            status=status,
            note=note,
            ended_at=now,
            rest=None,
            due_at=None,
            outcome=None,
            revision=e.revision + 1,
        )
    )

    ways = {row[2]: (RouteHop(row[2], status, note),) for row in rows}
    route_ids = route_ids_of(conn, ways.values())
    paths = [
        {"enrolment_id": row[0], "revision": row[4] + 1, "at": now, "route_id": route_ids[ways[row[2]]]} for row in rows
    ]
    insert_rows(conn, t.path, paths)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def left_counts(moves: Sequence[Move]) -> Counter[tuple[str, str, str]]:
    """What the moves add to the live numbers of their steps."""
    tally: Counter[tuple[str, str, str]] = Counter()
    alike: Counter[tuple[str, tuple[RouteHop, ...], str | None]] = Counter()
    for enrolment, position, _ in moves:
        alike[enrolment.step, position.hops, position.step] += 1
    for (start, hops, end), n in alike.items():
        tally[start, StepMetric.HERE, ""] -= n
        for hop in hops:
            if hop.step != start or hop is not hops[0]:
                tally[hop.step, StepMetric.ENTERED, ""] += n
            tally[hop.step, StepMetric.LEFT, hop.outcome] += n
        if end is not None:
            tally[end, StepMetric.ENTERED, ""] += n
            tally[end, StepMetric.HERE, ""] += n
    return tally
