"""The map for developers is true: its drawings are the import rules, and every folder is on it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import grimp

ROOT = Path(__file__).parents[3]
MAP = (ROOT / "docs/development/map.md").read_text(encoding="utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IMPORT_RULES: dict[str, Any] = PROJECT["tool"]["importlinter"]
HOUSE, ENGINE = re.findall(r"^```mermaid$(.*?)^```$", MAP, re.MULTILINE | re.DOTALL)

Arrow = tuple[str, str]

MADE = {"__pycache__", "node_modules", "dist", "data", "test-results"}
EVERY_FOLDER_OF = ("engine", "workflows", "activities", "builder_api", "cli", "ui/src")
"""Rooms whose folders are on the map one by one; of the others the top is."""


def _layers(name: str) -> list[list[str]]:
    contract = next(each for each in IMPORT_RULES["contracts"] if each["name"] == name)
    return [[room.strip() for room in layer.split("|")] for layer in contract["layers"]]


def _arrows(drawing: str) -> set[Arrow]:
    return set(re.findall(r"^ +(\w+) --> (\w+)$", drawing, re.MULTILINE))


def _rooms(drawing: str) -> set[str]:
    return set(re.findall(r'^ +(\w+)\["\1: [^"]+"\]$', drawing, re.MULTILINE))


def test_the_drawing_of_the_engine_is_its_layers() -> None:
    layers = _layers("inside engine: imports run downwards")
    assert _arrows(ENGINE) == {arrow for upper, lower in pairwise(layers) for arrow in product(upper, lower)}
    assert _rooms(ENGINE) == {room for layer in layers for room in layer}


def _shortest(arrows: set[Arrow]) -> set[Arrow]:
    """The arrows without those that say only what two others say already."""

    def reaches(start: str, end: str) -> bool:
        return (start, end) in arrows or any(reaches(lower, end) for upper, lower in arrows if upper == start)

    return {
        (upper, lower)
        for upper, lower in arrows
        if not any(reaches(between, lower) for above, between in arrows if above == upper and between != lower)
    }


def test_the_drawing_of_the_house_is_what_its_rooms_import() -> None:
    packages = IMPORT_RULES["root_packages"]
    graph = grimp.build_graph(*packages)
    imports = {
        (module.partition(".")[0], imported.partition(".")[0])
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    assert _arrows(HOUSE) == _shortest({(upper, lower) for upper, lower in imports if upper != lower})
    assert _rooms(HOUSE) == {"ui", *packages}


def test_no_arrow_of_the_house_runs_up() -> None:
    height = {room: place for place, layer in enumerate(_layers("the house: imports run downwards")) for room in layer}
    assert set(height) == set(IMPORT_RULES["root_packages"])
    assert [arrow for arrow in _arrows(HOUSE) if height[arrow[0]] >= height[arrow[1]]] == []


def _folders() -> Iterator[str]:
    """Every folder that somebody has to find, from the top of the tree."""
    for folder in ROOT.iterdir():
        if folder.is_dir() and not folder.name.startswith(".") and folder.name not in MADE:
            yield folder.name
    for top in EVERY_FOLDER_OF:
        for folder in (ROOT / top).rglob("*/"):
            if folder.is_dir() and not MADE & set(folder.parts) and any(path.is_file() for path in folder.rglob("*.*")):
                yield folder.relative_to(ROOT).as_posix()


def test_every_folder_is_on_the_map_and_the_map_names_no_other() -> None:
    named = {path for path in re.findall(r"^\| `([\w./-]+)` \|", MAP, re.MULTILINE) if not path.startswith(".")}
    assert set(_folders()) - named == set(), "folders that docs/development/map.md does not tell of"
    assert named - set(_folders()) == set(), "docs/development/map.md tells of folders that are not there"
