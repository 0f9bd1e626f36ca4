"""A virtual phone, as its owner holds it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


class VirtualPhone:
    """The page of one virtual phone."""

    def __init__(self, page: Page, number: str) -> None:
        self._page = page
        self.screen = page.get_by_role("region", name=f"Phone {number}")

    def expect_message(self, words: str) -> Locator:
        """A message with these words has arrived."""
        message = self.screen.get_by_role("listitem").filter(has_text=words)
        expect(message.first).to_be_visible()
        return message.first

    def reply(self, text: str) -> None:
        """Answers, and waits until it was taken."""
        field = self.screen.get_by_label("Reply from this phone")
        field.fill(text)
        self.screen.get_by_role("button", name="Send reply").click()
        expect(self.screen.get_by_role("listitem").filter(has_text=f"From the phone: {text}").first).to_be_visible()
        expect(field).to_have_value("")
