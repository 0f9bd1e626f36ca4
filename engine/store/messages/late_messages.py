"""Messages that came too late: skipped for it, or handed over later than they were due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import MessageState
from engine.rules.time.instants import Millis
from engine.store.database import core as t


class StepSkips(NamedTuple):
    """To how many contacts a step sent nothing, for one reason."""

    step: str
    reason: Reason
    contacts: int


def skips_by_step(conn: Connection, reasons: Sequence[Reason]) -> list[StepSkips]:
    """The messages skipped for these reasons, by step and reason, in that order."""
    m = t.message.c
    query = (
        select(m.step, m.reason, func.count(m.contact_id.distinct()))
        .where(m.state == MessageState.SKIPPED, m.reason.in_([str(reason) for reason in reasons]))
        .group_by(m.step, m.reason)
        .order_by(m.step, m.reason)
    )
    return [StepSkips(row[0], Reason(row[1]), row[2]) for row in conn.execute(query)]


class HeldMessage(NamedTuple):
    """A message that was handed over later than its enrolment came to the step; as facts are asked for."""

    id: int
    """The enrolment's."""
    contact_id: int
    properties: dict[str, object] | None
    version_id: int
    step: str
    planned_at: Millis
    handed_at: Millis


def held_messages(conn: Connection) -> list[HeldMessage]:
    """Every message that was handed over after it was planned, in order."""
    m, e = t.message.c, t.enrolment.c
    query = (
        select(e.id, e.contact_id, e.properties, e.version_id, m.step, m.created_at, m.handed_at)
        .join(t.enrolment, e.id == m.enrolment_id)
        .where(m.handed_at > m.created_at)
        .order_by(m.id)
    )
    return [HeldMessage._make(row) for row in conn.execute(query)]


def newest_versions_by_step(conn: Connection) -> dict[str, int]:
    """Step -> the newest version that it has messages of."""
    m = t.message.c
    query = select(m.step, func.max(m.version_id)).where(m.version_id.is_not(None)).group_by(m.step)
    return {row[0]: row[1] for row in conn.execute(query)}
