"""Accounting for everybody: nobody lost, nobody twice, nobody stuck, and live numbers that are true."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select, text

from activities.carriers.sandbox import SandboxPhones
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.journeys.counts import live

_SENT = ("accepted", "delivered", "undelivered")
_ENDED = ("completed", "exited", "converted", "cancelled")

Numbers = Counter[tuple[str, str, str]]
"""(step, what, detail) -> n."""


def shown(db: Database, journey_id: int) -> Numbers:
    """The live numbers of a journey, as they are shown, without zeros."""
    with db.read() as conn:
        steps = live(conn, journey_id)
    numbers_shown: Numbers = Counter()
    for step, numbers in steps.items():
        for metric, value in numbers.items():
            if isinstance(value, dict):
                details: dict[str, int] = {str(name): int(n) for name, n in value.items()}
                for detail, n in details.items():
                    numbers_shown[step, metric, detail] = n
            else:
                numbers_shown[step, metric, ""] = int(str(value))
    return Counter({key: n for key, n in numbers_shown.items() if n and key[1] not in ("replied", "clicked")})


def recounted(db: Database, journey_id: int) -> Numbers:
    """The same numbers, counted from the enrolments, their paths and their messages."""
    e, m, p, r, v = t.enrolment.c, t.message.c, t.path.c, t.route.c, t.version.c
    with db.read() as conn:
        triggers = {row[0]: row[1]["trigger_id"] for row in conn.execute(select(v.id, v.plan))}
        routes = {row[0]: row[1] for row in conn.execute(select(r.id, r.hops))}
        people = conn.execute(select(e.id, e.version_id, e.status, e.step).where(e.journey_id == journey_id)).all()
        steps_taken = conn.execute(
            select(p.enrolment_id, p.route_id)
            .join(t.enrolment, e.id == p.enrolment_id)
            .where(e.journey_id == journey_id)
            .order_by(p.enrolment_id, p.revision)
        ).all()
        messages = conn.execute(
            select(m.step, m.state, m.reason, m.enrolment_id).where(m.journey_id == journey_id)
        ).all()
    paths: dict[int, list[Any]] = {}
    for enrolment_id, route_id in steps_taken:
        paths.setdefault(enrolment_id, []).append(routes[route_id])
    counts: Numbers = Counter()
    left_from: dict[int, set[str]] = {}
    for enrolment_id, version_id, status, step in people:
        counts[triggers[version_id], "entered", ""] += 1
        moves = paths.get(enrolment_id, [])
        left_from[enrolment_id] = {hops[0][0] for hops in moves}
        for index, hops in enumerate(moves):
            if index > 0:
                counts[hops[0][0], "entered", ""] += 1
            for place, (hop, outcome, _reason) in enumerate(hops):
                counts[hop, "left", outcome] += 1
                if place > 0:
                    counts[hop, "entered", ""] += 1
        if status == "active":
            counts[step, "here", ""] += 1
            if moves:
                counts[step, "entered", ""] += 1
    for step, state, reason, enrolment_id in messages:
        if state in _SENT:
            counts[step, "sent", ""] += 1
        elif state == "unknown":
            counts[step, "unknown", ""] += 1
        elif state == "rejected":
            counts[step, "failed", reason or ""] += 1
        elif state == "skipped" or (
            state == "cancelled" and reason == "message_cancelled" and step in left_from.get(enrolment_id, set())
        ):
            counts[step, "skipped", reason or ""] += 1
    return counts


def assert_numbers_true(db: Database, *journey_ids: int) -> None:
    """What is shown live is what the tables say."""
    for journey_id in journey_ids:
        shown_numbers, true = shown(db, journey_id), recounted(db, journey_id)
        true.update({key: 0 for key in shown_numbers if key[1] == "delivered"})
        shown_numbers = Counter({key: n for key, n in shown_numbers.items() if key[1] != "delivered"})
        assert shown_numbers == Counter({key: n for key, n in true.items() if n}), f"journey {journey_id}"


def handed_over(phones: SandboxPhones) -> dict[int, int]:
    """Our message id -> how often it arrived at the virtual carrier."""
    query = text("SELECT message_id, count(*) FROM sandbox_message WHERE reference IS NOT NULL GROUP BY message_id")
    with phones.db.read() as conn:
        return {row[0]: row[1] for row in conn.execute(query)}


def trouble(db: Database, phones: SandboxPhones) -> dict[str, int]:
    """How many messages were lost or handed over twice, how many contacts are stuck, how many rows are claimed."""
    m, e = t.message.c, t.enrolment.c
    handed = handed_over(phones)
    with db.read() as conn:
        rows = conn.execute(select(m.id, m.state)).all()
        stuck = len(conn.execute(select(e.id).where(e.status == "active")).all())
    sent = {row[0] for row in rows if row[1] in _SENT}
    return {
        "lost": len(sent - set(handed)),
        "twice": sum(1 for n in handed.values() if n > 1),
        "untold": len({message_id for message_id in handed if message_id not in sent} - _unknown(rows)),
        "stuck": stuck,
        "claimed": sum(1 for row in rows if row[1] == "claimed"),
    }


def _unknown(rows: Any) -> set[int]:
    return {row[0] for row in rows if row[1] == "unknown"}


NO_TROUBLE = {"lost": 0, "twice": 0, "untold": 0, "stuck": 0, "claimed": 0}


def assert_no_trouble(db: Database, phones: SandboxPhones) -> None:
    """Nothing lost, nothing twice, nothing that left and is not told of, nobody stuck, no row left claimed."""
    assert trouble(db, phones) == NO_TROUBLE
