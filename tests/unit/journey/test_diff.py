"""Two versions told apart: what a contact or a reader would notice, and nothing else."""

from __future__ import annotations

from engine.journey.document.diff import FieldChange, LineSummary, StepSummary, diff_documents
from engine.journey.document.document import Document
from tests.unit.journey.drawing import WAIT, Json, journey, manual, opt_in_journey, sms, step


def read(raw: Json) -> Document:
    return Document.model_validate(raw)


def test_steps_that_came_went_and_changed_are_told_with_their_fields_and_lines() -> None:
    before = read(journey(manual(), WAIT, sms(), "start -> w1", "w1 -> s1"))
    after = read(
        journey(
            manual(),
            step("w1", "wait", for_="PT2H"),
            step("m1", "send_email", subject="Hi", body="Hi"),
            "start -> w1",
            "w1 -> m1",
            timezone="Europe/Berlin",
        )
    )
    diff = diff_documents(before, after)
    assert diff.added == (StepSummary(node_id="m1", type="send_email", label='E-mail: "Hi"'),)
    assert diff.removed == (StepSummary(node_id="s1", type="send_sms", label='SMS: "Hello"'),)
    (changed,) = diff.changed
    assert (changed.node_id, changed.label_before, changed.label_after) == ("w1", "Wait 1 hour", "Wait 2 hours")
    assert changed.fields == (FieldChange(field="for", before="PT1H", after="PT2H"),)
    assert diff.settings == (FieldChange(field="timezone", before="UTC", after="Europe/Berlin"),)
    assert diff.lines_added == (LineSummary(source="w1", outlet="next", target="m1"),)
    assert diff.lines_removed == (LineSummary(source="w1", outlet="next", target="s1"),)


def test_a_field_inside_an_object_is_told_by_its_path() -> None:
    def waiting(offset: str) -> Document:
        return read(journey(manual(), step("w1", "wait", relative={"to": "contact.birthday", "offset": offset})))

    (changed,) = diff_documents(waiting("-P1D"), waiting("-P2D")).changed
    assert changed.fields == (FieldChange(field="relative.offset", before="-P1D", after="-P2D"),)


def test_moving_steps_on_the_canvas_is_no_change() -> None:
    moved = opt_in_journey()
    for node in moved["nodes"]:
        node["position"] = {"x": 99, "y": 99}
    assert diff_documents(read(opt_in_journey()), read(moved)).is_empty


def test_steps_that_vanished_or_became_another_are_named_as_lost() -> None:
    before = read(journey(manual(), WAIT, sms("s1"), sms("s2")))
    after = read(journey(manual(), WAIT, step("s1", "exit")))
    assert diff_documents(before, after).lost_steps() == ("s1", "s2")
