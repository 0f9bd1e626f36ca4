"""What a finding says."""

from __future__ import annotations

from engine.journey.checks import check, review
from engine.journey.document import Document
from engine.journey.supported import EVERYTHING
from tests.unit.journey.drawing import journey, on_event, opt_in_journey, step


def test_a_journey_without_fault_has_only_its_ends_to_tell_of() -> None:
    document = Document.model_validate(opt_in_journey())
    assert [(str(one.code), one.severity, one.node_id, one.field) for one in check(document, EVERYTHING)] == [
        ("open_outlet", "warning", "s1", "next"),
        ("open_outlet", "warning", "m1", "next"),
    ]


def test_a_finding_names_the_step_what_is_wrong_and_what_to_do() -> None:
    raw = journey(on_event(), step("w1", "wait", relative={"to": "event.starts_at"}), "start -> w1")
    told = [str(one) for one in review(raw, EVERYTHING).findings if one.severity == "error"]
    (said,) = told
    assert said == (
        'step "w1" waits on event.starts_at, which webinar.registered does not carry; '
        'add it to what the start event must carry ("requires"), or choose another property'
    )
