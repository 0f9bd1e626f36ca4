"""Journeys: their drafts, their versions, and the list of them with its numbers."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, func, insert, select, update

from engine.rules.outcomes.states import JourneyStatus, StepMetric
from engine.rules.time.instants import Millis
from engine.store.database import core as t
from engine.store.database.dialect import among, locked

ALPHABET: Final = "abcdefghijkmnpqrstuvwxyz23456789"
"""Without letters and digits that are mistaken for each other when an id is read out."""


class JourneyRow(NamedTuple):
    """A journey with its draft."""

    id: int
    public_id: str
    name: str
    status: str
    draft: dict[str, Any]
    draft_revision: int
    version_id: int | None
    paused_at: Millis | None
    created_at: Millis
    updated_at: Millis


_ROW: Final = [t.journey.c[name] for name in JourneyRow._fields]


class VersionRow(NamedTuple):
    """A published version, without its document."""

    id: int
    number: int
    digest: str
    published_at: Millis


_VERSION: Final = [t.version.c[name] for name in VersionRow._fields]


def create(conn: Connection, draft: Mapping[str, Any], name: str, now: Millis) -> JourneyRow:
    """A new journey with this draft."""
    values = {
        "public_id": "j_" + "".join(secrets.choice(ALPHABET) for _ in range(8)),
        "name": name,
        "status": JourneyStatus.DRAFT,
        "draft": dict(draft),
        "draft_revision": 1,
        "created_at": now,
        "updated_at": now,
    }
    return JourneyRow._make(conn.execute(insert(t.journey).values(values).returning(*_ROW)).one())


def find(conn: Connection, public_id: str, *, lock: bool = False) -> JourneyRow | None:
    """The journey of that public id."""
    query = select(*_ROW).where(t.journey.c.public_id == public_id)
    row = conn.execute(locked(conn, query) if lock else query).one_or_none()
    return None if row is None else JourneyRow._make(row)


def save_draft(conn: Connection, journey_id: int, draft: Mapping[str, Any], name: str, now: Millis) -> JourneyRow:
    """Replaces the draft of a journey that this transaction has locked. The same draft again changes nothing."""
    j = t.journey.c
    current = JourneyRow._make(conn.execute(select(*_ROW).where(j.id == journey_id)).one())
    if current.draft == draft:
        return current
    changed = (
        update(t.journey)
        .where(j.id == journey_id)
        .values(draft=dict(draft), name=name, draft_revision=j.draft_revision + 1, updated_at=now)
    )
    return JourneyRow._make(conn.execute(changed.returning(*_ROW)).one())


def versions(conn: Connection, journey_ids: Sequence[int]) -> dict[int, list[VersionRow]]:
    """The versions of each journey, newest first."""
    v = t.version.c
    query = select(v.journey_id, *_VERSION).where(among(conn, v.journey_id, journey_ids)).order_by(v.number.desc())
    by_journey: dict[int, list[VersionRow]] = {journey_id: [] for journey_id in journey_ids}
    for row in conn.execute(query):
        by_journey[row[0]].append(VersionRow._make(row[1:]))
    return by_journey


class PublishedDocument(NamedTuple):
    """A version with the document it was published from."""

    version: VersionRow
    document: dict[str, Any]


def version_document(conn: Connection, journey_id: int, number: int) -> PublishedDocument | None:
    """A version by its number."""
    v = t.version.c
    query = select(*_VERSION, v.document).where(v.journey_id == journey_id, v.number == number)
    row = conn.execute(query).one_or_none()
    return None if row is None else PublishedDocument(VersionRow._make(row[:4]), row.document)


def current_document(conn: Connection, journey: JourneyRow) -> PublishedDocument | None:
    """The version that takes new enrolments."""
    v = t.version.c
    row = conn.execute(select(*_VERSION, v.document).where(v.id == journey.version_id)).one_or_none()
    return None if row is None else PublishedDocument(VersionRow._make(row[:4]), row.document)


def insert_version(
    conn: Connection, journey_id: int, document: Mapping[str, Any], plan: Mapping[str, Any], digest: str, now: Millis
) -> VersionRow:
    """The next version of a journey that this transaction has locked; new enrolments travel on it from now on."""
    v = t.version.c
    last = conn.execute(select(func.max(v.number)).where(v.journey_id == journey_id)).scalar_one()
    values = {
        "journey_id": journey_id,
        "number": (last or 0) + 1,
        "document": dict(document),
        "plan": dict(plan),
        "digest": digest,
        "published_at": now,
    }
    row = VersionRow._make(conn.execute(insert(t.version).values(values).returning(*_VERSION)).one())
    conn.execute(update(t.journey).where(t.journey.c.id == journey_id).values(version_id=row.id, updated_at=now))
    return row


_LISTED = (StepMetric.HERE, StepMetric.SENT, StepMetric.SKIPPED, StepMetric.FAILED)


class JourneyTotals(NamedTuple):
    """What a journey has done so far, over all its versions."""

    active: int = 0
    enrolled: int = 0
    sent: int = 0
    skipped: int = 0
    failed: int = 0


class ListedJourney(NamedTuple):
    """A journey in a list."""

    journey: JourneyRow
    version: int | None
    numbers: JourneyTotals


def listed(conn: Connection, *, status: str | None, before_id: int | None, limit: int) -> list[ListedJourney]:
    """Journeys, newest first; archived ones only when asked for."""
    j = t.journey.c
    query = select(*_ROW).order_by(j.id.desc()).limit(limit)
    query = query.where(j.status != JourneyStatus.ARCHIVED) if status is None else query.where(j.status == status)
    if before_id is not None:
        query = query.where(j.id < before_id)
    rows = [JourneyRow._make(row) for row in conn.execute(query)]
    numbers = _numbers(conn, [row.id for row in rows])
    current = [row.version_id for row in rows if row.version_id is not None]
    v = t.version.c
    number_of = {row[0]: row[1] for row in conn.execute(select(v.id, v.number).where(among(conn, v.id, current)))}
    return [
        ListedJourney(
            row, None if row.version_id is None else number_of.get(row.version_id), numbers.get(row.id, JourneyTotals())
        )
        for row in rows
    ]


def _numbers(conn: Connection, journey_ids: Sequence[int]) -> dict[int, JourneyTotals]:
    s, v = t.step_count.c, t.version.c
    query: Select[*tuple[Any, ...]] = (
        select(v.journey_id, s.what, func.sum(s.n))
        .join(t.version, v.id == s.version_id)
        .where(
            among(conn, v.journey_id, journey_ids),
            s.what.in_((StepMetric.HERE, StepMetric.SENT, StepMetric.SKIPPED, StepMetric.FAILED)),
        )
        .group_by(v.journey_id, s.what)
    )
    counts: dict[int, dict[str, int]] = {}
    for journey_id, metric, n in conn.execute(query):
        counts.setdefault(journey_id, {})[metric] = int(n)
    # Everybody enters by the trigger, so what entered there is everybody.
    entered = (
        select(v.journey_id, func.sum(s.n))
        .join(t.version, v.id == s.version_id)
        .where(
            among(conn, v.journey_id, journey_ids),
            s.what == StepMetric.ENTERED,
            s.step == v.plan["trigger_id"].as_string(),
        )
        .group_by(v.journey_id)
    )
    total = {row[0]: int(row[1]) for row in conn.execute(entered)}
    return {
        journey_id: JourneyTotals(
            numbers.get(StepMetric.HERE, 0),
            total.get(journey_id, 0),
            numbers.get(StepMetric.SENT, 0),
            numbers.get(StepMetric.SKIPPED, 0),
            numbers.get(StepMetric.FAILED, 0),
        )
        for journey_id, numbers in {**{each: {} for each in total}, **counts}.items()
    }
