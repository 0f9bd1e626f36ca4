"""Migrations: brings a database to the tables this version of Postroad knows."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from engine.store.account.accounts import ensure
from engine.store.account.senders import ensure_sandbox
from engine.store.database.database import Database
from engine.store.database.dialect import take_turns

_MATTER = 0x706F7374
"""The number of PostgreSQL's advisory lock on migrating: "post"."""
SCRIPTS = Path(__file__).parent


def upgrade(url: str, now: int) -> None:
    """Migrates the database at `url` and sets up the account and the sandbox sender if they are new."""
    db = Database(url)
    try:
        with db.write() as conn:
            # Every container of a release may migrate at its start.
            take_turns(conn, _MATTER)
            run(conn)
            ensure(conn, now)
            ensure_sandbox(conn, now)
    finally:
        db.close()


def run(conn: Connection) -> None:
    """Applies the migrations that are missing, in the caller's transaction."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
