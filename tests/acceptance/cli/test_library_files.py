"""Messages of the library and segments kept in git beside journeys and rehearsals, and proved without a server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from cli.main import app
from tests.support.drawn import MANUAL
from tests.support.rehearsing import START, ann, branch, email, enrol, journey, moment, person, rule
from tests.support.served import KEY, ServedApi

WELCOME = {"id": "t_welcome", "name": "Welcome", "texts": {"en": "Hello", "fr": "Bonjour"}, "fallback": "en"}
VIPS = {"id": "s_vip", "name": "VIPs", "condition": rule("contact.tags", "contains", "vip")}
DRAWN = journey(
    MANUAL,
    {
        "vip": branch(rule("segment.s_vip")),
        "text": ("send_sms", {"template_id": "t_welcome", "opt_out_clause": "never"}),
        "mail": email(),
    },
    "vip.yes>text vip.else>mail text.next>",
    name="Welcome",
    message_class="transactional",
)


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)])


def write(folder: Path, name: str, content: object) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(content) if path.suffix == ".yaml" else json.dumps(content), "utf-8")
    return path


def rehearsal(folder: Path, **more: Any) -> Path:
    """A rehearsal of the journey with a VIP who reads French and somebody else."""
    write(folder, "journey.json", DRAWN)
    contacts = [ann(language="fr", tags=["vip"]), person("ben", "+12125550102", email="ben@example.com")]
    expect = {
        "messages": [
            {"contact": "ann", "node_id": "text", "body": "Bonjour", "state": "accepted"},
            {"contact": "ben", "node_id": "mail"},
        ],
        "nothing_else": True,
    }
    asked = {"journey": "journey.json", "start": START, "contacts": contacts, "expect": expect}
    return write(folder, "rehearsal.yaml", asked | {"timeline": [enrol("10:00", "ann", "ben")], **more})


@pytest.mark.parametrize(
    ("library", "segments"),
    [
        ("library.json", "segments.yaml"),
        (["library.json"], ["segments.yaml"]),
        ([WELCOME], [VIPS]),
        ({"items": [WELCOME], "next_cursor": None}, {"items": [VIPS], "next_cursor": None}),
        (["others.json", WELCOME], [VIPS]),
    ],
)
def test_a_rehearsal_brings_its_library_and_segments_along(tmp_path: Path, library: object, segments: object) -> None:
    write(tmp_path, "library.json", {"items": [WELCOME], "next_cursor": None})
    write(tmp_path, "others.json", [WELCOME | {"id": "t_other"}])
    write(tmp_path, "segments.yaml", [VIPS])

    result = run("rehearse", rehearsal(tmp_path, library=library, segments=segments))

    assert (result.exit_code, "All of it as expected" in result.output) == (0, True), result.output


def test_a_rehearsal_that_lacks_them_names_them_and_says_where_they_belong(tmp_path: Path) -> None:
    path = rehearsal(tmp_path)

    result = run("rehearse", path)

    told = " ".join(result.output.split())
    assert result.exit_code == 1
    assert (
        '“SMS from template t_welcome” uses the template "t_welcome", which does not exist; add it to "library" in'
        in told
    )
    assert 'asks for the segment "s_vip", which does not exist; add it to "segments" in' in told


def test_a_check_without_them_says_what_it_could_not_look_at(tmp_path: Path) -> None:
    result = run("check", write(tmp_path, "journey.json", DRAWN))

    assert result.exit_code == 0
    assert "not looked at: the library's message t_welcome; give --library FILE" in result.output
    assert "not looked at: segment s_vip; give --segments FILE" in result.output


def test_a_check_looks_into_the_texts_of_the_library(tmp_path: Path) -> None:
    drawn = write(tmp_path, "journey.json", DRAWN)
    good = write(tmp_path, "good.json", [WELCOME])
    bad = write(tmp_path, "bad.json", [WELCOME | {"texts": {"en": "Hello", "fr": "{{ contcat.name }}"}}])
    segments = write(tmp_path, "segments.json", [VIPS])

    passed = run("check", "--library", good, "--segments", segments, drawn)
    failed = run("check", "--library", bad, drawn)

    assert (passed.exit_code, "not looked at" in passed.output) == (0, False)
    assert failed.exit_code == 1
    assert (
        'the text "fr" of the library\'s message "t_welcome", which “SMS from template t_welcome” sends'
        in failed.output
    )


@pytest.mark.parametrize("gone", [{"kind": "quick_response"}, {"archived_at": "2026-01-01T00:00:00Z"}])
def test_a_check_names_what_is_missing_and_where_to_add_it(tmp_path: Path, gone: dict[str, str]) -> None:
    drawn = write(tmp_path, "journey.json", DRAWN)
    library = write(tmp_path, "library.json", [WELCOME | gone])
    segments = write(tmp_path, "segments.json", [])

    result = run("check", "--library", library, "--segments", segments, drawn)

    assert result.exit_code == 1
    assert '"t_welcome", which does not exist; add it to the file of --library' in result.output
    assert '"s_vip", which does not exist; add it to the file of --segments' in result.output


@pytest.mark.parametrize(
    ("field", "content", "said"),
    [
        ("library", {"t_welcome": "Hello"}, "holds no list"),
        ("library", [{"id": "t_1"}], "/0/texts: is missing; add it"),
        ("library", [{"id": "t_1", "texts": {"fr": "Salut"}}], 'fallback language "en" has no text'),
        ("library", [WELCOME, WELCOME], '"t_welcome" is there twice'),
        ("library", [WELCOME | {"txets": {}}], "/0/txets: is not a field here"),
        ("segments", [{"id": "s_1", "condition": rule("contcat.plan")}], "the condition can't be asked"),
        ("segments", [{"id": "s_1", "condition": rule("segment.s_2")}], '"s_2", which is not among them; add it'),
        ("segments", [{"id": "s_vip", "condition": rule("segment.s_vip")}], "leads back to itself"),
    ],
)
def test_a_file_that_can_not_be_used_is_refused_by_name(tmp_path: Path, field: str, content: object, said: str) -> None:
    path = write(tmp_path, "kept.json", content)

    checked = run("check", f"--{field}", path, write(tmp_path, "journey.json", DRAWN))
    rehearsed = run("rehearse", rehearsal(tmp_path, **{"library": [WELCOME], "segments": [VIPS], field: "kept.json"}))

    assert (checked.exit_code, rehearsed.exit_code) == (2, 2)
    for told in (checked.stderr, rehearsed.stderr):
        assert said in told
        assert str(tmp_path) in told


@pytest.mark.anyio
async def test_what_was_exported_proves_a_journey_and_goes_back_changed(sqlite_api: ServedApi, tmp_path: Path) -> None:
    async def against(*words: str | Path) -> Result:
        return await asyncio.to_thread(run, *words, "--url", sqlite_api.address, "--key", KEY)

    message = await sqlite_api.post("/library", {"name": "Welcome", "texts": WELCOME["texts"]}, 201)
    segment = await sqlite_api.post("/segments", {"name": "VIPs", "condition": VIPS["condition"]}, 201)
    text = json.dumps(DRAWN).replace("t_welcome", message["id"]).replace("s_vip", segment["id"])
    library, segments = tmp_path / "library.json", tmp_path / "segments.json"

    exported = (
        await against("library", "export", "--out", library),
        await against("segments", "export", "--out", segments),
    )
    path = rehearsal(tmp_path, library="library.json", segments="segments.json")
    (tmp_path / "journey.json").write_text(text)
    rehearsed = run("rehearse", path)
    checked = run("check", "--library", library, "--segments", segments, tmp_path / "journey.json")
    library.write_text(library.read_text().replace("Bonjour", "Salut"))
    imported = await against("library", "import", library), await against("segments", "import", segments)
    unknown = await against("library", "import", write(tmp_path, "unknown.json", [WELCOME]))

    assert [one.exit_code for one in (*exported, rehearsed, checked, *imported)] == [0] * 6, rehearsed.output
    now = await sqlite_api.get(f"/library/{message['id']}")
    assert (now["version"], now["texts"]["fr"]) == (2, "Salut")
    assert (unknown.exit_code, '"t_welcome" is not there' in unknown.stderr) == (1, True)


@pytest.mark.anyio
async def test_over_http_what_is_brought_along_comes_on_top_of_the_accounts_own(sqlite_api: ServedApi) -> None:
    message = await sqlite_api.post("/library", {"name": "Welcome", "texts": {"en": "Hello"}}, 201)
    segment = await sqlite_api.post("/segments", {"name": "VIPs", "condition": VIPS["condition"]}, 201)
    drawn = json.loads(json.dumps(DRAWN).replace("t_welcome", message["id"]))
    request = {
        "journey": drawn,
        "start": START,
        "until": moment("+1 00:00"),
        "contacts": [ann(tags=["vip"])],
        "timeline": [enrol("10:00", "ann")],
        "segments": [{"id": "s_vip", "condition": rule(f"segment.{segment['id']}")}],
    }

    own = await sqlite_api.post("/rehearsals", request)
    told = await sqlite_api.get(f"/library/{message['id']}")
    brought = await sqlite_api.post("/rehearsals", request | {"library": [told | {"texts": {"en": "Welcome"}}]})
    missing = {"id": "s_vip", "condition": rule("segment.s_gone")}
    refused = await sqlite_api.post("/rehearsals", request | {"segments": [missing]}, 422)

    assert [one["messages"][0]["body"] for one in (own, brought)] == ["Hello", "Welcome"]
    assert "s_gone" in refused["detail"]
