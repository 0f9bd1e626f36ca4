"""Publishing, launching, watching and steering, from the builder."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from tests.browser.language.journeys import line, placed, unused
from tests.browser.language.ui import UI
from tests.support.drawn import OPTED_IN, branch, chain, condition, leave, sms, wait


def test_the_launch_says_whom_it_reaches_who_is_left_out_and_why(ui: UI) -> None:
    tag = unused("launch")
    for name, consent in (("Ada", "opted_in"), ("Bea", "opted_in"), ("Cleo", "opted_out"), ("Dora", None)):
        ui.house.person(name, consent, tags=[tag])
    everybody = {"kind": "audience", "where": condition("contact.tags", "contains", tag)}
    builder = ui.draw(placed(chain(sms("sms1", "Hello {{ contact.first_name }}"), on=everybody, quiet_hours=None)))

    ui.button("Publish").click()
    expect(ui.dialog("Publish")).to_contain_text("Publishing doesn't send anything. You launch it when you're ready.")
    ui.dialog("Publish").get_by_role("button", name="Publish", exact=True).click()
    ui.button("Launch…").click()
    dialog = ui.dialog("Launch")
    for words in ("4match and enter", "2get the first text", "2don't get it", "2 messages, as fast as the carrier"):
        expect(dialog).to_contain_text(words)
    expect(dialog.get_by_role("row", name="The number is opted out")).to_contain_text("1")
    expect(dialog.get_by_role("row", name="There is no record")).to_contain_text("1")
    dialog.get_by_role("button", name="Launch to 4 contacts").click()

    ui.expect_toast("4 contacts enrolled.")
    builder.expect_numbers("start", "4 entered")
    builder.expect_numbers("sms1", "2 sent", "2 skipped")


def test_errors_stand_in_the_way_of_publishing_and_lead_to_their_step(ui: UI) -> None:
    document = line()
    document["nodes"][3]["data"]["body"] = ""
    builder = ui.draw(document)
    ui.button("Publish").click()
    dialog = ui.dialog("Publish")
    expect(dialog).to_contain_text("Fix one problem before publishing.")
    dialog.get_by_role("button", name="has no body").click()
    expect(builder.step("sms2")).to_be_focused()


def test_a_second_version_says_what_changes_and_the_first_can_come_back(ui: UI) -> None:
    builder = ui.builder(ui.house.journey(line(), live=True))
    builder.choose("wait1")
    builder.keyboard.delete()
    builder.expect_ways("start next sms1", "sms1 next sms2")
    ui.button("Publish").click()
    dialog = ui.dialog("Publish")
    expect(dialog).to_contain_text("Since version 1: 1 removed")
    expect(dialog).to_contain_text("Contacts already in the journey finish on the version they started on")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    ui.expect_toast("Version 2 is live.")

    builder.menu("Versions")
    first = ui.dialog("Versions").locator("*", has=ui.page.get_by_text("Version 1", exact=True)).last
    versions = ui.dialog("Versions")
    expect(first).to_be_visible()
    versions.get_by_role("button", name="Compare with the draft").last.click()
    expect(ui.page.get_by_role("region", name="Comparison")).to_contain_text("Version 1 → draft: 1 removed")
    expect(builder.step("wait1")).to_have_attribute("data-change", "removed")
    ui.button("Back to editing").click()

    builder.menu("Versions")
    versions.get_by_role("button", name="Restore to draft").last.click()
    builder.expect_ways("start next sms1", "sms1 next wait1", "wait1 next sms2")


def test_one_sees_who_is_where_and_draws_the_way_of_one_of_them(ui: UI) -> None:
    event = unused("signed.up")
    journey = ui.house.journey(line(event), live=True)
    ada = ui.house.person("Ada")
    ui.house.event(event, ada)
    builder = ui.builder(journey)
    builder.watch()
    builder.expect_numbers("sms1", "1 sent")
    builder.expect_numbers("wait1", "1 here")
    builder.step("wait1").click()
    here = builder.details.get_by_role("region", name="Activity at this step")
    here.get_by_role("button", name=f"Show the path of {ada.external_id}").click()
    expect(builder.step("wait1")).to_have_attribute("data-last", "true")
    expect(builder.step("sms2")).to_have_attribute("data-off-way", "true")
    expect(builder.step("sms1")).not_to_have_attribute("data-off-way", "true")


def test_who_is_held_stands_at_the_step_with_until_when_and_why(ui: UI) -> None:
    event = unused("held")
    now = datetime.now(UTC)
    night = {end: f"{now + timedelta(hours=h):%H:%M}" for end, h in (("start", -2), ("end", 2))}
    journey = ui.house.journey(line(event, quiet_hours=night), live=True)
    ada = ui.house.person("Ada")
    ui.house.event(event, ada)
    builder = ui.builder(journey)
    builder.watch()
    builder.expect_numbers("sms1", "1 here")
    builder.step("sms1").click()
    here = builder.details.get_by_role("region", name="Activity at this step")
    held = here.get_by_role("listitem").filter(has_text=ada.external_id)
    expect(held).to_contain_text(f"until {now + timedelta(hours=2):%-d %b %Y, %H:%M}")
    expect(held).to_contain_text("It is quiet hours where the contact is")


def test_pause_holds_resume_goes_on_and_cancel_ends_each_after_saying_what_it_does(ui: UI) -> None:
    event = unused("paused.for")
    journey = ui.house.journey(line(event), live=True)
    ada, bea = ui.house.person("Ada"), ui.house.person("Bea")
    ui.house.event(event, ada)
    builder = ui.builder(journey)
    builder.watch()
    builder.expect_numbers("wait1", "1 here")

    builder.live.get_by_role("button", name="Pause").click()
    asked = ui.dialog("Pause the journey?")
    expect(asked).to_contain_text("1 contact stays where they are")
    asked.get_by_role("button", name="Pause").click()
    ui.expect_toast("Paused.")
    ui.house.event(event, bea)
    builder.expect_numbers("start", "2 entered")
    assert ui.house.arrived(bea) == []

    builder.live.get_by_role("button", name="Resume…").click()
    ui.page.get_by_role("menuitem", name="Resume and send what's overdue").click()
    builder.expect_numbers("sms1", "2 sent")

    builder.live.get_by_role("button", name="Cancel").click()
    asked = ui.dialog("Cancel the journey?")
    expect(asked).to_contain_text("It ends for 2 contacts in progress, for good.")
    asked.get_by_role("button", name="Cancel the journey").click()
    ui.expect_toast("Cancelled.")
    expect(ui.page.get_by_text("Cancelled · v1")).to_be_visible()


def test_a_rehearsal_shows_phones_ways_and_reasons_before_anybody_hears_of_it(ui: UI) -> None:
    event = unused("rehearsed")
    steps = (
        branch("branch1", OPTED_IN),
        sms("sms1", "Hi {{ contact.first_name }}"),
        wait("wait1", "P1D"),
        sms("sms2", "Still there?"),
    )
    document = placed(
        chain(
            *steps,
            on={"kind": "event", "name": event},
            off_the_line=(leave("exit1"),),
            edges=(("branch1", "else", "exit1"),),
            quiet_hours=None,
        )
    )
    builder = ui.draw(document)
    ui.button("Rehearse").click()
    panel = ui.page.get_by_role("complementary", name="Rehearsal")
    expect(panel.get_by_role("status")).to_contain_text("2 SMS")
    expect(panel.get_by_role("region", name="Phone of Ann")).to_contain_text("Still there?")
    expect(builder.step("exit1")).to_have_attribute("data-off-way", "true")
    builder.expect_in_the_middle("start")
    panel.get_by_role("button", name="ben").last.click()
    expect(builder.step("exit1")).to_have_attribute("data-last", "true")
    panel.get_by_role("button", name="Done").click()
    builder.expect_saved()
