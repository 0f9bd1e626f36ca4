"""The baseline: what one writes first. One Temporal workflow per contact: a branch, a timer, an activity that sends.

Run by itself (`python -m benchmarks.plain ADDRESS N`), so that its worker is a process of its own on the same server.
It prints the contacts per second, from the first start to the last message.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

QUEUE = "plain"


@dataclass
class PlainContact:
    """A contact, as such a program hands it to its workflow."""

    id: int
    phone: str
    name: str
    opted_in: bool


class PlainSender:
    """Writes messages to a file, as the sandbox carrier does."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE sent (id INTEGER PRIMARY KEY, phone TEXT, body TEXT)")

    @activity.defn(name="send")
    async def send(self, person: PlainContact) -> None:
        body = f"Hi {person.name}, your plan has news. Reply STOP to opt out."
        self._db.execute("INSERT INTO sent (id, phone, body) VALUES (?, ?, ?)", (person.id, person.phone, body))


@workflow.defn(name="PlainJourney")
class PlainJourney:
    """Branch, wait, send."""

    @workflow.run
    async def run(self, person: PlainContact) -> str:
        if not person.opted_in:
            return "not opted in"
        await asyncio.sleep(0)
        await workflow.execute_activity("send", person, start_to_close_timeout=timedelta(seconds=10))
        return "sent"


async def measure(address: str, n: int) -> float:
    """Contacts per second."""
    client = await Client.connect(address)
    with tempfile.TemporaryDirectory(prefix="postroad-plain-") as folder:
        sender = PlainSender(Path(folder) / "sent.db")
        worker = Worker(
            client,
            task_queue=QUEUE,
            workflows=[PlainJourney],
            activities=[sender.send],
            workflow_runner=UnsandboxedWorkflowRunner(),
        )
        gate = asyncio.Semaphore(50)

        async def run_contact(i: int) -> None:
            async with gate:
                person = PlainContact(i, f"+1{2_000_000_000 + i}", f"Name{i}", True)
                await client.execute_workflow(
                    PlainJourney.run, person, id=f"plain-{time.time_ns()}-{i}", task_queue=QUEUE
                )

        async with worker:
            began = time.perf_counter()
            await asyncio.gather(*(run_contact(i) for i in range(n)))
            return n / (time.perf_counter() - began)


if __name__ == "__main__":
    print(asyncio.run(measure(sys.argv[1], int(sys.argv[2]))))
