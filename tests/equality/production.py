"""The same timeline, for real: the HTTP API, workflows on a Temporal server with a clock that is moved, the sandbox.

Nothing here knows where contacts go. It calls the API at the times of the timeline, and moves the clock to whatever is
due next, not further: a workflow that was not told in time would be late, and the traces would differ.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
from fastapi import FastAPI
from sqlalchemy import func, select
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.carriers.sandbox import SandboxCarrier, SandboxPhones
from activities.reply_desk import LiveReplyDesk
from activities.worker import WorkerServices, open_worker_services
from builder_api.app import create_app
from builder_api.services import ApiServices
from engine.rehearsal.collect_results import collect_results
from engine.rehearsal.request import (
    ArchiveEntry,
    CancelEntry,
    CancelMessageEntry,
    EnrolEntry,
    LaunchEntry,
    PauseEntry,
    PublishEntry,
    RehearsalEventEntry,
    RehearsalReplyEntry,
    RehearsalRequest,
    RehearsedContact,
    ResumeEntry,
    TimelineEntry,
    UpdateContactEntry,
)
from engine.rules.addresses.phone import normalise
from engine.rules.time.instants import Millis, from_datetime, to_rfc3339
from engine.runtime.context import Plans
from engine.settings.installation import Settings
from engine.store.database import core as t
from engine.store.database.database import Database
from tests.equality.traces import Played

_KEY = "equality"
_PATIENCE = 120.0
"""Seconds of the real world in which somebody who is due must have moved."""


class Stuck(AssertionError):
    """Somebody is due and nothing moves: a wake was lost."""


@dataclass(slots=True)
class Production:
    """One installation on a server with a clock that is moved."""

    environment: WorkflowEnvironment
    database: Database
    services: WorkerServices
    app: FastAPI
    http: httpx.AsyncClient
    clock: ApiClock
    journey: str = ""

    async def play(self, request: RehearsalRequest) -> Played:
        """Plays a rehearsal's request for real, and tells what came of it."""
        await self._prepare(request)
        for entry in sorted(request.timeline, key=lambda entry: entry.at):
            # What comes in the very second in which somebody is due races the workflow, as it does in real life.
            await self._travel_until(entry.at, settled=False)
            self.clock.now = entry.at
            await self._act(entry)
        until = request.until
        if until is None:
            raise ValueError("give the scenario an end")
        await self._travel_until(until)
        with self.database.read() as conn:
            return Played(*collect_results(conn, Plans()))

    async def _prepare(self, request: RehearsalRequest) -> None:
        await self._move_to(request.start)
        self.clock.now = request.start
        phones = self.services.phones
        for script in request.carrier:
            number = normalise(script.to or "").e164 or ""
            phones.script(number, script.answer, -1 if script.times is None else script.times)
        for contact in request.contacts:
            await self._call("PUT", f"/contacts/{contact.external_id}", _contact(contact))
        created = await self._call("POST", "/journeys", request.journey)
        self.journey = created["id"]
        await self._call("POST", f"/journeys/{self.journey}/publish")

    async def _call(self, method: str, path: str, body: Any = None, *, may_refuse: bool = False) -> Any:
        options: dict[str, Any] = {} if body is None else {"json": body}
        response = await self.http.request(method, f"/api/v1{path}", **options)
        if response.is_error and not (may_refuse and response.status_code in (404, 409, 422)):
            raise AssertionError(f"{method} {path}: {response.status_code} {response.text[:1000]}")
        return response.json() if response.content else None

    async def _act(self, entry: TimelineEntry) -> None:
        on = f"/journeys/{self.journey}"
        match entry:
            case RehearsalEventEntry():
                body = entry.model_dump(mode="json", include={"contact", "name", "properties", "id"})
                if entry.occurred_at is not None:
                    body["occurred_at"] = to_rfc3339(entry.occurred_at)
                await self._call("POST", "/events", body, may_refuse=True)
            case RehearsalReplyEntry():
                await self._call("POST", f"/sandbox/phones/{entry.from_}/reply", {"body": entry.body})
            case UpdateContactEntry():
                await self._call("PUT", f"/contacts/{entry.contact}", _change(entry))
            case EnrolEntry():
                await self._call("POST", f"{on}/enrolments", {"contacts": list(entry.contacts)}, may_refuse=True)
            case CancelEntry() | CancelMessageEntry():
                await self._cancel(entry)
            case ResumeEntry(overdue=overdue):
                await self._call("POST", f"{on}/resume", {"overdue": overdue}, may_refuse=True)
            case LaunchEntry() | PauseEntry() | ArchiveEntry():
                await self._call("POST", f"{on}/{entry.do}", may_refuse=True)
            case PublishEntry(journey=draft):
                await self._call("PUT", f"{on}/draft", draft)
                await self._call("POST", f"{on}/publish")
        await self._quiet()

    async def _cancel(self, entry: CancelEntry | CancelMessageEntry) -> None:
        if isinstance(entry, CancelMessageEntry):
            held = await self._call("GET", f"/messages?contact={entry.contact}&state=planned")
            for one in held["items"]:
                if one["node_id"] == entry.node_id:
                    await self._call("POST", f"/messages/{one['id']}/cancel")
        elif entry.contact is None:
            await self._call("POST", f"/journeys/{self.journey}/cancel", may_refuse=True)
        else:
            under_way = await self._call("GET", f"/enrolments?contact={entry.contact}&status=active")
            for one in sorted(under_way["items"], key=lambda one: one["id"]):
                await self._call("POST", f"/enrolments/{one['id']}/cancel")

    async def leave(self) -> None:
        """Ends what still sleeps: the server's clock stands still while a workflow that is due has no worker."""
        left: set[int] = set()
        while True:
            await self.services.cohorts.settle_down()
            with self.database.read() as conn:
                found = set(conn.execute(select(t.cohort.c.id)).scalars()) - left
            if not found:
                return
            for cohort_id in sorted(found):
                with suppress(RPCError):
                    handle = self.environment.client.get_workflow_handle(self.services.cohorts.workflow_id(cohort_id))
                    await handle.terminate()
            left |= found

    async def _travel_until(self, at: Millis, *, settled: bool = True) -> None:
        """Moves the clock from one due time to the next, and lets what is due be done each time; what is due at `at`
        or in the second before it only when it is to be `settled`."""
        while True:
            due = await self._quiet()
            if due is None or due >= at or (due > at - 1000 and not settled):
                await self._move_to(at)
                if settled:
                    await self._quiet()
                return
            # Workflows meet far times in ticks of a second.
            await self._move_to(-(-due // 1000) * 1000)

    async def _move_to(self, at: Millis) -> None:
        ahead = at - await self._now()
        if ahead > 0:
            await self.environment.sleep(timedelta(milliseconds=ahead))

    async def _now(self) -> Millis:
        return from_datetime(await self.environment.get_current_time())

    async def _quiet(self) -> Millis | None:
        """Waits until nobody is due any more; when somebody is next."""
        give_up = time.monotonic() + _PATIENCE
        while True:
            await self.services.cohorts.settle_down()
            now = await self._now()
            overdue, due = await asyncio.to_thread(self._look, now)
            if not overdue:
                return due
            if time.monotonic() > give_up:
                raise Stuck(f"nobody moves {overdue}")
            await asyncio.sleep(0.005)

    def _look(self, now: Millis) -> tuple[list[Any], Millis | None]:
        """Enrolments that are due and have not moved, and when the next one is due."""
        e, j = t.enrolment.c, t.journey.c
        running = (e.status == "active", j.status.in_(("live", "archived")), j.id == e.journey_id)
        # What comes due within a tick is not late yet.
        late = select(e.id, e.step, e.rest, e.due_at - now).where(*running, e.due_at <= (now // 1000) * 1000)
        following = select(func.min(e.due_at)).where(*running)
        with self.database.read() as conn:
            overdue = [tuple(row) for row in conn.execute(late)]
            return overdue, conn.execute(following).scalar_one()


@dataclass(slots=True)
class ApiClock:
    """The API's clock: the time of the timeline's entry that is being done."""

    now: Millis = 0

    def __call__(self) -> Millis:
        return self.now


def _contact(contact: RehearsedContact) -> dict[str, Any]:
    return contact.model_dump(mode="json", exclude={"external_id"}, exclude_unset=True)


def _change(entry: UpdateContactEntry) -> dict[str, Any]:
    columns = {"phone", "email", "first_name", "last_name", "timezone", "language", "country", "tags"}
    body: dict[str, Any] = {name: value for name, value in entry.set.items() if name in columns}
    attributes = {name: value for name, value in entry.set.items() if name not in columns}
    claims = entry.model_dump(mode="json", include={"sms_consent", "email_consent"}, exclude_none=True)
    return body | claims | ({"attributes": attributes} if attributes else {})


@asynccontextmanager
async def production(environment: WorkflowEnvironment, database: Database, folder: Path) -> AsyncGenerator[Production]:
    """An installation over a migrated, empty database, until the block ends."""
    settings = Settings.model_validate({"data": folder, "admin_key": _KEY})
    settings.make_data_folder()
    phones = SandboxPhones.open(settings.sandbox_database)
    # E-mails and webhooks go to the sandbox too, as they go to a rehearsal's one carrier.
    carriers = dict.fromkeys(("email", "webhook"), SandboxCarrier(phones))
    queue = f"equality-{uuid.uuid4().hex[:8]}"
    parts = open_worker_services(
        settings, client=environment.client, database=database, carriers=cast(Any, carriers), task_queue=queue
    )
    clock = ApiClock()
    try:
        async with parts as services, services.worker(environment.client):
            desk = LiveReplyDesk(services.dispatcher, services.cohorts, clock)
            app = create_app(
                ApiServices(settings, database, waker=services.cohorts, phones=services.phones, desk=desk, now=clock)
            )
            headers = {"Authorization": f"Bearer {_KEY}"}
            transport = httpx.ASGITransport(app=app)
            async with (
                app.router.lifespan_context(app),
                httpx.AsyncClient(transport=transport, base_url="http://postroad", headers=headers) as http,
            ):
                played = Production(environment, database, services, app, http, clock)
                try:
                    yield played
                finally:
                    await played.leave()
    finally:
        phones.close()
