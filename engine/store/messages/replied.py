"""Messages that phones reply to."""

from typing import Any

from sqlalchemy import Connection, case, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t


def replied_message(conn: Connection, message_id: int | None) -> dict[str, Any]:
    """What a reply's event says of the message it answers."""
    m, j = t.message.c, t.journey.c
    query = select(m.id, m.step, j.public_id).join(t.journey, j.id == m.journey_id).where(m.id == message_id)
    row = conn.execute(query).one_or_none()
    return {} if row is None else {"message_id": row[0], "node_id": row[1], "journey_id": row[2]}


def last_message_to(conn: Connection, number: str, sent_to: str | None = None) -> int | None:
    """The last message that number was handed by the sender that it writes to, else by any: what a reply most likely
    answers."""
    m, s = t.message.c, t.sender.c
    of_that_sender = case((s.number == sent_to, 0), else_=1)
    query = (
        select(m.id)
        .outerjoin(t.sender, s.id == m.sender_id)
        .where(m.to == number, m.handed_at.is_not(None), m.enrolment_id.is_not(None))
        .order_by(*([] if sent_to is None else [of_that_sender]), m.handed_at.desc(), m.id.desc())
        .limit(1)
    )
    return conn.execute(query).scalar_one_or_none()


def note_reply(conn: Connection, message_id: int, now: Millis) -> tuple[int, str] | None:
    """Marks a message as replied to, the first time: (version, step) to count it at."""
    m = t.message.c
    first = conn.execute(
        update(t.message)
        .where(m.id == message_id, m.replied_at.is_(None))
        .values(replied_at=now)
        .returning(m.version_id, m.step)
    ).one_or_none()
    return None if first is None or first[0] is None else (first[0], first[1])
