"""Follow-ups: notes of what still has to follow from something that was committed, made in the same transaction.

Whoever committed it does what follows right after, and strikes the note with the last of it. A note that stays was left
by a process that died, and housekeeping does what it says. All of it is such that doing it again changes nothing, so
that it does not matter when somebody was not dead but slow.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import Connection, delete, insert, select, update

from engine.rules.outcomes.states import ConsentState
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import listed

OptChange = Literal["opt_out", "opt_in"]


class _Due(BaseModel):
    model_config = ConfigDict(frozen=True)


class MatchEvents(_Due):
    """Events that somebody may wait for were written down; whom they reach is to be decided."""

    kind: Literal["matching"] = "matching"
    events: tuple[int, ...]


class MatchPastEvents(_Due):
    """Enrolments came to a `wait_for`; what was received since the moment they came counts."""

    kind: Literal["looking_back"] = "looking_back"
    enrolments: tuple[int, ...]


class FollowChanges(_Due):
    """Contacts or consents were changed; waits move, goals are reached, opt-outs end what they end."""

    kind: Literal["changes"] = "changes"
    contacts: tuple[int, ...] = ()
    touched: tuple[tuple[str, ...], ...] | None = None
    """What was changed of each of the contacts: names of columns and attributes; None when it was not noted."""
    passages: tuple[int, ...] = ()
    """The enrolments that did it, in an `update_contact` step: they have seen it done."""
    consents: tuple[tuple[str, OptChange], ...] = ()
    """(number, what it said)"""

    @staticmethod
    def opted_out(numbers: Iterable[str], contacts: Sequence[int] = ()) -> FollowChanges:
        """These numbers opted out, in a way that is no reply."""
        return FollowChanges(contacts=tuple(contacts), consents=tuple((number, "opt_out") for number in numbers))


class TakeInEvent(_Due):
    """Something became known that is an event too (a delivery, a click, a form); it is to be taken in."""

    kind: Literal["happening"] = "happening"
    contact: str | None
    name: str
    properties: dict[str, Any]
    occurred_at: Millis | None
    idempotency_id: str | None


Due = MatchEvents | MatchPastEvents | FollowChanges | TakeInEvent

_DUE: Final[TypeAdapter[Due]] = TypeAdapter(Annotated[Due, Field(discriminator="kind")])


class FollowUp(NamedTuple):
    """One note."""

    id: int
    due: Due


def note(conn: Connection, due: Due, now: Millis) -> FollowUp:
    """Notes what has to follow from what this transaction does."""
    follow_up = FollowUp(secrets.randbits(62), due)
    conn.execute(_NOTE, {"id": follow_up.id, "due": due.model_dump(mode="json"), "at": now})
    return follow_up


_NOTE = insert(t.follow_up).inline()


def delete_notes(conn: Connection, notes: Sequence[int]) -> None:
    """What these notes say is done with this transaction."""
    if notes:
        conn.execute(_STRIKE, {"notes": notes})


_STRIKE = delete(t.follow_up).where(listed(t.follow_up.c.id, "notes"))


def overdue(conn: Connection, before: Millis, limit: int) -> list[FollowUp]:
    """Notes from before then that nobody has struck, the oldest first."""
    f = t.follow_up.c
    query = select(f.id, f.due).where(f.at <= before).order_by(f.at, f.id).limit(limit)
    return [FollowUp(row[0], _DUE.validate_python(row[1])) for row in conn.execute(query)]


def postpone(conn: Connection, follow_up_id: int, until: Millis) -> None:
    """What a note says could not be done: it is looked at again then, and stands in the way of no other."""
    f = t.follow_up.c
    conn.execute(update(t.follow_up).where(f.id == follow_up_id).values(at=until))


CHANGE_OF: Final[dict[ConsentState, OptChange]] = {ConsentState.OPTED_OUT: "opt_out", ConsentState.OPTED_IN: "opt_in"}
STATE_OF: Final[dict[OptChange, ConsentState]] = {change: state for state, change in CHANGE_OF.items()}
