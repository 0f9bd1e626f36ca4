"""Housekeeping: what nobody is doing any more, found by looking into the database. It needs no Temporal to know."""

from __future__ import annotations

from dataclasses import dataclass

from engine.admission.launch import interrupted_launches
from engine.control.control import interrupted_cancels
from engine.control.recovery import unfinished_follow_ups
from engine.inbound.after_reply import unfinished_replies
from engine.rules.time.instants import SECOND, Millis
from engine.runtime.context import Context
from engine.sending.service_messages.service_messages import unsent_service_messages
from engine.store.account.sessions import forget_expired
from engine.store.database.idempotency import forget_old
from engine.store.database.leases import take_lease
from engine.store.enrolments.cohorts import overdue_cohorts
from engine.store.events.follow_ups import FollowUp
from engine.store.inbound.inbound import InboundRow

SILENCE: Millis = 10 * SECOND
"""A cohort that is overdue and has given no sign of life for so long is woken."""

LEASE: Millis = 10 * SECOND

PATIENCE: Millis = 5 * SECOND
"""What a process does right after an answer is left to it for so long."""


@dataclass(frozen=True, slots=True)
class Chores:
    """What was left lying."""

    overdue: tuple[tuple[int, bool], ...] = ()
    """Cohorts to wake (or start): (id, urgent)."""
    launches: tuple[int, ...] = ()
    cancels: tuple[int, ...] = ()
    replies: tuple[InboundRow, ...] = ()
    service_messages: tuple[int, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    """What was to follow from something committed."""


def find_chores(context: Context, now: Millis) -> Chores | None:
    """Everything left lying; None when another process keeps house."""
    with context.db.write() as conn:
        if not take_lease(conn, "housekeeping", context.owner, now, LEASE):
            return None
        forget_old(conn, now)
        forget_expired(conn, now)
    with context.db.read() as conn:
        overdue = overdue_cohorts(conn, now, SILENCE)
    return Chores(
        overdue=tuple(overdue),
        launches=tuple(interrupted_launches(context, now)),
        cancels=tuple(interrupted_cancels(context)),
        replies=tuple(unfinished_replies(context, now - PATIENCE)),
        service_messages=tuple(unsent_service_messages(context, now - PATIENCE)),
        follow_ups=tuple(unfinished_follow_ups(context, now - PATIENCE)),
    )
