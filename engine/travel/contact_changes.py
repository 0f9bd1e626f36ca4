"""What a changed contact does to its enrolments: waits counted from its dates move, goals are reached."""

from __future__ import annotations

from collections.abc import Sequence

from engine.rules.instants import Millis
from engine.store.under_way import of_contacts
from engine.travel.context import Context
from engine.travel.matching import reach_goals
from engine.travel.rearming import rearm

CHUNK = 1_000


def contacts_changed(context: Context, contact_ids: Sequence[int], now: Millis) -> tuple[int, ...]:
    """Call it after contacts were changed (by a person, an import, an API call); the cohorts to wake."""
    wakes: list[int] = []
    wanted = sorted(set(contact_ids))
    for start in range(0, len(wanted), CHUNK):
        with context.db.write() as conn:
            found = of_contacts(conn, wanted[start : start + CHUNK])
            if not found:
                continue
            wakes.extend(reach_goals(conn, context, found, now))
            still = of_contacts(conn, wanted[start : start + CHUNK], ("wait",))
            wakes.extend(rearm(conn, context, still, "contact", now))
    return tuple(dict.fromkeys(wakes))
