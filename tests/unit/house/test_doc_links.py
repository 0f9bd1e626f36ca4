"""What the documentation points at is there: pages, headings, commands, options, settings and calls."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer

from builder_api.openapi import printed
from cli.main import app
from engine.settings.installation import Settings

ROOT = Path(__file__).parents[3]
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_COMMAND = re.compile(r"(?:^|[\s`/(])postroad ([a-z][a-z-]*)((?:[^\n`|;&]|\\\n)*)", re.MULTILINE)
_CALL = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^\s`?]*)[^`]*`")
_SETTING = re.compile(r"\bPOSTROAD_[A-Z_]+\b")
_NOT_OURS = {"POSTROAD_WORKERS", "POSTROAD_BIND", "POSTROAD_DB_PASSWORD", "POSTROAD_KEY"}
"""Variables of the Compose file, and of a reader's own scripts."""


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


each_page = pytest.mark.parametrize("page", PAGES, ids=_name)


def _headings(page: Path) -> set[str]:
    """The anchors of a page, as GitHub makes them."""
    text = _FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@each_page
def test_a_relative_link_leads_somewhere(page: Path) -> None:
    for target in _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = page if not path else (page.parent / path).resolve()
        assert found.exists(), f"{_name(page)} links to {target}, which is not there"
        if anchor and found.suffix == ".md":
            assert anchor in _headings(found), f"{_name(page)} links to {target}; there is no such heading"


@cache
def _cli() -> Any:
    return typer.main.get_command(app)


def _commands(page: Path) -> Iterator[tuple[str, str]]:
    """(first word after `postroad`, the rest) of every command that is written as code."""
    text = page.read_text(encoding="utf-8")
    code = [*_FENCE.findall(text), *re.findall(r"`[^`\n]+`", _FENCE.sub("", text))]
    for each in code:
        yield from _COMMAND.findall(each)


@each_page
def test_a_command_that_is_named_exists_with_its_options(page: Path) -> None:
    for word, rest in _commands(page):
        command = _cli().commands.get(word)
        assert command is not None, f"{_name(page)} names `postroad {word}`, which is no command"
        words = rest.replace("\\\n", " ").split()
        if hasattr(command, "commands") and words:
            assert words[0] in command.commands, f"{_name(page)} names `postroad {word} {words[0]}`"
            command = command.commands[words[0]]
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        used = {one.partition("=")[0] for one in words if one.startswith("--")}
        assert used <= known, f"{_name(page)}: `postroad {word}` has no {', '.join(sorted(used - known))}"


def _leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    for word, each in getattr(command, "commands", {}).items():
        yield from _leaves(each, f"{name} {word}")
    if not hasattr(command, "commands"):
        yield name, command


def test_the_reference_has_every_command_and_option() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    for name, command in _leaves(_cli(), "postroad"):
        assert name in page, f"docs/reference/commands.md lacks `{name}`"
        for parameter in command.params:
            options = [] if getattr(parameter, "hidden", False) else [o for o in parameter.opts if o.startswith("--")]
            assert all(f"`{option}" in page for option in options), f"docs/reference/commands.md lacks {name} {options}"


def test_the_reference_has_every_setting() -> None:
    page = (ROOT / "docs/reference/commands.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"| `POSTROAD_{name.upper()}` |" in page, f"docs/reference/commands.md lacks POSTROAD_{name.upper()}"


@each_page
def test_a_setting_that_is_named_exists(page: Path) -> None:
    known = {f"POSTROAD_{name.upper()}" for name in Settings.model_fields} | _NOT_OURS
    named = set(_SETTING.findall(page.read_text(encoding="utf-8")))
    assert named <= known, f"{_name(page)} names {', '.join(sorted(named - known))}"


@cache
def _calls() -> frozenset[tuple[str, str]]:
    """(method, path) of the API, with its parameters as `{}`."""
    paths = json.loads(printed())["paths"] | {"/api/v1/openapi.json": {"get": {}}}
    return frozenset(
        (method.upper(), re.sub(r"\{[^}]+\}", "{}", path))
        for path, operations in paths.items()
        for method in operations
    )


@each_page
def test_a_call_that_is_named_exists(page: Path) -> None:
    for method, path in _CALL.findall(page.read_text(encoding="utf-8")):
        plain = re.sub(r"\{[^}]+\}", "{}", path)
        known = {(method, plain), (method, f"/api/v1{plain}")}
        assert known & _calls(), f"{_name(page)} names {method} {path}, which the API does not have"
