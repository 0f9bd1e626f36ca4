"""What a changed contact does to its enrolments: waits counted from its dates move, goals are reached."""

from __future__ import annotations

from collections.abc import Sequence

from engine.rules.instants import Millis
from engine.store.conflicts import again_on_conflict
from engine.store.control import decide_anew
from engine.store.follow_ups import strike
from engine.store.under_way import of_contacts
from engine.travel.context import Context
from engine.travel.matching import reach_goals
from engine.travel.rearming import rearm

CHUNK = 1_000


def contacts_changed(
    context: Context, contact_ids: Sequence[int], now: Millis, done: Sequence[int] = ()
) -> tuple[int, ...]:
    """What follows from contacts that were changed (by a person, an import, an API call), noted when they were
    committed; the cohorts to wake. The last transaction strikes the notes that are done with it."""
    wakes: list[int] = []
    wanted = sorted(set(contact_ids))
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)] or ([[]] if done else [])
    for chunk in chunks:
        wakes.extend(_changed(context, chunk, now, done if chunk is chunks[-1] else ()))
    return tuple(dict.fromkeys(wakes))


@again_on_conflict
def _changed(context: Context, contact_ids: Sequence[int], now: Millis, done: Sequence[int]) -> list[int]:
    with context.db.write() as conn:
        strike(conn, done)
        found = of_contacts(conn, contact_ids)
        if not found:
            return []
        wakes = reach_goals(conn, context, found, now)
        still = of_contacts(conn, contact_ids)
        # A move that was decided on the old contact and is not written yet would pass all this by.
        decide_anew(conn, [one.traveller.id for one in still])
        wakes += rearm(conn, context, [one for one in still if one.traveller.rest == "wait"], "contact", now)
        return wakes
