"""The database: how connections begin, and who may write when."""

import fcntl
import heapq
import itertools
import os
import sqlite3
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import OperationalError

from engine.store.database.statement_cache import StatementCache

_BUSY_MS = 30_000

_LAST_WORK = 5.0
"""Seconds that closing waits for transactions under way."""


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


class WriteTurn:
    """Writers of one SQLite file take turns, urgent ones first, across threads and processes.

    SQLite lets one connection write at a time and makes the others poll with growing naps: under steady bulk load a
    lone event could wait for seconds. Here a writer sleeps in the kernel until the turn is its own.
    """

    def __init__(self, lock_file: Path | None) -> None:
        self._file = None if lock_file is None else os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        self._mutex = threading.Condition()
        self._queue: list[tuple[int, int]] = []
        self._counter = itertools.count()
        self._busy = False

    @contextmanager
    def held(self, urgent: bool) -> Generator[None]:
        ticket = (0 if urgent else 1, next(self._counter))
        with self._mutex:
            heapq.heappush(self._queue, ticket)
            while self._busy or self._queue[0] != ticket:
                self._mutex.wait()
            heapq.heappop(self._queue)
            self._busy = True
        try:
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield
            finally:
                if self._file is not None:
                    fcntl.flock(self._file, fcntl.LOCK_UN)
                    if not urgent:
                        # Lets a waiter of another process in before our next bulk chunk asks again.
                        time.sleep(0)
        finally:
            with self._mutex:
                self._busy = False
                self._mutex.notify_all()

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Database:
    """Postroad's database: SQLite when embedded, PostgreSQL in production.

    `read()` gives a connection with one consistent view on SQLite; on PostgreSQL each statement sees what is committed
    by then, so what is decided on it is looked at once more where it is written. `write()` gives a transaction that has
    the right to write from its first statement on (SQLite: BEGIN IMMEDIATE), and commits at the end of the block or not
    at all.
    """

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        parsed = make_url(url)
        self.url = url
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        options: dict[str, Any] = {
            "json_serializer": _to_json,
            "json_deserializer": orjson.loads,
            # What is bound are people's numbers and texts; errors are logged, and told to Temporal.
            "hide_parameters": True,
        }
        self._turn: WriteTurn | None = None
        in_memory = self.is_sqlite and parsed.database in (None, "", ":memory:")
        if self.is_sqlite:
            connect: dict[str, Any] = {
                "check_same_thread": False,
                "timeout": _BUSY_MS / 1000,
                "cached_statements": 512,
            }
            if in_memory:
                options |= {"poolclass": StaticPool, "connect_args": connect}
            else:
                options |= {"connect_args": connect, "pool_size": pool_size, "max_overflow": 64}
            file = None if in_memory else Path(f"{parsed.database}.turn")
            self._turn = WriteTurn(file)
        else:
            parsed = parsed.set(drivername="postgresql+psycopg")
            options |= {"pool_size": pool_size, "max_overflow": 64, "pool_pre_ping": True}
        self.engine: Engine = create_engine(parsed, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
        else:
            event.listen(self.engine, "handle_error", _leave_out_values)
        self._only: Connection | None = None
        if in_memory:
            # One connection, kept open: taking it up anew would cost as much as a statement.
            self._only = self.engine.connect().execution_options(compiled_cache=StatementCache())

    @contextmanager
    def read(self) -> Generator[Connection]:
        with self._transaction("BEGIN") as conn:
            yield conn

    @contextmanager
    def write(self, *, urgent: bool = False) -> Generator[Connection]:
        """A writing transaction. `urgent` ones (a lone event, a STOP) go before bulk work that is waiting too."""
        if self._turn is None:
            with self.engine.begin() as conn:
                yield conn
        else:
            with self._turn.held(urgent), self._transaction("BEGIN IMMEDIATE") as conn:
                yield conn

    @contextmanager
    def _transaction(self, begin: str) -> Generator[Connection]:
        if self._only is not None:
            with self._only.begin():
                _begin_sqlite(self._only, begin)
                yield self._only
            return
        with self.engine.begin() as conn:
            if self.is_sqlite:
                _begin_sqlite(conn, begin)
            yield conn

    def close(self) -> None:
        """Closes all connections. Whoever works in another thread still may finish: a connection that comes back to a
        pool that is gone would stay open."""
        if self._only is not None:
            self._only.close()
        pool, give_up = self.engine.pool, time.monotonic() + _LAST_WORK
        while isinstance(pool, QueuePool) and pool.checkedout() and time.monotonic() < give_up:
            time.sleep(0.005)
        self.engine.dispose()
        if self._turn is not None:
            self._turn.close()


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    # Transactions are begun by _begin_sqlite, not by the driver's guess at the first INSERT.
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    # FULL: a power cut must not forget a claim whose message may have left.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA wal_autocheckpoint=4000")
    cursor.close()


def _leave_out_values(context: ExceptionContext) -> None:
    """PostgreSQL quotes what it refuses (`Key (phone)=(+12125550101) already exists`, "Failing row contains"): what is
    kept of an error is its class, where it was, and, when it is about no value, its sentence."""
    driver: Any = context.original_exception
    diagnostics, state = getattr(driver, "diag", None), getattr(driver, "sqlstate", None)
    if state is None or diagnostics is None:
        return
    places = (diagnostics.table_name, diagnostics.column_name, diagnostics.constraint_name)
    sentence = "" if state.startswith(_ABOUT_VALUES) else f": {diagnostics.message_primary}"
    message = f"{type(driver).__name__} ({state}){sentence} {' '.join(place for place in places if place)}".strip()
    driver.args = (message,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(driver).__module__}.{type(driver).__name__}) {message}",)


_ABOUT_VALUES = ("22", "23")
"""Classes of errors whose sentences quote values: data, constraints. What our own triggers raise names tables alone."""


def _begin_sqlite(conn: Connection, statement: str) -> None:
    """Straight to the driver: an engine that has a listener for this asks at every statement whether it has others
    too, which took a quarter of a rehearsal's time."""
    driver: Any = conn.connection.dbapi_connection
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise OperationalError(statement, None, error) from error
