"""How Alembic runs here: always on a connection that the caller has opened."""

from alembic import context

from engine.store.database.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
