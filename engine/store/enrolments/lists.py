"""Enrolments as they are listed and shown, with the steps they passed. A page starts where the one before ended, by
id, so that what is added meanwhile neither repeats nor hides a row."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, case, select

from engine.journey.definition.arrival import UNDATED
from engine.rules.outcomes.states import EnrolmentStatus
from engine.rules.time.instants import Millis
from engine.store.database import core as t


class EnrolmentRow(NamedTuple):
    """An enrolment as it is shown."""

    id: int
    journey: str
    """The journey's public id."""
    version: int
    contact: str
    """The contact's external id."""
    status: str
    step: str | None
    rest: str | None
    due_at: Millis | None
    entered_at: Millis
    reason: str | None
    key: str
    properties: dict[str, Any] | None
    enrolled_at: Millis
    ended_at: Millis | None


_e, _j, _v, _c = t.enrolment.c, t.journey.c, t.version.c, t.contact.c

_ENROLMENTS: Final = (
    select(
        _e.id,
        _j.public_id,
        _v.number,
        _c.external_id,
        _e.status,
        _e.step,
        _e.rest,
        case((_e.outcome == UNDATED, None), else_=_e.due_at),
        _e.entered_at,
        _e.note,
        _e.key,
        _e.properties,
        _e.admitted_at,
        _e.ended_at,
    )
    .join(t.journey, _j.id == _e.journey_id)
    .join(t.version, _v.id == _e.version_id)
    .join(t.contact, _c.id == _e.contact_id)
)


class EnrolmentFilter(NamedTuple):
    """Which enrolments; None asks nothing."""

    journey_id: int | None = None
    contact_id: int | None = None
    status: str | None = None
    step: str | None = None


def enrolments(conn: Connection, criteria: EnrolmentFilter, *, before_id: int | None, limit: int) -> list[EnrolmentRow]:
    """A page of enrolments."""
    query: Select[*tuple[Any, ...]] = _ENROLMENTS.order_by(_e.id.desc()).limit(limit)
    for column, value in (
        (_e.journey_id, criteria.journey_id),
        (_e.contact_id, criteria.contact_id),
        (_e.status, criteria.status),
        (_e.step, criteria.step),
    ):
        if value is not None:
            query = query.where(column == value)
    if before_id is not None:
        query = query.where(_e.id < before_id)
    return [EnrolmentRow._make(row) for row in conn.execute(query)]


def enrolment(conn: Connection, enrolment_id: int) -> EnrolmentRow | None:
    """One enrolment."""
    row = conn.execute(_ENROLMENTS.where(_e.id == enrolment_id)).one_or_none()
    return None if row is None else EnrolmentRow._make(row)


class PassedStep(NamedTuple):
    """One step an enrolment passed."""

    step: str
    at: Millis
    outcome: str | None
    """The outlet it left by; None where it is now."""
    reason: str | None


def path(conn: Connection, enrolment_id: int) -> list[PassedStep]:
    """The steps an enrolment passed, in order, and the one it rests at."""
    p, r = t.path.c, t.route.c
    query = (
        select(p.at, r.hops)
        .join(t.route, r.id == p.route_id)
        .where(p.enrolment_id == enrolment_id)
        .order_by(p.revision)
    )
    hops = [PassedStep(step, at, outcome, reason) for at, way in conn.execute(query) for step, outcome, reason in way]
    current = conn.execute(select(_e.step, _e.entered_at, _e.status, _e.note).where(_e.id == enrolment_id)).one()
    if current.status == EnrolmentStatus.ACTIVE and current.step is not None:
        hops.append(PassedStep(current.step, current.entered_at, None, current.note))
    return hops
