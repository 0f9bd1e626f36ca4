"""What was drawn is kept, whatever happens to the tab, the network or the colleagues."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.language.builder import Builder
from tests.browser.language.journeys import line
from tests.browser.language.ui import UI


def test_a_draft_saves_itself_and_a_reload_loses_nothing(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("sms2")
    builder.keyboard.add("exit")
    builder.expect_saved()
    ui.page.reload()
    builder = ui.drawing()
    builder.expect_ways("start next sms1", "sms1 next wait1", "wait1 next sms2", "sms2 next exit1")


def test_a_tab_closed_at_once_loses_nothing(ui: UI) -> None:
    builder = ui.draw(line())
    builder.choose("wait1")
    builder.keyboard.delete()
    ui.page.close()
    again = UI(ui.page.context.new_page(), ui.house, ui.guard)
    again.builder(builder.journey).expect_ways("start next sms1", "sms1 next sms2")


def test_what_is_drawn_offline_is_sent_later(ui: UI) -> None:
    ui.guard.expect("ERR_INTERNET_DISCONNECTED")
    builder = ui.draw(line())
    ui.page.context.set_offline(True)
    builder.choose("wait1")
    builder.keyboard.delete()
    expect(builder.notes.filter(has_text="Offline: kept here, will save later")).to_be_visible()
    assert len(ui.house.draft(builder.journey)["nodes"]) == 4
    ui.page.context.set_offline(False)
    builder.expect_ways("start next sms1", "sms1 next sms2")
    builder.expect_saved()


@pytest.fixture
def two_who_draw(ui: UI, another_ui: Callable[[], UI]) -> tuple[Builder, Builder]:
    """Ann has put an exit at the end; Ben, who opened it before that, has taken the wait out."""
    other = another_ui()
    other.guard.expect("412")
    ann = ui.draw(line(name="Ours"))
    ben = other.builder(ann.journey)
    ann.choose("sms2")
    ann.keyboard.add("exit")
    ann.expect_saved()
    ann.expect_steps("start", "sms1", "wait1", "sms2", "exit1")
    ben.choose("wait1")
    ben.keyboard.delete()
    return ann, ben


def conflict_of(builder: Builder) -> Locator:
    return builder.page.get_by_role("alert", name="Someone else changed this draft")


def test_a_second_editor_is_told_and_nothing_is_overwritten(two_who_draw: tuple[Builder, Builder], ui: UI) -> None:
    ann, ben = two_who_draw
    expect(conflict_of(ben)).to_contain_text("Your version is kept in this browser but not saved.")
    ann.expect_steps("start", "sms1", "wait1", "sms2", "exit1")


def test_the_second_editor_may_take_the_others_version_and_undo_that(two_who_draw: tuple[Builder, Builder]) -> None:
    _, ben = two_who_draw
    conflict_of(ben).get_by_role("button", name="Load theirs").click()
    ben.expect_steps("start", "sms1", "wait1", "sms2", "exit1")
    ben.page.get_by_role("toolbar").get_by_role("button", name="Undo").click()
    ben.expect_steps("start", "sms1", "sms2")


def test_the_second_editor_may_keep_theirs_as_a_copy(two_who_draw: tuple[Builder, Builder], ui: UI) -> None:
    ann, ben = two_who_draw
    conflict_of(ben).get_by_role("button", name="Keep mine as a copy").click()
    ben.page.wait_for_url(lambda url: not url.endswith(ann.journey))
    expect(ben.page.get_by_label("Name of the journey")).to_have_value("Ours (my copy)")
    copy = ben.page.url.rsplit("/", 1)[1]
    assert [node["id"] for node in ui.house.draft(copy)["nodes"]] == ["start", "sms1", "sms2"]
    ann.expect_steps("start", "sms1", "wait1", "sms2", "exit1")


def test_overwriting_says_what_is_lost_first(two_who_draw: tuple[Builder, Builder]) -> None:
    _, ben = two_who_draw
    conflict_of(ben).get_by_role("button", name="Overwrite theirs").click()
    asked = ben.page.get_by_role("dialog", name="Overwrite their version?")
    expect(asked).to_contain_text("2 steps of theirs would be removed.")
    asked.get_by_role("button", name="Overwrite it").click()
    ben.expect_steps("start", "sms1", "sms2")
