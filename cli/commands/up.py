"""`postroad up`: all of Postroad on this machine."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Annotated

import typer

from builder_api.access.one_time_token import issue
from cli.process.start_checks import sentence_on_failure
from cli.terminal import give_up, say, settings_or_give_up
from cli.up.datafolder import ClaimedFolder, DataFolderInUse, RunningPostroad, claim
from cli.up.part import Part
from cli.up.ports import PortTaken, listen
from cli.up.postroad import ProgramMissing, TemporalPorts, parts
from cli.up.supervisor import PartFailed, Supervisor
from engine.settings.installation import Settings

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(up)


def up(
    port: Annotated[int | None, typer.Option(help="The port to open in a browser [POSTROAD_PORT].")] = None,
    data: Annotated[Path | None, typer.Option(help="Where everything is kept [POSTROAD_DATA].")] = None,
) -> None:
    """Start Temporal, the API with the UI, and a worker; Ctrl-C stops them all."""
    settings = settings_or_give_up(port=port, data=data)
    temporal = TemporalPorts.pick()
    browsed = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    address = f"http://{f'[{browsed}]' if ':' in browsed else browsed}:{settings.port}"
    try:
        with (
            sentence_on_failure(settings),
            claim(settings, RunningPostroad(os.getpid(), address, temporal.address)) as folder,
            listen(settings.host, settings.port) as listener,
        ):
            group = parts(settings, temporal, listener.fileno())
            asyncio.run(_supervise(settings, group, folder, _welcome(settings, address, temporal)))
    except PortTaken as error:
        give_up(
            f"{error}; choose another one: `postroad up --port {settings.port + 1}`, or "
            f"`POSTROAD_PORT={settings.port + 1} make up`"
        )
    except (DataFolderInUse, PartFailed, ProgramMissing) as error:
        give_up(error)
    say("Postroad has stopped. Start it again and everything goes on.")


async def _supervise(settings: Settings, group: tuple[Part, ...], folder: ClaimedFolder, welcome: str) -> None:
    stopping = asyncio.Event()
    supervisor = Supervisor(group, logs=settings.data / "logs", say=say, changed=folder.tell)

    def asked_to_stop() -> None:
        if stopping.is_set():
            supervisor.kill_all()
            return
        stopping.set()
        say("\nStopping (Ctrl-C again stops at once) ...")

    loop = asyncio.get_running_loop()
    for number in _STOP_SIGNALS:
        loop.add_signal_handler(number, asked_to_stop)
    say("Starting Postroad ...")
    await supervisor.run(stopping, lambda: say(welcome))


def _welcome(settings: Settings, address: str, temporal: TemporalPorts) -> str:
    return (
        f"\nPostroad is ready. Open\n\n    {address}/?token={issue(settings.login_token_file)}\n\n"
        f"(the token lets one browser in; `postroad address` prints a new one)\n"
        f"Data and logs: {settings.data}\n"
        f"Temporal's UI: {temporal.ui_address}\n"
        "Ctrl-C stops everything; nothing is lost."
    )
