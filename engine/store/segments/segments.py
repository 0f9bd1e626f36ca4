"""Segments: saved, used, counted. Who is in one is asked of the same facts, by the same code, as a branch asks."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from engine.rules.conditions.conditions import Condition, compile_condition, reads
from engine.rules.conditions.facts import Facts
from engine.rules.conditions.segment_conditions import MOST_RULES, circle, rules_within, spelt_out
from engine.rules.outcomes.refusal import Refusal
from engine.rules.outcomes.states import JourneyStatus
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import locked
from engine.store.journeys.journeys import ALPHABET
from engine.store.segments.facts import load_facts
from engine.store.segments.segment_tests import read_definitions

CHUNK: Final = 5_000
"""Contacts asked at a time."""
ASKED: Final = 100_000
"""Contacts that are asked while somebody waits for an answer: about a second's work."""


class SegmentRow(NamedTuple):
    """A segment."""

    id: int
    public_id: str
    name: str
    condition: dict[str, Any]
    revision: int
    created_at: Millis
    updated_at: Millis


_ROW: Final = [t.segment.c[name] for name in SegmentRow._fields]


class CircularSegment(Refusal):
    """A segment would lead back to itself."""

    code = "conflict"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"the segment would lead back to itself: {' -> '.join(names)}",
            remedy="take one of these out of another's condition",
        )


class TooManyRules(Refusal):
    """A segment, with all that it names, would have too many rules. It may be another than the one that is saved, which
    names that."""

    code = "conflict"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name}, with all the segments it names, would have more than {MOST_RULES:,} rules", remedy="use fewer"
        )


class SegmentInUse(Refusal):
    """A segment is asked for elsewhere."""

    code = "conflict"

    def __init__(self, users: Sequence[str]) -> None:
        super().__init__(f"the segment is asked for by {', '.join(users)}", remedy="change that first")


def create(conn: Connection, name: str, condition: Mapping[str, Any], now: Millis) -> SegmentRow:
    """A new segment. Nothing names it yet, so it is in no circle."""
    values = {
        "public_id": "s_" + "".join(secrets.choice(ALPHABET) for _ in range(8)),
        "name": name,
        "condition": dict(condition),
        "revision": 1,
        "created_at": now,
        "updated_at": now,
    }
    return SegmentRow._make(conn.execute(insert(t.segment).values(values).returning(*_ROW)).one())


def find(conn: Connection, public_id: str) -> SegmentRow | None:
    """The segment of that id."""
    row = conn.execute(select(*_ROW).where(t.segment.c.public_id == public_id)).one_or_none()
    return None if row is None else SegmentRow._make(row)


def listed(conn: Connection, *, before_id: int | None, limit: int) -> list[SegmentRow]:
    """Segments, newest first."""
    query = select(*_ROW).order_by(t.segment.c.id.desc()).limit(limit)
    if before_id is not None:
        query = query.where(t.segment.c.id < before_id)
    return [SegmentRow._make(row) for row in conn.execute(query)]


def ids(conn: Connection) -> frozenset[str]:
    """The ids of all segments, as conditions name them."""
    return frozenset(conn.execute(select(t.segment.c.public_id)).scalars())


def save(conn: Connection, public_id: str, name: str, condition: Mapping[str, Any], now: Millis) -> SegmentRow | None:
    """Replaces a segment's name and condition; None when there is none. Raises CircularSegment or TooManyRules.

    All segments are locked meanwhile: two that are saved at once can't make a circle between them.
    """
    s = t.segment.c
    rows = conn.execute(locked(conn, select(s.public_id, s.condition, s.name).order_by(s.id))).all()
    definitions = {row[0]: Condition.model_validate(row[1]) for row in rows}
    names = {row[0]: f'"{row[2]}"' for row in rows}
    if public_id not in definitions:
        return None
    definitions[public_id] = Condition.model_validate(condition)
    way = circle(public_id, definitions)
    if way is not None:
        raise CircularSegment([names[each] for each in way])
    for each, definition in definitions.items():
        if rules_within(definition, definitions) > MOST_RULES:
            raise TooManyRules(names[each])
    changed = (
        update(t.segment)
        .where(s.public_id == public_id)
        .values(name=name, condition=dict(condition), revision=s.revision + 1, updated_at=now)
    )
    return SegmentRow._make(conn.execute(changed.returning(*_ROW)).one())


def remove(conn: Connection, public_id: str) -> bool:
    """Deletes a segment; whether there was one. Raises SegmentInUse while a journey that takes or carries contacts, or
    another segment, asks for it."""
    using = users(conn, public_id)
    if using:
        raise SegmentInUse(using)
    return conn.execute(delete(t.segment).where(t.segment.c.public_id == public_id)).rowcount > 0


def users(conn: Connection, public_id: str) -> list[str]:
    """What asks for a segment, in words: other segments, and journeys that are live or paused."""
    s, j, v = t.segment.c, t.journey.c, t.version.c
    using = [
        f'the segment "{name}"'
        for name, condition in conn.execute(select(s.name, s.condition).order_by(s.id))
        if public_id in reads(Condition.model_validate(condition)).segments
    ]
    live = (
        select(j.name, v.plan)
        .join(t.version, v.journey_id == j.id)
        .where(j.status.in_((JourneyStatus.LIVE, JourneyStatus.PAUSED, JourneyStatus.ARCHIVED)))
        .order_by(j.id)
    )
    return using + [f'the journey "{name}"' for name in _names_using(conn.execute(live), public_id)]


def _names_using(rows: Any, public_id: str) -> list[str]:
    names: dict[str, None] = {}
    for name, plan in rows:
        all_reads = [plan["trigger_reads"], plan["goal_reads"], *(step["reads"] for step in plan["steps"])]
        if any(public_id in step_reads["segments"] for step_reads in all_reads):
            names[name] = None
    return list(names)


class ContactCount(NamedTuple):
    """How many contacts fit a condition."""

    fitting: int
    of: int
    """Contacts there are."""
    looked_at: int
    """Contacts that were asked; fewer than there are when the count is an estimate from a part of them."""


def count(conn: Connection, condition: Condition, now: Millis, most: int | None = None) -> ContactCount:
    """How many contacts fit. With `most`, no more are asked: evenly spread ones stand for the others."""
    total = conn.execute(select(func.count()).select_from(t.contact)).scalar_one()
    every = 1 if most is None else max(1, -(-total // most))
    looked = fitting = 0
    for chunk, fits in _asked(conn, condition, now, every):
        looked += chunk
        fitting += len(fits)
    scaled = fitting if every == 1 or not looked else round(fitting * total / looked)
    return ContactCount(scaled, total, looked)


def fitting_before(
    conn: Connection,
    condition: Condition,
    now: Millis,
    before_id: int | None,
    limit: int,
    most: int,
    also: Sequence[ColumnElement[bool]] = (),
) -> tuple[list[int], int | None]:
    """The ids of the next contacts who fit, newest first, and the id to go on below (None: everybody was asked).

    `also` are tests that the database makes. Asks `most` contacts at the longest, so that a condition that hardly
    anybody fits is answered in bounded time too.
    """
    question = _question(conn, condition)
    holds = compile_condition(question)
    fitting: list[int] = []
    place = before_id
    looked = 0
    while looked < most:
        c = t.contact.c
        query = select(c.id).where(*also).order_by(c.id.desc()).limit(min(CHUNK, most - looked))
        if place is not None:
            query = query.where(c.id < place)
        ids_ = list(conn.execute(query).scalars())
        if not ids_:
            return fitting, None
        looked += len(ids_)
        for contact_id in _fits(conn, question, holds, ids_, now):
            fitting.append(contact_id)
            if len(fitting) == limit:
                return fitting, contact_id
        place = ids_[-1]
    return fitting, place


def _asked(conn: Connection, condition: Condition, now: Millis, every: int) -> Iterator[tuple[int, list[int]]]:
    question = _question(conn, condition)
    holds = compile_condition(question)
    c = t.contact.c
    last = 0
    while True:
        query = select(c.id).where(c.id > last).order_by(c.id).limit(CHUNK)
        if every > 1:
            query = query.where(c.id % every == 0)
        ids_ = list(conn.execute(query).scalars())
        if not ids_:
            return
        last = ids_[-1]
        yield len(ids_), _fits(conn, question, holds, ids_, now)


class _ContactOnly(NamedTuple):
    contact_id: int
    id: int = 0
    properties: dict[str, Any] | None = None


def _question(conn: Connection, condition: Condition) -> Condition:
    """The condition with its segments spelt out, so that their facts are fetched together with its own."""
    definitions = _definitions(conn, condition)
    return spelt_out(condition, definitions) if definitions else condition


def size(conn: Connection, condition: Condition) -> int:
    """How many rules a condition has with its segments spelt out."""
    return rules_within(condition, _definitions(conn, condition))


def _definitions(conn: Connection, condition: Condition) -> dict[str, Condition]:
    segments = reads(condition).segments
    raw = read_definitions(conn, segments) if segments else {}
    return {name: Condition.model_validate(each) for name, each in raw.items()}


def _fits(
    conn: Connection, condition: Condition, holds: Callable[[Facts], bool], contact_ids: list[int], now: Millis
) -> list[int]:
    people = [_ContactOnly(contact_id) for contact_id in contact_ids]
    facts_of_people = load_facts(conn, people, reads(condition), now)
    return [
        person.contact_id
        for person, contact_facts in zip(people, facts_of_people, strict=True)
        if holds(contact_facts.facts)
    ]
