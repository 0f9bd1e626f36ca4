"""`postroad check`: everything there is to say about a journey file, without a server."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import give_up, say


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(check)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Journey files, JSON or YAML.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check journey files: every error and warning at once. Exits 1 when one has errors, 2 when it can't be read."""
    import orjson

    from cli.data_files import Unreadable, read_data_file
    from cli.findings import show_findings
    from engine.journey.checks import review

    failed = False
    for path in files:
        try:
            raw = read_data_file(path)
        except Unreadable as error:
            give_up(error, code=2)
        reviewed = review(raw, now=time.time_ns() // 1_000_000)
        failed = failed or not reviewed.publishable
        if as_json:
            say(orjson.dumps([finding.model_dump(mode="json") for finding in reviewed.findings]).decode())
        else:
            show_findings(str(path), reviewed.findings)
    if failed:
        raise typer.Exit(1)
