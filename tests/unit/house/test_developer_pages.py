"""The pages for developers name what is there: every path, and every function, class and method at its place."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted([ROOT / "CONTRIBUTING.md", *(ROOT / "docs/development").glob("*.md")])
TOPS = {path.name for path in ROOT.iterdir() if path.is_dir()} | {"Makefile", "pyproject.toml"}
MADE = {"data", "dist", "node_modules"}
"""What is there only once something ran."""

_CODE = re.compile(r"`([^`\n]+)`")
_PLACE = re.compile(r"^([\w./-]+\.py):([\w.]+)$")
_PATH = re.compile(r"^\.?\w[\w.-]*(?:/[\w.-]+)+/?$")

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def _code(page: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [each.strip() for each in _CODE.findall(text)]


@cache
def _names(file: Path) -> frozenset[str]:
    """The names that a module defines at its top, and those of its classes' methods."""
    return frozenset(_defined(ast.parse(file.read_text(encoding="utf-8")).body, ""))


def _defined(body: list[ast.stmt], before: str) -> Iterator[str]:
    for statement in body:
        match statement:
            case ast.ClassDef(name=name, body=inside):
                yield before + name
                yield from _defined(inside, f"{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield before + name
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                yield before + name
            case _:
                pass


@each_page
def test_a_place_in_the_code_is_there(page: Path) -> None:
    for code in _code(page):
        if (place := _PLACE.match(code)) is None:
            continue
        file = ROOT / place[1]
        assert file.is_file(), f"{page.name} names {place[1]}, which is not there"
        assert place[2] in _names(file), f"{page.name} names {place[2]} in {place[1]}, which does not define it"


@each_page
def test_a_path_is_there(page: Path) -> None:
    for code in _code(page):
        if _PATH.match(code) and code.split("/")[0] in TOPS and code.split("/")[0] not in MADE and "*" not in code:
            assert (ROOT / code).exists(), f"{page.name} names {code}, which is not there"


def test_the_lives_of_an_event_a_stop_and_a_launch_name_the_place_of_each_step() -> None:
    for name in ("event", "stop", "launch"):
        (page,) = (ROOT / "docs/development").glob(f"life-of-a*-{name}.md")
        steps = re.findall(r"^\d+\. (?:.+\n)(?:   .+\n)*", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(steps) >= 8, page.name
        assert [step for step in steps if not re.search(r"`[\w./-]+\.py(:[\w.]+)?`", step)] == []
