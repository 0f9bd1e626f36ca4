"""The API served for tests: the real application on a real socket, over a migrated database, with real parts."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import update

from activities.carriers.mailbox import MailboxCarrier
from activities.carriers.sandbox import SandboxCarrier
from activities.worker import WorkerServices, open_worker_services
from builder_api.app import create_app
from builder_api.services import ApiServices
from engine.runtime.clock import wall_clock
from engine.settings.installation import Settings
from engine.store.account import accounts
from engine.store.database import core as t
from engine.store.database.database import Database
from tests.support.processes import PATIENCE
from tests.support.worlds import HandClock, Process

KEY = "test-key"


@dataclass(slots=True)
class ServedApi:
    """A served API, and a client that may call it."""

    http: httpx.AsyncClient
    address: str
    app: FastAPI
    parts: ApiServices
    services: WorkerServices

    async def call(self, method: str, path: str, expect: int = 200, **options: Any) -> Any:
        """The answer's JSON, after its status was found to be the one expected."""
        response = await self.http.request(method, f"/api/v1{path}", **options)
        assert response.status_code == expect, f"{method} {path}: {response.status_code} {response.text[:2000]}"
        return response.json() if response.content else None

    async def get(self, path: str, expect: int = 200, **options: Any) -> Any:
        return await self.call("GET", path, expect, **options)

    async def post(self, path: str, body: Any = None, expect: int = 200, **options: Any) -> Any:
        return await self.call("POST", path, expect, **({} if body is None else {"json": body}), **options)

    async def put(self, path: str, body: Any, expect: int = 200, **options: Any) -> Any:
        return await self.call("PUT", path, expect, json=body, **options)

    async def import_csv(self, text: str | bytes, expect: int = 200) -> Any:
        """Imports a CSV as a browser sends it."""
        return await self.call("POST", "/contacts/import", expect, files={"file": ("contacts.csv", text)})

    async def live_journey(self, document: dict[str, Any]) -> str:
        """The id of a journey that was created from the document and published."""
        created = await self.post("/journeys", document, 201)
        await self.post(f"/journeys/{created['id']}/publish")
        return str(created["id"])

    async def travel(self, after: int = 0) -> None:
        """Does what the cohorts' workflows would do now (or so many milliseconds from now); for tests that need no
        Temporal server."""

        def go() -> None:
            shop = self.services
            mail = MailboxCarrier(shop.mailbox)
            Process(shop.context, SandboxCarrier(shop.phones), HandClock(wall_clock() + after), mail).travel()

        await asyncio.to_thread(go)


class _ServerInTests(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


@asynccontextmanager
async def serve(
    database_url: str, folder: Path, *, working: bool = False, task_queue: str = "test"
) -> AsyncGenerator[ServedApi]:
    """Serves the API over a migrated database until the block ends; `working`: with a worker beside it, on the Temporal
    server that the environment names."""
    settings = Settings(data=folder / "data", database_url=database_url, admin_key=SecretStr(KEY))
    settings.make_data_folder()
    database = Database(database_url)
    with database.write() as conn:
        # Databases copied from one template must not meet on a Temporal server.
        conn.execute(update(t.account).values(installation=uuid.uuid4().hex))
        accounts.change(conn, {"name": "Acme"}, 0)
    try:
        async with open_worker_services(settings, database=database, task_queue=task_queue, eager=True) as services:
            work = asyncio.create_task(services.run()) if working else None
            parts = ApiServices(
                settings,
                database,
                waker=services.cohorts,
                phones=services.phones,
                mailbox=services.mailbox,
                desk=services.desk,
            )
            app = create_app(parts)
            async with _listening(app) as (http, address):
                yield ServedApi(http, address, app, parts, services)
            if work is not None:
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
    finally:
        database.close()


@asynccontextmanager
async def _listening(app: FastAPI) -> AsyncGenerator[tuple[httpx.AsyncClient, str]]:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    config = uvicorn.Config(
        app,
        http="httptools",
        log_level="error",
        access_log=False,
        # A client on a busy machine comes back to its connections late.
        timeout_keep_alive=round(PATIENCE),
        timeout_graceful_shutdown=1,
    )
    server = _ServerInTests(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    headers = {"Authorization": f"Bearer {KEY}"}
    try:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=PATIENCE, trust_env=False) as http:
            while not server.started and not serving.done():
                await asyncio.sleep(0.005)
            yield http, address
    finally:
        server.should_exit = True
        await serving
        listener.close()
