"""Every journey one can start from is without errors, and has a rehearsal that proves it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cli.files.data_files import read_data_file
from cli.rehearsal.file import read_rehearsal
from engine.journey.checks.all_checks import review
from engine.journey.findings import FindingCode
from engine.rehearsal import rehearse
from engine.rules.addresses.phone import normalise

EXAMPLES = Path(__file__).parents[3] / "examples"
NAMES = sorted(path.parent.name for path in EXAMPLES.glob("*/journey.json"))


def test_there_is_something_to_start_from() -> None:
    assert {"opt-in-branch", "order-confirmation", "simple-reminder", "webinar-reminder", "welcome-series"} <= set(
        NAMES
    )


@pytest.mark.parametrize("name", NAMES)
def test_it_has_no_errors(name: str) -> None:
    found = review(read_data_file(EXAMPLES / name / "journey.json"))
    assert [str(finding) for finding in found.findings if finding.severity == "error"] == []
    assert FindingCode.NO_UNSUBSCRIBE_LINK not in {finding.code for finding in found.findings}
    assert found.publishable


@pytest.mark.parametrize("name", NAMES)
def test_its_rehearsal_turns_out_as_expected(name: str) -> None:
    request = read_rehearsal(EXAMPLES / name / "rehearsal.yaml")
    result = rehearse(request)
    assert list(result.unmet) == []
    assert request.expect.nothing_else
    assert request.expect.messages
    assert request.expect.enrolments


@pytest.mark.parametrize("name", NAMES)
def test_its_rehearsal_comes_by_every_step(name: str) -> None:
    result = rehearse(read_rehearsal(EXAMPLES / name / "rehearsal.yaml"))
    journey = read_data_file(EXAMPLES / name / "journey.json")
    passed = {hop.node_id for enrolment in result.enrolments for hop in enrolment.path}
    assert {node["id"] for node in journey["nodes"]} - passed == set()


def test_the_sample_contacts_have_numbers_that_nobody_has_and_some_of_each_problem() -> None:
    with (EXAMPLES / "sample-contacts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert len({row["external_id"] for row in rows}) == 60
    phones = [normalise(row["phone"], row["country"]) for row in rows if row["phone"]]
    textable = [phone.e164 for phone in phones if phone.problem is None and phone.e164 is not None]
    assert len(textable) >= 45
    for number in textable:
        fictional = number[:2] == "+1" and number[5:10] == "55501"
        # Ofcom, PTS and ACMA reserve these for drama, as 555-01xx is in North America.
        assert fictional or number.startswith(("+447700900", "+46701740", "+6149157")), number
    assert {str(phone.problem) for phone in phones if phone.problem} >= {
        "phone_fixed_line",
        "phone_toll_free",
        "phone_too_short",
        "phone_rounded",
    }
