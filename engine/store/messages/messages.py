"""Messages at the carrier's door: who stands there, claiming, and writing down what became of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Integer, Update, bindparam, insert, or_, select, update

from engine.rules.reasons import Reason
from engine.rules.states import MessageClass, MessageState, Rest
from engine.rules.time.instants import MINUTE, Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, listed, take_ids

LEFT = (
    MessageState.CLAIMED,
    MessageState.ACCEPTED,
    MessageState.DELIVERED,
    MessageState.UNDELIVERED,
    MessageState.UNKNOWN,
)
"""States of a message that is, or may be, on its way: it can't be cancelled any more, and it counts for a cap."""


class NumberRow(NamedTuple):
    """One number's consent row."""

    address: str
    state: str
    changed_at: Millis
    clause_at: Millis | None


def numbers(
    conn: Connection, channel: str, addresses: Iterable[str], *, lock: bool = False, exclusive: bool = False
) -> dict[str, NumberRow]:
    """The consent rows of these numbers, locked in order of number when asked: a STOP then waits for this
    transaction, or this transaction has seen the STOP. `exclusive` where messages to a number are counted."""
    query = _NUMBERS if not lock else _NUMBERS_EXCLUSIVE if exclusive else _NUMBERS_SHARED
    rows = conn.execute(query, {"channel": channel, "addresses": sorted(set(addresses))})
    return {row[0]: NumberRow._make(row) for row in rows}


_k = t.consent.c
_NUMBERS = (
    select(_k.address, _k.state, _k.changed_at, _k.clause_at)
    .where(_k.channel == bindparam("channel"), listed(_k.address, "addresses"))
    .order_by(_k.address)
)
_NUMBERS_SHARED = _NUMBERS.with_for_update(read=True)
_NUMBERS_EXCLUSIVE = _NUMBERS.with_for_update()


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
        m.state.in_(LEFT),
    )
    dues: dict[str, list[Millis]] = {}
    for address, due_at in conn.execute(query):
        dues.setdefault(address, []).append(due_at)
    return dues


def current_phones(conn: Connection, contact_ids: Sequence[int]) -> dict[int, tuple[str | None, str | None]]:
    """(phone, what keeps it from being texted) of each contact, kept from changing until the transaction ends."""
    return {row[0]: (row[1], row[2]) for row in conn.execute(_PHONES, {"ids": contact_ids})}


_c = t.contact.c
_PHONES = (
    select(_c.id, _c.phone, _c.phone_problem).where(listed(_c.id, "ids")).order_by(_c.id).with_for_update(read=True)
)


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


def mark_sending(conn: Connection, enrolment_ids: Sequence[int], deadline_at: Millis) -> None:
    """These enrolments' messages are claimed; at the deadline their outcome must be known or settled."""
    conn.execute(_RESTS, {"ids": enrolment_ids, "rest": Rest.SENDING, "due_at": deadline_at, "note": None})


_e = t.enrolment.c
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


def clause_given(conn: Connection, addresses: Iterable[str], now: Millis) -> None:
    """The opt-out clause goes to these numbers with a message claimed now."""
    sorted_addresses = sorted(set(addresses))
    if sorted_addresses:
        conn.execute(_CLAUSE_GIVEN, {"addresses": sorted_addresses, "now": now})


_CLAUSE_GIVEN = (
    update(t.consent).where(_k.channel == "sms", listed(_k.address, "addresses")).values(clause_at=bindparam("now"))
)


def clause_not_given(conn: Connection, addresses: Iterable[str]) -> None:
    """Messages with the opt-out clause did not reach these numbers: the next one has to tell."""
    missed = sorted(set(addresses))
    if missed:
        conn.execute(_CLAUSE_NOT_GIVEN, {"addresses": missed})


_CLAUSE_NOT_GIVEN = update(t.consent).where(_k.channel == "sms", listed(_k.address, "addresses")).values(clause_at=None)


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
