"""`postroad migrate`: brings the database to this release's schema."""

from __future__ import annotations

import typer

from cli.loading import loading
from cli.terminal import give_up, say, settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring Postroad's database to the schema of this release; safe to run again."""
    settings = settings_or_give_up()

    with loading():
        from sqlalchemy import make_url
        from sqlalchemy.exc import OperationalError

        from activities.clock import wall_clock
        from engine.store.migrate import upgrade

    settings.make_data_folder()
    shown = make_url(settings.database).render_as_string()
    try:
        upgrade(settings.database, wall_clock())
    except OperationalError as error:
        give_up(f"the database {shown} refused: {error.orig}")
    say(f"{shown} has the schema of this release")
