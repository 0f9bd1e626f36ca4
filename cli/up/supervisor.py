"""The supervisor: starts the parts in order, keeps them alive, stops them in the reverse order."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cli.up.idle import Idleness
from cli.up.logs import keep_short, last_lines, shorten
from cli.up.part import Part, Patience, Probe
from cli.up.process import describe_exit, kill, spawn, stop


class PartFailed(Exception):
    """A part could not be started, so nothing else makes sense."""

    def __init__(self, part: Part, happening: str, log: Path) -> None:
        words = last_lines(log)
        last_words = f" Its last words:\n{words}\n" if words else " "
        super().__init__(f"{part.name} {happening}.{last_words}All it said is in {log}")


class Supervisor:
    """Runs a group of parts until it is told to stop or one of them can't be started."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        logs: Path,
        say: Callable[[str], None],
        changed: Callable[[Mapping[str, int]], None] = lambda _: None,
        patience: Patience | None = None,
    ) -> None:
        """`say` takes sentences for the person at the terminal, `changed` process ids when they change."""
        self._parts = tuple(parts)
        self._logs = logs
        self._say = say
        self._changed = changed
        self._patience = patience or Patience()
        self._processes: dict[str, Process] = {}
        self._ready = {part.name: asyncio.Event() for part in self._parts}
        self._failure: asyncio.Future[PartFailed] = asyncio.get_running_loop().create_future()

    async def run(self, stopping: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Until `stopping` is set; raises PartFailed when a part can't be started. Leaves no process."""
        for part in self._parts:
            shorten(self._log(part))
        tasks = [asyncio.create_task(self._keep(part), name=part.name) for part in self._parts]
        tasks.append(asyncio.create_task(keep_short([self._log(part) for part in self._parts])))
        tasks.append(asyncio.create_task(self._tell_when_ready(on_ready)))
        stop_asked = asyncio.create_task(stopping.wait())
        try:
            watched = {stop_asked, self._failure, *tasks}
            while not stop_asked.done() and not self._failure.done():
                done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
                for task in done - {self._failure}:
                    task.result()
                watched -= done
        finally:
            for task in [stop_asked, *tasks]:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._stop_all()
        if self._failure.done():
            raise self._failure.result()

    def kill_all(self) -> None:
        """Ends every part at once, for the person who is tired of waiting."""
        for process in self._processes.values():
            kill(process)

    async def _keep(self, part: Part) -> None:
        for dependency in part.after:
            await self._ready[dependency].wait()
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began = loop.time()
            failure = await self._run_once(part)
            if failure is None:
                return
            failures = 1 if loop.time() - began >= self._patience.settled else failures + 1
            never_worked = not self._ready[part.name].is_set()
            if never_worked and (part.once or failures >= self._patience.tries):
                if not self._failure.done():
                    self._failure.set_result(PartFailed(part, failure, self._log(part)))
                return
            delay = self._patience.delay(failures)
            self._say(f"{part.name} {failure}; starting it again in {delay:g} s. Its log: {self._log(part)}")
            await asyncio.sleep(delay)

    async def _run_once(self, part: Part) -> str | None:
        """One life of the part; how it ended, or None for a job that is done."""
        try:
            process = await spawn(part, self._log(part))
        except OSError as error:
            return f"could not be started ({error})"
        self._processes[part.name] = process
        self._tell_processes()
        try:
            if not part.once and not await self._becomes_ready(part, process):
                await stop(process, self._patience.to_stop)
                return f"was not ready after {self._patience.to_be_ready:g} s in which it did nothing"
            code = await process.wait()
        finally:
            # Cancelled, the process is stopped in order, by `_stop_all`.
            if process.returncode is not None:
                kill(process)
                del self._processes[part.name]
        self._tell_processes()
        if part.once and code == 0:
            self._ready[part.name].set()
            return None
        return describe_exit(code)

    async def _becomes_ready(self, part: Part, process: Process) -> bool:
        """True once the part is ready, or has ended; False when it hangs. One that is at work is waited for, however
        slow the machine is."""
        idleness = Idleness(process.pid)
        while part.ready is not None and not await self._answers(part.ready):
            if process.returncode is not None:
                return True
            idleness.count()
            if idleness.over(self._patience.to_be_ready):
                return False
            await asyncio.sleep(self._patience.probe_every)
        if process.returncode is None:
            self._ready[part.name].set()
        return True

    async def _answers(self, ready: Probe) -> bool:
        """Asks the part; a question that nobody answers ends too."""
        try:
            return await asyncio.wait_for(ready(), self._patience.to_be_ready)
        except TimeoutError:
            return False

    async def _tell_when_ready(self, on_ready: Callable[[], None]) -> None:
        for event in self._ready.values():
            await event.wait()
        on_ready()

    def _tell_processes(self) -> None:
        self._changed({name: process.pid for name, process in sorted(self._processes.items())})

    async def _stop_all(self) -> None:
        """Stops those first on whom no running part depends."""
        waiting = [part for part in self._parts if part.name in self._processes]
        while waiting:
            needed = {name for part in waiting for name in part.after}
            leaving = [part for part in waiting if part.name not in needed] or waiting
            results = await asyncio.gather(
                *(stop(self._processes[part.name], self._patience.to_stop) for part in leaving)
            )
            for part, willingly in zip(leaving, results, strict=True):
                if not willingly:
                    self._say(f"{part.name} did not stop within {self._patience.to_stop:g} s and was killed")
                del self._processes[part.name]
            waiting = [part for part in waiting if part not in leaving]

    def _log(self, part: Part) -> Path:
        return self._logs / f"{part.name}.log"
