"""How steps hang together: ids, lines, ways, loops."""

from __future__ import annotations

from tests.unit.journey.drawing import (
    OPTED_IN,
    WAIT,
    Cases,
    Expected,
    Json,
    alone,
    branch,
    cases,
    found,
    journey,
    line,
    manual,
    on_event,
    opt_in_journey,
    rule,
    sms,
    step,
)

STRUCTURE: Cases = [
    ("no trigger", journey(sms(), message_class="transactional"), {("no_trigger", None)}),
    (
        "two triggers",
        journey(
            manual(),
            step("again", "trigger", on={"kind": "manual"}),
            WAIT,
            "start -> w1",
            "again -> w1",
        ),
        {("several_triggers", "start"), ("several_triggers", "again")},
    ),
    ("a trigger that leads nowhere", journey(manual()), {("nothing_after_trigger", "start")}),
    (
        "a line into the trigger",
        journey(manual(), WAIT, "start -> w1", "w1 -> start"),
        {("edge_into_trigger", "start")},
    ),
    (
        "a step nobody reaches",
        journey(manual(), WAIT, step("x", "exit"), "start -> w1"),
        {("unreachable_step", "x")},
    ),
    (
        "a line to a step that is not there",
        journey(manual(), WAIT, "start -> w1", "w1 -> gone"),
        {("edge_to_unknown_step", "w1")},
    ),
    (
        "a line from a step that is not there",
        journey(manual(), WAIT, "start -> w1", "gone -> w1"),
        {("edge_from_unknown_step", None)},
    ),
    (
        "a line from an outlet the step does not have",
        journey(manual(), WAIT, sms(), "start -> w1", "w1.later -> s1", message_class="transactional"),
        {("unknown_outlet", "w1")},
    ),
    (
        "two lines from one outlet",
        journey(manual(), WAIT, step("x", "exit"), step("y", "exit"), "start -> w1", "w1 -> x", "w1 -> y"),
        {("outlet_used_twice", "w1")},
    ),
    ("two steps with one id", journey(manual(), WAIT, WAIT, "start -> w1"), {("duplicate_step_id", "w1")}),
    (
        "two lines with one id",
        {**journey(manual(), WAIT), "edges": [line("start -> w1"), {**line("w1 -> w1"), "id": "start -> w1"}]},
        {("duplicate_edge_id", None), ("never_ends", "w1")},
    ),
    (
        "two paths with one id",
        alone(
            step(
                "b1",
                "branch",
                paths=[{"id": "a", "where": OPTED_IN}, {"id": "a", "where": rule("contact.plan", "=", "pro")}],
            )
        ),
        {("duplicate_outlet_id", "b1")},
    ),
    ("a path called else", alone(branch(else_=OPTED_IN)), set()),
    (
        "a path with the id of what all others take",
        alone(step("b1", "branch", paths=[{"id": "else", "where": OPTED_IN}])),
        {("duplicate_outlet_id", "b1")},
    ),
    (
        "two arms with one id",
        alone(step("p1", "split", arms=[{"id": "a", "percent": 50}, {"id": "a", "percent": 50}])),
        {("duplicate_outlet_id", "p1")},
    ),
    ("a journey without a name", {**opt_in_journey(), "name": " "}, {("no_name", None)}),
]

CYCLES: Cases = [
    (
        "a step that leads to itself",
        journey(manual(), branch(yes=OPTED_IN), "start -> b1", "b1.yes -> b1"),
        {("self_loop", "b1")},
    ),
    (
        "SMS that turn round without a wait",
        journey(manual(), sms("s1"), sms("s2"), "start -> s1", "s1 -> s2", "s2 -> s1", message_class="transactional"),
        {("cycle_without_wait", "s1")},
    ),
    (
        "a wait until a date, which is past at the second turn",
        journey(
            manual(),
            step("w1", "wait", until="2030-01-01T00:00:00Z"),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        {("cycle_without_wait", "b1")},
    ),
    (
        "a wait before one date of the event",
        journey(
            on_event(requires=["starts_at"]),
            step("w1", "wait", relative={"to": "event.starts_at", "offset": "-PT1H"}),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        {("cycle_without_wait", "b1"), ("late_comer_gets_nothing", "w1")},
    ),
    (
        "a wait of no time",
        journey(
            manual(),
            step("w1", "wait", for_="PT0S"),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        {("cycle_without_wait", "b1")},
    ),
    (
        "an ask for an opt-in is no wait: those who opted in pass at once",
        journey(
            manual(),
            step("a1", "ask_opt_in", body="Reply START", timeout="P1D"),
            sms(),
            "start -> a1",
            "a1.opted_in -> s1",
            "s1 -> a1",
        ),
        {("cycle_without_wait", "a1")},
    ),
    (
        "a wait for some time in the loop is fine",
        journey(manual(), WAIT, branch(yes=OPTED_IN), "start -> w1", "w1 -> b1", "b1.yes -> w1"),
        set(),
    ),
    (
        "a wait at a time of day in the loop is fine",
        journey(
            manual(),
            step("w1", "wait", at={"time": "09:00"}),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        set(),
    ),
    (
        "an anniversary in the loop is fine",
        journey(
            manual(),
            step("w1", "wait", relative={"to": "contact.birthday", "yearly": True}),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        set(),
    ),
    (
        "an anniversary that goes on when the contact has no such date",
        journey(
            manual(),
            step("w1", "wait", relative={"to": "contact.birthday", "yearly": True}, if_past="continue"),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w1",
        ),
        {("cycle_without_wait", "b1")},
    ),
    (
        "a way by missed, taken at once by who has no such date",
        journey(
            manual(),
            step("w1", "wait", relative={"to": "contact.birthday", "yearly": True}),
            branch(yes=OPTED_IN),
            "start -> w1",
            "w1.missed -> b1",
            "b1.yes -> w1",
        ),
        {("cycle_without_wait", "b1")},
    ),
    (
        "a wait for an event that leads to itself, with a way out",
        journey(manual(), step("f1", "wait_for", event="a", timeout="P1D"), "start -> f1", "f1.timed_out -> f1"),
        set(),
    ),
    (
        "a wait for an event in the loop is fine",
        journey(
            manual(),
            step("f1", "wait_for", event="purchase", timeout="P1D"),
            sms(),
            "start -> f1",
            "f1.timed_out -> s1",
            "s1 -> f1",
            message_class="transactional",
        ),
        set(),
    ),
    (
        "a loop that nobody leaves",
        journey(manual(), WAIT, sms(), "start -> w1", "w1 -> s1", "s1 -> w1", message_class="transactional"),
        {("never_ends", "s1")},
    ),
    (
        "a loop that a goal ends",
        journey(
            manual(),
            WAIT,
            sms(),
            "start -> w1",
            "w1 -> s1",
            "s1 -> w1",
            message_class="transactional",
            goal=rule("happened.purchase", "=", True),
        ),
        set(),
    ),
]


@cases(STRUCTURE)
def test_how_steps_hang_together_is_checked(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected


@cases(CYCLES)
def test_a_loop_must_wait_on_every_turn(raw: Json, expected: Expected) -> None:
    assert found(raw) == expected
