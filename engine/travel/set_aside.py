"""Setting aside: one contact whose message can't be written down must not hold up the others of its cohort."""

from __future__ import annotations

from engine.rules.instants import MINUTE, Millis
from engine.rules.reasons import Reason
from engine.store.enrolments import still_there
from engine.store.messages import hold
from engine.travel.context import Context
from engine.travel.dispatch import Slice

SET_ASIDE: Millis = 10 * MINUTE
"""When it is tried again: by then somebody may have read the log."""


def set_aside(context: Context, slice_: Slice, now: Millis) -> None:
    """Holds everybody of the slice at the door for a while."""
    with context.db.write() as conn:
        there = still_there(conn, [one.traveller.id for one in slice_.judged])
        hold(conn, sorted(there), now + SET_ASIDE, Reason.SET_ASIDE)
