"""Moves: writing where a group went, if everybody is still where the decision saw them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from engine.rules.outcomes.states import Rest
from engine.rules.time.instants import HOUR, MINUTE, Millis
from engine.store.contacts.contact_changes import change_contacts
from engine.store.enrolments.cohorts import CohortRow, waiting_cohort
from engine.store.enrolments.dispatching import hold
from engine.store.enrolments.enrolments import Move, left_counts, lock_active, write_moves
from engine.store.enrolments.positions import Position, RestingEnrolment
from engine.store.events.follow_ups import FollowChanges, FollowUp, MatchPastEvents, note
from engine.store.journeys.counts import Tally, add_counts

COMPANY = 100
"""A cohort smaller than this has little company: whoever rests in it for long is handed to a shared one."""

LONG: Millis = MINUTE
"""A rest longer than this is worth changing cohorts for."""


class PlannedMove(NamedTuple):
    """An enrolment and where it is to land."""

    enrolment: RestingEnrolment
    position: Position


class MoveOutcome(NamedTuple):
    """What a transaction wrote."""

    moved: tuple[int, ...]
    """Enrolments that went; the others had changed since the decision and are looked at again."""
    wakes: tuple[int, ...]
    """Waiting cohorts that must look at their clocks."""
    waiting_for: tuple[int, ...] = ()
    """Enrolments that came to a `wait_for`: after the commit, events from before count too."""
    noted: tuple[int, ...] = ()
    """The note that they have to."""
    changed: tuple[FollowUp, ...] = ()
    """What follows for other passages from what steps changed of contacts, after the commit."""


NO_MOVES = MoveOutcome((), ())


def apply_moves(
    conn: Connection,
    cohort: CohortRow,
    planned: Sequence[PlannedMove],
    now: Millis,
    *,
    locked: dict[int, int] | None = None,
) -> MoveOutcome:
    """Moves those who are still at the same step, visit and revision, and counts them.

    The caller has looked at the journey's status in this transaction. `locked` are revisions already read under lock.
    """
    revisions = lock_active(conn, [move.enrolment.id for move in planned]) if locked is None else locked
    unchanged = [move for move in planned if revisions.get(move.enrolment.id) == move.enrolment.revision]
    if not unchanged:
        return NO_MOVES
    moves, wakes = _with_cohorts(conn, cohort, unchanged, now)
    write_moves(conn, moves, now)
    changed = _change_contacts(conn, [move for move in unchanged if move.position.changes], now)
    tally: Tally = left_counts(moves)
    add_counts(conn, cohort.version_id, tally)
    waiting_for = tuple(move.enrolment.id for move in unchanged if move.position.rest == Rest.WAIT_FOR)
    noted = (note(conn, MatchPastEvents(enrolments=waiting_for), now).id,) if waiting_for else ()
    return MoveOutcome(tuple(move.enrolment.id for move in unchanged), wakes, waiting_for, noted, changed)


def _change_contacts(conn: Connection, changing: Sequence[PlannedMove], now: Millis) -> tuple[FollowUp, ...]:
    """Writes what the steps that were passed change of contacts; with the note of what follows for other passages."""
    if not changing:
        return ()
    changed = change_contacts(conn, [(move.enrolment.contact_id, move.position.changes) for move in changing], now)
    if not changed:
        return ()
    contacts = tuple(sorted(changed))
    due = FollowChanges(
        contacts=contacts,
        touched=tuple(tuple(sorted(changed[contact])) for contact in contacts),
        passages=tuple(move.enrolment.id for move in changing),
    )
    return (note(conn, due, now),)


def hold_at_dispatch(
    conn: Connection, cohort: CohortRow, enrolment_ids: Sequence[int], until: Millis, reason: str | None, now: Millis
) -> tuple[int, ...]:
    """These rest before their send until then: for long and with little company, in a shared cohort. The cohorts that
    must look at their clocks."""
    if until - now <= LONG or _has_company(cohort) or until // HOUR == cohort.bucket:
        hold(conn, enrolment_ids, until, reason)
        return ()
    shared, needs_wake = waiting_cohort(conn, cohort.version_id, until, len(enrolment_ids), cohort.urgent, now)
    hold(conn, enrolment_ids, until, reason, shared)
    return (shared,) if needs_wake else ()


def _has_company(cohort: CohortRow) -> bool:
    return cohort.bucket is None and cohort.size >= COMPANY


def _with_cohorts(
    conn: Connection, cohort: CohortRow, planned: Sequence[PlannedMove], now: Millis
) -> tuple[list[Move], tuple[int, ...]]:
    """Keeps those who go on together in one cohort, and puts long rests with little company into shared cohorts."""
    if _has_company(cohort):
        return [Move(enrolment, position) for enrolment, position in planned], ()
    moves: list[Move] = []
    leaving: dict[int, list[PlannedMove]] = defaultdict(list)
    for move in planned:
        due = move.position.due_at
        if due is None or due - now <= LONG or due // HOUR == cohort.bucket or move.position.rest == Rest.DISPATCH:
            moves.append(Move(move.enrolment, move.position))
        else:
            leaving[due // HOUR].append(move)
    wakes: list[int] = []
    for bucket in sorted(leaving):
        group = leaving[bucket]
        first_due = min(move.position.due_at or 0 for move in group)
        shared, needs_wake = waiting_cohort(conn, cohort.version_id, first_due, len(group), cohort.urgent, now)
        moves.extend(Move(enrolment, position, shared) for enrolment, position in group)
        if needs_wake:
            wakes.append(shared)
    return moves, tuple(wakes)
