"""Every page, in both themes, wide and narrow: axe finds nothing and nothing has to be scrolled sideways."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from tests.browser.language.builder import Builder
from tests.browser.language.house import House, Person
from tests.browser.language.journeys import fork, line, on, placed, unused
from tests.browser.language.ui import NARROW, UI, WIDE
from tests.support.drawn import chain, email

WORDING = "I agree to get texts from Acme, up to 4 a month. Rates may apply. Reply STOP to end."
EMAIL = "<h1>New books</h1><p>Three of them, at <a href='https://shop.example'>the shop</a>.</p><ul><li>One</li></ul>"


@dataclass(frozen=True, slots=True)
class Lively:
    """An account in use."""

    journey: str
    person: Person
    message: int
    form: str
    mail: int


@pytest.fixture(scope="module")
def lively(house: House) -> Lively:
    """People travel, one has said STOP, one message was skipped."""
    event = unused("lively")
    journey = house.journey(line(event, name="Autumn webinar"), live=True)
    house.journey(fork(name="Unfinished"))
    ada, bob = house.person("Ada"), house.person("Bob", "opted_out")
    for person in (ada, bob):
        house.event(event, person)
    house.until(lambda: house.arrived(ada) != [])
    house.call("POST", f"/sandbox/phones/{ada.phone}/reply", {"body": "Where is it?"})
    house.call("POST", f"/sandbox/phones/{ada.phone}/reply", {"body": "STOP"})
    message = house.call("GET", f"/messages?contact={ada.external_id}")["items"][0]["id"]
    form = house.call("POST", "/forms", {"name": "Shop footer", "wording": WORDING})["id"]
    house.call("PUT", f"/forms/{form}", {"name": "Shop footer", "wording": f"{WORDING} HELP for help."})
    house.journey(placed(chain(email("e1", EMAIL), on=on(event), name="News")), live=True)
    house.event(event, ada)
    house.until(lambda: house.mails(ada) != [])
    return Lively(journey, ada, message, form, house.mails(ada)[0]["id"])


PAGES = {
    "journeys": "/journeys",
    "templates": "/templates",
    "contacts": "/contacts",
    "contact": "/contacts/{person}",
    "consent": "/contacts/{person}?show=consent",
    "contact-journeys": "/contacts/{person}?show=journeys",
    "nobody": "/contacts/nobody-at-all",
    "messages": "/messages",
    "message": "/messages?message={message}",
    "phones": "/phones",
    "phone": "/phones/{phone}",
    "mailbox": "/mailbox",
    "mail": "/mailbox?mail={mail}",
    "no-such-mail": "/mailbox?mail=471147",
    "segments": "/segments",
    "forms": "/forms",
    "form": "/forms?form={form}",
    "new-form": "/forms?form=new",
    "no-such-form": "/forms?form=f_nothing",
    "library": "/library",
    "inbox": "/inbox",
    "settings": "/settings",
    "quiet-hours": "/settings?part=quiet",
    "opting-out": "/settings?part=opt-out",
    "answers": "/settings?part=replies",
    "senders": "/settings?part=senders",
    "webhooks": "/settings?part=webhooks",
    "keys": "/settings?part=keys",
    "no-such-journey": "/journeys/j_nothing",
    "nowhere": "/there-is-no-such-page",
}


def look_at_it_every_way(ui: UI) -> None:
    """Wide and light, then narrow and dark."""
    ui.expect_accessible()
    ui.expect_fits()
    ui.theme("dark")
    ui.width(NARROW)
    ui.expect_fits()
    ui.expect_accessible()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_console(ui: UI, lively: Lively, page: str) -> None:
    if page in ("nobody", "no-such-journey", "no-such-form", "no-such-mail"):
        ui.guard.expect("404")
    path = PAGES[page].format(
        person=lively.person.external_id,
        message=lively.message,
        phone=lively.person.phone,
        form=lively.form,
        mail=lively.mail,
    )
    ui.open(path)
    look_at_it_every_way(ui)


def drawing(builder: Builder) -> None:
    builder.choose("sms1")
    expect(builder.field("Message")).to_be_visible()


def problems(builder: Builder) -> None:
    builder.expect_problem("no path leads from the trigger")


def settings(builder: Builder) -> None:
    builder.tab("Journey")


def adding(builder: Builder) -> None:
    builder.choose("sms1")
    builder.keyboard.press("a")
    expect(builder.page.get_by_role("combobox", name="Step to add")).to_be_focused()


def shortcuts(builder: Builder) -> None:
    builder.choose("start")
    builder.keyboard.press("?")
    expect(builder.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def publishing(builder: Builder) -> None:
    builder.page.get_by_role("button", name="Publish", exact=True).click()
    expect(builder.page.get_by_role("dialog", name="Publish")).to_be_visible()


@pytest.mark.parametrize("state", [drawing, problems, settings, adding, shortcuts, publishing])
def test_the_builder_while(ui: UI, state: Callable[[Builder], None]) -> None:
    builder = ui.draw(fork())
    state(builder)
    look_at_it_every_way(ui)


def test_the_builder_while_watching(ui: UI, lively: Lively) -> None:
    builder = ui.builder(lively.journey)
    builder.watch()
    builder.expect_numbers("sms1", "1 sent")
    builder.step("sms1").click()
    look_at_it_every_way(ui)


def test_beside_the_details_the_page_does_not_scroll(ui: UI, lively: Lively) -> None:
    ui.page.set_viewport_size({"width": WIDE, "height": 560})
    builder = ui.builder(lively.journey)
    builder.watch()
    builder.step("sms1").click()
    expect(builder.details).to_contain_text("No one right now.")
    expect(builder.details).to_contain_text("Leads to")
    too_long = "page => page.scrollHeight - page.clientHeight"
    assert ui.page.get_by_role("main").evaluate(too_long) <= 0
    assert ui.page.locator("html").evaluate(too_long) <= 0


def test_the_builder_while_rehearsing(ui: UI) -> None:
    ui.draw(line())
    ui.button("Rehearse").click()
    expect(ui.page.get_by_role("complementary", name="Rehearsal")).to_contain_text("Ann")
    look_at_it_every_way(ui)


@pytest.mark.parametrize(
    ("page", "button"),
    [("/contacts", "New contact"), ("/contacts", "Import CSV"), ("/contacts/{person}", "Change")],
)
def test_a_dialog_of_the_console(ui: UI, lively: Lively, page: str, button: str) -> None:
    ui.open(page.format(person=lively.person.external_id))
    ui.button(button).click()
    expect(ui.page.get_by_role("dialog")).to_be_visible()
    look_at_it_every_way(ui)


def test_on_a_phone_one_can_still_go_everywhere_draw_publish_and_answer(ui: UI, lively: Lively) -> None:
    ui.width(NARROW)
    builder = ui.draw(fork())
    for name in ("Publish", "More"):
        expect(ui.button(name)).to_be_in_viewport()
    builder.choose("sms1")
    ui.button("Expand the panel").click()
    builder.field("Message").fill("From a phone")
    builder.expect_data("sms1", body="From a phone")
    ui.open("/journeys")
    ui.page.get_by_role("button", name="Menu, current page:").click()
    ui.page.get_by_role("menuitem", name="Phones").click()
    ui.page.get_by_role("link", name=lively.person.phone).click()
    expect(ui.page.get_by_label("Reply from this phone")).to_be_in_viewport()
