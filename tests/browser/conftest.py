"""One Postroad and one Chromium for all browser tests; a window of its own for each."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect, sync_playwright

from tests.browser.language.guard import Guard
from tests.browser.language.house import House
from tests.browser.language.ui import UI, WIDE
from tests.support.up import postroad_up

# A machine that runs everything at once is slow; what never comes fails all the same.
_PATIENCE = 120_000
"""Milliseconds."""

_PICTURES = Path(__file__).resolve().parents[2] / "test-results"
_BUILT = Path(__file__).resolve().parents[2] / "ui" / "dist" / "index.html"
_REPORT = pytest.StashKey[pytest.TestReport]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call":
        item.stash[_REPORT] = report
    return report


@pytest.fixture(scope="package")
def browser(chromium: Path) -> Iterator[Browser]:
    """The real Chromium, without a window."""
    expect.set_options(timeout=_PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def open_house(folder: Path) -> Generator[House]:
    """A Postroad of one's own, empty."""
    if not _BUILT.exists():
        pytest.fail("the UI is not built; run `make test`, or `npm --prefix ui run build`")
    with postroad_up(folder / "data") as up:
        house = House(up)
        yield house
        house.close()


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The Postroad that all tests but the story share; its account has a name."""
    with open_house(tmp_path_factory.mktemp("house")) as house:
        house.call("PATCH", "/account", {"name": "Acme"})
        yield house


@pytest.fixture(scope="package")
def signed_in(house: House) -> StorageState:
    return house.signed_in()


@contextmanager
def window(browser: Browser, house: House, session: StorageState | None, test: pytest.Item) -> Generator[UI]:
    """A browser profile of its own with one window. A failed test leaves a picture in test-results."""
    context = browser.new_context(
        viewport={"width": WIDE, "height": 900},
        storage_state=session,
        color_scheme="light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=house.address)
    context.set_default_timeout(_PATIENCE)
    guard = Guard(context, house.address)
    page = context.new_page()
    try:
        yield UI(page, house, guard)
        report = test.stash.get(_REPORT, None)
        if report is not None and report.failed:
            _PICTURES.mkdir(exist_ok=True)
            page.screenshot(path=_PICTURES / f"{test.name}.png")
        else:
            guard.check()
    finally:
        context.close()


@pytest.fixture
def ui(browser: Browser, house: House, signed_in: StorageState, request: pytest.FixtureRequest) -> Iterator[UI]:
    """A window of somebody who is signed in."""
    with window(browser, house, signed_in, request.node) as opened:
        yield opened


@pytest.fixture
def another_ui(
    browser: Browser, house: House, signed_in: StorageState, request: pytest.FixtureRequest
) -> Iterator[Callable[[], UI]]:
    """Windows of other people, on other machines."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(window(browser, house, signed_in, request.node))
