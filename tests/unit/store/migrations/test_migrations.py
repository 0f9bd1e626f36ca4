"""Migrations make exactly the tables that the code knows, on both databases."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.store.database.database import Database
from engine.store.database.tables import metadata
from engine.store.migrations.migrate import upgrade


def test_a_migrated_database_has_exactly_the_tables_of_the_code(database_url: str) -> None:
    upgrade(database_url, 0)
    db = Database(database_url)
    with db.read() as conn:
        found = compare_metadata(MigrationContext.configure(conn, opts={"compare_type": True}), metadata)
    db.close()
    assert found == []


def test_migrating_again_changes_nothing(database_url: str) -> None:
    upgrade(database_url, 0)
    upgrade(database_url, 1)
