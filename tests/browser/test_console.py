"""The console: people, their consent, their messages, their phones, and the account's settings."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.language.journeys import line, unused
from tests.browser.language.ui import UI

FILE = b"""external_id,phone,first_name,sms_consent,sms_consent_source,favourite
csv-ida,+12125559001,Ida,opted_in,Summer fair,tea
csv-joe,12,Joe,opted_in,Summer fair,coffee
,+12125559003,Nobody,,,
csv-kay,+12125559004,Kay,opted_in,,water
"""


def test_an_import_says_what_became_of_every_row_and_gives_the_rejects_back(ui: UI) -> None:
    ui.open("/contacts")
    ui.page.get_by_role("button", name=re.compile("^Import (a )?CSV$")).first.click()
    dialog = ui.dialog("Import contacts")
    dialog.get_by_label("CSV file", exact=True).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": FILE}
    )
    expect(dialog.get_by_role("row", name="favourite")).to_contain_text("tea")
    dialog.get_by_role("button", name="Import", exact=True).click()

    result = ui.dialog("Import result")
    expect(result).to_contain_text("4 rows of people.csv")
    expect(result).to_contain_text("Not imported 1")
    expect(result).to_contain_text("Imported, but can't be texted 1")
    with ui.page.expect_download() as downloading:
        result.get_by_role("button", name="Download these rows").first.click()
    assert downloading.value.suggested_filename == "people-rejected.csv"
    assert "Nobody" in downloading.value.path().read_text()
    result.get_by_role("button", name="Done").click()

    ui.page.get_by_role("searchbox", name="Search contacts").fill("csv-")
    table = ui.page.get_by_role("table", name="Contacts")
    expect(table.get_by_role("row", name="Joe")).to_contain_text("can't be texted")
    expect(table.get_by_role("row", name="Ida")).to_contain_text("Opted in")
    expect(table.get_by_role("row", name="Kay")).to_contain_text("Unknown")


def test_a_contacts_page_tells_the_whole_story_and_the_proof_of_consent(ui: UI) -> None:
    event = unused("told")
    ui.house.journey(line(event, name=f"Journey {event}"), live=True)
    ada = ui.house.person("Ada")
    ui.house.event(event, ada)
    ui.house.until(lambda: ui.house.arrived(ada) != [])
    ui.phone(ada).reply("STOP")

    ui.open(f"/contacts/{ada.external_id}")
    story = ui.page.get_by_role("tabpanel", name="Timeline")
    for words in (event, f"Journey {event}", "Hello", "STOP"):
        expect(story).to_contain_text(words)
    ui.page.get_by_role("tab", name="Consent").click()
    log = ui.page.get_by_role("table", name=f"Consent of {ada.phone}")
    expect(log.get_by_role("row").nth(1)).to_contain_text("Opted outwas opted in")
    expect(log.get_by_role("row").nth(1)).to_contain_text("STOP")
    expect(log.get_by_role("row").nth(2)).to_contain_text("Opted in")
    ui.page.get_by_role("tab", name="Journeys").click()
    expect(ui.page.get_by_role("tabpanel", name="Journeys")).to_contain_text(f"Journey {event}")


def test_a_contact_is_made_and_changed_by_hand(ui: UI) -> None:
    ui.open("/contacts")
    ui.button("New contact").click()
    dialog = ui.page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Id").fill("by-hand")
    dialog.get_by_label("First name").fill("Hanna")
    dialog.get_by_label("Phone").fill("212 555 9100")
    dialog.get_by_role("button", name="Create contact").click()
    expect(dialog).to_be_hidden()
    ui.open("/contacts/by-hand")
    expect(ui.page.locator("main")).to_contain_text("+12125559100")


def test_messages_are_filtered_and_one_of_them_tells_its_life(ui: UI) -> None:
    event = unused("filtered")
    name = f"Filtered {event}"
    ui.house.journey(line(event, name=name), live=True)
    ada, bob = ui.house.person("Ada"), ui.house.person("Bob", "opted_out")
    for person in (ada, bob):
        ui.house.event(event, person)
    ui.house.until(lambda: ui.house.arrived(ada) != [])

    ui.open("/messages")
    filters = ui.page.get_by_role("search", name="Filter messages")
    filters.get_by_role("combobox", name="Journey").click()
    ui.page.get_by_role("option", name=name).click()
    table = ui.page.get_by_role("table", name="Messages")
    expect(table.get_by_role("row", name=ada.external_id)).to_be_visible()
    expect(table.get_by_role("row", name=bob.external_id)).to_contain_text("The number is opted out")
    filters.get_by_role("combobox", name="State").click()
    ui.page.get_by_role("option", name="Skipped").click()
    expect(table.get_by_role("row", name=ada.external_id)).to_have_count(0)
    ui.page.reload()
    expect(table.get_by_role("row", name=bob.external_id)).to_be_visible()
    expect(table.get_by_role("row", name=ada.external_id)).to_have_count(0)

    filters.get_by_label("Any state").click()
    table.get_by_role("row", name=ada.external_id).get_by_role("button").click()
    life = ui.dialog(f"Text to {ada.phone}")
    expect(life).to_contain_text("1 segment, GSM-7; opt-out instructions added")
    expect(life.get_by_role("list")).to_contain_text("Handed to the virtual phones")
    life.get_by_role("link", name="Open the recipient's phone").click()
    expect(ui.page.get_by_role("region", name=f"Phone {ada.phone}")).to_contain_text("Hello")


def test_a_virtual_phone_says_stop_and_start_and_is_answered(ui: UI) -> None:
    ada = ui.house.person("Ada")
    phone = ui.phone(ada)
    phone.screen.get_by_role("button", name="STOP").click()
    phone.expect_message("To the phone: ")
    expect(ui.page.locator("main")).to_contain_text("Opted out")
    phone.reply("START")
    expect(ui.page.get_by_text("Opted in", exact=True)).to_be_visible()


def test_settings_are_saved_and_still_there_after_a_reload(ui: UI) -> None:
    ui.open("/settings")
    form = ui.page.get_by_role("form", name="Account")
    form.get_by_label("Name").fill("Harbour Books")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    ui.page.reload()
    expect(form.get_by_label("Name")).to_have_value("Harbour Books")


def test_a_key_for_a_program_works_until_it_is_taken_back(ui: UI) -> None:
    ui.open("/settings?part=keys")
    ui.page.get_by_label("Which program is it for?").fill("web shop")
    ui.button("Create a key").click()
    shown = ui.dialog("Key for web shop")
    key = shown.locator("code").inner_text()
    shown.get_by_role("button", name="I've saved it").click()
    asking = {"Authorization": f"Bearer {key}"}

    def status() -> int:
        return ui.house.http.get("/api/v1/account", headers=asking).status_code

    assert status() == 200
    ui.button("Revoke the key for web shop").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="Revoke it").click()
    expect(ui.page.get_by_role("row", name="web shop")).to_contain_text("Revoked")
    ui.house.until(lambda: status() == 401)


def test_a_stranger_is_asked_for_a_key_and_let_in_with_it(ui: UI) -> None:
    ui.guard.expect("401")
    ui.page.context.clear_cookies()
    ui.open("/journeys")
    ui.page.get_by_label("API key").fill(ui.house.up.settings.read_admin_key())
    ui.button("Open").click()
    expect(ui.page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(ui.page.get_by_role("heading", name="Journeys", level=1)).to_be_visible()


def test_a_copy_of_a_journey_is_another_and_an_archived_one_leaves_the_list(ui: UI) -> None:
    name = unused("Listed")
    ui.house.journey(line(name=name))
    ui.open("/journeys")
    ui.button(f"More about {name}").click()
    ui.page.get_by_role("menuitem", name="Make a copy").click()
    ui.drawing()
    expect(ui.page.get_by_label("Name of the journey")).not_to_have_value(name)
    ui.go_to("Journeys")
    ui.button(f"More about {name}").click()
    ui.page.get_by_role("menuitem", name="Archive").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="Archive").click()
    ui.expect_toast(f"{name} is archived.")
    expect(ui.page.get_by_role("link", name=name, exact=True)).to_have_count(0)


def test_a_list_of_opt_outs_is_taken_in_when_somebody_has_said_so(ui: UI) -> None:
    person = ui.house.person("Stops")
    ui.open("/contacts")
    ui.button("More about contacts").click()
    ui.page.get_by_role("menuitem", name="Import opt-outs").click()
    dialog = ui.dialog("Import opt-outs")
    numbers = f"{person.phone}\nnobody\n".encode()
    dialog.get_by_label("Opt-out list").set_input_files(
        {"name": "stops.txt", "mimeType": "text/plain", "buffer": numbers}
    )
    expect(dialog).to_contain_text("stops.txt, 20 bytes: is it a list of opt-outs")
    dialog.get_by_role("button", name="Opt out everyone in it").click()
    expect(dialog).to_contain_text("1 number or address opted out by stops.txt")
    expect(dialog).to_contain_text("Not imported 1")


def test_the_webhook_secret_is_shown_replaced_and_the_old_one_ended(ui: UI) -> None:
    ui.open("/settings?part=webhooks")
    ui.button("Show: The secret").click()
    first = ui.page.locator("code").first.inner_text()
    assert first.startswith("whsec_")
    ui.button("Replace the secret").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="Replace").click()
    ui.button("Show: The old secret").click()
    expect(ui.page.get_by_text(first)).to_be_visible()
    ui.button("End the old one now").click()
    ui.page.get_by_role("dialog").get_by_role("button", name="End it now").click()
    expect(ui.page.get_by_text(first)).to_have_count(0)
    assert ui.house.call("GET", "/webhook-secret")["previous"] is None
