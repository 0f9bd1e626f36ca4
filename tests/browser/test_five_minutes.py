"""The story of somebody who has never seen Postroad, from the printed address to a skipped message."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import open_house, window
from tests.browser.language.builder import Builder
from tests.browser.language.pointer import centre
from tests.browser.language.ui import UI

ANN = "+12125550101"
BEN = "+14155550132"


@pytest.fixture
def stranger(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[UI]:
    """Somebody who has just started Postroad for the first time and is not signed in."""
    with open_house(tmp_path_factory.mktemp("story")) as house, window(browser, house, None, request.node) as ui:
        yield ui


def test_from_the_printed_address_to_a_skipped_message_and_its_reason(stranger: UI) -> None:
    ui = stranger
    arrive_from_the_printed_address(ui)
    say_who_is_sending(ui)
    ui.button("Load sample contacts").click()
    ui.expect_toast("sample")
    ui.button("Start from scratch").click()
    builder = ui.drawing()
    draw_a_webinar_reminder(builder)
    rehearse(ui, builder)
    publish(ui, builder)

    register(ui, "sample-ann", starts_in=timedelta(days=2))
    ui.phone(ANN).expect_message("Hi Ann, you are in.")
    register(ui, "sample-dev", starts_in=timedelta(days=2))

    builder = ui.builder(builder.journey)
    builder.watch()
    builder.expect_numbers("start", "2 entered")
    builder.expect_numbers("sms1", "1 sent")
    builder.expect_numbers("email1", "1 sent")
    builder.expect_numbers("wait1", "1 here")

    phone = ui.phone(ANN)
    phone.reply("STOP")
    phone.expect_message("unsubscribed")
    move_the_webinar(ui, "sample-ann", starts_in=timedelta(minutes=30))

    builder = ui.builder(builder.journey)
    builder.watch()
    builder.expect_numbers("sms2", "1 skipped")
    builder.step("sms2").click()
    expect(builder.details.get_by_role("region", name="Activity at this step")).to_contain_text(
        "The number is opted out: it replied STOP or was imported as opted out; only its own START undoes that."
    )


def say_who_is_sending(ui: UI) -> None:
    """The first page asks for the name, and knows the zone and the country from the browser."""
    asked = ui.page.get_by_role("form", name="Who is sending?")
    expect(asked.get_by_label("Your country")).to_have_value("United Kingdom")
    expect(asked.get_by_role("button", name="Save")).to_be_disabled()
    asked.get_by_label("Your organization's name").fill("Acme Webinars")
    asked.get_by_role("button", name="Save").click()
    ui.expect_toast("Acme Webinars")
    expect(asked).to_have_count(0)
    account = ui.house.call("GET", "/account")
    assert (account["name"], account["region"], account["timezone"]) == ("Acme Webinars", "GB", "UTC")


def arrive_from_the_printed_address(ui: UI) -> None:
    ui.open(ui.house.up.printed_address())
    expect(ui.page).to_have_url(f"{ui.house.address}/journeys")
    expect(ui.page.get_by_role("heading", name="Draw your first journey")).to_be_visible()


def draw_a_webinar_reminder(builder: Builder) -> None:
    keys = builder.keyboard
    builder.choose("start")
    builder.expect_problem("event").click()
    builder.field("Event").fill("webinar.registered")
    builder.details.get_by_role("button", name="When the event is moved or cancelled").click()
    builder.field("One enrolment per").fill("event.webinar_id")
    builder.field("Required properties").fill("starts_at")
    keys.press("Enter")
    builder.field("Moved by").fill("webinar.rescheduled")
    builder.tab("Journey")
    builder.field("Message type").select_option("transactional")

    builder.drop("Branch", onto=centre(builder.outlet("start")).moved(0, 24))
    builder.expect_sentence("branch1", "Opted in to SMS?")
    builder.drop("Send SMS", onto=centre(builder.outlet("branch1", "yes")).moved(0, 24))
    builder.field("Message").fill("Hi {{ contact.first_name }}, you are in.")
    builder.drop("Send e-mail", onto=centre(builder.outlet("branch1", "else")).moved(0, 24))
    builder.field("Subject").fill("You are in")
    builder.field("Text").fill("See you on {{ event.starts_at | date: '%A' }}.")

    builder.choose("sms1")
    keys.add("wait")
    builder.details.get_by_text("Around a date").click()
    builder.field("Date").fill("event.starts_at")
    builder.field("If that time has already passed").select_option("continue")
    builder.expect_sentence("wait1", "1 hour before event.starts_at")
    keys.leave_field()
    keys.add("send sms")
    builder.field("Message").fill("It starts in an hour.")
    keys.leave_field()
    keys.add("update")
    builder.field("Add tags").fill("reminded")
    keys.press("Enter")

    builder.expect_ways(
        "start next branch1",
        "branch1 yes sms1",
        "branch1 else email1",
        "sms1 next wait1",
        "wait1 next sms2",
        "sms2 next update1",
    )
    builder.tab("Problems")
    expect(builder.details.get_by_role("region", name="Fix before publishing")).to_have_count(0)


def rehearse(ui: UI, builder: Builder) -> None:
    ui.button("Rehearse").click()
    panel = ui.page.get_by_role("complementary", name="Rehearsal")
    panel.get_by_role("button", name="Play").click()
    expect(panel).to_contain_text("SMS")
    expect(panel.get_by_role("region", name="Phone of")).to_contain_text("you are in.")
    builder.keyboard.press("d")


def publish(ui: UI, builder: Builder) -> None:
    ui.button("Publish").click()
    dialog = ui.dialog("Publish")
    expect(dialog).to_contain_text("This is the first version. From now on, contacts enter automatically.")
    dialog.get_by_role("button", name="Publish", exact=True).click()
    ui.expect_toast("Version 1 is live.")


def register(ui: UI, contact: str, starts_in: timedelta) -> None:
    """Records, as the webinar's site would, that somebody registered."""
    record(ui, contact, "webinar.registered", starts_in)
    ui.expect_toast("entered 1 journey")


def move_the_webinar(ui: UI, contact: str, starts_in: timedelta) -> None:
    record(ui, contact, "webinar.rescheduled", starts_in)
    ui.expect_toast("webinar.rescheduled was recorded")


def record(ui: UI, contact: str, event: str, starts_in: timedelta) -> None:
    starts_at = (datetime.now(UTC) + starts_in).isoformat(timespec="seconds").replace("+00:00", "Z")
    ui.open(f"/contacts/{contact}")
    ui.button("More").click()
    ui.page.get_by_role("menuitem", name="Record an event").click()
    dialog = ui.page.get_by_role("dialog")
    dialog.get_by_label("Event").fill(event)
    dialog.get_by_label("Properties").fill(f"webinar_id: w7\nstarts_at: {starts_at}")
    dialog.get_by_role("button", name="Record event").click()
    expect(dialog).to_be_hidden()
