"""Messages that are cancelled before they are claimed."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, select, update

from engine.rules.outcomes.states import MessageState, Rest
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import locked


class ControlledMessage(NamedTuple):
    """What control needs to know of a message."""

    id: int
    state: MessageState
    enrolment_id: int | None
    step: str | None
    visit: int


def lock_message(conn: Connection, message_id: int) -> ControlledMessage | None:
    """The message, locked: a claim of it has committed before, or will see it cancelled."""
    m = t.message.c
    query = select(m.id, m.state, m.enrolment_id, m.step, m.visit).where(m.id == message_id)
    row = conn.execute(locked(conn, query)).one_or_none()
    return None if row is None else ControlledMessage._make(row)


def find_message_enrolment(conn: Connection, message_id: int) -> int | None:
    """The enrolment a message belongs to."""
    return conn.execute(select(t.message.c.enrolment_id).where(t.message.c.id == message_id)).scalar_one_or_none()


def cancel_messages_of(conn: Connection, message: ControlledMessage, now: Millis) -> int | None:
    """Cancels a planned message and lets its enrolment come to the door now, where it is skipped; its cohort."""
    e = t.enrolment.c
    conn.execute(
        update(t.message)
        .where(t.message.c.id == message.id)
        .values(state=MessageState.CANCELLED, reason="message_cancelled", settled_at=now)
    )
    standing = and_(
        e.id == message.enrolment_id,
        t.IS_ACTIVE,
        e.rest == Rest.DISPATCH,
        e.step == message.step,
        e.visit == message.visit,
    )
    conn.execute(update(t.enrolment).where(standing).values(due_at=now, revision=e.revision + 1))
    return conn.execute(select(e.cohort_id).where(standing)).scalar_one_or_none()
