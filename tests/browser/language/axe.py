"""axe, from the package the UI pins: no page may have anything it finds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[3] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
_RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}


@cache
def _axe() -> str:
    if not _SOURCE.exists():
        pytest.fail("axe-core is not installed; run `make setup`, which installs what the UI is built and tested with")
    return _SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is, each with where."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe())
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, rules)", _RULES)
    return [
        f"{page.url} {one['id']}: {one['help']}; {node['html'][:200]} {node['failureSummary'][:400]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
