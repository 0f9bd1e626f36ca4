"""axe, from the package the UI pins: no page may have anything it finds."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

_SOURCE = Path(__file__).resolve().parents[3] / "ui" / "node_modules" / "axe-core" / "axe.min.js"
_OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# What is half faded in has colours that nobody was meant to read.
_AT_REST = """() => Promise.allSettled(
  document.getAnimations()
    .filter(one => one.effect?.getComputedTiming().iterations !== Infinity)
    .map(one => one.finished)
)"""


@cache
def _axe() -> str:
    if not _SOURCE.exists():
        pytest.fail("axe-core is not installed; run `make setup`, which installs what the UI is built and tested with")
    return _SOURCE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it is, each with where."""
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(_axe())
    page.evaluate(_AT_REST)
    found: dict[str, Any] = page.evaluate("options => axe.run(document, options)", _OPTIONS)
    return [
        f"{page.url} {violation['id']}: {violation['help']}; {node['html'][:200]} {node['failureSummary'][:400]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
