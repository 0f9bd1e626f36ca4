"""Takes the README's pictures again: `python -m tests.browser.pictures`, after the UI was built."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.language.guard import Guard
from tests.browser.language.house import House
from tests.browser.language.ui import UI, WIDE
from tests.support.up import postroad_up

_FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
CARLA = "+13055550178"


def main() -> None:
    """An account with sample contacts, a webinar and a welcome, looked at three times."""
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as scratch, postroad_up(Path(scratch) / "data") as up, sync_playwright() as play:
        house = House(up)
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        webinar = arrange(house)
        builder(window(browser, house, "light"), house.journey(template(house, "welcome-series"), live=True))
        rehearse(window(browser, house, "dark"), webinar)
        phones(window(browser, house, "light"))
        browser.close()
        house.close()


def arrange(house: House) -> str:
    """The webinar reminder of the templates, live, with people in it. Its id."""
    house.call("PATCH", "/account", {"name": "Harbour Books"})
    house.call("POST", "/samples/contacts")
    journey = house.journey(template(house, "webinar-reminder"), live=True)
    for contact in ("sample-ann", "sample-ben", "sample-carla", "sample-elin", "sample-grace", "sample-dev"):
        # In some seconds it is a day before: who registers later gets no text of the day.
        register(house, contact, "autumn", "Autumn reading list", timedelta(days=1, seconds=8))
    house.until(lambda: len(house.call("GET", f"/sandbox/phones/{CARLA}")["messages"]) == 1)
    for body in ("See you there! Is there a recording?", "HELP"):
        house.call("POST", f"/sandbox/phones/{CARLA}/reply", {"body": body})
    register(house, "sample-carla", "poetry", "Poetry for beginners", timedelta(minutes=50))
    house.until(lambda: "Poetry" in str(house.call("GET", f"/sandbox/phones/{CARLA}")))
    return journey


def template(house: House, name: str) -> dict[str, Any]:
    templates: list[dict[str, Any]] = house.call("GET", "/templates")["items"]
    return next(one["document"] for one in templates if one["id"] == name)


def register(house: House, contact: str, webinar: str, title: str, starts_in: timedelta) -> None:
    starts_at = (datetime.now(UTC) + starts_in).isoformat(timespec="seconds")
    properties = {
        "webinar_id": webinar,
        "title": title,
        "starts_at": starts_at,
        "join_url": f"https://hb.example/{webinar}",
    }
    house.call("POST", "/events", {"contact": contact, "name": "webinar.registered", "properties": properties})


def window(browser: Browser, house: House, scheme: Literal["light", "dark"]) -> UI:
    context = browser.new_context(
        viewport={"width": WIDE, "height": 900},
        device_scale_factor=1.5,
        color_scheme=scheme,
        reduced_motion="reduce",
        storage_state=house.signed_in(),
        locale="en-GB",
    )
    return UI(context.new_page(), house, Guard(context, house.address))


def builder(ui: UI, journey: str) -> None:
    drawn = ui.builder(journey)
    drawn.choose("welcome")
    expect(drawn.details.get_by_role("region", name="Preview on a phone").get_by_role("listitem")).to_be_visible()
    take(ui, "builder")


def rehearse(ui: UI, journey: str) -> None:
    ui.builder(journey)
    ui.button("Rehearse").click()
    expect(
        ui.page.get_by_role("complementary", name="Rehearsal").get_by_role("region", name="Phone of")
    ).to_be_visible()
    take(ui, "rehearse")


def phones(ui: UI) -> None:
    ui.phone(CARLA).expect_message("Poetry")
    take(ui, "phones")


def take(ui: UI, name: str) -> None:
    """Without the mouse's hover and the caret."""
    _FOLDER.mkdir(parents=True, exist_ok=True)
    ui.page.mouse.move(700, 12)
    ui.page.screenshot(path=_FOLDER / f"{name}.png", animations="disabled", caret="hide")


if __name__ == "__main__":
    main()
