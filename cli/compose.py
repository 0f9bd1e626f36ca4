"""Putting the parts of a process together from its settings."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from builder_api.parts import Parts
from engine.settings import Settings
from engine.store.database import Database


@asynccontextmanager
async def api_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """What the API is made of, for as long as it is served."""
    settings.make_data_folder()
    database = Database(settings.database)
    try:
        yield Parts(settings, database)
    finally:
        database.close()
