"""Drawing without a mouse: everything has a key, and the keyboard is never lost."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.language.journeys import line, only_start, unused
from tests.browser.language.ui import UI


def test_from_an_empty_canvas_to_a_published_journey_without_a_mouse(ui: UI) -> None:
    event = unused("trial.began")
    builder = ui.draw(only_start(event=""))
    keys = builder.keyboard
    builder.step("start").focus()

    keys.press("Enter")
    expect(builder.field("Contacts enter")).to_be_focused()
    keys.press("Tab")
    expect(builder.field("Event")).to_be_focused()
    keys.write(event)
    keys.press("Escape")
    keys.leave_field()
    builder.expect_sentence("start", event)

    builder.step("start").focus()
    keys.add("branch")
    expect(builder.step("branch1")).to_be_focused()
    keys.press("a")
    keys.pick("Path to add the step on", "opted in")
    keys.pick("Step to add", "send sms")
    expect(builder.step("sms1")).to_be_focused()
    keys.press("Enter")
    expect(builder.field("Message")).to_be_focused()
    keys.write("Hi {{ cont")
    expect(builder.details.get_by_role("listbox", name="Merge fields")).to_be_visible()
    keys.write("act.first_n")
    keys.press("Enter")
    keys.write(", welcome.")
    builder.expect_data("sms1", body="Hi {{ contact.first_name }}, welcome.")
    keys.leave_field()

    keys.press("ArrowUp")
    expect(builder.step("branch1")).to_be_focused()
    keys.press("a")
    keys.pick("Path to add the step on", "everyone else")
    keys.pick("Step to add", "exit")
    builder.expect_ways("start next branch1", "branch1 yes sms1", "branch1 else exit1")

    keys.press("ControlOrMeta+Enter")
    dialog = ui.dialog("Publish")
    expect(dialog.get_by_role("button", name="Publish", exact=True)).to_be_focused()
    keys.press("Enter")
    ui.expect_toast("Version 1 is live.")


def test_arrows_walk_along_the_ways(ui: UI) -> None:
    builder = ui.draw(line())
    builder.step("start").focus()
    for step in ("sms1", "wait1", "sms2"):
        builder.keyboard.press("ArrowDown")
        expect(builder.step(step)).to_be_focused()
    builder.keyboard.press("ArrowUp")
    expect(builder.step("wait1")).to_be_focused()
    builder.keyboard.press("Alt+ArrowRight")
    ui.house.until(lambda: builder.saved("wait1")["position"]["x"] == 12)


def test_the_shortcuts_are_listed_and_every_command_is_found_by_its_words(ui: UI) -> None:
    builder = ui.draw(line())
    builder.step("start").focus()
    builder.keyboard.press("?")
    sheet = ui.dialog("Keyboard shortcuts")
    for words in ("Undo", "Tidy up the layout", "Find a step"):
        expect(sheet.get_by_text(words, exact=True)).to_be_visible()
    builder.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    builder.keyboard.press("ControlOrMeta+k")
    builder.keyboard.pick("Command", "journey sett")
    expect(builder.details.get_by_role("tab", name="Journey")).to_have_attribute("aria-selected", "true")


def test_a_step_is_found_by_any_of_its_words(ui: UI) -> None:
    builder = ui.draw(line())
    builder.step("start").focus()
    builder.keyboard.press("/")
    builder.keyboard.pick("Step", "hello again")
    expect(builder.step("sms2")).to_be_focused()
    expect(builder.step("sms2")).to_have_attribute("data-selected", "true")
