"""`postroad api`: the HTTP API and the UI."""

from __future__ import annotations

import os
import socket
from typing import Annotated

import typer

from cli.process.importing import importing_fast
from cli.process.logs import log_to_stderr
from cli.process.start_checks import require_database, sentence_on_failure
from cli.terminal import give_up, settings_or_give_up
from cli.up.ports import PortTaken, listen


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(api)


def api(
    host: Annotated[str | None, typer.Option(help="The address to listen on [POSTROAD_HOST].")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on [POSTROAD_PORT].")] = None,
    listener: Annotated[int | None, typer.Option(hidden=True)] = None,
) -> None:
    """Serve the HTTP API and the UI until told to stop."""
    settings = settings_or_give_up(host=host, port=port)
    try:
        serving = listen(settings.host, settings.port) if listener is None else socket.socket(fileno=listener)
    except PortTaken as error:
        give_up(f"{error}; choose another with --port or POSTROAD_PORT")

    with importing_fast():
        import uvloop

        from builder_api.access.visitors import trusted_proxies_problem
        from cli.process.serving import serve

    if problem := trusted_proxies_problem(os.environ):
        give_up(problem, code=2)
    log_to_stderr()
    with sentence_on_failure(settings):
        settings.make_data_folder()
        require_database(settings)
        uvloop.run(serve(settings, serving))
