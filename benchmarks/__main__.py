"""`make bench`: measures this machine's Postroad and prints one table, each figure with its load tool and its goal."""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import func, select
from temporalio.client import Client

from benchmarks.bodies import measure_bodies
from benchmarks.canvas import measure_canvas
from benchmarks.equality import measure_equality
from benchmarks.installation import Installation, active, fill_contacts, installation
from benchmarks.journeys import audience, confirmation, long_line, reminder, webinar
from benchmarks.rehearsal import measure_rehearsal
from engine.journey.checks.all_checks import check
from engine.journey.compiler import compile_plan
from engine.journey.document.document import Document
from engine.rules.outcomes.states import EnrolmentStatus, MessageState, Rest
from engine.rules.time.instants import to_rfc3339
from engine.store.database import core as t
from engine.store.database.database import Database
from engine.store.enrolments.cohorts import open_count

KEY = "bench-key-bench-key-bench-key"
_console = Console()


class Results:
    """Figures as they come in."""

    def __init__(self) -> None:
        self._table = Table("what", "measured", "goal", "load tool", title="Postroad on this machine")

    def add(self, subject: str, measured: str, goal: str, tool: str) -> None:
        self._table.add_row(subject, measured, goal, tool)
        _console.print(f"{subject}: [bold]{measured}[/] (goal {goal}; {tool})")

    def show(self) -> None:
        load = ", ".join(f"{n:.1f}" for n in os.getloadavg())
        _console.print(self._table)
        _console.print(f"{os.cpu_count()} cores, load average now {load}, Python {sys.version.split()[0]}")


def measure_audience(results: Results, n: int, plain_n: int) -> None:
    """An audience through branch, wait and SMS, beside one workflow per contact on the same server."""
    with installation() as house:
        fill_contacts(house.database, n)
        journey = house.publish(audience("PT0S"))
        began = time.perf_counter()
        house.post(f"/journeys/{journey}/launch", {})
        house.until(lambda conn: active(conn, journey) == 0, "the end of the audience's journey")
        rate = n / (time.perf_counter() - began)
        with house.database.read() as conn:
            sent = conn.execute(select(func.count()).where(t.message.c.state == MessageState.ACCEPTED)).scalar_one()
        if sent != n:
            raise RuntimeError(f"{sent} of {n} messages were accepted")
        events = asyncio.run(_history_events(house.temporal_address)) / n
        plain = float(_output("benchmarks.plain", house.temporal_address, str(plain_n)))
    results.add(f"audience of {n:,}: branch, wait, SMS", f"{rate:,.0f} contacts/s", "5,000/s", "one POST .../launch")
    results.add(
        "one workflow per contact, same server", f"{plain:,.0f} contacts/s", "", f"own client, {plain_n} contacts"
    )
    results.add("ratio", f"{rate / plain:,.0f} times", "100 times", "")
    results.add("history events per contact", f"{events:.4f}", "a handful per thousands", "Temporal's histories")


async def _history_events(address: str) -> int:
    client = await Client.connect(address)
    total = 0
    async for workflow in client.list_workflows('WorkflowType = "Cohort"'):
        total += workflow.history_length
    return total


def measure_latency(results: Results, n: int, crowd: int) -> None:
    """Event posted -> taken by the carrier, idle and while an audience is being sent."""
    with installation() as house:
        fill_contacts(house.database, max(crowd, 1_000))
        house.publish(confirmation())
        _latencies(house, 20, 0.02)
        idle = _latencies(house, n, 0.02)
        results.add(
            "event -> carrier, idle",
            _percentiles(idle),
            "p50 15 ms, p99 100 ms",
            "benchmarks.poster lone, one at a time",
        )
        journey = house.publish(audience("PT0S"))
        launching = subprocess.Popen([sys.executable, "-c", _LAUNCH, str(house.http.base_url), KEY, journey])
        house.until(lambda conn: active(conn, journey) > 0, "the launch")
        crowded: list[float] = []
        while True:
            with house.database.read() as conn:
                if active(conn, journey) == 0 and launching.poll() is not None:
                    break
            crowded += _latencies(house, 20, 0.02)
        tool = f"benchmarks.poster lone, {len(crowded)} events during {crowd:,} others"
        results.add("event -> carrier, busy", _percentiles(crowded), "p99 1 s", tool)


_LAUNCH = """
import httpx, sys
url, key, journey = sys.argv[1:]
httpx.post(f"{url}/api/v1/journeys/{journey}/launch", json={}, headers={"Authorization": f"Bearer {key}"}, timeout=600)
"""


def _latencies(house: Installation, n: int, pause: float) -> list[float]:
    """Milliseconds from the start of each post to the carrier's taking the message."""
    lines = _output("benchmarks.poster", "lone", str(house.http.base_url), KEY, str(n), str(pause)).split("\n")
    posted = {int(enrolment): float(began) for began, enrolment in (line.split() for line in lines if line)}
    sandbox = Database(f"sqlite:///{house.folder / 'sandbox.db'}")
    m = t.message.c
    latencies: list[float] = []
    house.until(
        lambda conn: (
            conn.execute(
                select(func.count()).where(m.enrolment_id.in_(posted), m.state == MessageState.ACCEPTED)
            ).scalar_one()
            == len(posted)
        ),
        "the confirmations",
    )
    with house.database.read() as conn:
        messages = dict(conn.execute(select(m.id, m.enrolment_id).where(m.enrolment_id.in_(posted))).all())
    with sandbox.read() as conn:
        query = "SELECT message_id, at FROM sandbox_message WHERE message_id IS NOT NULL ORDER BY id DESC LIMIT 100000"
        for message_id, at in conn.exec_driver_sql(query):
            if message_id in messages:
                latencies.append(at - posted[messages[message_id]])
    sandbox.close()
    return latencies


def _percentiles(values: list[float]) -> str:
    ordered = sorted(values)
    middle, high = statistics.median(ordered), ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]
    return f"p50 {middle:.1f} ms, p99 {high:.1f} ms, max {ordered[-1]:.1f} ms"


def measure_intake(results: Results, n: int) -> None:
    """Events taken in and enrolled: one by one on 64 connections, and in one batch."""
    with installation() as house:
        fill_contacts(house.database, 1_000)
        house.publish(reminder("PT1H"))
        url = str(house.http.base_url)
        single = float(_output("benchmarks.poster", "many", url, KEY, str(n), "64"))
        results.add(
            "events, one by one, each enrolling",
            f"{single:,.0f}/s",
            "1,500/s",
            "benchmarks.poster many, 64 connections",
        )
        batch = float(_output("benchmarks.poster", "batch", url, KEY, str(n), "registered"))
        results.add("events, in a batch, each enrolling", f"{batch:,.0f}/s", "5,000/s", "benchmarks.poster batch")


def measure_waiting(results: Results, waiting: int) -> None:
    """What a crowd at rest costs: bytes, memory, open workflows."""
    with installation() as house:
        empty = _bytes(house.folder)
        fill_contacts(house.database, waiting)
        journey = house.publish(audience("P30D"))
        house.post(f"/journeys/{journey}/launch", {})
        house.until(lambda conn: _resting(conn, Rest.WAIT) >= waiting, "the waiting")
        with house.database.write() as conn:
            conn.exec_driver_sql("SELECT 1")
        per_contact = (_bytes(house.folder) - empty) / waiting
        memory = max(house.memory_mb("worker"), house.memory_mb("api"))
        with house.database.read() as conn:
            cohorts = open_count(conn)
        results.add(f"{waiting:,} waiting: database", f"{per_contact:,.0f} bytes each", "1,000", "one POST .../launch")
        results.add(f"{waiting:,} waiting: largest process", f"{memory:,.0f} MB", "300 MB", "VmRSS of worker and API")
        results.add(f"{waiting:,} waiting: open workflows", f"{cohorts:,}", "", "")
        house.publish(confirmation())
        _latencies(house, 20, 0.02)
        percentiles = _percentiles(_latencies(house, 200, 0.02))
        results.add(
            f"event -> carrier while {waiting:,} wait", percentiles, "p50 15 ms, p99 100 ms", "benchmarks.poster lone"
        )


def measure_lone(results: Results, lone: int) -> None:
    """Lone events that wait share workflows."""
    with installation() as house:
        fill_contacts(house.database, 1_000)
        house.publish(reminder("PT1H"))
        url = str(house.http.base_url)
        for part in range(0, lone, 1_000):
            _output("benchmarks.poster", "batch", url, KEY, str(min(1_000, lone - part)), "registered")
        house.until(lambda conn: _resting(conn, "start") == 0, "the registrations' rest")
        with house.database.read() as conn:
            rested, cohorts = _resting(conn, Rest.WAIT), open_count(conn)
        results.add(
            f"{rested:,} lone events waiting an hour: open workflows", f"{cohorts:,}", "500", "benchmarks.poster"
        )


def measure_move(results: Results, registrants: int) -> None:
    """A webinar moves: everybody who registered for it is re-armed, and nobody is texted at the old time."""
    with installation() as house:
        fill_contacts(house.database, registrants)
        house.publish(webinar())
        soon, later = _in_seconds(3_600 + 45), _in_seconds(48 * 3_600)
        lines = [
            {
                "contact": f"bench-{i}",
                "name": "webinar.registered",
                "properties": {"webinar_id": "w", "starts_at": soon},
            }
            for i in range(registrants)
        ]
        body = b"\n".join(orjson.dumps(line) for line in lines)
        house.http.post(
            "/api/v1/events/batch", content=body, headers={"content-type": "application/x-ndjson"}, timeout=600
        ).raise_for_status()
        house.until(lambda conn: _resting(conn, Rest.WAIT) == registrants, "the registrants' rest")
        began = time.perf_counter()
        moved = {"contact": None, "name": "webinar.rescheduled", "properties": {"webinar_id": "w", "starts_at": later}}
        house.post("/events", moved)
        took = time.perf_counter() - began
        # Past the old time, all still wait and nobody was sent anything.
        time.sleep(60)
        with house.database.read() as conn:
            waiting = _resting(conn, Rest.WAIT)
            sent = conn.execute(select(func.count()).select_from(t.message)).scalar_one()
        if waiting != registrants or sent:
            raise RuntimeError(f"{waiting} of {registrants} still wait, {sent} were sent at the old time")
        results.add(
            f"a webinar moves for {registrants:,}", f"{took:.2f} s, 0 sent at the old time", "1 s", "one POST /events"
        )


def _in_seconds(seconds: int) -> str:
    return to_rfc3339((int(time.time()) + seconds) * 1000)


def _resting(conn: object, rest: str) -> int:
    e = t.enrolment.c
    return conn.execute(select(func.count()).where(e.rest == rest, e.status == EnrolmentStatus.ACTIVE)).scalar_one()  # type: ignore[attr-defined]


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("postroad.db*"))


def measure_compile(results: Results) -> None:
    """Checking and compiling 1,000 steps."""
    document = Document.model_validate(long_line(999))
    runs: list[float] = []
    for _ in range(7):
        began = time.perf_counter()
        findings = [finding for finding in check(document) if finding.severity == "error"]
        compile_plan(document)
        runs.append((time.perf_counter() - began) * 1000)
        if findings:
            raise RuntimeError(f"the measured journey has errors: {findings[:3]}")
    median = statistics.median(runs)
    results.add("check and compile 1,000 steps", f"{median:.0f} ms", "50 ms", "in process, median of 7")


def _output(module: str, *arguments: str) -> str:
    """What a module printed, run as a process of its own."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main() -> None:
    """Runs all measurements, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "only", nargs="*", help="compile bodies rehearsal canvas audience latency intake move waiting lone equality"
    )
    parser.add_argument("--audience", type=int, default=50_000)
    parser.add_argument("--waiting", type=int, default=200_000)
    parser.add_argument("--scenarios", type=int, default=200, help="equality: so many on each database")
    parser.add_argument("--seed", type=int, help="equality: to draw the same scenarios again")
    arguments = parser.parse_args()
    results = Results()
    every: dict[str, Callable[[], None]] = {
        "compile": lambda: measure_compile(results),
        "bodies": lambda: measure_bodies(results.add),
        "rehearsal": lambda: measure_rehearsal(results.add),
        "canvas": lambda: measure_canvas(results.add),
        "audience": lambda: measure_audience(results, arguments.audience, 1_000),
        "latency": lambda: measure_latency(results, 300, 2 * arguments.audience),
        "intake": lambda: measure_intake(results, 20_000),
        "move": lambda: measure_move(results, 5_000),
        "waiting": lambda: measure_waiting(results, arguments.waiting),
        "lone": lambda: measure_lone(results, 20_000),
        "equality": lambda: measure_equality(results.add, arguments.scenarios, arguments.seed),
    }
    for name in arguments.only or every:
        every[name]()
    results.show()


if __name__ == "__main__":
    main()
