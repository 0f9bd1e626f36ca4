"""`postroad rehearse`: journeys and rehearsals kept in files, played at the terminal and in CI."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from cli.files.data_files import DataFileRefused, read_data_file
from cli.main import app
from tests.support.drawn import MANUAL
from tests.support.rehearsing import START, Json, ann, enrol, journey, moment, on, person, reply, sms, wait

TWICE = journey(MANUAL, {"text": sms("Hi {{ contact.first_name }}"), "day": wait("P1D"), "again": sms()}, name="Twice")


def rehearse(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["rehearse", *map(str, arguments)])


def request(**more: object) -> Json:
    contacts = [ann(first_name="Ann"), person("ben", "+12125550102", "opted_out")]
    timeline = [enrol("10:00", "ann", "ben"), reply("11:00", "STOP")]
    return {"journey": TWICE, "start": START, "contacts": contacts, "timeline": timeline, **more}


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    text = yaml.safe_dump(content, sort_keys=False) if path.suffix == ".yaml" else json.dumps(content)
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("name", ["one.yaml", "one.json"])
def test_what_came_of_it_is_shown_on_phones_at_their_local_times(tmp_path: Path, name: str) -> None:
    result = rehearse(write(tmp_path, name, request()))
    assert result.exit_code == 0, result.output
    shown = " ".join(result.output.split())
    assert "Twice, rehearsed from Mon 2 Mar 2026 00:00 UTC" in shown
    assert "ann +12125550101 times in America/New_York" in shown
    assert "Mon 2 Mar 2026 05:00 ▶ Hi Ann" in shown
    assert "Mon 2 Mar 2026 06:00 ◀ STOP from the phone" in shown
    assert "answer (opt_out)" in shown
    assert "text skipped: The number is opted out" in shown
    assert "way: start > text > day [completed] completed (The number is opted out, and nothing but SMS" in shown
    assert "text 1 1 1 opted_out" in shown


def test_it_passes_when_all_is_as_expected(tmp_path: Path) -> None:
    expect = {"messages": [{"contact": "ann", "at": moment("10:00"), "state": "accepted"}]}
    result = rehearse(write(tmp_path, "one.yaml", request(expect=expect)))
    assert result.exit_code == 0
    assert "✓ All of it as expected (1 expectation)." in result.output


def test_it_fails_when_something_is_not_as_expected_and_says_what_was(tmp_path: Path) -> None:
    expect = {"messages": [{"contact": "ann", "node_id": "again"}]}
    result = rehearse(write(tmp_path, "one.yaml", request(expect=expect)))
    assert result.exit_code == 1
    shown = " ".join(result.output.split())
    assert '✗ Expected a message to ann at step "again", but there is none; ann completed' in shown


def test_a_journey_may_be_a_file_beside_it_also_a_later_version(tmp_path: Path) -> None:
    (tmp_path / "journeys").mkdir()
    write(tmp_path / "journeys", "first.json", journey(on("order"), {"text": sms("old")}, re_entry="always"))
    write(tmp_path / "journeys", "second.yaml", journey(on("order"), {"text": sms("new")}, re_entry="always"))
    timeline = [
        {"at": moment("10:00"), "do": "event", "name": "order", "contact": "ann"},
        {"at": moment("11:00"), "do": "publish", "journey": "journeys/second.yaml"},
        {"at": moment("12:00"), "do": "event", "name": "order", "contact": "ann"},
    ]
    expect = {"messages": [{"contains": "old"}, {"body": "new"}], "nothing_else": True}
    asked = request(journey="journeys/first.json", timeline=timeline, expect=expect)
    assert rehearse(write(tmp_path, "one.yaml", asked)).exit_code == 0


def test_several_files_each_get_a_line_and_one_failure_fails_all(tmp_path: Path) -> None:
    good = write(tmp_path, "good.yaml", request())
    bad = write(tmp_path, "bad.yaml", request(expect={"replies": [{"kind": "help"}]}))
    result = rehearse("--quiet", good, bad)
    assert result.exit_code == 1
    assert f"ok  {good}" in result.output
    assert f"FAILED  {bad}" in result.output
    assert "Twice" in result.output  # the failed one is shown
    assert result.output.count("rehearsed from") == 1


def test_the_whole_result_can_be_had_as_json(tmp_path: Path) -> None:
    result = rehearse("--json", write(tmp_path, "one.json", request()))
    told = json.loads(result.output)
    assert told["messages"][0]["at"] == moment("10:00")
    assert {enrolment["status"] for enrolment in told["enrolments"]} == {"completed"}


def test_a_journey_with_errors_fails_with_its_findings(tmp_path: Path) -> None:
    broken = journey(MANUAL, {"text": sms("{{ contcat.name }}")})
    result = rehearse(write(tmp_path, "one.yaml", request(journey=broken)))
    assert result.exit_code == 1
    assert "contcat" in result.output


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[1, 2]", "is no rehearsal"),
        ("{", "line 1"),
        ("a: 1\na: 2", '"a" is there twice'),
        ("journey: nowhere.json", "there is no file"),
        ("journey: {}\nstart: yesterday", "/start"),
        ("journey: {}", "/start: is missing; add it"),
        ("journey: {}\nstart: 2026-03-01T00:00:00Z\ntimeline: [{at: 2026-03-02T00:00:00Z, do: dance}]", "/timeline/0"),
        ("journey: {}\nstart: 2026-03-01T00:00:00Z\nexpcet: {}", "/expcet: is not a field here"),
    ],
)
def test_a_file_that_is_no_rehearsal_is_refused_by_name(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(content, "utf-8")
    result = rehearse(path)
    assert result.exit_code == 2
    assert str(tmp_path) in result.stderr
    assert said in result.stderr


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = rehearse(tmp_path / "none.yaml")
    assert (result.exit_code, result.stderr) == (2, f"postroad: there is no file {tmp_path / 'none.yaml'}\n")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on: event", {"on": "event"}),
        ("at: 2026-03-01T09:00:00Z", {"at": "2026-03-01T09:00:00Z"}),
        ("day: 2026-03-01", {"day": "2026-03-01"}),
        ("start: 21:00", {"start": "21:00"}),
        ("to: +12125550101", {"to": "+12125550101"}),
        ("answer: yes", {"answer": "yes"}),
        ("code: 012", {"code": "012"}),
        ("n: 12\nf: -1.5\nt: true\nx: null\ne:", {"n": 12, "f": -1.5, "t": True, "x": None, "e": None}),
        ("base: &b {a: 1}\nmore: {<<: *b, c: 2}", {"base": {"a": 1}, "more": {"a": 1, "c": 2}}),
    ],
)
def test_yaml_means_what_it_looks_like(tmp_path: Path, text: str, value: object) -> None:
    path = tmp_path / "one.yaml"
    path.write_text(text, "utf-8")
    assert read_data_file(path) == value


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.json", b'{"a": NaN}'),
        ("one.json", b'{"a": 1, "a": 2}'),
        ("one.json", b'{"a": 1,}'),
        ("one.json", b"[" * 100_000),
        ("one.yaml", b"&a [*a]"),
        ("one.yaml", b"1: one"),
        ("one.yaml", b"!!python/object/apply:os.system [ls]"),
        ("one.yaml", b"\xff\xfe"),
    ],
)
def test_what_is_no_plain_data_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataFileRefused, match=str(path)):
        read_data_file(path)
