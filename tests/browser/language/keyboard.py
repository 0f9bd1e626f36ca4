"""The keyboard, in the words of what the keys do."""

from __future__ import annotations

from playwright.sync_api import Page, expect


class Keyboard:
    """What hands do without a mouse."""

    def __init__(self, page: Page) -> None:
        self._page = page

    def press(self, *keys: str) -> None:
        for key in keys:
            self._page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Types the text where the keyboard is."""
        self._page.keyboard.type(text)

    def undo(self) -> None:
        self.press("ControlOrMeta+z")

    def redo(self) -> None:
        self.press("ControlOrMeta+Shift+z")

    def copy(self) -> None:
        self.press("ControlOrMeta+c")

    def cut(self) -> None:
        self.press("ControlOrMeta+x")

    def paste(self) -> None:
        self.press("ControlOrMeta+v")

    def duplicate(self) -> None:
        self.press("ControlOrMeta+d")

    def select_all(self) -> None:
        self.press("ControlOrMeta+a")

    def delete(self) -> None:
        self.press("Delete")

    def tidy(self) -> None:
        self.press("t")

    def pick(self, which: str, words: str) -> None:
        """Narrows the list that has opened by some words, and takes the first."""
        picker = self._page.get_by_role("combobox", name=which, exact=True)
        expect(picker).to_be_focused()
        self.write(words)
        self.press("Enter")
        expect(picker).to_be_hidden()

    def add(self, step: str) -> None:
        """Adds a step after the chosen one: the key, a word to find it by, Enter."""
        self.press("a")
        self.pick("Step to add", step)

    def leave_field(self) -> None:
        """Back from a field to the canvas."""
        self._page.evaluate("document.activeElement?.blur()")
