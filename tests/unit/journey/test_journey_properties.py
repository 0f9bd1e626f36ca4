"""What holds for every journey that can be drawn, and for all JSON that is none."""

from __future__ import annotations

import copy
import random
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.journey.checks.all_checks import check, review
from engine.journey.compiler import NotPublishable, compile_plan
from engine.journey.document.diff import diff_documents
from engine.journey.document.document import Document
from engine.journey.findings import errors_in
from engine.journey.plan import Plan
from engine.journey.reading.reading import parse_document
from tests.unit.journey.drawing import Json
from tests.unit.journey.drawn_by_chance import JSON, garbled_journeys, sound_journeys, wild_journeys


@given(raw=sound_journeys(), seed=st.integers())
def test_the_order_of_nodes_and_lines_and_the_canvas_change_nothing_in_the_plan(raw: Json, seed: int) -> None:
    shuffled = copy.deepcopy(raw)
    chance = random.Random(seed)
    chance.shuffle(shuffled["nodes"])
    chance.shuffle(shuffled["edges"])
    for node in shuffled["nodes"]:
        node |= {"position": {"x": chance.random(), "y": 3}, "selected": True, "measured": {"width": 9}}
    for number, edge in enumerate(shuffled["edges"]):
        edge |= {"id": f"other{number}", "animated": True}
    plan = compile_plan(Document.model_validate(raw))
    assert compile_plan(Document.model_validate(shuffled)) == plan


@given(raw=sound_journeys())
def test_a_plan_comes_back_from_its_stored_form_as_it_was(raw: Json) -> None:
    plan = compile_plan(Document.model_validate(raw))
    assert Plan.from_json(plan.to_json()) == plan


@given(raw=sound_journeys())
def test_a_document_comes_back_from_its_sent_form_as_it_was(raw: Json) -> None:
    document = Document.model_validate(raw)
    assert Document.model_validate_json(document.model_dump_json()) == document


@given(raw=wild_journeys())
def test_every_drawing_is_checked_and_what_has_no_errors_compiles(raw: Json) -> None:
    document = Document.model_validate(raw)
    findings = check(document, 0)
    if errors_in(findings):
        with suppress(NotPublishable):
            compile_plan(document)
    else:
        compile_plan(document).render()


@given(raw=wild_journeys())
def test_every_finding_names_what_is_wrong_and_what_to_do_at_a_step_that_is_there(raw: Json) -> None:
    ids = {node["id"] for node in raw["nodes"]} | {None}
    for finding in review(raw, 0).findings:
        assert finding.message
        assert finding.remedy
        assert finding.node_id in ids


@given(raw=JSON | garbled_journeys())
def test_no_json_is_too_broken_to_be_told_what_is_wrong(raw: Any) -> None:
    parsed = parse_document(raw)
    told = review(raw, 0)
    if isinstance(parsed, Document):
        assert told.document == parsed
    else:
        assert parsed
        assert told.document is None
        assert not told.publishable
    for finding in told.findings:
        finding.model_dump_json()


@given(before=sound_journeys(), after=sound_journeys())
def test_a_diff_is_empty_only_between_journeys_that_compile_alike(before: Json, after: Json) -> None:
    old, new = Document.model_validate(before), Document.model_validate(after)
    same = compile_plan(old).digest == compile_plan(new).digest
    assert diff_documents(old, new).is_empty is same
    assert diff_documents(old, old).is_empty
