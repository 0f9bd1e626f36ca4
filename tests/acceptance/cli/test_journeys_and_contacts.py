"""Journeys and contacts from the command line, against a served Postroad."""

from __future__ import annotations

import asyncio
import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from tests.support.documents import announcement, by_hand
from tests.support.served import KEY, ServedApi

pytestmark = pytest.mark.anyio


def run(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


async def against(api: ServedApi, *words: str) -> Result:
    """The command's result; it calls the served API, so it must not hold this loop up."""
    return await asyncio.to_thread(run, *words, "--url", api.address, "--key", KEY)


def test_a_check_needs_no_server_and_fails_on_errors_only(tmp_path: Path) -> None:
    good, bad, none = tmp_path / "good.json", tmp_path / "bad.yaml", tmp_path / "none.json"
    good.write_text(json.dumps(announcement()))
    bad.write_text(json.dumps(by_hand() | {"edges": []}))
    none.write_text("{broken")

    assert run("check", str(good)).exit_code == 0
    failed = run("check", str(bad))
    assert (failed.exit_code, "nothing_after_trigger" in failed.output) == (1, True)
    findings = json.loads(run("check", "--json", str(bad)).output)
    assert {finding["code"] for finding in findings} >= {"nothing_after_trigger", "unreachable_step"}
    assert run("check", str(none)).exit_code == 2
    assert run("check", str(tmp_path / "not-there.json")).exit_code == 2


async def test_a_file_is_published_again_as_the_journey_of_its_name(sqlite_api: ServedApi, tmp_path: Path) -> None:
    file = tmp_path / "journey.json"
    file.write_text(json.dumps(by_hand()))
    first = await against(sqlite_api, "publish", str(file))
    file.write_text(json.dumps(by_hand(wait_first="PT1H")))
    second = await against(sqlite_api, "publish", str(file))
    exported = await against(sqlite_api, "export", "Test", "--version", "1")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert ("version 1" in first.output, "version 2" in second.output) == (True, True)
    assert len((await sqlite_api.get("/journeys"))["items"]) == 1
    assert json.loads(exported.output) == by_hand()


async def test_a_file_with_errors_is_not_published_and_says_why(sqlite_api: ServedApi, tmp_path: Path) -> None:
    file = tmp_path / "journey.json"
    file.write_text(json.dumps(by_hand() | {"edges": []}))

    failed = await against(sqlite_api, "publish", str(file))

    assert failed.exit_code == 1
    assert "nothing_after_trigger" in failed.output
    assert (await sqlite_api.get("/journeys"))["items"][0]["version"] is None


async def test_of_two_journeys_of_one_name_the_command_asks_which(sqlite_api: ServedApi, tmp_path: Path) -> None:
    for _ in range(2):
        await sqlite_api.post("/journeys", by_hand(), 201)

    failed = await against(sqlite_api, "export", "Test")

    assert failed.exit_code == 1
    assert "several journeys" in failed.output


async def test_rejected_rows_can_be_mended_in_their_file_and_imported_again(
    sqlite_api: ServedApi, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("external_id,phone,note\n1,+12125550101,ok\n,+12125550102,who\n3,x,y,z\n")
    done = await against(sqlite_api, "contacts", "import", str(file))
    rejects = tmp_path / "people.csv.rejects.csv"
    rows = list(csv.DictReader(rejects.read_text().splitlines()))
    rejects.write_text(rejects.read_text().replace(",+12125550102,who", "2,+12125550102,who"))
    again = await against(sqlite_api, "contacts", "import", str(rejects))

    assert (done.exit_code, again.exit_code) == (0, 0)
    assert rows[0]["postroad_row"] == "3"
    assert rows[0]["postroad_reason"] == "no_external_id"
    mended = await sqlite_api.get("/contacts/2")
    assert (mended["phone"], mended["attributes"]) == ("+12125550102", {"note": "who"})


async def test_every_phone_that_cannot_be_texted_is_in_a_file(sqlite_api: ServedApi, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    wrong = [f"{index},{20 + index},Ann" for index in range(40)]
    file.write_text("\n".join(["external_id,phone,first_name", *wrong, "ok,+12125550101,Bo", ""]))
    done = await against(sqlite_api, "contacts", "import", str(file))
    phones = tmp_path / "people.csv.phones.csv"
    rows = list(csv.DictReader(phones.read_text().splitlines()))
    phones.write_text(phones.read_text().replace("7,27,Ann", "7,+12125550107,Ann"))
    again = await against(sqlite_api, "contacts", "import", str(phones))

    assert (done.exit_code, again.exit_code) == (0, 0)
    assert "people.csv.phones.csv: the rows imported with a phone that can't be texted" in done.output
    assert not (tmp_path / "people.csv.rejects.csv").exists()
    assert [(row["external_id"], row["phone"], row["postroad_row"]) for row in rows] == [
        (str(index), str(20 + index), str(2 + index)) for index in range(40)
    ]
    assert all(row["postroad_reason"] and row["postroad_sentence"] for row in rows)
    assert (await sqlite_api.get("/contacts/7"))["phone"] == "+12125550107"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
async def test_a_file_in_another_encoding_is_read_as_it_was_written(
    sqlite_api: ServedApi, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes("external_id,first_name\n1,Jos\u00e9\n".encode(encoding))

    done = await against(sqlite_api, "contacts", "import", str(file))

    assert done.exit_code == 0, done.output
    assert (await sqlite_api.get("/contacts/1"))["first_name"] == "Jos\u00e9"


async def test_a_file_that_is_refused_says_why(sqlite_api: ServedApi, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(b"PK\x03\x04\x14\x00\x06\x00" + bytes(200))

    failed = await against(sqlite_api, "contacts", "import", str(file))

    assert failed.exit_code == 2
    assert "save it as CSV" in failed.output


def test_nobody_there_is_said_with_how_to_start(tmp_path: Path) -> None:
    nobody = run("export", "x", "--url", "http://127.0.0.1:9", "--key", "k")
    no_key = run("export", "x", "--data", str(tmp_path / "nothing"))

    assert (nobody.exit_code, "postroad up" in nobody.output) == (1, True)
    assert (no_key.exit_code, "no API key" in no_key.output) == (1, True)
