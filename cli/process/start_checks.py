"""What every part does first: keeps its files to itself, and says in a sentence what it can't start without."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from cli.terminal import give_up
from engine.settings.installation import Settings
from engine.settings.private_files import NotPrivate, keep_private


@contextmanager
def sentence_on_failure(settings: Settings) -> Generator[None]:
    """Ends the command with a sentence when the data folder or the database can't be worked with."""
    keep_private()
    try:
        yield
    except NotPrivate as error:
        give_up(error)
    except OSError as error:
        if error.filename is None and error.errno is None:
            raise
        place = f" at {error.filename}" if error.filename else ""
        give_up(
            f"the data folder {settings.data} can't be used: {error.strerror or error}{place}; see that it belongs to "
            "you and may be written and that there is room on its disk, or choose another with POSTROAD_DATA or --data"
        )


def require_database(settings: Settings) -> None:
    """Ends the command with a sentence when the database can't be worked with."""
    from engine.store.database.database import Database
    from engine.store.migrations.readiness import readiness_problem, shown_url

    database = Database(settings.database, pool_size=1)
    try:
        trouble = readiness_problem(database)
    finally:
        database.close()
    if trouble is not None:
        give_up(f"{trouble} ({shown_url(settings.database)})")
