"""What a changed contact does to its enrolments: waits counted from its dates move, goals are reached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from engine.movement.ending import reach_goals
from engine.movement.rearming import rearm_for_contacts
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.active_enrolments import ActiveEnrolment, of_contacts
from engine.store.enrolments.control import count_revision
from engine.store.events.follow_ups import delete_notes

CHUNK = 1_000


def contacts_changed(
    context: Context,
    contact_ids: Sequence[int],
    now: Millis,
    done: Sequence[int] = (),
    *,
    touched: Sequence[Sequence[str]] | None = None,
    passages: Sequence[int] = (),
) -> tuple[int, ...]:
    """What follows from contacts that were changed (by a person, an import, an API call, a step), noted when they were
    committed; the cohorts to wake. The last transaction strikes the notes that are done with it.

    `touched` are the names of what was changed, in the order of the contacts; None is whatever there is. `passages` are
    enrolments that saw it done, as it was their step that did it.
    """
    names: dict[int, frozenset[str] | None] = dict.fromkeys(contact_ids)
    if touched is not None:
        names |= {contact_id: frozenset(changed) for contact_id, changed in zip(contact_ids, touched, strict=True)}
    wakes: list[int] = []
    wanted = sorted(names)
    chunks = [wanted[start : start + CHUNK] for start in range(0, len(wanted), CHUNK)] or ([[]] if done else [])
    for chunk in chunks:
        touched_here = {contact_id: names[contact_id] for contact_id in chunk}
        wakes.extend(_changed(context, touched_here, frozenset(passages), now, done if chunk is chunks[-1] else ()))
    return tuple(dict.fromkeys(wakes))


@again_on_conflict
def _changed(
    context: Context,
    touched: Mapping[int, frozenset[str] | None],
    passages: frozenset[int],
    now: Millis,
    done: Sequence[int],
) -> list[int]:
    with context.db.write() as conn:
        delete_notes(conn, done)
        enrolments = _others(conn, touched, passages)
        if not enrolments:
            return []
        wakes = reach_goals(conn, context, enrolments, now)
        # Read again: whoever reached the goal has left.
        staying = _others(conn, touched, passages)
        # A move that was decided on the old contact, and is not written yet, must not be written any more.
        count_revision(conn, [enrolment.traveller.id for enrolment in staying])
        return wakes + rearm_for_contacts(conn, context, staying, touched, now)


def _others(conn: Connection, contact_ids: Iterable[int], passages: frozenset[int]) -> list[ActiveEnrolment]:
    """Who of these contacts is under way, but for the enrolments whose own step made the change."""
    return [enrolment for enrolment in of_contacts(conn, contact_ids) if enrolment.traveller.id not in passages]
