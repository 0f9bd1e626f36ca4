"""What has to be fetched about people before a run can be decided: all of it, and at once."""

from __future__ import annotations

from engine.journey.compiler import compile_plan
from engine.journey.document.document import Document
from engine.rules.conditions.facts import Reads
from engine.runtime.compiled_plan import CompiledPlan
from tests.unit.journey.drawing import OPTED_IN, Json, branch, journey, on_event, rule, sms, step


def runnable_of(raw: Json) -> CompiledPlan:
    return CompiledPlan(compile_plan(Document.model_validate(raw)))


def test_a_run_needs_what_all_its_instant_steps_and_the_next_waits_read() -> None:
    compiled = runnable_of(
        journey(
            on_event(requires=["starts_at"]),
            branch("b1", pro=rule("contact.plan", "=", "pro")),
            branch("b2", yes=OPTED_IN),
            step("w1", "wait", relative={"to": "event.starts_at"}),
            branch("b3", late=rule("happened.purchase", "=", True)),
            sms(body="Hi {{ contact.first_name }}"),
            "start -> b1",
            "b1.pro -> b2",
            "b1.else -> s1",
            "b2.yes -> w1",
            "w1 -> b3",
            "b3.late -> s1",
        )
    )
    run = Reads(contact=("plan",), consent=("sms",), event=("starts_at",), happened=("purchase",))
    assert compiled.entry_needs.reads == run
    assert compiled.needs_after("w1").reads == Reads(event=("starts_at",), happened=("purchase",))


def test_a_goal_is_needed_by_every_run() -> None:
    compiled = runnable_of(journey(on_event(), sms(), "start -> s1", goal=rule("contact.plan", "=", "pro")))
    assert compiled.entry_needs.reads == Reads(contact=("plan",))
    assert compiled.needs_after("s1").reads == Reads(contact=("plan",))
