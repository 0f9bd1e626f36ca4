"""Whether the database can be worked with: it answers, has the tables of this release, and takes what is written."""

from __future__ import annotations

import errno
import shutil
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from engine.store.database.database import Database
from engine.store.migrations.migrate import SCRIPTS

LEAST_ROOM: Final = 32 * 1024 * 1024
"""Bytes that must be free where SQLite's file is."""


class ReadinessProblem(NamedTuple):
    """What is wrong with a part, and what to do."""

    message: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}"


def readiness_problem(db: Database) -> ReadinessProblem | None:
    """What keeps the database from being worked with; None when nothing does."""
    try:
        return _tables(db) or _writing(db)
    except (SQLAlchemyError, OSError) as error:
        return explained(error)


def _tables(db: Database) -> ReadinessProblem | None:
    with db.read() as conn:
        if not inspect(conn).has_table("alembic_version"):
            return ReadinessProblem("the database has no tables of Postroad's", "run `postroad migrate`")
        revision = conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
        if revision is None or (revision != head() and revision in _known()):
            return ReadinessProblem("the database has the tables of an older release", "run `postroad migrate`")
        if revision != head():
            return ReadinessProblem(
                "the database has the tables of a newer release", "start that release, or restore a backup"
            )
        if not inspect(conn).has_table("contact"):
            return ReadinessProblem("the database lacks tables", "restore a backup, or begin with an empty database")
    return None


def _writing(db: Database) -> ReadinessProblem | None:
    with db.write(urgent=True) as conn:
        if not db.is_sqlite and conn.execute(text("SHOW transaction_read_only")).scalar_one() == "on":
            return ReadinessProblem("the database takes no writes", "connect to the primary server")
    file = make_url(db.url).database
    if db.is_sqlite and file and file != ":memory:" and shutil.disk_usage(Path(file).parent).free < LEAST_ROOM:
        return ReadinessProblem("the disk of the database is full", "make room on it")
    return None


def explained(error: BaseException) -> ReadinessProblem:
    """An error of the database or of its disk, in a sentence."""
    lines = str(getattr(error, "orig", None) or error).strip().splitlines()
    words = lines[0] if lines else type(error).__name__
    number = getattr(error, "errno", None)
    if "disk is full" in words or "No space left" in words or number == errno.ENOSPC:
        return ReadinessProblem("the disk of the database is full", "make room on it")
    if "readonly database" in words or "read-only" in words or number in (errno.EROFS, errno.EACCES, errno.EPERM):
        return ReadinessProblem(
            "the database can't be written",
            "see that its folder and files belong to who runs Postroad, and that the disk is not read-only",
        )
    if "no such table" in words or "UndefinedTable" in words:
        return ReadinessProblem("the database lacks tables", "run `postroad migrate`")
    if "unable to open database file" in words:
        return ReadinessProblem("the database can't be opened", "see that its folder is there and may be written")
    if "malformed" in words or "not a database" in words:
        return ReadinessProblem("the file of the database is damaged", "restore a backup")
    return ReadinessProblem("the database does not answer", "see that it runs and can be reached")


def shown_url(url: str) -> str:
    """The database's address, without its password."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return parsed.database or "in memory"
    return parsed.render_as_string(hide_password=True)


@cache
def head() -> str:
    """The revision of this release's tables."""
    revision = _scripts().get_current_head()
    assert revision is not None  # noqa: S101 (there are migrations)
    return revision


@cache
def _known() -> frozenset[str]:
    return frozenset(each.revision for each in _scripts().walk_revisions())


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(SCRIPTS))
