"""Real workers on a real Temporal server, over a world."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import func, select
from temporalio.client import Client

from activities.worker import WorkerServices, open_worker_services
from engine.admission.launch import LaunchOutcome, launch
from engine.rules.time.instants import Millis
from engine.runtime.clock import wall_clock
from engine.settings.installation import Settings
from engine.store.database import core as t
from engine.store.database.database import Database
from tests.support.processes import PATIENCE
from tests.support.worlds import HandClock, PublishedJourney, World


class WallClock(HandClock):
    """The time of the real world."""

    def __call__(self) -> Millis:
        return wall_clock()

    def forward(self, length: Millis) -> Millis:
        raise AssertionError("the real clock can't be moved")


@dataclass
class WorkerProcess:
    """A process with a worker."""

    services: WorkerServices
    client: Client
    world: World

    @property
    def db(self) -> Database:
        return self.services.context.db

    async def launch(self, journey: PublishedJourney) -> LaunchOutcome:
        """Launches and starts the cohorts, as the API does."""
        loop = asyncio.get_running_loop()

        def opened(_looked: int, _total: int, cohorts: Iterable[int]) -> None:
            loop.call_soon_threadsafe(self.services.cohorts.soon, tuple(cohorts), ())

        return await asyncio.to_thread(launch, self.services.context, journey.id, wall_clock, opened)

    async def until(self, holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
        """Waits until it holds; it is asked on a thread, so that the worker goes on."""
        give_up = time.monotonic() + seconds
        while not await asyncio.to_thread(holds):
            assert time.monotonic() < give_up, f"it did not come to that within {seconds} s"
            await asyncio.sleep(0.05)

    async def until_all_ended(self, seconds: float = PATIENCE) -> None:
        await self.until(lambda: active(self.db) == 0, seconds)
        await self.until(lambda: open_cohorts(self.db) == 0, seconds)


def active(db: Database) -> int:
    """How many enrolments are under way."""
    with db.read() as conn:
        return conn.execute(select(func.count()).where(t.enrolment.c.status == "active")).scalar_one()


def open_cohorts(db: Database) -> int:
    with db.read() as conn:
        return conn.execute(select(func.count()).where(t.cohort.c.ended_at.is_(None))).scalar_one()


@asynccontextmanager
async def working(world: World, at: str | Client, *, queue: str | None = None) -> AsyncGenerator[WorkerProcess]:
    """A worker without housekeeping: travel has to run on Temporal alone."""
    client = await Client.connect(at) if isinstance(at, str) else at
    settings = Settings(data=world.folder, database_url=world.url)
    used = queue or f"test-{uuid.uuid4().hex}"
    async with (
        open_worker_services(settings, client=client, task_queue=used, eager=True) as services,
        services.worker(client),
    ):
        yield WorkerProcess(services, client, world)
