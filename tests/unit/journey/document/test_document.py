"""The document is React Flow's own shape, typed: what a canvas adds is kept, what nobody knows is not lost."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from engine.journey.document.document import Document
from engine.journey.step_types import DEFINITIONS, STEP_TYPES, PlannedData, StepNode, outlets_of
from engine.journey.steps.wait import WaitData
from tests.unit.journey.drawing import OPTED_IN, Json, journey, manual, opt_in_journey, sms, step

EVERY_STEP: dict[str, tuple[Json, tuple[str, ...]]] = {
    "trigger": ({"on": {"kind": "manual"}}, ("next",)),
    "branch": ({"paths": [{"id": "yes", "label": "Opted in", "where": OPTED_IN}]}, ("yes", "else")),
    "split": ({"arms": [{"id": "a", "percent": 50}, {"id": "b", "percent": 50}]}, ("a", "b")),
    "wait": ({"relative": {"to": "event.starts_at", "offset": "-PT1H"}, "if_past": "continue"}, ("next", "missed")),
    "wait_for": ({"event": "purchase", "match_key": True, "timeout": "P1D"}, ("happened", "timed_out")),
    "send_sms": ({"body": "Hi", "opt_out_clause": "never", "on_unknown": "resend"}, ("next", "not_sent")),
    "send_email": ({"subject": "Hi", "body": "Hi", "from": "a@example.com"}, ("next", "not_sent")),
    "update_contact": ({"set": {"plan": "pro"}, "add_tags": ["a"], "remove_tags": ["b"], "add_score": 5}, ("next",)),
    "webhook": ({"url": "https://example.com", "method": "POST", "headers": {"X-A": "b"}}, ("next", "failed")),
    "ask_opt_in": ({"body": "Reply START", "timeout": "P30D"}, ("opted_in", "timed_out")),
    "exit": ({"reason": "done"}, ()),
}


@pytest.mark.parametrize("kind", EVERY_STEP)
def test_every_step_of_the_contract_is_read_with_its_outlets(kind: str) -> None:
    data, outlets = EVERY_STEP[kind]
    (node,) = Document.model_validate(journey(step("a", kind, **data))).nodes
    assert node.type == kind
    assert outlets_of(node.data) == outlets
    assert node.data.model_extra == {}


def test_there_is_a_definition_for_every_step_of_the_unions_and_no_other() -> None:
    assert set(EVERY_STEP) == set(DEFINITIONS) == set(STEP_TYPES)
    planned = [definition for name, definition in DEFINITIONS.items() if name != "trigger"]
    assert {definition.node for definition in planned} == set(get_args(StepNode))
    assert {definition.data for definition in planned} == set(get_args(PlannedData))


@pytest.mark.parametrize("kind", EVERY_STEP)
def test_a_definition_stands_under_the_name_of_its_node(kind: str) -> None:
    fields = DEFINITIONS[kind].node.model_fields
    assert get_args(fields["type"].annotation) == (kind,)
    assert fields["data"].annotation is DEFINITIONS[kind].data


def test_what_a_canvas_adds_comes_back() -> None:
    raw: Json = opt_in_journey()
    raw["viewport"] = {"x": 1, "y": 2, "zoom": 1.5}
    raw["nodes"][0] |= {"selected": True, "measured": {"width": 200, "height": 40}, "width": 200}
    raw["edges"][0] |= {"type": "smoothstep", "animated": True}
    sent = Document.model_validate(raw).model_dump(mode="json")
    assert sent["viewport"] == raw["viewport"]
    assert sent["nodes"][0] | raw["nodes"][0] == sent["nodes"][0]
    assert sent["edges"][0] == raw["edges"][0]


def test_fields_nobody_knows_come_back_too() -> None:
    raw = journey(manual(), sms(mystery={"a": 1}), on_tuesdays=True)
    sent = Document.model_validate(raw).model_dump(mode="json")
    assert sent["settings"]["on_tuesdays"] is True
    assert sent["nodes"][1]["data"]["mystery"] == {"a": 1}


def test_names_that_python_keeps_for_itself_are_sent_as_the_contract_has_them() -> None:
    wait = WaitData.model_validate({"for": "PT1H"})
    assert wait.for_ == "PT1H"
    assert wait.model_dump(exclude_defaults=True) == {"for": "PT1H"}


def test_a_document_is_immutable() -> None:
    document = Document.model_validate(opt_in_journey())
    with pytest.raises(ValueError, match="frozen"):
        document.name = "Another"


def test_a_generated_client_gets_one_named_type_for_each_step() -> None:
    schema: dict[str, Any] = TypeAdapter(Document).json_schema()
    union = schema["$defs"]["JourneyNode"]
    assert union["discriminator"]["propertyName"] == "type"
    assert set(union["discriminator"]["mapping"]) == set(EVERY_STEP)
    assert schema["properties"]["nodes"]["items"] == {"$ref": "#/$defs/JourneyNode"}
    assert all("additionalProperties" not in schema["$defs"][f"{name}Data"] for name in ("Wait", "SendSms"))


def test_the_schema_takes_a_rule_that_has_the_form_of_a_group_too() -> None:
    rules = TypeAdapter(Document).json_schema()["$defs"]["Condition"]["properties"]["rules"]
    assert rules["items"] == {"anyOf": [{"$ref": "#/$defs/Condition"}, {"$ref": "#/$defs/Rule"}]}
