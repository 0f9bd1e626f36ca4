"""The built UI's assets travel compressed to those who take that, and whole to the others."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from builder_api.web import static


@pytest.fixture
def pages(tmp_path: Path) -> FastAPI:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html>")
    (tmp_path / "assets" / "app.js").write_text("let road = 1;")
    (tmp_path / "assets" / "app.js.gz").write_bytes(gzip.compress(b"let road = 1;"))
    (tmp_path / "assets" / "font.woff2").write_bytes(b"woff")
    app = FastAPI()
    static.mount(app, tmp_path)
    return app


def fetched(pages: FastAPI, path: str, accepted: str) -> httpx.Response:
    async def fetch() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(pages), base_url="http://here") as client:
            return await client.get(path, headers={"Accept-Encoding": accepted})

    return asyncio.run(fetch())


def test_an_asset_travels_compressed_to_whoever_takes_gzip(pages: FastAPI) -> None:
    answer = fetched(pages, "/assets/app.js", "br, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.text == "let road = 1;"


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.0"])
def test_an_asset_travels_whole_to_whoever_does_not(pages: FastAPI, accepted: str) -> None:
    answer = fetched(pages, "/assets/app.js", accepted)
    assert "content-encoding" not in answer.headers
    assert answer.text == "let road = 1;"


def test_an_asset_without_a_compressed_file_travels_whole(pages: FastAPI) -> None:
    answer = fetched(pages, "/assets/font.woff2", "gzip")
    assert "content-encoding" not in answer.headers
    assert answer.content == b"woff"
