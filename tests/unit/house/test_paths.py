"""Paths of the repository."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[3]
_MADE = {"node_modules", "dist", "data", "test-results", "__pycache__"}
"""Folders that are made here, not kept."""


def _paths() -> Iterator[Path]:
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in _MADE and not name.startswith(".")]
        yield from ((Path(folder) / name).relative_to(ROOT) for name in (*folders, *files))


def test_no_two_paths_differ_by_case_alone_with_or_without_their_extension() -> None:
    """macOS and Windows take them for one file, and an import without an extension for either."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for path in _paths():
        stem = str(path.with_suffix(""))
        spellings[stem.lower()].add(stem)
    assert [sorted(stems) for stems in spellings.values() if len(stems) > 1] == []
