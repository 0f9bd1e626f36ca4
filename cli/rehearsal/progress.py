"""How far a long rehearsal is, at a terminal."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from engine.rehearsal import OnProgress, RehearsalRequest
from engine.rules.time.instants import DAY, Millis, to_rfc3339

_LONG: Final = 1.0
"""Seconds after which a rehearsal is long."""


@contextmanager
def telling_progress(request: RehearsalRequest) -> Generator[OnProgress | None]:
    """What `rehearse` tells its progress: a bar that is gone when it ends. None where nobody looks."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield None
        return
    began = time.monotonic()
    total = None if request.until is None else max(1, request.until - request.start)
    columns = (TextColumn("Playing, {task.description}"), BarColumn(), TextColumn("{task.fields[messages]:,} messages"))
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, visible=False, messages=0)

        def on_progress(at: Millis, messages: int) -> None:
            if time.monotonic() - began >= _LONG:
                day = to_rfc3339(at - at % DAY)[:10]
                bar.update(task, completed=at - request.start, description=day, messages=messages, visible=True)

        yield on_progress
