"""The mouse."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the window, in CSS pixels."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Point:
        return Point(self.x + dx, self.y + dy)


# Where something is once it stands still: the view may still be on its way to a step that was just added.
_AT_REST = """one => new Promise((resolve) => {
  let before = "";
  let same = 0;
  const look = () => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const now = [x, y, width, height].join();
    same = now === before ? same + 1 : 0;
    before = now;
    if (same === 2) resolve([x, y, width, height]);
    else requestAnimationFrame(look);
  };
  look();
})"""


def box_at_rest(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height of what is there, also of a handle that has no size of its own."""
    locator.wait_for(state="attached")
    x, y, width, height = locator.evaluate(_AT_REST)
    return x, y, width, height


def centre(locator: Locator) -> Point:
    """The middle of what is there."""
    x, y, width, height = box_at_rest(locator)
    return Point(x + width / 2, y + height / 2)


class Pointer:
    """What a hand does with a mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def drag(self, start: Point, end: Point) -> None:
        """Presses, goes there in a few moves as a hand does, and lets go."""
        self.press_and_go(start, end)
        self._page.mouse.up()

    def press_and_go(self, start: Point, end: Point) -> None:
        """Holds something over a place without letting go."""
        mouse = self._page.mouse
        mouse.move(start.x, start.y)
        mouse.down()
        mouse.move(start.x + 6, start.y + 6)
        mouse.move(end.x, end.y, steps=6)
        mouse.move(end.x + 1, end.y)

    def let_go(self) -> None:
        self._page.mouse.up()
