"""Passages that had come to their end and are taken up again, and the ways that passages took."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, bindparam, or_, select, update

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, insert_rows, locked
from engine.store.enrolments.active_enrolments import COLUMNS, ActiveEnrolment, active_enrolment
from engine.store.enrolments.enrolments import route_ids_of
from engine.store.enrolments.positions import RestingEnrolment, RouteHop

FOR_GOOD: Final = (Reason.EXIT_ON_OPT_OUT, Reason.ONLY_SMS_AHEAD, Reason.GOAL_REACHED)
"""Reasons of an end that a moved date does not undo."""


def ended_with_key(conn: Connection, journey_id: int, key: str, contact_id: int | None) -> list[ActiveEnrolment]:
    """Who has come to the end of a journey with a key, and whose place nobody has taken since; locked, in order of id;
    of one contact when it is given."""
    e = t.enrolment.c
    query = select(*COLUMNS).where(
        e.journey_id == journey_id,
        e.key == key,
        t.HAS_KEY,
        e.status.in_((EnrolmentStatus.COMPLETED, EnrolmentStatus.EXITED)),
        e.slot == 0,
        or_(e.note.is_(None), e.note.not_in([str(reason) for reason in FOR_GOOD])),
    )
    if contact_id is not None:
        query = query.where(e.contact_id == contact_id)
    return [active_enrolment(row) for row in conn.execute(locked(conn, query.order_by(e.id)))]


def routes_taken(conn: Connection, enrolment_ids: Sequence[int]) -> dict[int, list[RouteHop]]:
    """The steps that each of these passed, in order."""
    p, r = t.path.c, t.route.c
    query = (
        select(p.enrolment_id, r.hops)
        .join(t.route, r.id == p.route_id)
        .where(among(conn, p.enrolment_id, enrolment_ids))
        .order_by(p.enrolment_id, p.revision)
    )
    routes: dict[int, list[RouteHop]] = {}
    for enrolment_id, hops in conn.execute(query):
        routes.setdefault(enrolment_id, []).extend(RouteHop(*hop) for hop in hops)
    return routes


class ReopenedEnrolment(NamedTuple):
    """A passage that goes on at a wait."""

    enrolment: RestingEnrolment
    wait: str
    due_at: Millis
    visits: dict[str, int]
    cohort_id: int


def reopen(conn: Connection, rows: Sequence[ReopenedEnrolment], reason: str, outcome: str, now: Millis) -> None:
    """Writes passages that this transaction has locked, and that had ended, as under way again. Their paths say so at
    the wait they go back to."""
    hops = {enrolment.wait: (RouteHop(enrolment.wait, outcome, str(reason)),) for enrolment in rows}
    route_ids = route_ids_of(conn, hops.values())
    values: list[dict[str, Any]] = []
    paths: list[dict[str, Any]] = []
    for enrolment in rows:
        values.append(
            {
                "_id": enrolment.enrolment.id,
                "_cohort_id": enrolment.cohort_id,
                "step": enrolment.wait,
                "visit": enrolment.visits[enrolment.wait],
                "visits": enrolment.visits,
                "due_at": enrolment.due_at,
                "entered_at": now,
            }
        )
        paths.append(
            {
                "enrolment_id": enrolment.enrolment.id,
                "revision": enrolment.enrolment.revision + 1,
                "at": now,
                "route_id": route_ids[hops[enrolment.wait]],
            }
        )
    if values:
        conn.execute(_REOPENED, values)
        insert_rows(conn, t.path, paths)


_e = t.enrolment.c
_REOPENED = (
    update(t.enrolment)
    .where(_e.id == bindparam("_id"))
    .values(
        status=EnrolmentStatus.ACTIVE,
        rest=Rest.WAIT,
        ended_at=None,
        note=None,
        outcome=None,
        cohort_id=bindparam("_cohort_id"),
        revision=_e.revision + 1,
        **{name: bindparam(name) for name in ("step", "visit", "visits", "due_at", "entered_at")},
    )
)
