"""`postroad health`: what container health checks call."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal import give_up, say


class CheckedPart(StrEnum):
    """A part whose health can be asked."""

    API = "api"
    WORKER = "worker"


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command()(health)


def health(
    part: Annotated[CheckedPart, typer.Argument(help="Which part to ask.")],
    url: Annotated[str, typer.Option(help="Where the API is.")] = "http://127.0.0.1:8000",
    alive_file: Annotated[Path | None, typer.Option(help="The file given to `postroad worker`.")] = None,
) -> None:
    """Exit with 0 when the part is well, with 1 and a sentence when it is not."""
    match part:
        case CheckedPart.API:
            problem = _api_problem(f"{url.rstrip('/')}/healthz")
        case CheckedPart.WORKER:
            problem = _worker_problem(alive_file)
    if problem:
        give_up(problem)
    say(f"{part} is well")


def _api_problem(url: str) -> str | None:
    import httpx

    try:
        answer = httpx.get(url, timeout=5.0)
    except httpx.HTTPError as error:
        return f"the API does not answer at {url}: {error}"
    return None if answer.is_success else f"the API answers {answer.status_code} at {url}"


def _worker_problem(alive_file: Path | None) -> str | None:
    from cli.process.liveness import STALE, is_alive

    if alive_file is None:
        return "--alive-file is needed to ask for a worker's health; give the file that the worker was given"
    if is_alive(alive_file):
        return None
    return f"the worker has not touched {alive_file} for {STALE:g} s; it is gone or stuck"
