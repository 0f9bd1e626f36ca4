"""`postroad rehearse`: plays a rehearsal file, and fails when it does not turn out as expected."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import give_up, say


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(rehearse)


def rehearse(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Rehearsal files, YAML or JSON.")],
    everybody: Annotated[bool, typer.Option("--all", help="Show every contact, however many there are.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole result as JSON instead.")] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print in full only the rehearsals that were not as expected.")
    ] = False,
) -> None:
    """Play a journey on a virtual clock and show every message at its time; exits 1 when an `expect` is not met.

    Nothing is sent: the same code that runs journeys for real plays with phones that are not there. Exits 2 when the
    file is not a rehearsal.
    """
    from rich.console import Console

    from cli.files.data_files import DataFileRefused
    from cli.findings import with_remedies_in_files
    from cli.rehearsal.file import NotARehearsal, read_rehearsal
    from cli.rehearsal.progress import telling_progress
    from cli.rehearsal.show import show
    from engine import rehearsal

    console = Console(highlight=False)
    failed = False
    for path in files:
        try:
            request = read_rehearsal(path)
            with telling_progress(request) as on_progress:
                result = rehearsal.rehearse(request, on_progress=on_progress)
        except (DataFileRefused, NotARehearsal) as error:
            give_up(error, code=2)
        except (rehearsal.TooLong, rehearsal.Unsound) as error:
            give_up(f"{path}: {error}", code=2)
        findings = with_remedies_in_files(
            result.findings,
            library=f'add it to "library" in {path}',
            segments=f'add it to "segments" in {path}',
        )
        result = result.model_copy(update={"findings": tuple(findings)})
        wrong = bool(result.unmet) or not result.publishable
        failed = failed or wrong
        if as_json:
            say(result.model_dump_json(indent=2))
        elif wrong or not quiet:
            show(console, request, result, everybody=everybody)
        if len(files) > 1 and not as_json:
            say(f"{'FAILED' if wrong else 'ok'}  {path}")
    if failed:
        raise typer.Exit(1)
