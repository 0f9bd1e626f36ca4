"""`postroad migrate`: brings the database to this release's schema."""

from __future__ import annotations

import typer

from cli.process.importing import importing_fast
from cli.process.start_checks import sentence_on_failure
from cli.terminal import give_up, say, settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring Postroad's database to the schema of this release; safe to run again."""
    settings = settings_or_give_up()

    with importing_fast():
        from alembic.util import CommandError
        from sqlalchemy.exc import SQLAlchemyError

        from engine.runtime.clock import wall_clock
        from engine.store.migrations.migrate import upgrade
        from engine.store.migrations.readiness import explained, shown_url

    shown = shown_url(settings.database)
    with sentence_on_failure(settings):
        settings.make_data_folder()
        try:
            upgrade(settings.database, wall_clock())
        except CommandError:
            give_up(f"the database {shown} has the tables of a newer release; start that release, or restore a backup")
        except SQLAlchemyError as error:
            trouble = explained(error)
            reason = str(getattr(error, "orig", None) or type(error).__name__).partition("\n")[0]
            give_up(
                f"{trouble.message.replace('the database', f'the database {shown}', 1)}; {trouble.remedy} ({reason})"
            )
    say(f"{shown} has the schema of this release")
