"""One scenario through rehearsal and through production, and how they differ."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from temporalio.testing import WorkflowEnvironment

from engine.rehearsal import RehearsalRequest, rehearse
from engine.rules.time.instants import DAY, from_datetime
from engine.store.account.accounts import ensure
from engine.store.account.senders import ensure_sandbox
from engine.store.database.database import Database
from engine.store.database.tables import metadata
from tests.equality.production import Stuck, production
from tests.equality.promises import broken
from tests.equality.scenarios import Drawn
from tests.equality.traces import Played, differences, trace


class Both:
    """A time-skipping Temporal server and a database, for one scenario after the other."""

    def __init__(self, runner: asyncio.Runner, server: WorkflowEnvironment, url: str, folder: Path) -> None:
        self._runner = runner
        self._server = server
        self._url = url
        self._folder = folder

    def differences(self, scenario: Drawn, *, judged: bool = True) -> list[str]:
        """What production did otherwise than was rehearsed, and promises that either broke; nothing, when all is
        well. Not `judged`: a scenario written by hand, which says itself what is right and may do what the promises
        about drawn ones know nothing of (an update before its registration, two replies at one moment)."""
        now = from_datetime(self._runner.run(self._server.get_current_time()))
        request = RehearsalRequest.model_validate(scenario.request(scenario.begins((now // DAY + 1) * DAY)))
        found = rehearse(request)
        rehearsed = Played(found.messages, found.replies, found.enrolments)
        told = [f"rehearsed: {one}" for one in broken(request, rehearsed)] if judged else []
        try:
            produced = self._runner.run(self._produce(request))
        except Stuck as stuck:
            return [*told, str(stuck)]
        told += [f"produced: {one}" for one in broken(request, produced)] if judged else []
        return told + differences(trace(rehearsed), trace(produced))

    async def _produce(self, request: RehearsalRequest) -> Played:
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
