"""Messages of enrolments: planned, claimed, and written down with what became of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Update, bindparam, insert, or_, select, update

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import DISPATCHED, MessageClass, MessageState
from engine.rules.time.instants import MINUTE, Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, listed, take_ids


def marketing_dues(conn: Connection, addresses: Iterable[str], since: Millis) -> dict[str, list[Millis]]:
    """When the marketing SMS that each number was handed, in all journeys, were due; of those due since then. Claimed
    ones count: they leave now."""
    m = t.message.c
    query = select(m.to, m.due_at).where(
        among(conn, m.to, sorted(set(addresses))),
        # Nothing is handed over before it is due; by this the index serves the question.
        or_(m.handed_at > since - MINUTE, m.handed_at.is_(None)),
        m.due_at >= since,
        m.message_class == MessageClass.MARKETING,
        m.channel == "sms",
        m.state.in_(DISPATCHED),
    )
    dues: dict[str, list[Millis]] = {}
    for address, due_at in conn.execute(query):
        dues.setdefault(address, []).append(due_at)
    return dues


class EarlierMessage(NamedTuple):
    """A message that stands already for an enrolment's visit of a step."""

    id: int
    state: str
    attempts: int
    created_at: Millis


def messages_at(conn: Connection, enrolment_ids: Sequence[int], step: str) -> dict[tuple[int, int], EarlierMessage]:
    """(enrolment, visit) -> the message that was written for it before: planned, cancelled, or handed back."""
    rows = conn.execute(_MESSAGES_AT, {"enrolments": enrolment_ids, "step": step})
    return {(row[0], row[1]): EarlierMessage(*row[2:]) for row in rows}


_m = t.message.c
_MESSAGES_AT = select(_m.enrolment_id, _m.visit, _m.id, _m.state, _m.attempts, _m.created_at).where(
    listed(_m.enrolment_id, "enrolments"), _m.step == bindparam("step")
)


def numbers_reached_by_launch(
    conn: Connection, launch_id: int, addresses: Iterable[str], step: str
) -> dict[tuple[str, int], int]:
    """(number, visit) -> the enrolment whose message of this launch's step already went to it."""
    m = t.message.c
    query = select(m.to, m.visit, m.enrolment_id).where(
        m.launch_id == launch_id,
        among(conn, m.to, sorted(set(addresses))),
        m.step == step,
        m.state.not_in((MessageState.SKIPPED, MessageState.CANCELLED)),
    )
    return {(row[0], row[1]): row[2] for row in conn.execute(query)}


def write_messages(
    conn: Connection, rows: Sequence[dict[str, Any]], finish: Callable[[int, dict[str, Any]], None] | None = None
) -> list[int]:
    """Inserts messages that all have the same columns; their ids, in the same order. `finish` is called with each id
    and row before it is written."""
    ids = take_ids(conn, t.message, len(rows))
    for row, message_id in zip(rows, ids, strict=True):
        row["id"] = message_id
        if finish is not None:
            finish(message_id, row)
    if rows:
        conn.execute(insert(t.message).inline(), list(rows))
    return ids


def rewrite_messages(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Updates messages by `_id`; all rows have the same columns."""
    if not rows:
        return
    conn.execute(_rewrite(tuple(name for name in rows[0] if name != "_id")), list(rows))


@lru_cache(maxsize=32)
def _rewrite(names: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(name) for name in names}
    return update(t.message).where(_m.id == bindparam("_id")).values(values)


_e = t.enrolment.c


class ClaimedMessage(NamedTuple):
    """A claimed message, as settling needs it."""

    id: int
    enrolment_id: int | None
    step: str | None
    visit: int
    version_id: int | None
    channel: str
    sender_id: str | None
    to: str
    subject: str | None
    body: str
    segments: int
    attempts: int
    """Which claim this is: an answer to an earlier one settles nothing."""
    created_at: Millis
    claimed_at: Millis | None
    carrier: str | None
    clause: bool
    """Whether it tells how to stop."""
    contact_id: int | None


CLAIMED_COLUMNS = [t.message.c[name] for name in ClaimedMessage._fields]


def overdue_claims(conn: Connection, now: Millis, limit: int, *, cohort_id: int | None = None) -> list[ClaimedMessage]:
    """Messages whose deadline has passed without an outcome: the worker that claimed them died or stalled. Of one
    cohort, or of everybody."""
    query = _OVERDUE if cohort_id is None else _OVERDUE_OF_COHORT
    rows = conn.execute(query, {"now": now, "most": limit} | ({} if cohort_id is None else {"cohort_id": cohort_id}))
    return [ClaimedMessage._make(row) for row in rows]


_OVERDUE = (
    select(*CLAIMED_COLUMNS)
    .where(t.IS_CLAIMED, _m.deadline_at <= bindparam("now"))
    .order_by(_m.deadline_at, _m.id)
    .limit(bindparam("most", type_=Integer))
)
_OVERDUE_OF_COHORT = _OVERDUE.join(t.enrolment, _e.id == _m.enrolment_id).where(_e.cohort_id == bindparam("cohort_id"))


def still_claimed(conn: Connection, ids: Sequence[int], owner: str | None, now: Millis) -> dict[int, int]:
    """Locks those of these messages that are still claimed, by this owner or (owner None) by nobody whose deadline
    lies ahead; and tells by which attempt."""
    rows = (
        conn.execute(_CLAIMED_TOO_LONG, {"ids": ids, "now": now})
        if owner is None
        else conn.execute(_CLAIMED_BY, {"ids": ids, "owner": owner})
    )
    return {row[0]: row[1] for row in rows}


_STILL_CLAIMED = select(_m.id, _m.attempts).where(listed(_m.id, "ids"), t.IS_CLAIMED).order_by(_m.id).with_for_update()
_CLAIMED_TOO_LONG = _STILL_CLAIMED.where(_m.deadline_at <= bindparam("now"))
_CLAIMED_BY = _STILL_CLAIMED.where(_m.owner == bindparam("owner"))


def messages_of(conn: Connection, enrolment_id: int, states: Sequence[str]) -> list[int]:
    """The ids of an enrolment's messages in these states."""
    m = t.message.c
    query = select(m.id).where(m.enrolment_id == enrolment_id, m.state.in_(states)).order_by(m.id)
    return list(conn.execute(query).scalars())


def drop_planned(
    conn: Connection, enrolment_ids: Sequence[int], now: Millis, reason: str = Reason.ENROLMENT_ENDED
) -> None:
    """Messages that were only planned for these enrolments, most often because they ended, are cancelled."""
    m = t.message.c
    conn.execute(
        update(t.message)
        .where(among(conn, m.enrolment_id, enrolment_ids), m.state == MessageState.PLANNED)
        .values(state=MessageState.CANCELLED, reason=str(reason), settled_at=now)
    )
