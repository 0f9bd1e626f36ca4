"""Editing as everywhere else: undo, the clipboard, deleting, tidying."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.language.journeys import fork, line, only_start
from tests.browser.language.ui import UI


def test_everything_can_be_undone_and_done_again(ui: UI) -> None:
    builder = ui.draw(line())
    keys = builder.keyboard
    as_drawn = ("start next sms1", "sms1 next wait1", "wait1 next sms2")
    builder.choose("wait1")
    builder.field("Wait for: how many").fill("3")
    builder.expect_sentence("wait1", "3 days")
    keys.leave_field()
    keys.delete()
    builder.expect_ways("start next sms1", "sms1 next sms2")
    builder.choose("sms2")
    keys.add("exit")
    builder.expect_ways("start next sms1", "sms1 next sms2", "sms2 next exit1")

    keys.undo()
    keys.undo()
    builder.expect_ways(*as_drawn)
    builder.expect_sentence("wait1", "3 days")
    keys.undo()
    builder.expect_sentence("wait1", "1 day")
    expect(builder.tool("Undo")).to_have_attribute("aria-disabled", "true")
    for _ in range(3):
        keys.redo()
    builder.expect_ways("start next sms1", "sms1 next sms2", "sms2 next exit1")


def test_what_is_deleted_leaves_no_gap(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("sms1", "wait1")
    builder.keyboard.delete()
    builder.expect_steps("start", "sms2")
    builder.expect_ways("start next sms2")


def test_a_journey_keeps_its_start(ui: UI) -> None:
    builder = ui.draw(only_start())
    builder.choose("start")
    builder.keyboard.delete()
    expect(builder.notes.filter(has_text="A journey needs its trigger.")).to_be_attached()
    builder.expect_steps("start")


def test_steps_are_copied_into_another_journey_and_another_window_tab(ui: UI) -> None:
    there = ui.house.journey(only_start(name="There"))
    builder = ui.draw(line(name="Here"))
    builder.choose("sms1", "wait1", "sms2")
    builder.keyboard.copy()

    tab = UI(ui.page.context.new_page(), ui.house, ui.guard)
    other = tab.builder(there)
    other.choose("start")
    other.keyboard.paste()
    other.expect_steps("start", "sms1", "wait1", "sms2")
    other.expect_ways("sms1 next wait1", "wait1 next sms2")
    other.expect_sentence("sms2", "Hello again")


def test_cut_and_paste_moves_steps_and_duplicate_makes_another(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("wait1")
    builder.keyboard.cut()
    builder.expect_ways("start next sms1", "sms1 next sms2")
    builder.keyboard.paste()
    builder.expect_steps("start", "sms1", "sms2", "wait1")
    builder.choose("sms2")
    builder.keyboard.duplicate()
    builder.expect_steps("start", "sms1", "sms2", "sms3", "wait1")
    assert builder.saved("sms3")["data"]["body"] == "Hello again"


def test_words_in_the_clipboard_are_no_steps(ui: UI) -> None:
    builder = ui.draw(line())
    ui.page.evaluate("navigator.clipboard.writeText('just words')")
    builder.choose("sms2")
    builder.keyboard.paste()
    ui.expect_toast("No steps on the clipboard.")


def test_one_key_tidies_and_undo_puts_everything_back_where_it_was(ui: UI) -> None:
    document = fork()
    document["nodes"][2]["position"] = {"x": -700, "y": 40}
    builder = ui.draw(document)
    builder.step("start").focus()
    builder.keyboard.tidy()
    ui.house.until(lambda: builder.saved("sms1")["position"]["y"] > builder.saved("branch1")["position"]["y"])
    builder.keyboard.undo()
    ui.house.until(lambda: builder.saved("sms1")["position"] == {"x": -700, "y": 40})


def test_findings_come_and_go_while_one_draws(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("sms2")
    builder.field("Message").fill("Hello {{ contcat.name }}")
    expect(builder.step("sms2")).to_have_attribute("data-health", "error")
    builder.choose("start")
    builder.expect_problem("contcat").click()
    expect(builder.step("sms2")).to_be_focused()
    builder.field("Message").fill("Hello {{ contact.first_name }}")
    expect(builder.step("sms2")).not_to_have_attribute("data-health", "error")
    expect(builder.details).not_to_contain_text("contcat")


def test_the_preview_has_values_of_the_event_that_can_be_changed(ui: UI) -> None:
    builder = ui.draw(line("order.shipped"))
    builder.choose("sms2")
    builder.field("Message").fill("{{ event.item_title }} at {{ event.price }}, from {{ journey.name }}")
    preview = builder.details.get_by_role("region", name="Preview on a phone")
    expect(preview).to_contain_text("The Blue Notebook at 49.9, from A line")
    builder.field("price").fill("12.50")
    expect(preview).to_contain_text("The Blue Notebook at 12.50, from A line")


def test_from_far_a_step_is_a_card_that_still_says_what_it_is(ui: UI) -> None:
    document = line()
    for row, node in enumerate(document["nodes"]):
        node["position"] = {"x": 0, "y": 2_500 * row}
    builder = ui.draw(document)
    builder.step("start").focus()
    builder.keyboard.press("f")
    expect(builder.step("sms2")).to_have_attribute("data-far", "true")
    expect(builder.step("sms2")).to_have_accessible_name(re.compile("^Send SMS: .*Hello again"))
    expect(builder.way("wait1", "sms2")).to_be_attached()
    builder.choose("sms2")
    builder.keyboard.press("0")
    expect(builder.canvas).not_to_have_attribute("data-far", "true")


def test_shares_always_sum_to_a_hundred(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("sms2")
    builder.keyboard.add("split")
    builder.details.get_by_role("textbox", name="Percent of share 1").fill("30")
    builder.expect_sentence("split1", "30 / 70")
    builder.details.get_by_role("button", name="Add a share").click()
    ui.house.until(lambda: len(builder.saved("split1")["data"].get("arms", [])) == 3)
    assert sum(arm["percent"] for arm in builder.saved("split1")["data"]["arms"]) == 100


def test_a_journey_survives_the_way_through_a_file(ui: UI, another_ui: Callable[[], UI]) -> None:
    builder = ui.draw(fork(name="To keep in git"))
    with ui.page.expect_download() as downloading:
        builder.menu("Download as a file")
        ui.page.get_by_role("dialog").get_by_role("button", name="Download").click()
    file = downloading.value
    assert file.suggested_filename == "to-keep-in-git.json"
    other = another_ui()
    other.open("/journeys")
    other.page.get_by_label("Journey file").set_input_files(file.path())
    copy = other.drawing()
    copy.expect_ways("start next branch1", "branch1 yes sms1")
