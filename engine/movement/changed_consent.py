"""What a change of consent does to those who are under way: journeys that end on it, questions that it answers."""

from __future__ import annotations

from collections.abc import Sequence

from engine.journey.step_types import definition_of
from engine.movement.ending import end_and_count, reach_goals
from engine.rules.outcomes.reasons import Reason
from engine.rules.outcomes.states import EnrolmentStatus, InboundKind, Rest
from engine.rules.time.instants import Millis
from engine.runtime.context import Context
from engine.store.database.conflicts import again_on_conflict
from engine.store.enrolments.active_enrolments import HEARD_EVERYTHING, EnrolmentChange, by_ids, write_changes
from engine.store.enrolments.cohorts import due_earlier
from engine.store.enrolments.control import active_with_number, cohorts_of, count_revision, resting_for_dispatch
from engine.store.events.follow_ups import delete_notes

CHUNK = 500


def consent_changed(context: Context, number: str, kind: str, now: Millis, done: Sequence[int] = ()) -> list[int]:
    """What a number's `opt_out` or `opt_in` does to journeys, whoever said it; the cohorts to wake.

    At an opt-out: ends enrolments of journeys that end on it, and waits with nothing but SMS ahead. Either way:
    whoever was asked to opt in has answered. The last transaction strikes the notes that are done with it.
    """
    wakes: list[int] = []
    after: int | None = 0
    while after is not None:
        after, cohorts = _consent_changed(context, number, kind, after, now, done)
        wakes.extend(cohorts)
    return wakes


@again_on_conflict
def _consent_changed(
    context: Context, number: str, kind: str, after: int, now: Millis, done: Sequence[int]
) -> tuple[int | None, list[int]]:
    """Of the enrolments with higher ids than `after`, some: the highest of them (None when there are no more) and the
    cohorts to wake."""
    with context.db.write(urgent=True) as conn:
        rows = active_with_number(conn, number, CHUNK, after)
        if not rows:
            delete_notes(conn, done)
            return None, []
        exits: list[int] = []
        finished: list[int] = []
        answered: list[int] = []
        held: list[int] = []
        for enrolment_id, version_id, step_id, rest in rows:
            plan = context.plans.get(conn, version_id).plan
            step = plan.get(step_id)
            waits = rest in (Rest.WAIT, Rest.WAIT_FOR)
            is_question = step is not None and definition_of(step.data).is_question
            if kind == InboundKind.OPT_OUT and plan.settings.on_opt_out == "exit":
                exits.append(enrolment_id)
            elif is_question and rest == Rest.WAIT_FOR:
                answered.append(enrolment_id)
            elif is_question and rest == Rest.DISPATCH:
                held.append(enrolment_id)
            elif kind == InboundKind.OPT_OUT and step is not None and waits and step.only_sms_ahead:
                finished.append(enrolment_id)
        cohorts = cohorts_of(conn, [*exits, *finished, *answered, *held])
        end_and_count(conn, exits, EnrolmentStatus.EXITED, Reason.EXIT_ON_OPT_OUT, now)
        end_and_count(conn, finished, EnrolmentStatus.COMPLETED, Reason.ONLY_SMS_AHEAD, now)
        staying = by_ids(conn, [row[0] for row in rows if row[0] not in {*exits, *finished}])
        wakes = reach_goals(conn, context, staying, now)
        # A question that is still held for somebody who has answered is called off by the gate.
        resting_for_dispatch(conn, held, now)
        # A move that was decided on the old consent, and is not written yet, must not be written any more.
        concluded = {*exits, *finished, *answered}
        count_revision(conn, [row[0] for row in rows if row[0] not in concluded])
        outcome = "opted_in" if kind == InboundKind.OPT_IN else "timed_out"
        write_changes(
            conn,
            [
                EnrolmentChange(
                    enrolment.enrolment.id, enrolment.enrolment.properties, now, outcome, None, HEARD_EVERYTHING
                )
                for enrolment in by_ids(conn, answered)
                if enrolment.enrolment.outcome is None
            ],
        )
        due_earlier(conn, cohorts, now)
        return rows[-1][0], [*cohorts, *wakes]
