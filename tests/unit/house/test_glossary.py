"""The glossary's names are in the code, and each word stands in it once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
GLOSSARY = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in GLOSSARY.splitlines()
    if line.startswith("| ") and not line.startswith("| word |")
]


@cache
def _defined() -> frozenset[str]:
    """What the code names: rooms, modules, classes, functions, and values of modules and classes."""
    names: set[str] = set()
    for top in ("engine", "workflows", "activities", "builder_api", "cli"):
        for file in (ROOT / top).rglob("*.py"):
            names |= {file.stem, file.parent.name}
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                match node:
                    case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                        names.add(name)
                    case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                        names.add(name)
                    case _:
                        pass
    return frozenset(names)


def test_every_name_in_the_code_is_there() -> None:
    told = {name for row in ROWS for name in re.findall(r"`(\w+)`", row[2])}
    assert told - _defined() == set()


def test_each_word_stands_once_with_its_meaning_and_its_name_in_the_code() -> None:
    assert all(len(row) == 3 and all(row) for row in ROWS)
    assert [word for word, n in Counter(row[0] for row in ROWS).items() if n > 1] == []
