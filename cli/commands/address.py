"""`postroad address`: a new way in, when the printed address was used up."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import give_up, say, settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(address)


def address(
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Print the address of the Postroad that runs on this machine, with a new one-time token."""
    from builder_api.access.one_time_token import issue
    from cli.up.datafolder import read_running

    settings = settings_or_give_up(data=data)
    running = read_running(settings)
    if running is None:
        give_up(f"no Postroad runs on the data folder {settings.data}; start one with `postroad up`")
    say(f"{running.address}/?token={issue(settings.login_token_file)}")
