"""What the plan knows before anybody travels: what is read, where one rests, and what is ahead."""

from __future__ import annotations

import pytest

from engine.journey.compiler import NotPublishable, compile_plan
from engine.journey.document.document import Document
from engine.journey.plan import Plan
from engine.rules.conditions.facts import Reads
from tests.unit.journey.drawing import (
    OPTED_IN,
    WAIT,
    Json,
    branch,
    journey,
    manual,
    on_event,
    opt_in_journey,
    rule,
    sms,
    step,
)


def planned(raw: Json) -> Plan:
    return compile_plan(Document.model_validate(raw))


EMAIL = step("m1", "send_email", subject="Hi", body="Hi {{ contact.first_name }}")
EXIT = step("x1", "exit")


def test_a_step_is_found_by_its_id_and_an_outlet_by_its_name() -> None:
    plan = planned(opt_in_journey())
    assert plan.entry == "b1"
    assert [found.id for found in plan.steps] == ["b1", "m1", "s1"]
    assert plan.step("b1").target("yes") == "s1"
    assert plan.step("s1").target("next") is None
    assert plan.get("gone") is None
    with pytest.raises(KeyError):
        plan.step("gone")


def test_a_journey_of_a_trigger_alone_has_no_entry() -> None:
    assert planned(journey(manual())).entry is None


def test_enrolments_rest_at_waits_and_dispatches_only() -> None:
    kinds = {
        "branch": {"paths": []},
        "split": {"arms": []},
        "wait": {"for": "PT1H"},
        "wait_for": {"event": "a", "timeout": "P1D"},
        "send_sms": {"body": "a"},
        "send_email": {"subject": "a", "body": "a"},
        "update_contact": {},
        "webhook": {"url": "https://example.com"},
        "ask_opt_in": {"body": "START", "timeout": "P1D"},
        "exit": {},
    }
    plan = planned(journey(manual(), *(step(kind, kind, **data) for kind, data in kinds.items())))
    resting = {found.id for found in plan.steps if found.rests}
    assert resting == {"wait", "wait_for", "send_sms", "send_email", "webhook", "ask_opt_in"}


def test_the_goal_is_read_before_every_dispatch() -> None:
    plan = planned(opt_in_journey(goal=rule("happened.purchase", "=", True)))
    goal = Reads(happened=("purchase",))
    assert plan.goal_reads == goal
    assert plan.step("b1").reads == Reads(consent=("sms",))
    assert plan.step("s1").reads == goal


def test_what_the_trigger_reads_is_told_apart() -> None:
    audience = {"kind": "audience", "where": rule("contact.tags", "contains", "vip")}
    plan = planned(journey(step("start", "trigger", on=audience), sms(), "start -> s1"))
    assert plan.trigger_reads == Reads(contact=("tags",))


ONLY_SMS: list[tuple[str, Json, bool]] = [
    ("an SMS", journey(manual(), WAIT, sms(), "start -> w1", "w1 -> s1"), True),
    ("nothing", journey(manual(), WAIT, "start -> w1"), False),
    ("an exit", journey(manual(), WAIT, EXIT, "start -> w1", "w1 -> x1"), False),
    (
        "an SMS behind a branch and a second wait, then an exit",
        journey(
            manual(),
            WAIT,
            branch(yes=OPTED_IN),
            step("w2", "wait", for_="P1D"),
            sms(),
            EXIT,
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> w2",
            "w2 -> s1",
            "s1 -> x1",
        ),
        True,
    ),
    ("an e-mail", journey(manual(), WAIT, EMAIL, "start -> w1", "w1 -> m1"), False),
    (
        "an e-mail for whom no SMS was sent",
        journey(manual(), WAIT, sms(), EMAIL, "start -> w1", "w1 -> s1", "s1.not_sent -> m1"),
        False,
    ),
    (
        "an update after the SMS",
        journey(manual(), WAIT, sms(), step("u1", "update_contact"), "start -> w1", "w1 -> s1", "s1 -> u1"),
        False,
    ),
    (
        "a webhook on the other path",
        journey(
            manual(),
            WAIT,
            branch(yes=OPTED_IN),
            sms(),
            step("h1", "webhook", url="https://example.com"),
            "start -> w1",
            "w1 -> b1",
            "b1.yes -> s1",
            "b1.else -> h1",
        ),
        False,
    ),
    (
        "a question for an opt-in, which an opted-out contact leaves at once",
        journey(
            manual(),
            WAIT,
            step("a1", "ask_opt_in", body="START", timeout="P1D"),
            "start -> w1",
            "w1 -> a1",
        ),
        True,
    ),
    (
        "a wait for the opt-in, where the contact can come back",
        journey(
            manual(),
            WAIT,
            step("f1", "wait_for", event="sms.opted_in", timeout="P1D"),
            sms(),
            "start -> w1",
            "w1 -> f1",
            "f1.happened -> s1",
        ),
        False,
    ),
    (
        "itself in a loop of SMS",
        journey(manual(), WAIT, sms(), "start -> w1", "w1 -> s1", "s1 -> w1"),
        True,
    ),
]


@pytest.mark.parametrize(("raw", "expected"), [pytest.param(raw, only, id=name) for name, raw, only in ONLY_SMS])
def test_a_wait_knows_whether_only_sms_is_ahead(raw: Json, expected: bool) -> None:
    assert planned(raw).step("w1").only_sms_ahead is expected


def test_an_email_behind_a_wait_counts_for_the_waits_before_it_not_after() -> None:
    raw = journey(
        manual(),
        WAIT,
        EMAIL,
        step("w2", "wait", for_="P1D"),
        sms(),
        "start -> w1",
        "w1 -> m1",
        "m1 -> w2",
        "w2 -> s1",
    )
    plan = planned(raw)
    assert [plan.step(wait).only_sms_ahead for wait in ("w1", "w2")] == [False, True]


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(journey(sms()), id="no trigger"),
        pytest.param(journey(manual(), manual()), id="two triggers"),
        pytest.param(journey(manual(), sms(), sms()), id="two steps with one id"),
        pytest.param(journey(manual(), sms(), "start -> s2"), id="a line to nowhere"),
        pytest.param(journey(manual(), sms("s1"), sms("s2"), "start -> s1", "start -> s2"), id="an outlet twice"),
        pytest.param(journey(manual(), branch(), "start -> b1", "b1.else -> b1"), id="a loop without a rest"),
    ],
)
def test_no_plan_is_made_of_a_document_with_errors(raw: Json) -> None:
    with pytest.raises(NotPublishable):
        planned(raw)


def test_the_digest_tells_what_decides_and_nothing_else() -> None:
    plan = planned(opt_in_journey())
    renamed = planned({**opt_in_journey(), "name": "Another name"})
    spelt_out = planned(opt_in_journey(re_entry="never", timezone="UTC", goal=None))
    later = planned(opt_in_journey(re_entry="always"))
    assert renamed.digest == spelt_out.digest == plan.digest
    assert later.digest != plan.digest


WEBINAR = journey(
    on_event(key="event.webinar_id", requires=["starts_at"], updated_by="webinar.rescheduled"),
    branch("b1", yes=OPTED_IN),
    step("w1", "wait", relative={"to": "event.starts_at", "offset": "-P1D"}),
    sms("s1", body="Tomorrow, {{ contact.first_name }}!"),
    step("w2", "wait", relative={"to": "event.starts_at", "offset": "-PT1H"}),
    sms("s2", body="In one hour: {{ event.join_url }}"),
    step("m1", "send_email", subject="Your webinar", body="See you"),
    "start -> b1",
    "b1.yes -> w1",
    "b1.else -> m1",
    "w1 -> s1",
    "s1 -> w2",
    "w2 -> s2",
    quiet_hours={"start": "21:00", "end": "08:00"},
)

WIN_BACK = journey(
    step("start", "trigger", on={"kind": "audience", "where": rule("contact.tags", "contains", "lapsed")}),
    step("p1", "split", arms=[{"id": "offer", "percent": 80}, {"id": "none", "percent": 20, "label": "Control"}]),
    step("a1", "ask_opt_in", body="Reply START", timeout="P7D"),
    sms("s1", body="20% off, {{ contact.first_name | default: 'friend' }}"),
    step("f1", "wait_for", event="purchase", timeout="P3D"),
    step("u1", "update_contact", set={"won_back": True}, remove_tags=["lapsed"], add_score=5),
    step("w1", "wait", at={"time": "09:00", "weekdays": ["mon", "tue"]}),
    step("h1", "webhook", url="https://crm.example.com/lost"),
    step("x1", "exit", reason="control group"),
    "start -> p1",
    "p1.offer -> a1",
    "p1.none -> x1",
    "a1.opted_in -> s1",
    "a1.timed_out -> h1",
    "s1 -> f1",
    "f1.happened -> u1",
    "f1.timed_out -> w1",
    "w1 -> s1",
)


def test_a_webinar_reminder_renders_as_the_plan_it_is() -> None:
    assert planned(WEBINAR).render() == (
        """\
start: When webinar.registered happens
  next -> b1
b1: Opted in to SMS? (branch)
  else -> m1
  yes -> w1
m1: E-mail: "Your webinar" (send_email, rests)
s1: SMS: "Tomorrow, {{ contact.first_name }}!" (send_sms, rests, only SMS ahead)
  next -> w2
s2: SMS: "In one hour: {{ event.join_url }}" (send_sms, rests)
w1: Wait until 1 day before event.starts_at (wait, rests, only SMS ahead)
  next -> s1
w2: Wait until 1 hour before event.starts_at (wait, rests, only SMS ahead)
  next -> s2
"""
    )


def test_a_win_back_renders_as_the_plan_it_is() -> None:
    assert planned(WIN_BACK).render() == (
        """\
start: At launch, everyone matching: tagged lapsed
  next -> p1
a1: Ask to opt in to SMS, wait at most 1 week (ask_opt_in, rests)
  opted_in -> s1
  timed_out -> h1
f1: Wait for purchase, at most 3 days (wait_for, rests)
  happened -> u1
  timed_out -> w1
h1: POST to crm.example.com (webhook, rests)
p1: Split 80/20 by chance (split)
  none -> x1
  offer -> a1
s1: SMS: "20% off, {{ contact.first_name | default: 'friend' }}" (send_sms, rests)
  next -> f1
u1: Set won_back to yes, remove tag lapsed and add 5 score (update_contact)
w1: Wait until 09:00 on Mon or Tue (wait, rests)
  next -> s1
x1: Exit: control group (exit)
"""
    )
