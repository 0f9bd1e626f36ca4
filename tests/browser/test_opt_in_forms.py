"""An opt-in form from its first word to the proof of the consent that somebody gave by it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.language.journeys import unused
from tests.browser.language.ui import UI

WORDING = "I agree to get texts from Harbour Books, up to 4 a month. Rates may apply. Reply STOP to end."


def look(ui: UI) -> Locator:
    """How the form will look, beside where it is written."""
    return ui.page.get_by_role("region", name="Preview")


def make(ui: UI, name: str) -> str:
    """Makes a form by hand; the address of its page."""
    ui.open("/forms")
    ui.button("New form").click()
    ui.page.get_by_role("textbox", name="Name").fill(name)
    ui.page.get_by_label("What people agree to").fill(WORDING)
    ui.button("Save and open").click()
    ui.expect_toast(f"{name} is open for sign-ups.")
    return ui.page.get_by_role("link", name="Open the page").get_attribute("href") or ""


def sign_up(page: Page, number: str) -> None:
    """What a person does on the hosted page."""
    page.get_by_label("Mobile number").fill(number)
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()


def clipboard(ui: UI) -> str:
    return str(ui.page.evaluate("navigator.clipboard.readText()"))


def test_a_form_is_made_somebody_signs_up_and_the_console_has_their_words_as_proof(ui: UI) -> None:
    name = unused("Footer")
    make(ui, name)

    with ui.page.expect_popup() as opening:
        ui.page.get_by_role("link", name="Open the page").click()
    sign_up(opening.value, "+1 212 555 9301")

    phone = ui.phone("+12125559301")
    phone.expect_message("Reply START to receive texts from")
    phone.reply("START")
    ui.open("/contacts/%2B12125559301?show=consent")
    log = ui.page.get_by_role("table", name="Consent of +12125559301")
    expect(log.get_by_role("row").nth(1)).to_contain_text("Opted in")
    expect(log.get_by_role("row").nth(2)).to_contain_text(WORDING)
    expect(log.get_by_role("row").nth(2)).to_contain_text(f"form {name}")
    ui.open("/forms")
    ui.page.get_by_role("link", name=name).click()
    expect(ui.page.get_by_role("region", name="Results")).to_contain_text("1 asked to reply START")


def test_it_is_seen_while_it_is_written_in_its_language_too(ui: UI) -> None:
    ui.open("/forms?form=new")
    expect(look(ui)).to_contain_text("Mobile number")
    ui.page.get_by_label("What people agree to").fill("Jag vill få sms från Hamnboken.")
    ui.page.get_by_label("Title").fill("Sms om nya böcker")
    ui.page.get_by_role("combobox", name="Language").fill("Swedish")
    ui.page.get_by_role("option", name="Swedish").click()
    for words in ("Sms om nya böcker", "Mobilnummer", "Förnamn", "Jag vill få sms från Hamnboken.", "Anmäl mig"):
        expect(look(ui)).to_contain_text(words)
    look(ui).get_by_text("After").click()
    expect(look(ui)).to_contain_text("Svara START för att få sms")
    ui.page.get_by_role("switch", name="Ask them to reply START").click()
    expect(look(ui)).not_to_contain_text("Svara START för att få sms")


def test_other_words_are_another_version_and_the_old_ones_stay(ui: UI) -> None:
    name = unused("Reworded")
    make(ui, name)
    ui.page.get_by_label("What people agree to").fill(WORDING.replace("4", "8"))
    expect(ui.page.get_by_text("People who agreed to version 1 keep that one as proof.")).to_be_visible()
    ui.button("Save").click()
    ui.expect_toast("From now on people agree to version 2.")

    wordings = ui.page.get_by_role("region", name="Wording history").get_by_role("listitem")
    expect(wordings.nth(0)).to_contain_text(re.compile("Version 2.*In use.*up to 8 a month"))
    expect(wordings.nth(1)).to_contain_text("up to 4 a month")
    expect(wordings.nth(1)).not_to_contain_text("In use")
    ui.button("Use this wording, version 1").click()
    expect(ui.page.get_by_label("What people agree to")).to_have_value(WORDING)
    ui.button("Discard changes").click()
    expect(ui.page.get_by_label("What people agree to")).to_have_value(WORDING.replace("4", "8"))


def test_its_address_and_its_html_are_copied_with_one_click(ui: UI) -> None:
    address = make(ui, unused("Copied"))
    ui.button("Copy the address").click()
    ui.house.until(lambda: clipboard(ui) == address)
    ui.button("Copy the HTML").click()
    ui.house.until(lambda: f'<form method="post" action="{address}">' in clipboard(ui))
    assert WORDING in clipboard(ui)


def test_a_closed_form_takes_nobody_and_can_be_opened_again(ui: UI) -> None:
    name = unused("Closed")
    address = make(ui, name)
    ui.button("Close the form").click()
    ui.dialog(f"Close {name}?").get_by_role("button", name="Close the form").click()
    ui.expect_toast(f"{name} is closed to sign-ups.")
    assert ui.house.http.get(address).status_code == 410
    ui.button("Reopen form").click()
    ui.expect_toast(f"{name} is open again.")
    assert ui.house.http.get(address).status_code == 200


def test_what_was_written_is_not_lost_by_going_elsewhere(ui: UI) -> None:
    ui.open("/forms?form=new")
    ui.page.get_by_role("textbox", name="Name").fill("Half written")
    ui.page.get_by_role("navigation", name="Main").get_by_role("link", name="Journeys").click()
    ui.dialog("Leave without saving?").get_by_role("button", name="Stay here").click()
    expect(ui.page.get_by_role("textbox", name="Name")).to_have_value("Half written")
