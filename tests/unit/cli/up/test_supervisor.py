"""The supervisor keeps its promises with real child processes."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cli.up.part import Part, Patience
from cli.up.supervisor import PartFailed, Supervisor
from tests.support.processes import PATIENCE, alive, wait_until

pytestmark = pytest.mark.anyio

QUICK = Patience(to_be_ready=60, to_stop=60, first_delay=0.01, longest_delay=0.05, tries=3, probe_every=0.01)


@dataclass
class Group:
    """A supervisor under test, what it said and the processes it told of."""

    folder: Path
    patience: Patience = QUICK
    said: list[str] = field(default_factory=list[str])
    processes: dict[str, int] = field(default_factory=dict[str, int])
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def tell(self, processes: Mapping[str, int]) -> None:
        self.processes = dict(processes)

    async def run(self, *parts: Part) -> None:
        supervisor = Supervisor(
            parts, logs=self.folder / "logs", say=self.said.append, changed=self.tell, patience=self.patience
        )
        await asyncio.wait_for(supervisor.run(self.stopping, self.ready.set), PATIENCE)

    @asynccontextmanager
    async def running(self, *parts: Part) -> AsyncIterator[None]:
        task = asyncio.create_task(self.run(*parts))
        ready = asyncio.create_task(self.ready.wait())
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            self.stopping.set()
            await task
            ready.cancel()

    def child(self, name: str, code: str, **further: object) -> Part:
        """A part that runs Python code, in which `folder` is the test's folder."""
        start = f"from pathlib import Path\nimport os, signal, sys, time\nfolder = Path({str(self.folder)!r})\n"
        command = (sys.executable, "-c", start + textwrap.dedent(code))
        return Part(name, command, dict(os.environ), **further)  # type: ignore[arg-type]


STAYS = "signal.pause()"


@pytest.fixture
def group(tmp_path: Path) -> Group:
    return Group(tmp_path)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)


def file_exists(path: Path) -> Callable[[], object]:
    async def ask() -> bool:
        return path.exists()

    return ask


async def test_a_part_starts_when_those_before_it_are_ready(group: Group) -> None:
    server_is_up = group.folder / "server_is_up"
    server = group.child(
        "server",
        "time.sleep(0.2); (folder / 'server_is_up').touch(); signal.pause()",
        ready=file_exists(server_is_up),
    )
    job = group.child("job", "(folder / 'done').touch()", once=True)
    client = group.child(
        "client",
        """
        seen = ' '.join(sorted(os.listdir(folder)))
        (folder / 'draft').write_text(seen)
        (folder / 'draft').rename(folder / 'seen')
        signal.pause()
        """,
        after=("server", "job"),
        ready=file_exists(group.folder / "seen"),
    )
    async with group.running(client, server, job):
        assert (group.folder / "seen").read_text() == "done logs server_is_up"
    assert group.said == []


async def test_a_part_that_dies_is_started_again_and_that_is_said(group: Group) -> None:
    async with group.running(group.child("worker", STAYS)):
        first = group.processes["worker"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: group.processes.get("worker", first) != first)
        assert alive(group.processes["worker"])
    log = group.folder / "logs" / "worker.log"
    assert group.said == [f"worker was ended by SIGKILL; starting it again in 0.01 s. Its log: {log}"]


async def test_parts_stop_in_the_reverse_of_the_order_they_started_in(group: Group) -> None:
    code = """
        def leave(*_):
            with (folder / 'order').open('a') as order: order.write(NAME + ' ')
            sys.exit(0)
        signal.signal(signal.SIGTERM, leave)
        (folder / (NAME + '.ready')).touch()
        signal.pause()
    """

    def part(name: str, *after: str) -> Part:
        ready = file_exists(group.folder / f"{name}.ready")
        return group.child(name, f"NAME = {name!r}\n{textwrap.dedent(code)}", after=after, ready=ready)

    async with group.running(part("temporal"), part("api", "temporal"), part("gateway", "api")):
        processes = dict(group.processes)
    assert (group.folder / "order").read_text().split() == ["gateway", "api", "temporal"]
    assert not any(alive(pid) for pid in processes.values())


async def test_a_part_that_ignores_the_signal_is_killed(group: Group) -> None:
    group.patience = Patience(to_stop=0.2, probe_every=0.01)
    deaf = group.child(
        "deaf",
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); (folder / 'deaf').touch(); signal.pause()",
        ready=file_exists(group.folder / "deaf"),
    )
    async with group.running(deaf):
        pid = group.processes["deaf"]
    assert not alive(pid)
    assert group.said == ["deaf did not stop within 0.2 s and was killed"]


async def test_what_a_part_started_ends_with_it(group: Group) -> None:
    parent = group.child(
        "parent",
        """
        import subprocess
        helper = subprocess.Popen([sys.executable, '-c', 'import signal; signal.pause()'])
        draft = folder / 'draft'
        draft.write_text(str(helper.pid))
        draft.rename(folder / 'helper')
        signal.pause()
        """,
        ready=file_exists(group.folder / "helper"),
    )
    async with group.running(parent):
        helper = int((group.folder / "helper").read_text())
        assert alive(helper)
    await until(lambda: not alive(helper))


async def test_a_job_that_fails_stops_everything_and_says_why(group: Group) -> None:
    server = group.child("server", STAYS)
    job = group.child("migrate", "sys.exit('no such table: contact')", once=True)
    worker = group.child("worker", "(folder / 'worker_ran').touch()", after=("migrate",))
    with pytest.raises(PartFailed, match=r"migrate ended with exit code 1\. Its last words:\nno such table: contact\n"):
        await group.run(server, job, worker)
    assert group.processes.keys() <= {"server"}
    assert not any(alive(pid) for pid in group.processes.values())
    assert not (group.folder / "worker_ran").exists()


async def test_a_part_that_never_works_is_given_up_after_a_few_tries(group: Group) -> None:
    broken = group.child("api", "print('bad setting', flush=True); sys.exit(3)", ready=file_exists(Path("/nowhere")))
    with pytest.raises(PartFailed, match=r"api ended with exit code 3.*(?s:.*)bad setting"):
        await group.run(broken)
    assert len(group.said) == 2


async def test_a_program_that_is_not_there_is_named(group: Group) -> None:
    with pytest.raises(PartFailed, match=r"temporal could not be started .*no-such-program"):
        await group.run(Part("temporal", ("/no-such-program",), {}))


async def test_a_part_that_hangs_at_its_start_is_started_again(group: Group) -> None:
    group.patience = Patience(to_be_ready=0.5, to_stop=0.5, first_delay=0.01, probe_every=0.01)
    hangs_once = group.child(
        "api",
        """
        first = folder / 'first'
        if not first.exists():
            first.touch()
            signal.pause()
        (folder / 'ok').touch()
        signal.pause()
        """,
        ready=file_exists(group.folder / "ok"),
    )
    async with group.running(hangs_once):
        assert group.ready.is_set()
    assert group.said[0].startswith("api was not ready after 0.5 s in which it did nothing; starting it again")


async def test_a_part_that_is_at_work_is_waited_for_longer_than_one_that_hangs(group: Group) -> None:
    group.patience = Patience(to_be_ready=0.5, to_stop=0.5, first_delay=0.01, probe_every=0.01)
    slow = group.child(
        "api",
        """
        def work(seconds):
            while time.process_time() < seconds: pass
        signal.signal(signal.SIGTERM, lambda *_: (work(3), sys.exit(0)))
        work(1.5)
        (folder / 'ok').touch()
        signal.pause()
        """,
        ready=file_exists(group.folder / "ok"),
    )
    async with group.running(slow):
        assert group.ready.is_set()
    assert group.said == []


def test_delays_double_up_to_the_longest() -> None:
    patience = Patience(first_delay=0.2, longest_delay=10)
    assert [patience.delay(failures) for failures in (1, 2, 3, 7, 50)] == [0.2, 0.4, 0.8, 10, 10]


def test_kill_9_of_the_supervisor_leaves_no_orphan(tmp_path: Path) -> None:
    program = f"""
        import asyncio, os, sys
        from pathlib import Path
        from cli.up.part import Part
        from cli.up.supervisor import Supervisor

        folder = Path({str(tmp_path)!r})
        stays = (sys.executable, "-c", "import signal; signal.pause()")

        def tell(processes):
            draft = folder / "draft"
            draft.write_text(" ".join(map(str, processes.values())))
            draft.rename(folder / "processes")

        async def main():
            parts = [Part(name, stays, dict(os.environ)) for name in ("one", "two", "three")]
            await Supervisor(parts, logs=folder, say=print, changed=tell).run(asyncio.Event())

        asyncio.run(main())
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)]) as supervisor:
        told = tmp_path / "processes"
        wait_until(lambda: told.exists() and len(told.read_text().split()) == 3)
        children = [int(pid) for pid in told.read_text().split()]
        assert all(alive(pid) for pid in children)
        supervisor.kill()
    wait_until(lambda: not any(alive(pid) for pid in children))
