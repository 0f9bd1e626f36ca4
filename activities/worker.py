"""A worker: the process that carries cohorts, hands messages over and keeps house."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.worker import Worker

from activities.carriers.mailbox import Mailbox, MailboxCarrier
from activities.carriers.sandbox import SandboxCarrier, SandboxPhones
from activities.carriers.signing import SigningSecrets
from activities.carriers.smtp import SmtpCarrier, SmtpServer
from activities.carriers.webhook import WebhookCarrier
from activities.cohort_activities import CohortActivities
from activities.failure_redaction import FailureRedaction
from activities.housekeeping import Housekeeping
from activities.reply_desk import LiveReplyDesk
from engine.runtime.clock import wall_clock
from engine.runtime.context import Context
from engine.sending.carrier.carrier import Carrier
from engine.sending.dispatcher import Dispatcher
from engine.settings.installation import Settings
from engine.store.account.accounts import ensure
from engine.store.database.database import Database
from workflows.client import CohortClient
from workflows.cohort import CohortWorkflow
from workflows.sandbox import workflow_runner
from workflows.shapes import TASK_QUEUE

_THREADS = 16

_TO_FINISH = timedelta(seconds=6)
"""What a worker that is told to stop has for the batches it holds: a message that is being handed over has its outcome
written down, so that nobody has to ask for it later."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class WorkerServices:
    """The parts of a process that travels: shared by its worker, its housekeeping and, in the API, its routes."""

    context: Context
    phones: SandboxPhones
    mailbox: Mailbox
    dispatcher: Dispatcher
    cohorts: CohortClient
    desk: LiveReplyDesk

    def worker(self, client: Client) -> Worker:
        """A Temporal worker over these parts."""
        activities = CohortActivities(self.dispatcher, self.cohorts)
        return Worker(
            client,
            task_queue=self.cohorts.task_queue,
            workflows=[CohortWorkflow],
            activities=activities.all,
            workflow_runner=workflow_runner(),
            interceptors=[FailureRedaction()],
            max_concurrent_workflow_tasks=20,
            max_concurrent_activities=8,
            max_concurrent_local_activities=32,
            max_cached_workflows=2_000,
            graceful_shutdown_timeout=_TO_FINISH,
        )

    async def run(self, *, housekeeping: bool = True) -> None:
        """Works until cancelled, then finishes what it holds. Housekeeping needs no Temporal and begins at once."""
        house = asyncio.create_task(Housekeeping(self.dispatcher, self.cohorts).keep()) if housekeeping else None
        try:
            client = await connect()
            self.cohorts.use(client)
            async with self.worker(client):
                await asyncio.Event().wait()
        finally:
            if house is not None:
                house.cancel()


async def connect() -> Client:
    """A client of the Temporal server that the environment names (`temporalio.envconfig`), as soon as it answers."""
    while True:
        try:
            return await Client.connect(**ClientConfig.load_client_connect_config())
        except RuntimeError as error:
            _log.warning("the Temporal server does not answer, contacts rest until it does: %s", error)
            await asyncio.sleep(1)


@asynccontextmanager
async def open_worker_services(
    settings: Settings,
    *,
    client: Client | None = None,
    database: Database | None = None,
    carriers: Mapping[str, Carrier] | None = None,
    task_queue: str = TASK_QUEUE,
    eager: bool = False,
) -> AsyncGenerator[WorkerServices]:
    """Puts the parts together from settings, and takes them apart again."""
    db = database or Database(settings.database)
    phones = SandboxPhones.open(settings.sandbox_database)
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="travel") as executor:
        try:
            with db.write() as conn:
                account = ensure(conn, wall_clock())
            installation = account.installation
            context = Context(db, address=settings.address)
            mailbox = Mailbox.open(phones.db)
            webhooks = WebhookCarrier(SigningSecrets(db).now, settings.webhooks_to_private)
            every: dict[str, Carrier] = {
                "sandbox": SandboxCarrier(phones),
                "email": _email_carrier(settings, mailbox),
                "webhook": webhooks,
                **(carriers or {}),
            }
            dispatcher = Dispatcher(context, every, installation, executor)
            cohorts = CohortClient(client, installation, task_queue=task_queue, eager=eager)
            yield WorkerServices(context, phones, mailbox, dispatcher, cohorts, LiveReplyDesk(dispatcher, cohorts))
            await cohorts.settle_down()
            await webhooks.close()
        finally:
            phones.close()
            if database is None:
                db.close()


def _email_carrier(settings: Settings, mailbox: Mailbox) -> Carrier:
    if settings.smtp_url is None:
        return MailboxCarrier(mailbox)
    server = SmtpServer.from_url(settings.smtp_url.get_secret_value())
    if settings.public_url is None:
        _log.warning(
            "marketing e-mail goes out without the headers that unsubscribe by one click: set POSTROAD_PUBLIC_URL to "
            "where people reach this installation"
        )
    return SmtpCarrier(server, reached=settings.public_url is not None)


async def run_worker(settings: Settings) -> None:
    """Runs until cancelled; then finishes what it holds."""
    async with open_worker_services(settings) as services:
        await services.run(housekeeping=settings.housekeeping)
