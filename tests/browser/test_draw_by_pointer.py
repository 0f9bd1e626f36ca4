"""Drawing with the mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.language.journeys import fork, line, only_start
from tests.browser.language.pointer import centre
from tests.browser.language.ui import UI


def test_a_step_dropped_on_a_way_goes_between(ui: UI) -> None:
    builder = ui.draw(line())
    builder.drop("Branch", onto=builder.middle_of(builder.way("wait1", "sms2")))
    builder.expect_ways("start next sms1", "sms1 next wait1", "wait1 next branch1", "branch1 yes sms2")
    builder.expect_sentence("branch1", "Opted in to SMS?")


def test_a_step_dropped_at_an_open_end_follows_it(ui: UI) -> None:
    builder = ui.draw(only_start())
    builder.drop("Wait", onto=centre(builder.outlet("start")).moved(0, 24))
    builder.expect_ways("start next wait1")


def test_a_step_dropped_far_from_any_way_stands_alone_until_it_is_connected(ui: UI) -> None:
    builder = ui.draw(only_start())
    builder.drop("Send SMS", onto=centre(builder.outlet("start")).moved(-280, 200))
    builder.expect_ways()
    builder.connect("start", "sms1")
    builder.expect_ways("start next sms1")


def test_the_plus_on_a_way_offers_steps_and_tells_why_not(ui: UI) -> None:
    builder = ui.draw(fork())
    builder.canvas.get_by_label("Add a step on “Yes”").click()
    adding = ui.dialog("Add a step")
    expect(adding.get_by_role("option", name="Exit")).to_contain_text(
        "An Exit ends the path. Add it where a path is open."
    )
    adding.get_by_role("option", name="Wait For a duration").click()
    builder.expect_ways("start next branch1", "branch1 yes wait1", "wait1 next sms1")


def test_a_way_is_drawn_from_an_open_end_to_a_step(ui: UI) -> None:
    builder = ui.draw(fork())
    builder.connect("branch1", "exit1", outlet="else")
    builder.expect_ways("start next branch1", "branch1 yes sms1", "branch1 else exit1")


def test_a_way_let_go_over_nothing_asks_which_step_comes_there(ui: UI) -> None:
    builder = ui.draw(fork())
    builder.pointer.drag(centre(builder.outlet("branch1", "else")), centre(builder.step("exit1")).moved(0, 160))
    ui.dialog("Add a step").get_by_role("option", name="Send e-mail").click()
    builder.expect_ways("start next branch1", "branch1 yes sms1", "branch1 else email1")


def test_a_way_that_may_not_be_is_refused_with_the_reason_while_it_is_dragged(ui: UI) -> None:
    builder = ui.draw(fork())
    builder.pointer.press_and_go(centre(builder.outlet("sms1")), centre(builder.step("branch1")))
    reason = "Contacts would loop without waiting. Add a wait to the loop."
    expect(builder.canvas.get_by_text(reason)).to_be_visible()
    builder.pointer.let_go()
    ui.expect_toast(reason)
    builder.pointer.drag(centre(builder.outlet("sms1")), centre(builder.step("start")))
    ui.expect_toast("Nothing can lead back to the trigger.")
    builder.expect_ways("start next branch1", "branch1 yes sms1")


def test_where_a_step_was_put_it_stays(ui: UI) -> None:
    builder = ui.draw(fork())
    before = builder.saved("exit1")["position"]
    start = centre(builder.step("exit1"))
    builder.pointer.drag(start, start.moved(90, 40))
    ui.house.until(lambda: builder.saved("exit1")["position"]["x"] > before["x"] + 60)
    put = builder.saved("exit1")["position"]
    ui.page.reload()
    ui.drawing().expect_saved()
    assert builder.saved("exit1")["position"] == put


def test_a_tip_goes_with_the_mouse_also_when_the_mouse_drags_or_presses(ui: UI) -> None:
    builder = ui.draw(fork())
    tip = ui.page.get_by_role("tooltip")
    step = builder.palette.get_by_role("button", name="Wait", exact=True)
    step.hover()
    expect(tip).to_be_visible()
    builder.pointer.drag(centre(step), centre(builder.step("exit1")).moved(0, 140))
    expect(tip).to_have_count(0)

    undo = builder.tool("Undo")
    undo.hover()
    expect(tip).to_be_visible()
    undo.click()
    expect(tip).to_have_count(0)
    step.hover()
    expect(tip).to_be_visible()
    ui.page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
