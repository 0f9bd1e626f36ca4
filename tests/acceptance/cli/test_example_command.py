"""`postroad example`: every example runs with one command, and accounts for everybody."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner, Result

from cli.example.script import EXAMPLES_FOLDER, names
from cli.main import app
from cli.up.datafolder import read_running
from engine.settings.installation import Settings
from tests.support.processes import PATIENCE
from tests.support.up import PostroadUp, postroad_up


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Generator[PostroadUp]:
    with postroad_up(tmp_path_factory.mktemp("examples") / "data") as running:
        yield running


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["example", *map(str, words)], env={"COLUMNS": "200"})


def numbers(output: str) -> dict[str, int]:
    """`Enrolled: 60` and the like."""
    return {title: int(n) for title, n in re.findall(r"^([A-Z][A-Za-z -]+): (\d+)", output, re.MULTILINE)}


# What one leaves behind, the next finds: after the orders, nobody fits win-back's audience.
TABLE = [
    ("opt-in-branch", (), {"Enrolled": 60, "SMS sent": 36, "E-mails sent": 20, "Not sent": 4}),
    ("webinar-reminder", (), {"Enrolled": 60, "SMS sent": 37, "E-mails sent": 22, "Not sent": 3}),
    ("order-confirmation", (), {"Enrolled": 60, "Still on their way": 50}),
    ("simple-reminder", ("--wait", "0"), {"Enrolled": 31, "Still on their way": 28, "Ended without a message": 3}),
    ("welcome-series", (), {"Enrolled": 12, "Still on their way": 12}),
    ("win-back", (), {}),
]


@pytest.mark.parametrize(("name", "more", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_an_example_runs_and_accounts_for_everybody(
    up: PostroadUp, name: str, more: tuple[str, ...], expected: dict[str, int]
) -> None:
    result = run(name, *more, "--data", up.settings.data)

    assert result.exit_code == 0, result.output
    told = numbers(result.output)
    assert "Enrolled" in told, result.output
    assert {title: told.get(title) for title in expected} == expected, result.output


def call(up: PostroadUp, method: str, path: str, body: Any = None) -> Any:
    headers = {"Authorization": f"Bearer {up.settings.read_admin_key()}"}
    answer = httpx.request(method, f"{up.address}/api/v1{path}", json=body, headers=headers, timeout=PATIENCE)
    assert answer.is_success, answer.text
    return answer.json()


def test_contacts_of_ones_own_are_left_alone_during_the_run_and_after_it(up: PostroadUp) -> None:
    consent = {"state": "opted_in", "source": "web form"}
    own = {"phone": "+12125550198", "email": "own@example.com", "sms_consent": consent}
    call(up, "PUT", "/contacts/own-1", own)

    launched = run("opt-in-branch", "--data", up.settings.data)
    by_events = run("order-confirmation", "--wait", "0", "--data", up.settings.data)
    order = {"name": "order.placed", "properties": {"order_id": "mine", "total": "$1.00"}}
    received = [call(up, "POST", "/events", {"contact": one, **order}) for one in ("own-1", "sample-ann")]

    assert numbers(launched.output)["Enrolled"] == numbers(by_events.output)["Enrolled"] == 60
    assert "took the sample contacts alone. It is archived" in by_events.output
    assert [one["enrolments"] for one in received] == [[], []]
    assert call(up, "GET", "/enrolments?contact=own-1")["items"] == []
    assert [item["name"] for item in call(up, "GET", "/journeys")["items"] if item["status"] == "live"] == []


def test_where_a_mail_server_is_set_it_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POSTROAD_SMTP_URL", "smtp://localhost:2525/?from=news@example.com")

    refused = run("opt-in-branch", "--data", tmp_path / "data")

    assert refused.exit_code == 1
    assert "e-mails would leave this machine" in refused.stderr
    assert not (tmp_path / "data").exists()


def test_it_can_be_run_again(up: PostroadUp) -> None:
    result = run("opt-in-branch", "--data", up.settings.data)

    told = numbers(result.output)
    assert told["Enrolled"] == 60
    assert told["SMS sent"] + told["E-mails sent"] + told["Not sent"] == 60


def test_without_a_running_postroad_it_starts_one_and_stops_it_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    command = [sys.executable, "-m", "cli.main", "example", "opt-in-branch", "--data", data]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout + done.stderr
    assert numbers(done.stdout)["SMS sent"] == 36
    assert "Another contact in this launch has the same number" in " ".join(done.stdout.split())
    assert read_running(Settings(data=data)) is None


def test_examples_are_listed_and_an_unknown_one_is_named(tmp_path: Path) -> None:
    assert [line.split()[0] for line in run().output.splitlines()] == names()
    unknown = run("opt-in", "--data", tmp_path)
    assert unknown.exit_code == 2
    assert 'there is no example "opt-in"; there are opt-in-branch,' in unknown.stderr


def test_each_example_has_its_command_its_rehearsal_and_a_line_in_the_readme() -> None:
    journeys = sorted(path.parent.name for path in EXAMPLES_FOLDER.glob("*/journey.json"))
    assert [row[0] for row in sorted(TABLE)] == journeys == names()
    readme = (EXAMPLES_FOLDER / "README.md").read_text("utf-8")
    assert re.findall(r"^\| `([a-z-]+)` \|", readme, re.MULTILINE) == [
        "opt-in-branch",
        "order-confirmation",
        "simple-reminder",
        "webinar-reminder",
        "welcome-series",
        "win-back",
    ]


def test_examples_stay_away_from_real_carriers(up: PostroadUp) -> None:
    def send_by(sender: str) -> None:
        headers = {"Authorization": f"Bearer {up.settings.read_admin_key()}"}
        changed = httpx.patch(
            f"{up.address}/api/v1/account", json={"sender": sender}, headers=headers, timeout=PATIENCE
        )
        assert changed.status_code == 200, changed.text

    send_by("nobody")
    try:
        result = run("opt-in-branch", "--data", up.settings.data)
    finally:
        send_by("sandbox")

    assert result.exit_code == 1
    assert "which is not the sandbox" in result.stderr
