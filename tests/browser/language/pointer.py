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


def centre(locator: Locator) -> Point:
    """The middle of what is there, also of a handle that has no size of its own."""
    locator.wait_for(state="attached")
    x, y = locator.evaluate(
        "one => { const box = one.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }"
    )
    return Point(x, y)


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
