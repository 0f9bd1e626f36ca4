"""Putting the parts of a process together from its settings."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from activities.worker import connect, open_workshop
from builder_api.parts import Parts
from engine.settings import Settings
from engine.store.database import Database


@asynccontextmanager
async def api_parts(settings: Settings) -> AsyncGenerator[Parts]:
    """What the API is made of, for as long as it is served.

    A worker lives in the same process: a lone event's workflow starts in it at once, without a way round the server.
    """
    settings.make_data_folder()
    database = Database(settings.database)
    try:
        async with open_workshop(settings, await connect(), database=database, eager=True) as workshop:
            working = asyncio.create_task(workshop.run())
            try:
                yield Parts(
                    settings,
                    database,
                    waker=workshop.travel,
                    phones=workshop.phones,
                    desk=workshop.desk,
                )
            finally:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
    finally:
        database.close()
