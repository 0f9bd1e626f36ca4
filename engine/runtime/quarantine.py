"""Quarantine: a contact whose move or message the database refuses must not hold up the others."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from engine.rules.outcomes.reasons import Reason
from engine.rules.time.instants import MINUTE, Millis
from engine.runtime.context import Context
from engine.store.database.conflicts import is_its_own_fault
from engine.store.enrolments.enrolments import lock_active, postpone
from engine.store.enrolments.positions import RestingEnrolment

_log = logging.getLogger(__name__)

QUARANTINE_TIME: Final[Millis] = 10 * MINUTE
"""When it is tried again: by then somebody may have read the log."""


def quarantine(context: Context, enrolments: Sequence[RestingEnrolment], now: Millis) -> None:
    """Leaves these where they rest for a while, whatever they rest at, unless they have moved meanwhile."""
    with context.db.write() as conn:
        revisions = lock_active(conn, [enrolment.id for enrolment in enrolments])
        unmoved = [enrolment.id for enrolment in enrolments if revisions.get(enrolment.id) == enrolment.revision]
        postpone(conn, unmoved, now + QUARANTINE_TIME, Reason.SET_ASIDE)


def isolate_failure(
    context: Context, enrolments: Sequence[RestingEnrolment], error: Exception, now: Millis
) -> int | None:
    """A group that could not be written down is tried again in smaller ones, until the one in it that is at fault is
    alone: it is set aside, and the others go on. How many to try next; None when it was set aside.

    Raises the error when it is nobody's fault: the database is away, or the race was lost.
    """
    if not enrolments or not is_its_own_fault(error):
        raise error
    if len(enrolments) > 1:
        return max(1, len(enrolments) // 8)
    (alone,) = enrolments
    _log.error("enrolment %d at step %s is set aside", alone.id, alone.step, exc_info=error)
    quarantine(context, enrolments, now)
    return None
