"""The UI's pages from the API's own origin: under a strict policy, cached as they should be, and never in its way."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from builder_api.app import create_app
from builder_api.services import ApiServices
from engine.settings.installation import Settings
from engine.store.database.database import Database

pytestmark = pytest.mark.anyio


def client(tmp_path: Path, folder: Path) -> httpx.AsyncClient:
    parts = ApiServices(Settings(data=tmp_path / "data"), Database("sqlite://"), ui_folder=folder)
    transport = httpx.ASGITransport(create_app(parts))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as the UI's build leaves it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Postroad</title>")
    (folder / "assets" / "index-abc123.js").write_text("1")
    (folder / "favicon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("hidden words")
    return folder


@pytest.mark.parametrize("path", ["/", "/journeys/j_1", "/contacts/a%2Fb?tab=1", "/index.html", "/deep/er/est"])
async def test_every_address_of_the_ui_is_its_page_under_a_strict_policy(
    tmp_path: Path, built: Path, path: str
) -> None:
    async with client(tmp_path, built) as http:
        page = await http.get(path)

    policy = page.headers["Content-Security-Policy"]
    assert (page.status_code, "<title>Postroad</title>" in page.text) == (200, True)
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["Cache-Control"] == "no-cache"
    assert page.headers["X-Content-Type-Options"] == "nosniff"


async def test_assets_named_by_their_content_are_kept_for_ever_and_others_are_asked_again(
    tmp_path: Path, built: Path
) -> None:
    async with client(tmp_path, built) as http:
        asset = await http.get("/assets/index-abc123.js")
        icon = await http.get("/favicon.svg")
        gone = await http.get("/assets/index-old.js")

    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["Content-Type"].startswith("text/javascript")
    assert (icon.headers["Cache-Control"], icon.headers["Content-Type"]) == ("no-cache", "image/svg+xml")
    assert (gone.status_code, gone.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("path", ["/../secret.txt", "/%2e%2e/secret.txt", "/assets/..%2f..%2fsecret.txt"])
async def test_nothing_outside_of_the_folder_is_served(tmp_path: Path, built: Path, path: str) -> None:
    async with client(tmp_path, built) as http:
        response = await http.get(path)

    assert "hidden words" not in response.text


async def test_an_address_of_the_api_is_never_the_page(tmp_path: Path, built: Path) -> None:
    async with client(tmp_path, built) as http:
        for path in ("/api", "/api/v2/contacts", "/webhooks/nothing"):
            response = await http.get(path)
            assert (response.status_code, response.headers["Content-Type"]) == (404, "application/problem+json")


async def test_a_ui_that_is_not_built_says_so_and_how(tmp_path: Path) -> None:
    async with client(tmp_path, tmp_path / "nothing") as http:
        page = await http.get("/")

    assert page.status_code == 200
    assert "make setup" in page.text
    assert "Content-Security-Policy" in page.headers
