"""Ending enrolments where they rest: with what was planned for them, and counted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, Rest, StepMetric
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.enrolments.active_enrolments import ActiveEnrolment
from engine.store.enrolments.cohorts import bring_forward
from engine.store.enrolments.enrolments import end_enrolments
from engine.store.journeys.counts import Tally, add_counts
from engine.store.messages.messages import drop_planned
from engine.store.segments.facts import load_facts


def end_and_count(conn: Connection, ids: list[int], status: EnrolmentStatus, reason: Reason | None, now: Millis) -> int:
    """Ends these enrolments where they rest, with what was planned for them; counts it. How many were active."""
    rows = end_enrolments(conn, ids, status, reason, now)
    drop_planned(conn, [row[0] for row in rows], now)
    by_version: dict[int, Tally] = defaultdict(Counter)
    for _, version_id, step, _ in rows:
        by_version[version_id][step, StepMetric.HERE, ""] -= 1
        by_version[version_id][step, StepMetric.LEFT, status] += 1
    for version_id in sorted(by_version):
        add_counts(conn, version_id, by_version[version_id])
    return len(rows)


def reach_goals(conn: Connection, context: Context, enrolments: Sequence[ActiveEnrolment], now: Millis) -> list[int]:
    """Ends those whose journey's goal has become true; the cohorts to wake. Whoever is being sent a message reaches it
    after that."""
    by_version: dict[int, list[ActiveEnrolment]] = defaultdict(list)
    for enrolment in enrolments:
        if enrolment.enrolment.rest != Rest.SENDING:
            by_version[enrolment.version_id].append(enrolment)
    cohorts: list[int] = []
    for version_id, group in sorted(by_version.items()):
        compiled = context.plans.get(conn, version_id)
        if compiled.goal is None:
            continue
        people = load_facts(conn, [enrolment.enrolment for enrolment in group], compiled.goal_reads, now)
        reached = [enrolment for enrolment, known in zip(group, people, strict=True) if compiled.goal(known.facts)]
        ids = [enrolment.enrolment.id for enrolment in reached]
        end_and_count(conn, ids, EnrolmentStatus.CONVERTED, Reason.GOAL_REACHED, now)
        cohorts.extend(enrolment.cohort_id for enrolment in reached)
    return bring_forward(conn, cohorts, now)
