"""A small language to draw journeys in tests: steps in a row, lines between them, and nothing that goes unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.checks.all_checks import review
from engine.journey.findings import FindingCode
from engine.rules.time.instants import from_rfc3339

Json = dict[str, Any]

OPTED_IN: Json = {"combinator": "and", "rules": [{"field": "consent.sms", "operator": "=", "value": "opted_in"}]}


def rule(field: str, operator: str, value: Any = None, **more: Any) -> Json:
    """A condition of one rule."""
    return {"combinator": "and", "rules": [{"field": field, "operator": operator, "value": value, **more}]}


def step(step_id: str, kind: str, /, **data: Any) -> Json:
    """A node; keywords that Python keeps for itself are written with a trailing underscore."""
    return {
        "id": step_id,
        "type": kind,
        "position": {"x": 0, "y": 0},
        "data": {name.rstrip("_"): value for name, value in data.items()},
    }


def line(text: str) -> Json:
    """`b1.yes -> s1`; the outlet is `next` when none is named."""
    source, _, target = (part.strip() for part in text.partition("->"))
    step_id, _, outlet = source.partition(".")
    return {"id": text, "source": step_id, "sourceHandle": outlet or "next", "target": target}


def journey(*parts: Json | str, **settings: Any) -> Json:
    """A document: nodes as they come, lines as text."""
    return {
        "schema": "postroad/journey@1",
        "name": "Drawn for a test",
        "settings": settings,
        "nodes": [part for part in parts if not isinstance(part, str)],
        "edges": [line(part) for part in parts if isinstance(part, str)],
    }


def manual() -> Json:
    """A trigger by hand."""
    return step("start", "trigger", on={"kind": "manual"})


def on_event(name: str = "webinar.registered", **more: Any) -> Json:
    """A trigger by an event."""
    return step("start", "trigger", on={"kind": "event", "name": name, **more})


def sms(step_id: str = "s1", body: str = "Hello", **data: Any) -> Json:
    """An SMS step."""
    return step(step_id, "send_sms", body=body, **data)


def branch(step_id: str = "b1", **paths: Json) -> Json:
    """A branch, with a path by id for each keyword."""
    return step(step_id, "branch", paths=[{"id": path, "label": path, "where": where} for path, where in paths.items()])


def opt_in_journey(**settings: Any) -> Json:
    """Those who opted in get an SMS, the others an e-mail: nothing to find fault with but its ends."""
    return journey(
        manual(),
        branch(yes=OPTED_IN),
        sms(),
        step("m1", "send_email", subject="Hello", body="Hello {{ contact.preferences_url }}"),
        "start -> b1",
        "b1.yes -> s1",
        "b1.else -> m1",
        **settings,
    )


NOW = from_rfc3339("2026-03-01T09:00:00Z")

Expected = set[tuple[str, str | None]]
"""(code, step) of findings."""

Cases = list[tuple[str, Any, Expected]]
"""What it is, the document, what is found."""


def cases(table: Cases) -> pytest.MarkDecorator:
    """A test for each row, named by its first column."""
    rows = [pytest.param(raw, expected, id=name) for name, raw, expected in table]
    return pytest.mark.parametrize(("raw", "expected"), rows)


def found(raw: Any, **account: Any) -> Expected:
    """(code, step) of every finding but open ends, which every journey has."""
    findings = review(raw, NOW, **account).findings
    return {(str(finding.code), finding.node_id) for finding in findings if finding.code is not FindingCode.OPEN_OUTLET}


WAIT = step("w1", "wait", for_="PT1H")


def alone(node: Json, **settings: Any) -> Json:
    """One step right after a trigger that says everything, in a transactional journey."""
    return journey(
        on_event(requires=["starts_at"], key="event.webinar_id"),
        node,
        f"start -> {node['id']}",
        message_class="transactional",
        **settings,
    )
