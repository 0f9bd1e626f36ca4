"""The local mailbox: e-mails are read where they arrive, their links work, and one click stops them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import open_house, window
from tests.browser.language.house import Person
from tests.browser.language.journeys import on, placed, unused
from tests.browser.language.ui import UI
from tests.support.drawn import chain, email

SAID = {"state": "opted_in", "source": "web form"}
TEXT = "Hello {{ contact.first_name }},\n\nyour seat is at https://shop.example/seat?id=7."
HTML = """<html><head><title>No</title><style>p { color: red }</style></head><body>
<h1>New books</h1><p onclick="alert(1)">Three, <b>signed</b>: <a href="https://shop.example/new">have a look</a>.
<a href="javascript:alert(1)">Not this one</a></p><script>document.title = "broken"</script>
<img src="https://elsewhere.example/pixel.png" alt="A lighthouse"></body></html>"""


def journey(ui: UI, event: str, body: str) -> str:
    """An e-mail to whoever the event happens to."""
    return ui.house.journey(placed(chain(email("e1", body), on=on(event), name=f"Journey {event}")), live=True)


def told(ui: UI, event: str, person: Person) -> None:
    """The person's journey begins, and its e-mail has arrived."""
    before = len(ui.house.mails(person))
    ui.house.event(event, person)
    ui.house.until(lambda: len(ui.house.mails(person)) > before)


def read(ui: UI, person: Person, subject: str = "News") -> Locator:
    """Finds the person's newest e-mail and opens it."""
    ui.open("/mailbox")
    ui.page.get_by_role("searchbox", name="Search by address").fill(f"{person.external_id}@")
    items = ui.page.get_by_role("list", name="E-mails").get_by_role("link")
    expect(items).to_have_count(len(ui.house.mails(person)))
    items.first.click()
    return ui.page.get_by_role("article", name=subject)


def test_an_email_is_found_by_its_address_and_read_with_links_that_work(ui: UI) -> None:
    event = unused("seated")
    journey(ui, event, TEXT)
    ada, bob = ui.house.person("Ada", email_consent=SAID), ui.house.person("Bob", email_consent=SAID)
    for person in (ada, bob):
        told(ui, event, person)

    mail = read(ui, ada)
    expect(mail).to_contain_text("Hello Ada,")
    expect(mail).to_contain_text(f"{ada.external_id}@example.com")
    link = mail.get_by_role("link", name="https://shop.example/seat?id=7")
    expect(link).to_have_attribute("href", "https://shop.example/seat?id=7")
    expect(link).to_have_attribute("target", "_blank")
    mail.get_by_role("link", name="its history").click()
    life = ui.dialog(f"E-mail to {ada.external_id}@example.com")
    expect(life).to_contain_text("Handed to the e-mail carrier")
    life.get_by_role("link", name="Open the mailbox").click()
    expect(ui.page.get_by_role("searchbox", name="Search by address")).to_have_value(f"{ada.external_id}@example.com")
    expect(ui.page.get_by_role("list", name="E-mails").get_by_role("link")).to_have_count(1)


def test_one_click_unsubscribes_and_the_next_email_is_skipped(ui: UI) -> None:
    event, later = unused("news"), unused("later")
    journey(ui, event, TEXT)
    more = journey(ui, later, TEXT)
    ada = ui.house.person("Ada", email_consent=SAID)
    told(ui, event, ada)

    mail = read(ui, ada)
    with ui.page.expect_popup() as opening:
        mail.get_by_role("button", name="Unsubscribe").click()
    expect(opening.value.get_by_text("Done.")).to_be_visible()
    opening.value.close()
    expect(mail).to_contain_text("Opted out")

    ui.house.event(later, ada)
    ui.house.until(lambda: ui.house.call("GET", f"/messages?journey={more}&state=skipped")["items"] != [])
    ui.open(f"/messages?journey={more}")
    row = ui.page.get_by_role("table", name="Messages").get_by_role("row", name=ada.external_id)
    expect(row).to_contain_text("unsubscribed")
    assert len(ui.house.mails(ada)) == 1


def test_html_is_read_and_nothing_of_it_is_loaded_or_run(ui: UI) -> None:
    event = unused("html")
    journey(ui, event, HTML)
    ada = ui.house.person("Ada", email_consent=SAID)
    told(ui, event, ada)

    mail = read(ui, ada)
    for words in ("New books", "Three, signed: have a look.", "A lighthouse", "Not this one"):
        expect(mail).to_contain_text(words)
    expect(mail.get_by_role("link", name="have a look")).to_have_attribute("href", "https://shop.example/new")
    expect(mail.get_by_role("link", name="Not this one")).to_have_count(0)
    expect(mail.locator("img, script, style, [onclick]")).to_have_count(0)
    expect(ui.page).to_have_title("Mailbox · Postroad")


def test_with_a_mail_server_the_page_says_where_emails_go(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("POSTROAD_SMTP_URL", "smtp://me:secret@mail.example.com:587/?from=news@example.com")
    with open_house(tmp_path) as house, window(browser, house, house.signed_in(), request.node) as ui:
        ui.open("/mailbox")
        expect(ui.page.get_by_role("heading", name="E-mails go to mail.example.com")).to_be_visible()
        expect(ui.page.locator("main")).not_to_contain_text("secret")
        ui.expect_accessible()
        ui.page.get_by_role("link", name="View sent messages").click()
        expect(ui.page.get_by_role("heading", name="Messages", level=1)).to_be_visible()
