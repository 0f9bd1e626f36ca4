"""Our own short links: written with the claim of their message, looked up at a click."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from engine.rules.links.clicks import BURST_WITHIN
from engine.rules.links.link_codes import code_for
from engine.rules.links.short_links import put_codes
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import insert_on, is_sqlite


@dataclass(slots=True)
class LinkCodes:
    """Puts the codes into the bodies of messages that are being claimed, and collects the links to write."""

    base: str
    secret: bytes
    targets: Mapping[int, tuple[str, ...]]
    """`id()` of a message's row -> where its links lead."""
    rows: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def put(self, message_id: int, row: dict[str, Any]) -> None:
        """Finishes one message's row."""
        targets = self.targets[id(row)]
        if not targets:
            return
        coded = put_codes(row["body"], self.base, targets, partial(code_for, self.secret, message_id))
        row["body"] = coded.text
        for code, position, url in coded.links:
            self.rows.append({"code": code, "message_id": message_id, "position": position, "url": url})


def write_links(conn: Connection, rows: Sequence[Mapping[str, Any]], *, again: bool) -> None:
    """Writes links. A message that is claimed `again` has the same codes, and what they lead to is said anew."""
    if rows:
        conn.execute(_write_again(is_sqlite(conn)) if again else _WRITE, list(rows))


_WRITE = insert(t.short_link).inline()


@cache
def _write_again(sqlite: bool) -> Any:
    statement = insert_on(sqlite, t.short_link)
    return statement.on_conflict_do_update(
        index_elements=["code"],
        set_={"url": statement.excluded.url},
        where=t.short_link.c.message_id == statement.excluded.message_id,
    )


class FollowedLink(NamedTuple):
    """A link that somebody followed, and the message it was in."""

    code: str
    url: str
    message_id: int
    position: int
    handed_at: Millis | None
    step: str | None
    version_id: int | None
    journey: str | None
    contact: str | None
    """The contact's external id."""


def find_link(conn: Connection, code: str) -> FollowedLink | None:
    """The link of a code."""
    s, m, j, c = t.short_link.c, t.message.c, t.journey.c, t.contact.c
    query = (
        select(s.code, s.url, s.message_id, s.position, m.handed_at, m.step, m.version_id, j.public_id, c.external_id)
        .join(t.message, m.id == s.message_id)
        .outerjoin(t.journey, j.id == m.journey_id)
        .outerjoin(t.contact, c.id == m.contact_id)
        .where(s.code == code)
    )
    row = conn.execute(query).one_or_none()
    return None if row is None else FollowedLink._make(row)


def clicks_around(conn: Connection, message_id: int, now: Millis) -> tuple[Millis, ...]:
    """When links of the message were followed just before now."""
    k = t.click.c
    query = select(k.at).where(k.message_id == message_id, k.at >= now - BURST_WITHIN).order_by(k.at).limit(20)
    return tuple(conn.execute(query).scalars())


def write_click(conn: Connection, link: FollowedLink, now: Millis, bot: str | None, user_agent: str | None) -> None:
    """Keeps a click."""
    values = {"message_id": link.message_id, "code": link.code, "at": now, "bot": bot, "user_agent": user_agent}
    conn.execute(insert(t.click).values(values))


def note_click(conn: Connection, message_id: int, now: Millis) -> bool:
    """Marks a message as clicked; whether this was the first time."""
    m = t.message.c
    first = update(t.message).where(m.id == message_id, m.clicked_at.is_(None)).values(clicked_at=now)
    return conn.execute(first).rowcount > 0
