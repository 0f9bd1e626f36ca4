"""Plans that databases hold are read, and their documents compile to the same bytes and digests as then."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.journey.compiler import compile_plan
from engine.journey.document.document import Document
from engine.journey.parts.pinned import Pinned
from engine.journey.plan import Plan

STORED = Path(__file__).parent / "stored_plans"
NAMES = sorted(path.name.removesuffix(".plan.json") for path in STORED.glob("*.plan.json"))
LIBRARY = {
    "welcome": Pinned(
        template_id="welcome",
        version=3,
        fallback="en",
        texts=(("de", "Hallo {{ contact.first_name }}"), ("en", "Hello {{ contact.last_name }}, {{ event.title }}")),
    )
}


def document(name: str) -> Document:
    return Document.model_validate(json.loads((STORED / f"{name}.journey.json").read_text()))


@pytest.mark.parametrize("name", NAMES)
def test_a_document_compiles_to_the_bytes_that_are_stored(name: str) -> None:
    assert compile_plan(document(name), LIBRARY).to_json() == (STORED / f"{name}.plan.json").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_plan_is_read_back_equal(name: str) -> None:
    plan = Plan.from_json((STORED / f"{name}.plan.json").read_bytes())
    assert plan == compile_plan(document(name), LIBRARY)
    assert plan.to_json().encode() == (STORED / f"{name}.plan.json").read_bytes()
