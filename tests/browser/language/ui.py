"""Postroad in one browser window."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Locator, Page, Route, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.language.axe import violations
from tests.browser.language.builder import Builder
from tests.browser.language.guard import Guard
from tests.browser.language.house import House, Person
from tests.browser.language.keyboard import Keyboard
from tests.browser.language.phone import VirtualPhone
from tests.browser.language.pointer import Pointer

WIDE = 1440
NARROW = 390

# Notes go away by themselves, and a slow machine may look too late: what they said is kept until a test asks for it.
_KEEP_NOTES = """
window.notesShown = [];
new MutationObserver((changes) => {
  for (const one of changes.flatMap(({ addedNodes }) => [...addedNodes]))
    if (one instanceof HTMLElement && one.matches("[role=status] [data-tone]"))
      window.notesShown.push(one.textContent);
}).observe(document, { childList: true, subtree: true });
"""
_NOTE_SHOWN = """words => {
  const place = window.notesShown.findIndex((one) => one.includes(words));
  if (place >= 0) window.notesShown.splice(place, 1);
  return place >= 0;
}"""
_TOO_WIDE = "document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"


class UI:
    """What one person has on the screen."""

    def __init__(self, page: Page, house: House, guard: Guard) -> None:
        page.add_init_script(_KEEP_NOTES)
        self.page = page
        self.house = house
        self.guard = guard
        self.keyboard = Keyboard(page)
        self.pointer = Pointer(page)

    def open(self, path: str = "/") -> None:
        """Goes to an address and waits until the page stands."""
        self.page.goto(path if path.startswith("http") else f"{self.house.address}{path}")
        self.settle()

    def settle(self) -> None:
        """Waits until the page is there and nothing on it is still loading."""
        expect(self.page.locator("main")).not_to_be_empty()
        expect(self.page.get_by_role("status", name=re.compile("^Loading"))).to_have_count(0)

    def go_to(self, place: str) -> None:
        """Uses the main navigation."""
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
        self.settle()

    def draw(self, document: dict[str, Any]) -> Builder:
        """Opens the builder on a new journey."""
        return self.builder(self.house.journey(document))

    def builder(self, journey: str) -> Builder:
        """Opens the builder of a journey."""
        self.open(f"/journeys/{journey}")
        return self.drawing()

    def drawing(self) -> Builder:
        """The builder that is open now."""
        self.page.wait_for_url(re.compile(r"/journeys/j_"))
        builder = Builder(self.page, self.house, self.page.url.rsplit("/", 1)[1])
        expect(builder.canvas.locator("[data-step]").first).to_be_visible()
        return builder

    def phone(self, who: Person | str) -> VirtualPhone:
        """Takes up a virtual phone."""
        number = who.phone if isinstance(who, Person) else who
        self.open(f"/phones/{number}")
        return VirtualPhone(self.page, number)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def dialog(self, name: str | re.Pattern[str]) -> Locator:
        return self.page.get_by_role("dialog", name=name)

    @contextmanager
    def unanswered(self, address: re.Pattern[str]) -> Generator[None]:
        """Requests to such addresses wait for an answer that does not come. Leaves the page at the end."""
        held: list[Route] = []

        def hold(route: Route) -> None:
            held.append(route)

        self.page.route(address, hold)
        yield
        # Nobody is left then who could complain of what is taken back.
        self.page.goto("about:blank")
        for route in held:
            with suppress(PlaywrightError):
                route.abort()
        self.page.unroute(address)

    def theme(self, scheme: Literal["light", "dark"]) -> None:
        self.page.emulate_media(color_scheme=scheme)
        expect(self.page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)

    def width(self, pixels: int) -> None:
        self.page.set_viewport_size({"width": pixels, "height": 844 if pixels < 700 else 900})

    def expect_toast(self, words: str) -> None:
        """Such a note has been shown, once more than was expected before; it may be gone again already."""
        self.page.wait_for_function(_NOTE_SHOWN, arg=words)

    def expect_accessible(self) -> None:
        """axe finds nothing on the page as it is now."""
        found = violations(self.page)
        assert not found, "\n\n".join(found)

    def expect_fits(self) -> None:
        """Nothing has to be scrolled sideways."""
        with suppress(PlaywrightTimeout):
            self.page.wait_for_function(f"{_TOO_WIDE} <= 0")
        too_wide = self.page.evaluate(_TOO_WIDE)
        assert too_wide <= 0, f"{self.page.url} is {too_wide} px wider than the window"
