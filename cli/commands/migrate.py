"""`postroad migrate`: brings the database to this release's schema."""

from __future__ import annotations

import typer

from cli.terminal import say, settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring Postroad's database to the schema of this release; safe to run again."""
    settings = settings_or_give_up()

    from sqlalchemy import make_url

    from engine.store.migrate import upgrade

    settings.make_data_folder()
    upgrade(settings.database)
    say(f"{make_url(settings.database).render_as_string()} has the schema of this release")
