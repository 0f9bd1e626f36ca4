"""The builder with a journey of 500 steps in a real Chromium: how soon one can draw, how smoothly, how much is loaded.

Frames are counted by requestAnimationFrame while a mouse moves. Chromium runs without a window and without a GPU, so
everything is painted by the processor that Postroad and the measuring share: a desk's machine paints faster.
"""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
from collections.abc import Callable, Generator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.installation import ROOT, Installation, installation
from benchmarks.journeys import long_line

STEPS = 500
_LOADS = 5
_COLUMNS, _COLUMN, _ROW = 25, 268, 138
_TOOL = f"Chromium {{version}}, no GPU, {STEPS} steps"

# The steps in view are drawn, and the page has nothing left to do before it can answer.
_INTERACTIVE = """
addEventListener("DOMContentLoaded", () => {
  const look = () => {
    if (document.querySelector("[data-step]") === null) requestAnimationFrame(look);
    else requestIdleCallback(() => { window.interactiveAfter = performance.now(); });
  };
  look();
});
"""

_COUNT_FRAMES = """() => {
  const frames = [];
  window.countedFrames = frames;
  const count = (now) => { frames.push(now); if (window.countedFrames === frames) requestAnimationFrame(count); };
  requestAnimationFrame(count);
}"""
_COUNTED = "() => { const frames = window.countedFrames; window.countedFrames = null; return frames; }"

# A point of the canvas with no step, way or tool on it, as near to the middle as there is one.
_EMPTY_POINT = """() => {
  const box = document.querySelector(".react-flow__pane").getBoundingClientRect();
  for (let away = 0; away < 300; away += 3)
    for (const [dx, dy] of [[away, 0], [-away, 0], [0, away], [0, -away], [away, away], [-away, -away]]) {
      const x = box.x + box.width / 2 + dx, y = box.y + box.height / 2 + dy;
      if (document.elementFromPoint(x, y)?.classList.contains("react-flow__pane")) return [x, y];
    }
  throw new Error("the canvas has no empty point near its middle");
}"""


class AddFigure(Protocol):
    """Takes a figure into the table."""

    def __call__(self, subject: str, measured: str, goal: str, tool: str) -> None: ...


def measure_canvas(add: AddFigure) -> None:
    """Time to interactive, frames while panning and dragging, and what the first load weighs."""
    with installation() as house, _chromium() as browser:
        tool = _TOOL.format(version=browser.version.split(".")[0])
        journey = str(house.post("/journeys", _side_by_side(long_line(STEPS)))["id"])
        loads = [_load(browser, house, journey) for _ in range(_LOADS)]
        add(
            f"{STEPS} steps: loaded and interactive",
            f"{statistics.median(loads):,.0f} ms, slowest {max(loads):,.0f} ms",
            "",
            f"{tool}, empty cache, median of {_LOADS}",
        )
        context = _context(browser, house)
        page = context.new_page()
        _open(page, journey)
        page.locator("[data-step]").first.focus()
        for view, key, settled in (
            ("all in view", "f", f"() => document.querySelectorAll('[data-step]').length === {STEPS}"),
            ("at 100%", "0", f"() => document.querySelectorAll('[data-step]').length < {STEPS // 4}"),
        ):
            page.keyboard.press(key)
            page.wait_for_function(settled)
            for gesture, start in (("panning", _empty_point), ("dragging a step", _a_step)):
                frames = _frames_while_moving(page, start(page))
                add(f"{STEPS} steps: {gesture}, {view}", _smoothness(frames), "fluid", tool)
        context.close()
        _measure_weight(add, browser, house, journey)


@contextmanager
def _chromium() -> Generator[Browser]:
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield browser
        browser.close()


def _context(browser: Browser, house: Installation) -> BrowserContext:
    """A browser profile that is signed in, with nothing in its cache."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, base_url=str(house.http.base_url))
    key = house.http.headers["Authorization"].removeprefix("Bearer ")
    context.request.post("/api/v1/session", data={"token": key})
    context.add_init_script(_INTERACTIVE)
    return context


def _open(page: Page, journey: str) -> float:
    page.goto(f"/journeys/{journey}")
    return float(page.wait_for_function("() => window.interactiveAfter", timeout=60_000).json_value())


def _load(browser: Browser, house: Installation, journey: str) -> float:
    """Milliseconds from the start of the navigation until what is in view is drawn and the page is idle."""
    context = _context(browser, house)
    try:
        return _open(context.new_page(), journey)
    finally:
        context.close()


def _side_by_side(document: dict[str, Any]) -> dict[str, Any]:
    """The journey filled up to so many steps, and in columns, so that the whole of it can be in view."""
    end, last = f"end{STEPS}", document["nodes"][-1]["id"]
    if len(document["nodes"]) < STEPS:
        document["nodes"].append({"id": end, "type": "exit", "data": {}})
        document["edges"].append({"id": end, "source": last, "sourceHandle": "next", "target": end})
    rows = -(-len(document["nodes"]) // _COLUMNS)
    nodes = [
        {**node, "position": {"x": _COLUMN * (place // rows), "y": _ROW * (place % rows)}}
        for place, node in enumerate(document["nodes"])
    ]
    return {**document, "nodes": nodes}


def _empty_point(page: Page) -> tuple[float, float]:
    x, y = page.evaluate(_EMPTY_POINT)
    return x, y


def _a_step(page: Page) -> tuple[float, float]:
    """The middle of a step near the middle of the window."""
    x, y = page.evaluate(
        """() => {
          const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
          const away = ([x, y]) => Math.hypot(x - innerWidth / 2, y - innerHeight / 2);
          return [...document.querySelectorAll("[data-step]")]
            .map((card) => middle(card.getBoundingClientRect()))
            .sort((a, b) => away(a) - away(b))[0];
        }"""
    )
    return x, y


def _frames_while_moving(page: Page, start: tuple[float, float]) -> list[float]:
    """Presses there, moves in circles for a while, lets go; milliseconds between frames."""
    x, y = start
    mouse = page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 8, y + 8)
    page.evaluate(_COUNT_FRAMES)
    for turn in range(120):
        # A square spiral: back near the start, so that as much stays in view.
        side, along = divmod(turn % 40, 10)
        dx, dy = ((along, 0), (10, along), (10 - along, 10), (0, 10 - along))[side]
        mouse.move(x + 12 * dx, y + 8 * dy)
    times: list[float] = page.evaluate(_COUNTED)
    mouse.up()
    return [later - earlier for earlier, later in pairwise(times)]


def _smoothness(frames: list[float]) -> str:
    ordered = sorted(frames)
    slow = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    rate = 1000 * len(frames) / sum(frames)
    return f"{rate:.0f} frames/s, 95% within {slow:.0f} ms, slowest {ordered[-1]:.0f} ms"


def _measure_weight(add: AddFigure, browser: Browser, house: Installation, journey: str) -> None:
    index = ROOT / "ui" / "dist" / "index.html"
    add(
        "first load before any page, gzip", f"{_index_weight(index) / 1000:,.0f} kB", "500 kB", "files index.html names"
    )
    for page, path in (("the list of journeys", "/journeys"), ("a journey", f"/journeys/{journey}")):
        context = _context(browser, house)
        weight = _transferred(context.new_page(), path)
        context.close()
        add(f"opening {page}, everything transferred", f"{weight / 1000:,.0f} kB", "500 kB", "Chromium, empty cache")


def _index_weight(index: Path) -> int:
    """Bytes of index.html and of all it loads at once, compressed as they are served."""
    page = index.read_text(encoding="utf-8")
    assets = re.findall(r'(?:src|href)="/([^"]+\.(?:js|css))"', page)
    return sum(len(gzip.compress((index.parent / asset).read_bytes())) for asset in ("index.html", *assets))


def _transferred(page: Page, path: str) -> int:
    """Bytes of the bodies of everything but API answers, as they came over the wire."""
    sizes: list[Callable[[], int]] = []
    page.on(
        "requestfinished",
        lambda request: sizes.append(lambda: 0 if "/api/" in request.url else request.sizes()["responseBodySize"]),
    )
    page.goto(path)
    page.locator("main").get_by_role("heading", level=1).first.wait_for()
    page.wait_for_function("() => document.fonts.status === 'loaded'")
    return sum(size() for size in sizes)
