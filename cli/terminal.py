"""What commands say to the person at the terminal, and how they give up."""

from __future__ import annotations

import contextlib
import sys
from typing import Any, NoReturn

import typer

from engine.settings.installation import Settings


def say(text: str) -> None:
    """A line to standard output; a terminal that has gone away is no reason to stop working."""
    with contextlib.suppress(OSError):
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def give_up(error: Exception | str, code: int = 1) -> NoReturn:
    """Ends the command with the error's sentence on standard error."""
    with contextlib.suppress(OSError):
        sys.stderr.write(f"postroad: {error}\n")
        sys.stderr.flush()
    raise typer.Exit(code)


def settings_or_give_up(**options: Any) -> Settings:
    """The installation's settings, `given` before the environment; ends the command when one is wrong."""
    from pydantic import ValidationError

    chosen = {name: value for name, value in options.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        wrong = [f"POSTROAD_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors()]
        give_up("; ".join(wrong), code=2)
