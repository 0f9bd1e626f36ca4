"""What acceptance tests stand on."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from tests.support.served import Served, serve


@pytest.fixture
async def api(database_url: str, tmp_path: Path, anyio_backend: str) -> AsyncGenerator[Served]:
    """The served API, once on SQLite and once on PostgreSQL. No Temporal: `api.travel()` does what workflows would."""
    async with serve(database_url, tmp_path) as served:
        yield served


@pytest.fixture
async def sqlite_api(sqlite_url: str, tmp_path: Path, anyio_backend: str) -> AsyncGenerator[Served]:
    """The served API on SQLite, for what does not depend on the database."""
    async with serve(sqlite_url, tmp_path) as served:
        yield served
