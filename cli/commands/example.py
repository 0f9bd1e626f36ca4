"""`postroad example`: an example from end to end, with the sample contacts."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from cli.api_client import KeyOption, UrlOption, open_api
from cli.terminal import give_up, say, settings_or_give_up


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(example)


def example(
    name: Annotated[str | None, typer.Argument(help="Which one \\[without: they are listed].")] = None,
    wait: Annotated[float, typer.Option(help="Seconds to wait for who is due within them.")] = 90.0,
    url: Annotated[str | None, UrlOption] = None,
    key: Annotated[str | None, KeyOption] = None,
    data: Annotated[Path | None, typer.Option(help="The data folder [POSTROAD_DATA].")] = None,
) -> None:
    """Play an example for real with the sample contacts, on virtual phones: who got what, and who did not and why.

    Uses the Postroad that runs; without one, starts it for as long as it takes. Nothing leaves this machine, and your
    own contacts and events are left alone: the journey takes the sample contacts only, and is archived at the end.
    """
    from rich.console import Console

    from cli.commands.contacts import import_with_progress, show_import
    from cli.example.account import show_account
    from cli.example.play import no_mail_server, no_mail_server_there, only_on_the_sandbox, play
    from cli.example.running import running_postroad
    from cli.example.script import SAMPLE_CONTACTS, names, read_script

    if name is None:
        width = max(map(len, names()))
        for example_name in names():
            say(f"{example_name.ljust(width)}  {read_script(example_name).shows}")
        return
    if name not in names():
        give_up(f'there is no example "{name}"; there are {", ".join(names())}', code=2)
    script = read_script(name)
    settings = settings_or_give_up(data=data)
    if not url:
        no_mail_server(settings)
    console = Console(highlight=False)
    console.print(script.shows, markup=False)
    with nullcontext(False) if url else running_postroad(settings) as started, open_api(settings, url, key) as api:
        only_on_the_sandbox(api)
        no_mail_server_there(api)
        show_import(console, import_with_progress(api, console, SAMPLE_CONTACTS), brief=True)
        played = play(api, console, name, script, wait)
        show_account(console, played)
    say("\nThe journey took the sample contacts alone. It is archived: it takes nobody new, who is under way finishes.")
    after = "`make up` shows it" if started else f"See it in the builder: {played.journey}"
    say(f"{after}. Months of it in a second: postroad rehearse examples/{name}/rehearsal.yaml")
