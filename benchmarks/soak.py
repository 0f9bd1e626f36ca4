"""`python -m benchmarks.soak`: pulls the plug again and again, and accounts for everybody.

Each round launches an audience and posts lone events over HTTP, kills parts of a running `postroad up` with SIGKILL at
random moments, and then looks at every phone: nobody may be left out, texted twice or stuck, and no row left claimed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import create_engine, func, select, text

from benchmarks.installation import fill_contacts
from cli.up.datafolder import read_running
from cli.up.ports import free_port
from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.settings.installation import Settings
from engine.store.database import core as t
from engine.store.database.database import Database

ROOT = Path(__file__).resolve().parent.parent
KEY = "soak-key-soak-key-soak-key-soak"
PARTS = ("temporal", "api", "worker")

VICTIMS: tuple[tuple[str, ...], ...] = (
    ("worker",),
    ("api",),
    ("temporal",),
    ("api", "worker"),
    ("temporal", "worker"),
    PARTS,
    ("supervisor",),
)
"""What is killed at one moment. With the supervisor die all its parts: the plug is pulled."""

STUCK = 300.0
"""Seconds in which nobody ended after which those who are left are stuck."""

PATIENCE = 900.0
"""Seconds after which a start, a stop or an answer will never come: how slow a machine is, is not measured here."""

EVENTS = 20
"""Lone events posted in a round."""


class KilledPostroad:
    """A `postroad up` that is killed and started again on the same data and port."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(data=folder / "data")
        self.port = free_port()
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}/api/v1",
            headers={"Authorization": f"Bearer {KEY}"},
            timeout=PATIENCE,
        )
        self._log = folder / "up.out"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = {**os.environ, "POSTROAD_DATA": str(self.settings.data), "POSTROAD_ADMIN_KEY": KEY}
        command = (sys.executable, "-m", "cli.main", "up", "--port", str(self.port))
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        self.wait_until_ready(self._process)

    def wait_until_ready(self, process: subprocess.Popen[bytes] | None = None) -> None:
        """Until it answers, or `process`, which is to, has ended."""
        give_up = time.monotonic() + PATIENCE
        while not self._ready():
            if (process is not None and process.poll() is not None) or time.monotonic() > give_up:
                raise RuntimeError(f"Postroad did not become ready:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=30).is_success
        return False

    def kill(self, *names: str) -> None:
        """Kills these parts at one moment; those that are just being started again by the supervisor are not there."""
        if "supervisor" in names:
            self.pull()
            self.start()
            return
        running = read_running(self.settings)
        for name in names:
            pid = None if running is None else running.processes.get(name)
            if pid is not None:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)

    def pull(self) -> None:
        """Kills everything, and leaves it dead."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        self.http.close()
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def call(self, path: str, body: object, key: str | None = None) -> Any:
        """POSTs until it is answered, as a patient caller does, with the same key each time."""
        headers = {} if key is None else {"Idempotency-Key": key}
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.http.post(path, json=body, headers=headers)
                if answer.is_success:
                    return answer.json()
                failure = f"{answer.status_code} {answer.text[:300]}"
                if answer.status_code < 500 and answer.status_code not in (409, 425, 429):
                    raise RuntimeError(f"{path}: {failure}")
            except httpx.HTTPError as error:
                failure = repr(error)
            if time.monotonic() > give_up:
                raise RuntimeError(f"{path} was never answered: {failure}")
            time.sleep(0.1)


@dataclass
class SoakAccount:
    """What became of everybody."""

    people: int = 0
    messages: int = 0
    kills: int = 0
    lost: int = 0
    twice: int = 0
    stuck: int = 0
    claimed: int = 0
    untold: int = 0
    """Messages on a phone that our own record does not call accepted."""

    def add(self, other: SoakAccount) -> None:
        for name in vars(self):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def clean(self) -> bool:
        return not (self.lost or self.twice or self.stuck or self.claimed or self.untold)

    def __str__(self) -> str:
        return (
            f"{self.people:,} contacts, {self.messages:,} messages, {self.kills} kills: lost {self.lost}, "
            f"twice {self.twice}, stuck {self.stuck}, claimed {self.claimed}, untold {self.untold}"
        )


def _audience(name: str) -> dict[str, Any]:
    opted_in = {"combinator": "and", "rules": [{"field": "consent.sms", "operator": "=", "value": "opted_in"}]}
    return _document(
        name,
        "marketing",
        {"kind": "audience", "where": {"combinator": "and", "rules": []}},
        [
            ("asks", "branch", {"paths": [{"id": "yes", "label": "Opted in", "where": opted_in}]}),
            ("pause", "wait", {"for": "PT1S"}),
            ("text", "send_sms", {"body": f"{name} for {{{{ contact.first_name }}}}"}),
        ],
    )


def _confirmation(name: str, event: str) -> dict[str, Any]:
    return _document(
        name,
        "transactional",
        {"kind": "event", "name": event},
        [("text", "send_sms", {"body": f"{name} for {{{{ contact.first_name }}}}"})],
    )


def _document(
    name: str, message_class: str, on: dict[str, Any], steps: list[tuple[str, str, dict[str, Any]]]
) -> dict[str, Any]:
    ids = ["start", *(step[0] for step in steps)]
    outlets = ["next", *("yes" if step[1] == "branch" else "next" for step in steps)]
    nodes = [("start", "trigger", {"on": on}), *steps]
    return {
        "schema": "postroad/journey@1",
        "name": name,
        "settings": {"message_class": message_class, "re_entry": "never"},
        "nodes": [
            {"id": id_, "type": type_, "position": {"x": 0, "y": 100 * at}, "data": data}
            for at, (id_, type_, data) in enumerate(nodes)
        ],
        "edges": [
            {"id": f"e{at}", "source": ids[at], "sourceHandle": outlets[at], "target": ids[at + 1]}
            for at in range(len(steps))
        ],
    }


@dataclass
class SoakRound:
    """An audience and lone events on their way while the plug is pulled."""

    plug: KilledPostroad
    database: Database
    name: str
    people: int
    journeys: list[str] = field(default_factory=list[str])

    def run(self, kills: list[tuple[float, tuple[str, ...]]]) -> None:
        """Sets everybody off, and kills these parts, each so many seconds after the one before."""
        event = self.name.lower().replace(" ", ".")
        self.journeys = [
            self._publish(_audience(f"{self.name} audience")),
            self._publish(_confirmation(f"{self.name} event", event)),
        ]
        callers = [threading.Thread(target=self._launch), threading.Thread(target=self._post, args=(event,))]
        for caller in callers:
            caller.start()
        for pause, victims in kills:
            time.sleep(pause)
            self.plug.kill(*victims)
        for caller in callers:
            caller.join()
        self.plug.wait_until_ready()

    def _publish(self, document: dict[str, Any]) -> str:
        journey_id = str(self.plug.call("/journeys", document)["id"])
        self.plug.call(f"/journeys/{journey_id}/publish", {})
        return journey_id

    def _launch(self) -> None:
        """A person who pressed the button, saw an error, and presses again only if nothing had begun."""
        while True:
            try:
                self.plug.http.post(f"/journeys/{self.journeys[0]}/launch", json={}).raise_for_status()
            except httpx.HTTPError:
                self.plug.wait_until_ready()
                if not self._launches():
                    continue
            return

    def _post(self, event: str) -> None:
        for index in range(min(EVENTS, self.people)):
            self.plug.call("/events", {"contact": f"bench-{index}", "name": event, "id": f"{event}-{index}"})

    def _launches(self) -> list[int | None]:
        """When each launch of this round's audience was finished."""
        query = select(t.launch.c.finished_at).join(t.journey, t.journey.c.id == t.launch.c.journey_id)
        with self.database.read() as conn:
            return list(conn.execute(query.where(t.journey.c.public_id == self.journeys[0])).scalars())

    def account(self) -> SoakAccount:
        """Waits until everybody has ended, and looks at every phone."""
        left, since = self._active(), time.monotonic()
        while not self._over() and time.monotonic() - since < STUCK:
            time.sleep(0.2)
            if (now := self._active()) != left:
                left, since = now, time.monotonic()
        expected = {f"{self.name} audience": self.people, f"{self.name} event": min(EVENTS, self.people)}
        account = SoakAccount(people=self.people)
        sandbox = create_engine(self.plug.settings.sandbox_database)
        query = text("SELECT phone, message_id FROM sandbox_message WHERE direction = 'to_phone' AND body LIKE :like")
        m = t.message.c
        with self.database.read() as conn, sandbox.connect() as carrier:
            settled = set(
                conn.execute(select(m.id).where(m.state.in_((MessageState.ACCEPTED, MessageState.DELIVERED)))).scalars()
            )
            for name, people in expected.items():
                rows = carrier.execute(query, {"like": f"{name} for %"}).all()
                phones = {row[0] for row in rows}
                account.messages += len(rows)
                account.lost += people - len(phones)
                account.twice += len(rows) - len(phones)
                account.untold += sum(row[1] not in settled for row in rows)
            account.stuck = self._active()
            claimed = select(func.count()).select_from(t.message).where(m.state == MessageState.CLAIMED)
            account.claimed = conn.execute(claimed).scalar_one()
        sandbox.dispose()
        return account

    def _active(self) -> int:
        e, j = t.enrolment.c, t.journey.c
        query = (
            select(func.count())
            .select_from(t.enrolment.join(t.journey, j.id == e.journey_id))
            .where(j.public_id.in_(self.journeys), e.status == EnrolmentStatus.ACTIVE)
        )
        with self.database.read() as conn:
            return conn.execute(query).scalar_one()

    def _over(self) -> bool:
        with self.database.read() as conn:
            claimed = conn.execute(
                select(t.message.c.id).where(t.message.c.state == MessageState.CLAIMED).limit(1)
            ).first()
        launches = self._launches()
        return bool(launches) and None not in launches and claimed is None and self._active() == 0


@contextmanager
def plugged_in(folder: Path, people: int) -> Generator[tuple[KilledPostroad, Database]]:
    """A Postroad on this folder with so many contacts, and sight of its database."""
    plug = KilledPostroad(folder)
    try:
        plug.start()
        database = Database(plug.settings.database)
        fill_contacts(database, people)
        yield plug, database
        database.close()
    finally:
        plug.stop()


def drawn_kills(draw: random.Random) -> list[tuple[float, tuple[str, ...]]]:
    """One to three moments, and what is killed at each."""
    moments = draw.choice((1, 1, 1, 2, 2, 3))
    return [(draw.uniform(0.0, 2.5), draw.choice(VICTIMS)) for _ in range(moments)]


def soak(rounds: int, people: int, seed: int) -> SoakAccount:
    """So many rounds on one installation; the sum of what became of everybody."""
    draw = random.Random(seed)
    total = SoakAccount()
    with (
        tempfile.TemporaryDirectory(prefix="postroad-soak-") as scratch,
        plugged_in(Path(scratch), people) as (
            plug,
            database,
        ),
    ):
        for number in range(1, rounds + 1):
            began = time.monotonic()
            kills = drawn_kills(draw)
            round_ = SoakRound(plug, database, f"Round {number}", people)
            round_.run(kills)
            account = round_.account()
            account.kills = len(kills)
            total.add(account)
            victims = ", ".join(f"{'+'.join(names)} after {pause:.2f} s" for pause, names in kills)
            print(f"round {number}: {account} [{victims}; {time.monotonic() - began:.0f} s]", flush=True)
    return total


def main() -> int:
    """Runs the soak; 1 when anything was lost, twice, stuck or left claimed."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    words.add_argument("--rounds", type=int, default=20)
    words.add_argument("--contacts", type=int, default=5_000)
    words.add_argument("--seed", type=int, default=int(time.time()))
    arguments = words.parse_args()
    print(f"seed {arguments.seed}", flush=True)
    total = soak(arguments.rounds, arguments.contacts, arguments.seed)
    print(f"{arguments.rounds} rounds, {total}")
    return 0 if total.clean else 1


if __name__ == "__main__":
    sys.exit(main())
