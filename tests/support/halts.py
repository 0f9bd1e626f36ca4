"""Holding a real connection up at an exact point of its work, so that an interleaving is forced and not hoped for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from sqlalchemy import event, text

from engine.store.database.database import Database
from tests.support.processes import PATIENCE, wait_until

_WHILE = 0.4
"""Seconds after which work that has not answered counts as waiting for a lock."""

Found = TypeVar("Found")


class Halt:
    """One connection, held up once at a point; the test lets it go on."""

    def __init__(self) -> None:
        self._there = threading.Event()
        self._go_on = threading.Event()
        self._used = threading.Lock()

    def here(self) -> None:
        """Called on the connection's thread at the point."""
        if self._used.acquire(blocking=False):
            self._there.set()
            assert self._go_on.wait(PATIENCE), "nobody let the held connection go on"

    def wait_until_there(self) -> None:
        assert self._there.wait(PATIENCE), "the connection never came to the point"

    def release(self) -> None:
        self._go_on.set()


@contextmanager
def halted_before(db: Database, statement: str) -> Generator[Halt]:
    """Holds up the first connection of this pool that is about to execute such a statement."""
    halt = Halt()

    def look(_conn: Any, _cursor: Any, sql: str, *_rest: Any) -> None:
        if statement in " ".join(sql.split()):
            halt.here()

    with _listening(db, "before_cursor_execute", look, halt):
        yield halt


@contextmanager
def halted_before_commit(db: Database) -> Generator[Halt]:
    """Holds up the first transaction of this pool that has done everything but commit."""
    halt = Halt()

    def look(_conn: Any) -> None:
        halt.here()

    with _listening(db, "commit", look, halt):
        yield halt


@contextmanager
def _listening(db: Database, name: str, look: Callable[..., None], halt: Halt) -> Generator[None]:
    event.listen(db.engine, name, look)
    try:
        yield
    finally:
        halt.release()
        event.remove(db.engine, name, look)


class OtherThreads:
    """Runs work on threads of its own, as other processes would."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(32)

    def start(self, work: Callable[..., Found], *args: Any) -> Future[Found]:
        return self._threads.submit(work, *args)

    def close(self) -> None:
        self._threads.shutdown(wait=True)


def assert_waits(work: Future[Any]) -> None:
    """The work is held up by a lock that somebody else has."""
    with pytest.raises(TimeoutError):
        work.result(_WHILE)


def wait_until_held_up(db: Database) -> None:
    """Until somebody waits for a lock of this database's server. Nobody can see that of a SQLite file: there who was
    started a while ago counts as waiting."""
    if db.is_sqlite:
        return

    def somebody_waits() -> bool:
        with db.read() as conn:
            return bool(conn.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar_one())

    wait_until(somebody_waits, PATIENCE)


def answer(work: Future[Found]) -> Found:
    return work.result(PATIENCE)


@contextmanager
def elsewhere() -> Generator[OtherThreads]:
    threads = OtherThreads()
    try:
        yield threads
    finally:
        threads.close()
