"""What became of the SMS to contacts, over all journeys or one of them: got, delivered, clicked, replied, not sent."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from engine.rules.outcomes.states import NOT_SENT, SENT, MessageFact
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import listed

_m, _e, _j = t.message.c, t.enrolment.c, t.journey.c

_LAST: dict[MessageFact, ColumnElement[Millis | None]] = {
    MessageFact.SENT: func.max(case((_m.state.in_(SENT), _m.handed_at))),
    MessageFact.DELIVERED: func.max(_m.delivered_at),
    MessageFact.CLICKED: func.max(_m.clicked_at),
    MessageFact.REPLIED: func.max(_m.replied_at),
    MessageFact.NOT_SENT: func.max(case((_m.state.in_(NOT_SENT), func.coalesce(_m.settled_at, _m.created_at)))),
}


@lru_cache(maxsize=64)
def _query(facts: tuple[MessageFact, ...]) -> Select[Any]:
    # Through the enrolments, whose index begins with the contact: messages need none of their own for this.
    return (
        select(_e.contact_id, _j.public_id, *(_LAST[fact] for fact in facts))
        .join(t.message, _m.enrolment_id == _e.id)
        .join(t.journey, _j.id == _e.journey_id)
        .where(listed(_e.contact_id, "ids"), _m.channel == "sms")
        .group_by(_e.contact_id, _j.public_id)
    )


def behaviour(conn: Connection, contact_ids: Iterable[int], names: Sequence[str]) -> dict[int, dict[str, Millis]]:
    """Contact -> name -> when it last was so. Names as conditions have them: `clicked` for all journeys,
    `clicked.j_3fk29x` for one; a name that is unknown is left out."""
    facts = tuple(fact for fact in _LAST if any(name.partition(".")[0] == fact for name in names))
    if not facts:
        return {}
    wanted_names = frozenset(names)
    times_by_contact: dict[int, dict[str, Millis]] = {}
    for row in map(tuple[Any, ...], conn.execute(_query(facts), {"ids": list(contact_ids)})):
        journey: str = row[1]
        own = times_by_contact.setdefault(row[0], {})
        for fact, at in zip(facts, row[2:], strict=True):
            if at is None:
                continue
            for name in (fact, f"{fact}.{journey}"):
                if name in wanted_names and at > own.get(name, -1):
                    own[name] = at
    return times_by_contact
