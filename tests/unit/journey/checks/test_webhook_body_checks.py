"""What is said of a webhook's body before it is sent."""

from __future__ import annotations

from typing import Any

import pytest

from engine.journey.checks.all_checks import review
from engine.journey.findings import FindingCode
from tests.unit.journey.drawing import NOW, alone, step

BODIES = [
    (
        '{"name":"{{ contact.first_name }}"}',
        "merge_field_in_json",
        "write {{ contact.first_name | json }} and leave out the quotes",
    ),
    ('{"name":{{ contact.first_name }}}', "merge_field_in_json", "write {{ contact.first_name | json }}"),
    ('{"text":"Hi {{ contact.first_name }}!"}', "merge_field_in_json", "{% capture text %}"),
    ('{% if event.starts_at %}{"a":"{{ event.webinar_id }}"}{% endif %}', "merge_field_in_json", "| json }}"),
    ('{"a":1,}', "body_not_json", "a comma or a quote too many"),
    ('{"a":"{{ contact.first_name | json }}', "body_not_json", "a comma or a quote too many"),
    ("name={{ contact.first_name }}", "body_not_declared", "Content-Type"),
]
CODES = {FindingCode.MERGE_FIELD_IN_JSON, FindingCode.BODY_NOT_JSON, FindingCode.BODY_NOT_DECLARED}


def found(body: str, **data: Any) -> list[tuple[str, str]]:
    raw = alone(step("h1", "webhook", url="https://example.com/hook", body=body, **data))
    return [(str(finding.code), finding.remedy) for finding in review(raw, NOW).findings if finding.code in CODES]


@pytest.mark.parametrize(("body", "code", "remedy"), BODIES)
def test_a_body_that_says_something_else_than_it_seems_is_told(body: str, code: str, remedy: str) -> None:
    ((told, said),) = found(body)
    assert told == code
    assert remedy in said


@pytest.mark.parametrize(
    ("body", "data"),
    [
        ('{"name":{{ contact.first_name | json }},"n":{{ event.webinar_id | default: 0 | json }}}', {}),
        ('{"link":"https://x.example/?q={{ contact.email | url_encode }}"}', {}),
        ("name={{ contact.first_name }}", {"headers": {"content-type": "application/x-www-form-urlencoded"}}),
        ("{{ contact.first_name }}", {}),
        ('{"a":{% if event.starts_at %}1{% else %}2{% endif %}}', {}),
        ("{,", {"method": "GET"}),
        ("", {}),
    ],
)
def test_a_body_that_is_as_it_should_be_has_no_finding(body: str, data: dict[str, Any]) -> None:
    assert found(body, **data) == []
