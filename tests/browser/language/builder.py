"""One journey on the canvas."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.language.house import House
from tests.browser.language.journeys import ways
from tests.browser.language.keyboard import Keyboard
from tests.browser.language.pointer import Point, Pointer, box_at_rest, centre
from tests.support.processes import wait_until

_MIDDLE_OF_PATH = """path => {
  const half = path.getPointAtLength(path.getTotalLength() / 2).matrixTransform(path.getScreenCTM());
  return [half.x, half.y];
}"""


class Builder:
    """The builder of one journey, in the words of those who draw."""

    def __init__(self, page: Page, house: House, journey: str) -> None:
        self.page = page
        self.journey = journey
        self.keyboard = Keyboard(page)
        self.pointer = Pointer(page)
        self.canvas = page.get_by_role("region", name="Canvas")
        self.palette = page.get_by_role("complementary", name="Steps to add")
        self.details = page.get_by_role("complementary", name="Details")
        self.notes = page.get_by_role("status")
        self._house = house

    # What is there

    def step(self, step_id: str) -> Locator:
        """The card of a step."""
        return self.canvas.locator(f'[data-step="{step_id}"]')

    def way(self, source: str, target: str) -> Locator:
        """The line from a step to another."""
        return self.canvas.get_by_label(f"Edge from {source} to {target}", exact=True).locator(".react-flow__edge-path")

    def outlet(self, step_id: str, outlet: str = "next") -> Locator:
        """Where a way leaves a step."""
        return self.canvas.locator(f'.react-flow__node[data-id="{step_id}"] [data-handleid="{outlet}"]')

    def field(self, label: str) -> Locator:
        """A field about the chosen step or the journey."""
        return self.details.get_by_label(label, exact=True)

    def middle_of(self, way: Locator) -> Point:
        box_at_rest(way)
        x, y = way.evaluate(_MIDDLE_OF_PATH)
        return Point(x, y)

    def expect_sentence(self, step_id: str, words: str) -> None:
        """What the step says it does."""
        expect(self.step(step_id)).to_contain_text(words)

    def expect_in_the_middle(self, step_id: str) -> None:
        """The step is shown halfway between the canvas's left and right."""
        wait_until(lambda: abs(centre(self.step(step_id)).x - centre(self.canvas).x) < 20)

    def expect_saved(self) -> None:
        expect(self.notes.filter(has_text=re.compile("^Saved$"))).to_be_visible()

    def expect_steps(self, *step_ids: str) -> None:
        """These steps are drawn, and saved, and no others."""
        self._expect_draft(lambda draft: sorted(node["id"] for node in draft["nodes"]), sorted(step_ids))

    def expect_ways(self, *lines: str) -> None:
        """These ways (`from outlet to`) are drawn, and saved, and no others."""
        self._expect_draft(ways, sorted(lines))

    def expect_data(self, step_id: str, **data: Any) -> None:
        """The step was told this, and it is saved."""
        self._expect_draft(lambda draft: {name: _step(draft, step_id)["data"].get(name) for name in data}, data)

    def saved(self, step_id: str) -> dict[str, Any]:
        """A step as it is saved."""
        return _step(self._house.draft(self.journey), step_id)

    def _expect_draft(self, look: Callable[[dict[str, Any]], Any], wanted: Any) -> None:
        with suppress(AssertionError):
            wait_until(lambda: look(self._house.draft(self.journey)) == wanted)
        assert look(self._house.draft(self.journey)) == wanted

    # By the mouse

    def choose(self, *step_ids: str) -> None:
        """Clicks a step; more of them with Shift."""
        for place, step_id in enumerate(step_ids):
            self.step(step_id).click(modifiers=["ControlOrMeta"] if place else [])
            expect(self.step(step_id)).to_have_attribute("data-selected", "true")

    def drop(self, label: str, onto: Point) -> None:
        """Drags a step from the palette to a place."""
        self.pointer.drag(centre(self.palette.get_by_role("button", name=label, exact=True)), onto)

    def connect(self, source: str, target: str, outlet: str = "next") -> None:
        """Drags a way from an outlet onto a step."""
        self.pointer.drag(centre(self.outlet(source, outlet)), self.entry_of(target))

    def entry_of(self, step_id: str) -> Point:
        """Where ways come in: the middle of the upper edge."""
        x, y, width, _ = box_at_rest(self.step(step_id))
        return Point(x + width / 2, y + 2)

    def tool(self, name: str) -> Locator:
        """A tool at the lower edge of the canvas."""
        return self.page.get_by_role("toolbar", name="Canvas tools").get_by_role("button", name=name)

    def tab(self, name: str) -> None:
        """Step, Journey or Problems at the right."""
        self.details.get_by_role("tab", name=name).click()

    def menu(self, item: str) -> None:
        """Something of the menu at the upper right."""
        self.page.get_by_role("button", name="More", exact=True).click()
        self.page.get_by_role("menuitem", name=item).click()

    # What is wrong

    def expect_problem(self, words: str) -> Locator:
        """A problem is listed; what is given back can be clicked."""
        self.tab("Problems")
        problem = self.details.get_by_role("button", name=words)
        expect(problem.first).to_be_visible()
        return problem.first

    def expect_no_problem(self) -> None:
        self.tab("Problems")
        expect(self.details).to_contain_text("No problems. Ready to publish.")

    # Making it run

    def publish(self) -> None:
        """Publishes what is drawn, through the dialog."""
        self.page.get_by_role("button", name="Publish", exact=True).click()
        dialog = self.page.get_by_role("dialog", name="Publish")
        dialog.get_by_role("button", name="Publish", exact=True).click()
        expect(dialog).to_be_hidden()

    def watch(self) -> None:
        self.page.get_by_role("button", name="Watch", exact=True).click()
        expect(self.live).to_contain_text("Live")

    @property
    def live(self) -> Locator:
        """The numbers above the canvas while watching."""
        return self.page.get_by_role("region", name="Live")

    def expect_numbers(self, step_id: str, *words: str) -> None:
        """What the step counts, such as "1 sent"."""
        for word in words:
            expect(self.step(step_id)).to_contain_text(word)


def _step(draft: dict[str, Any], step_id: str) -> dict[str, Any]:
    return next((node for node in draft["nodes"] if node["id"] == step_id), {"data": {}, "position": {}})
