"""Messages from phones: kept once, answered once, followed up until it is done."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, case, select, update

from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert as upsert


class InboundRow(NamedTuple):
    """An inbound message as what follows from it needs it."""

    id: int
    number: str
    kind: str
    at: Millis
    body: str
    message_id: int | None


_INBOUND = [t.inbound.c[name] for name in InboundRow._fields]


def find_inbound(conn: Connection, inbound_id: int) -> InboundRow:
    """The inbound message of that id."""
    return InboundRow._make(conn.execute(select(*_INBOUND).where(t.inbound.c.id == inbound_id)).one())


def replied_message(conn: Connection, message_id: int | None) -> dict[str, Any]:
    """What a reply's event says of the message it answers."""
    m, j = t.message.c, t.journey.c
    query = select(m.id, m.step, j.public_id).join(t.journey, j.id == m.journey_id).where(m.id == message_id)
    row = conn.execute(query).one_or_none()
    return {} if row is None else {"message_id": row[0], "node_id": row[1], "journey_id": row[2]}


def insert_inbound(conn: Connection, row: dict[str, Any]) -> int | None:
    """Keeps an inbound message; None when the carrier has brought it before."""
    statement = (
        upsert(conn, t.inbound)
        .values(row)
        .on_conflict_do_nothing(index_elements=["carrier", "carrier_inbound_id"])
        .returning(t.inbound.c.id)
    )
    return conn.execute(statement).scalar_one_or_none()


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


def language_of(conn: Connection, number: str) -> str | None:
    """The language of the contact with this number, when one is known."""
    c = t.contact.c
    query = select(c.language).where(c.phone == number, c.language.is_not(None)).order_by(c.id).limit(1)
    return conn.execute(query).scalar_one_or_none()


def unfollowed(conn: Connection, before: Millis, limit: int) -> list[InboundRow]:
    """Inbound messages from before then whose consequences are not done."""
    i = t.inbound.c
    query = select(*_INBOUND).where(i.followed_at.is_(None), i.at <= before).order_by(i.id).limit(limit)
    return [InboundRow._make(row) for row in conn.execute(query)]


def followed(conn: Connection, inbound_id: int, now: Millis) -> None:
    """What follows from it has been done."""
    conn.execute(update(t.inbound).where(t.inbound.c.id == inbound_id).values(followed_at=now))
