"""One scenario through rehearsal and through production, and how they differ."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from engine.rules.instants import DAY, from_datetime
from engine.store.accounts import ensure
from engine.store.database import Database
from engine.store.senders import ensure_sandbox
from engine.store.tables import metadata
from engine.travel.rehearsal import RehearsalRequest, rehearse
from tests.equality.production import Stuck, production
from tests.equality.scenarios import Scenario
from tests.equality.traces import Line, differences, trace


class Both:
    """A time-skipping Temporal server and a database, for one scenario after the other."""

    def __init__(self, runner: asyncio.Runner, server: WorkflowEnvironment, url: str, folder: Path) -> None:
        self._runner = runner
        self._server = server
        self._url = url
        self._folder = folder

    def differences(self, scenario: Scenario) -> list[str]:
        """What production did otherwise than was rehearsed; nothing, when all is well."""
        now = from_datetime(self._runner.run(self._server.get_current_time()))
        request = RehearsalRequest.model_validate(scenario.request((now // DAY + 1) * DAY))
        rehearsed = rehearse(request)
        try:
            produced = self._runner.run(self._produce(request))
        except Stuck as stuck:
            return [str(stuck)]
        return differences(trace(rehearsed.messages, rehearsed.replies, rehearsed.enrolments), produced)

    async def _produce(self, request: RehearsalRequest) -> list[Line]:
        database = Database(self._url)
        with database.write() as conn:
            metadata.drop_all(conn)
            metadata.create_all(conn)
            ensure(conn, 0)
            ensure_sandbox(conn, 0)
        shutil.rmtree(self._folder, ignore_errors=True)
        try:
            async with production(self._server, database, self._folder) as played:
                return await played.play(request)
        finally:
            database.close()


@contextmanager
def both(binary: Path, url: str, folder: Path) -> Generator[Both]:
    """Starts the server; `url` is a database that may be emptied, `folder` one that may be deleted."""
    with asyncio.Runner() as runner:
        starting = WorkflowEnvironment.start_time_skipping(test_server_existing_path=str(binary))
        server = runner.run(starting)
        try:
            yield Both(runner, server, url, folder)
        finally:
            runner.run(server.shutdown())
