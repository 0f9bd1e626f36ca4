"""A rehearsal that takes long tells how far it is, and can be cancelled."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from tests.browser.language.journeys import placed
from tests.browser.language.ui import UI
from tests.support.drawn import chain, sms, wait

START = datetime(2026, 3, 2, tzinfo=UTC)
PEOPLE = 500


def crowd() -> dict[str, Any]:
    """So many people, each entering at a time of their own: half a minute's work."""
    consent = {"state": "opted_in", "source": "test"}
    told = [f"{START + timedelta(minutes=37 * n):%Y-%m-%dT%H:%M:%SZ}" for n in range(PEOPLE)]
    return {
        "start": told[0],
        "contacts": [
            {"external_id": f"c{n}", "phone": f"+1212555{1000 + n}", "timezone": "UTC", "sms_consent": consent}
            for n in range(PEOPLE)
        ],
        "timeline": [
            {"at": at, "do": "event", "contact": f"c{n}", "name": "signed_up", "properties": {}}
            for n, at in enumerate(told)
        ],
    }


def test_a_long_rehearsal_says_how_far_it_is_and_is_cancelled_and_played_again(ui: UI) -> None:
    steps = [step for n in range(10) for step in (sms(f"sms{n}", "Hello"), wait(f"wait{n}", "P9D"))]
    journey = ui.house.journey(placed(chain(*steps, on={"kind": "event", "name": "signed_up"}, quiet_hours=None)))
    ui.builder(journey)
    ui.page.evaluate(
        "([key, script]) => localStorage.setItem(key, script)",
        [f"postroad.rehearsal.{journey}", json.dumps(crowd())],
    )
    ui.button("Rehearse").click()
    panel = ui.page.get_by_role("complementary", name="Rehearsal")
    far = panel.get_by_role("group", name="Progress")
    expect(far).to_contain_text(re.compile(r"Playing: \d+ \w+ 2026, [\d,]+ messages"))

    far.get_by_role("button", name="Cancel").click()
    expect(panel.get_by_role("status")).to_contain_text("Cancelled. Fewer people")
    began = time.monotonic()
    one = crowd()["contacts"][:1]
    ui.house.call(
        "POST", "/rehearsals", {"journey_id": journey, "start": "2026-03-02T00:00:00Z", "contacts": one, "timeline": []}
    )
    assert time.monotonic() - began < 10

    panel.get_by_role("button", name="Play again").click()
    expect(far).to_be_visible()
    far.get_by_role("button", name="Cancel").click()
