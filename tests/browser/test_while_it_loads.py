"""What stands in for a page until its answer comes: axe finds nothing there either, however long it takes."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.browser.language.journeys import fork
from tests.browser.language.ui import UI

API = re.compile(r"/api/v1/")

WAITING = {
    "journeys": ("/journeys", API, "Loading journeys"),
    "templates": ("/templates", API, "Loading templates"),
    "a journey": ("/journeys/j_any", API, "Loading journey"),
    "contacts": ("/contacts", API, "Loading contacts"),
    "a contact": ("/contacts/anybody", API, "Loading contact"),
    "messages": ("/messages", API, "Loading messages"),
    "a message": ("/messages?message=1", API, "Loading message"),
    "phones": ("/phones", API, "Loading"),
    "a phone": ("/phones/+12125550101", API, "Loading"),
    "mailbox": ("/mailbox", API, "Loading mailbox"),
    "an e-mail": ("/mailbox?mail=1", re.compile(r"/mailbox/1"), "Loading e-mail"),
    "segments": ("/segments", API, "Loading segments"),
    "a segment": ("/segments?segment=s_any", API, "Loading segment"),
    "fields": ("/segments?segment=new", API, "Loading fields"),
    "forms": ("/forms", API, "Loading"),
    "a form": ("/forms?form=f_any", API, "Loading"),
    "library": ("/library", API, "Loading library"),
    "a text of the library": ("/library?message=t_any", API, "Loading message"),
    "inbox": ("/inbox", API, "Loading replies"),
    "settings": ("/settings", API, "Loading settings"),
    "senders": ("/settings?part=senders", re.compile(r"/senders"), "Loading senders"),
    "webhooks": ("/settings?part=webhooks", re.compile(r"/webhook-secret"), "Loading secret"),
    "keys": ("/settings?part=keys", re.compile(r"/api-keys"), "Loading keys"),
    "a page's code": ("/contacts", re.compile(r"/assets/ContactsPage"), "Loading"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_that_waits_is_for_everybody_too(ui: UI, scheme: Literal["light", "dark"]) -> None:
    ui.page.emulate_media(color_scheme=scheme)
    for path, held, words in WAITING.values():
        with ui.unanswered(held):
            ui.page.goto(f"{ui.house.address}{path}")
            expect(ui.page.get_by_role("status", name=words).first).to_be_visible()
            ui.expect_accessible()


@pytest.mark.parametrize("part", ["timeline", "consent", "journeys"])
def test_a_part_of_a_contacts_page_that_waits_is_for_everybody_too(ui: UI, part: str) -> None:
    ada = ui.house.person("Ada")
    with ui.unanswered(re.compile(r"/api/v1/(contacts/[^/]+/(timeline|consent)|consent|enrolments)")):
        ui.page.goto(f"{ui.house.address}/contacts/{ada.external_id}?show={part}")
        expect(ui.page.get_by_role("status", name=re.compile("^Loading")).first).to_be_visible()
        ui.expect_accessible()


def test_the_builders_parts_that_wait_are_for_everybody_too(ui: UI) -> None:
    with ui.unanswered(re.compile(r"/assets/(ConditionEditor|RehearsePanel)|/rehearsals")):
        builder = ui.draw(fork())
        builder.choose("branch1")
        expect(ui.page.get_by_role("status", name="Loading conditions").first).to_be_visible()
        ui.expect_accessible()
        ui.button("Rehearse").click()
        expect(ui.page.get_by_role("status", name="Loading rehearsal")).to_be_visible()
        ui.expect_accessible()


def test_a_rehearsal_that_is_still_played_is_for_everybody_too(ui: UI) -> None:
    with ui.unanswered(re.compile(r"/rehearsals")):
        ui.draw(fork())
        ui.button("Rehearse").click()
        expect(ui.page.get_by_role("complementary", name="Rehearsal")).to_contain_text("Playing…")
        ui.expect_accessible()


def test_notes_of_every_tone_are_for_everybody_too(ui: UI) -> None:
    builder = ui.draw(fork())
    builder.connect("sms1", "branch1")
    ui.expect_toast("Contacts would loop without waiting.")
    ui.expect_accessible()
    ui.theme("dark")
    ui.expect_accessible()
