"""`postroad worker`: carries contacts along their journeys."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.process.importing import importing_fast
from cli.process.liveness import keep_touching
from cli.process.logs import log_to_stderr
from cli.process.start_checks import require_database, sentence_on_failure
from cli.terminal import settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(worker)


def worker(
    alive_file: Annotated[
        Path | None,
        typer.Option(help="A file to touch while the worker lives; `postroad health worker` reads it."),
    ] = None,
) -> None:
    """Run a worker until it is told to stop. Start as many as the work needs, on as many machines."""
    settings = settings_or_give_up()
    with importing_fast():
        import uvloop

        from activities.worker import run_worker

    log_to_stderr()
    with sentence_on_failure(settings):
        require_database(settings)
        uvloop.run(_until_told_to_stop(run_worker(settings), alive_file))


async def _until_told_to_stop(running: Coroutine[Any, Any, None], alive_file: Path | None) -> None:
    """Runs the worker; a signal to stop cancels it, and it finishes what it holds."""
    loop = asyncio.get_running_loop()
    work = asyncio.ensure_future(running)
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, work.cancel)
    beat = asyncio.create_task(keep_touching(alive_file)) if alive_file else None
    try:
        await work
    except asyncio.CancelledError:
        return
    finally:
        if beat:
            beat.cancel()
