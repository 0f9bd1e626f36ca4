"""The parts the API is made of, handed to it by whoever starts it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from engine.rules.instants import Millis
from engine.settings import Settings
from engine.store.database import Database

UI_FOLDER = Path(__file__).resolve().parent.parent / "ui" / "dist"
"""Where a checkout has its built UI."""
EXAMPLES_FOLDER = Path(__file__).resolve().parent.parent / "examples"
"""The journeys one can start from."""


def wall_clock() -> Millis:
    """The clock of the real world; everything that decides is given its time."""
    return time.time_ns() // 1_000_000


class Waker(Protocol):
    """The workflow client, as far as the API needs it."""

    async def wake(self, cohort_ids: Sequence[int], urgent: bool = False) -> None:
        """Tells cohorts that something happened to them; a wake that is lost, housekeeping makes good."""
        ...

    async def reachable(self) -> bool:
        """Whether the Temporal server answers."""
        ...


class VirtualPhones(Protocol):
    """The sandbox carrier's phones."""

    def messages(self, e164: str) -> Sequence[Mapping[str, Any]]: ...

    def phones(self) -> Sequence[Mapping[str, Any]]: ...


class NobodyAwake:
    """Stands in where no Temporal is at hand: what is to be woken, housekeeping finds."""

    async def wake(self, cohort_ids: Sequence[int], urgent: bool = False) -> None:
        """Does nothing."""

    async def reachable(self) -> bool:
        """Never."""
        return False


@dataclass(slots=True)
class Parts:
    """What `create_app` is given."""

    settings: Settings
    database: Database
    waker: Waker = field(default_factory=NobodyAwake)
    phones: VirtualPhones | None = None
    """None where the sandbox carrier does not run."""
    now: Callable[[], Millis] = wall_clock
    ui_folder: Path = UI_FOLDER
    examples_folder: Path = EXAMPLES_FOLDER
