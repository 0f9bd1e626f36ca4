"""`python -m tests.replay.record`: records a history of each kind of cohort run into `histories/`.

They are replayed in every test run: a change of the workflow that a run under way could not follow fails there, before
it is released. Recorded once per kind and kept: what was released once must replay for as long as runs of it may be
under way. A new kind gets a new file (name it on the command line to record only that one); an old one is not recorded
again, or it would prove nothing.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from temporalio.client import Client, WorkflowHistory
from temporalio.testing import WorkflowEnvironment

from engine.admission.event_intake import receive_events
from engine.admission.incoming_event import IncomingEvent
from engine.control.control import pause, resume
from engine.rules.outcomes.states import Overdue
from engine.rules.time.instants import HOUR, MINUTE, to_rfc3339
from engine.runtime.clock import wall_clock
from engine.runtime.context import Context
from tests.support.drawn import chain, on_event, opt_in_branch, sms, wait, when
from tests.support.working import WallClock, WorkerProcess, active, working
from tests.support.worlds import World, world_at

HISTORIES = Path(__file__).parent / "histories"


def program(name: str) -> str:
    """The path of a server's program, which came with our packages."""
    beside_python = Path(sys.executable).with_name(name)
    return str(beside_python) if beside_python.exists() else str(shutil.which(name))


@asynccontextmanager
async def skipping() -> AsyncGenerator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=program("temporal-test-server")
    ) as env:
        yield env


@asynccontextmanager
async def real(*dynamic: str) -> AsyncGenerator[Client]:
    words = [word for one in dynamic for word in ("--dynamic-config-value", one)]
    async with await WorkflowEnvironment.start_local(
        dev_server_existing_path=program("temporal"), dev_server_extra_args=words, dev_server_log_level="error"
    ) as env:
        yield env.client


async def history(worker: WorkerProcess, cohort_id: int, run: str | None = None) -> WorkflowHistory:
    found = worker.services.cohorts.workflow_id(cohort_id)
    return await worker.client.get_workflow_handle(found, run_id=run).fetch_history()


def post(worker: WorkerProcess, name: str, person: str, **properties: str) -> list[int]:
    received = receive_events(worker.services.context, [IncomingEvent(person, name, dict(properties))], wall_clock())
    opened = [*received.urgent, *received.opened]
    worker.services.cohorts.soon(opened, received.woken, urgent=bool(received.urgent))
    return opened


async def lone_event(world: World) -> dict[str, WorkflowHistory]:
    """A transactional event: one cohort of one, through in a workflow task."""
    world.publish(chain(sms("code", "Hi"), on=on_event("order"), message_class="transactional"))
    world.contacts(1)
    async with real() as client, working(world, client) as worker:
        (cohort,) = post(worker, "order", "c0")
        await worker.until_all_ended()
        return {"lone_event": await history(worker, cohort)}


async def thousands(world: World) -> dict[str, WorkflowHistory]:
    """An audience through branch, wait and SMS, in activities of their own."""
    journey = world.publish(opt_in_branch("PT1S"))
    world.contacts(3_000)
    async with real() as client, working(world, client) as worker:
        await worker.launch(journey)
        await worker.until_all_ended()
        return {"thousands": await history(worker, 1)}


async def paced(world: World) -> dict[str, WorkflowHistory]:
    """An audience at a sender's rate that lasts longer than one dispatch."""
    world.set_rate(60)
    journey = world.publish(chain(sms("text", "Hi")))
    world.contacts(500)
    async with real() as client, working(world, client) as worker:
        await worker.launch(journey)
        await worker.until_all_ended()
        return {"paced": await history(worker, 1)}


async def shared_waits(world: World) -> dict[str, WorkflowHistory]:
    """Lone events that come to wait together, one of them due earlier than the cohort slept for."""
    hour = (wall_clock() // HOUR + 1) * HOUR
    on = on_event("signed_up", requires=["starts_at"])
    world.publish(chain(when("pause", "event.starts_at"), sms("text", "Hi"), on=on))
    world.contacts(3)
    async with skipping() as env, working(world, env.client) as worker:
        opened: list[int] = []
        for person, minutes in (("c0", 50), ("c1", 5), ("c2", 20)):
            opened += post(worker, "signed_up", person, starts_at=to_rfc3339(hour + minutes * MINUTE))
            n = len(opened)
            await worker.until(lambda n=n: [enrolment["rest"] for enrolment in world.enrolments()] == ["wait"] * n)
            await worker.services.cohorts.settle_down()
        (shared,) = {enrolment["cohort_id"] for enrolment in world.enrolments()}
        await env.sleep(2 * HOUR / 1000)
        await worker.until_all_ended()
        return {"handed_over": await history(worker, opened[0]), "shared_waits": await history(worker, shared)}


async def paused(world: World) -> dict[str, WorkflowHistory]:
    """Paused in a wait, due in the pause, resumed."""
    journey = world.publish(chain(wait("pause", "PT2S"), sms("text", "Hi")))
    world.contacts(3)
    async with real() as client, working(world, client) as worker:
        await worker.launch(journey)
        await worker.until(lambda: {enrolment["rest"] for enrolment in world.enrolments()} == {"wait"})
        caller = Context(world.db)
        pause(caller, journey.id, wall_clock())
        due = world.enrolments()[0]["due_at"]
        await worker.until(lambda: wall_clock() > due + 2_500)
        await worker.services.cohorts.wake(resume(caller, journey.id, Overdue.SEND, wall_clock()).wakes)
        await worker.until_all_ended()
        return {"paused": await history(worker, 1)}


async def continued(world: World) -> dict[str, WorkflowHistory]:
    """Woken until the server suggests a new run."""
    journey = world.publish(chain(wait("pause", "PT4S"), sms("text", "Hi")))
    world.contacts(3)
    async with real("limit.historyCount.suggestContinueAsNew=20") as client, working(world, client) as worker:
        await worker.launch(journey)
        await worker.until(lambda: {enrolment["rest"] for enrolment in world.enrolments()} == {"wait"})
        handle = client.get_workflow_handle(worker.services.cohorts.workflow_id(1))
        first = (await handle.describe()).run_id
        while (await handle.describe()).run_id == first:
            await worker.services.cohorts.wake([1])
        await worker.until_all_ended()
        return {"continued": await history(worker, 1, first), "continuation": await history(worker, 1)}


async def failing(world: World) -> dict[str, WorkflowHistory]:
    """The database is away for a while: naps, and on."""
    journey = world.publish(chain(wait("pause", "PT1S"), sms("text", "Hi")))
    world.contacts(3)
    async with real() as client, working(world, client) as worker:
        await worker.launch(journey)
        await worker.until(lambda: {enrolment["rest"] for enrolment in world.enrolments()} == {"wait"})
        with world.db.write() as conn:
            conn.exec_driver_sql("ALTER TABLE cohort RENAME TO away")
        before = wall_clock()
        await worker.until(lambda: wall_clock() > before + 4_000)
        with world.db.write() as conn:
            conn.exec_driver_sql("ALTER TABLE away RENAME TO cohort")
        await worker.until(lambda: active(worker.db) == 0)
        await worker.until_all_ended()
        return {"failing": await history(worker, 1)}


KINDS: dict[str, Callable[[World], Coroutine[Any, Any, dict[str, WorkflowHistory]]]] = {
    one.__name__: one for one in (lone_event, thousands, paced, shared_waits, paused, continued, failing)
}


def _without_traces(told: Any) -> Any:
    """A replay needs no stack traces, and they name folders of the machine that recorded."""
    if isinstance(told, dict):
        kept = cast(dict[str, Any], told)
        return {name: "" if name == "stackTrace" else _without_traces(part) for name, part in kept.items()}
    return [_without_traces(part) for part in cast(list[Any], told)] if isinstance(told, list) else told


def record(kind: str) -> None:
    """Lives one kind of run on a scratch world, and writes its histories."""
    with tempfile.TemporaryDirectory(prefix="postroad-record-") as scratch:
        folder = Path(scratch)
        with world_at(f"sqlite:///{folder / 'postroad.db'}", folder, WallClock()) as world:
            found = asyncio.run(KINDS[kind](world))
    for name, recorded in found.items():
        events: Any = _without_traces(recorded.to_json_dict())
        (HISTORIES / f"{name}.json").write_text(json.dumps(events, indent=1) + "\n")
        sys.stdout.write(f"{name}: {len(recorded.events)} events\n")


if __name__ == "__main__":
    for wanted in sys.argv[1:] or KINDS:
        record(wanted)
