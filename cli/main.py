"""`postroad`: one application, one module per command."""

from __future__ import annotations

import typer

from cli.commands import (
    address,
    api,
    check,
    contacts,
    example,
    health,
    journeys,
    library,
    migrate,
    rehearse,
    up,
    worker,
)

app = typer.Typer(
    name="postroad",
    help="Draw SMS journeys and trust them to run.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

for command in (up, address, example, check, rehearse, journeys, library, contacts, api, worker, migrate, health):
    command.register(app)

if __name__ == "__main__":
    app(prog_name="postroad")
