"""What acceptance tests stand on."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import AsyncGenerator, Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from engine.store.migrations.migrate import upgrade
from tests.support.served import ServedApi, serve


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy: migrating takes longer than most tests."""
    file = tmp_path_factory.mktemp("migrated") / "postroad.db"
    upgrade(f"sqlite:///{file}", 0)
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[tuple[str, str]]:
    """(server, name) of a migrated PostgreSQL database to copy."""
    name = f"template_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        upgrade(_url(postgres_server, name), 0)
        yield postgres_server, name
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _url(server: str, database: str) -> str:
    url = make_url(server).set(drivername="postgresql+psycopg", database=database)
    return url.render_as_string(hide_password=False)


@pytest.fixture
def migrated_sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of the test's own."""
    file = tmp_path / "postroad.db"
    shutil.copy(migrated_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def migrated_postgres_url(migrated_template: tuple[str, str]) -> Iterator[str]:
    """A migrated PostgreSQL database of the test's own."""
    server, template = migrated_template
    name = f"t_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as admin:
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        admin.execute(copy)
        yield _url(server, name)
        admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A migrated database: the test runs once on SQLite and once on PostgreSQL."""
    fixture = "migrated_sqlite_url" if request.param == "sqlite" else "migrated_postgres_url"
    url: str = request.getfixturevalue(fixture)
    return url


@pytest.fixture
async def api(migrated_url: str, tmp_path: Path, anyio_backend: str) -> AsyncGenerator[ServedApi]:
    """The served API, once on SQLite and once on PostgreSQL. No Temporal: `api.travel()` does what workflows would."""
    async with serve(migrated_url, tmp_path) as served:
        yield served


@pytest.fixture
async def sqlite_api(migrated_sqlite_url: str, tmp_path: Path, anyio_backend: str) -> AsyncGenerator[ServedApi]:
    """The served API on SQLite, for what does not depend on the database."""
    async with serve(migrated_sqlite_url, tmp_path) as served:
        yield served
