"""Putting the parts of a process together from its settings."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress

from activities.worker import WorkerServices, open_worker_services
from builder_api.services import ApiServices
from engine.settings.installation import Settings
from engine.store.database.database import Database

_log = logging.getLogger(__name__)


@asynccontextmanager
async def open_api_services(settings: Settings) -> AsyncGenerator[ApiServices]:
    """What the API is made of, for as long as it is served.

    A worker lives in the same process: a lone event's workflow starts in it at once, without a way round the server.
    """
    settings.make_data_folder()
    database = Database(settings.database)
    try:
        async with open_worker_services(settings, database=database, eager=True) as services:
            working = asyncio.create_task(_keep_working(services, settings))
            try:
                yield ApiServices(
                    settings,
                    database,
                    waker=services.cohorts,
                    phones=services.phones,
                    mailbox=services.mailbox,
                    desk=services.desk,
                )
            finally:
                working.cancel()
                with suppress(asyncio.CancelledError):
                    await working
    finally:
        database.close()


async def _keep_working(services: WorkerServices, settings: Settings) -> None:
    """Runs the worker for as long as the API is served; one that broke is started again, and the API goes on."""
    while True:
        try:
            await services.run(housekeeping=settings.housekeeping)
        except Exception:  # noqa: BLE001 (whatever broke it, other workers and this API must go on)
            _log.exception("the API's own worker broke and is started again")
            await asyncio.sleep(1)
