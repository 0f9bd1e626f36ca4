"""What a finding says."""

from __future__ import annotations

from engine.journey.checks.all_checks import check, review
from engine.journey.document.document import Document
from engine.journey.findings import FindingCode
from tests.unit.journey.drawing import branch, journey, manual, on_event, opt_in_journey, rule, sms, step


def test_a_journey_that_ends_with_what_it_sends_has_nothing_to_tell_of() -> None:
    assert check(Document.model_validate(opt_in_journey())) == []


def test_an_end_that_may_be_forgotten_is_told_of_in_the_words_of_the_canvas() -> None:
    raw = journey(
        manual(),
        branch(vip=rule("contact.plan", "=", "vip")),
        step("w1", "wait", for_="PT1H"),
        "start -> b1",
        "b1.vip -> w1",
    )
    found = [finding for finding in review(raw).findings if finding.code is FindingCode.OPEN_OUTLET]
    assert [(one.severity, one.node_id, one.field, one.message) for one in found] == [
        (
            "warning",
            "b1",
            "else",
            'who leaves “Contact.plan is "vip"?” by “otherwise” can go no further: the journey ends there',
        ),
        ("warning", "w1", "next", "no step comes after “Wait 1 hour”: the journey ends there"),
    ]


def test_a_question_whose_answers_all_end_is_an_end_and_one_of_two_is_not() -> None:
    ask = step("a1", "ask_opt_in", body="Reply START to get our texts", timeout="P1D")
    last = journey(manual(), ask, "start -> a1")
    half = journey(manual(), ask, sms(), "start -> a1", "a1.timed_out -> s1")
    assert [
        [finding.field for finding in review(raw).findings if finding.code is FindingCode.OPEN_OUTLET]
        for raw in (last, half)
    ] == [[], ["opted_in"]]


def test_a_finding_names_the_step_what_is_wrong_and_what_to_do() -> None:
    raw = journey(on_event(), step("w1", "wait", relative={"to": "event.starts_at"}), "start -> w1")
    told = [str(finding) for finding in review(raw).findings if finding.severity == "error"]
    (said,) = told
    assert said == (
        "“Wait until event.starts_at” waits on event.starts_at, which webinar.registered does not carry; "
        'add it to what the start event must carry ("requires"), or choose another property'
    )
