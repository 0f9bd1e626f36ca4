"""Enrolments at a send step: marked as being sent, held, and let on when their message is settled."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, bindparam, select, update

from engine.rules.outcomes.states import Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, listed

_e = t.enrolment.c


def mark_sending(conn: Connection, enrolment_ids: Sequence[int], deadline_at: Millis) -> None:
    """These enrolments' messages are claimed; at the deadline their outcome must be known or settled."""
    conn.execute(_RESTS, {"ids": enrolment_ids, "rest": Rest.SENDING, "due_at": deadline_at, "note": None})


_RESTS = (
    update(t.enrolment)
    .where(listed(_e.id, "ids"))
    .values(rest=bindparam("rest"), due_at=bindparam("due_at"), note=bindparam("note"), revision=_e.revision + 1)
)


def hold(
    conn: Connection, enrolment_ids: Sequence[int], until: Millis, reason: str | None, cohort_id: int | None = None
) -> None:
    """These enrolments stay at the door until then; in another cohort, when one is given."""
    parameters = {"ids": enrolment_ids, "rest": Rest.DISPATCH, "due_at": until, "note": reason}
    if cohort_id is None:
        conn.execute(_RESTS, parameters)
    else:
        conn.execute(_RESTS_ELSEWHERE, parameters | {"cohort_id": cohort_id})


_RESTS_ELSEWHERE = _RESTS.values(cohort_id=bindparam("cohort_id"))


def enrolment_places(conn: Connection, enrolment_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """enrolment -> (its cohort, its journey)."""
    return {row[0]: (row[1], row[2]) for row in conn.execute(_PLACES, {"ids": enrolment_ids})}


_PLACES = select(_e.id, _e.cohort_id, _e.journey_id).where(listed(_e.id, "ids"))


def leave_later(conn: Connection, outlets: Mapping[int, str], now: Millis) -> None:
    """These enrolments' messages are settled while their journey is paused: they stay, and leave by these outlets
    when it goes on."""
    e = t.enrolment.c
    by_outlet: dict[str, list[int]] = {}
    for enrolment_id, outlet in outlets.items():
        by_outlet.setdefault(outlet, []).append(enrolment_id)
    for outlet, group in sorted(by_outlet.items()):
        conn.execute(
            update(t.enrolment)
            .where(among(conn, e.id, group))
            .values(rest=Rest.WAIT, due_at=now, outcome=outlet, note=None, revision=e.revision + 1)
        )
