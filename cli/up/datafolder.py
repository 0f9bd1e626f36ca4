"""The data folder of a running Postroad: one at a time uses it, and tells of itself in it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from engine.settings.installation import Settings


class DataFolderInUse(Exception):
    """Another `postroad up` runs on this data folder."""

    def __init__(self, folder: Path, running: RunningPostroad | None) -> None:
        owner = f" (process {running.pid}, {running.address})" if running else ""
        stop = f"stop that one (Ctrl-C in its terminal, or `kill {running.pid}`)" if running else "stop that one"
        super().__init__(
            f"a running Postroad{owner} already uses the data folder {folder}; {stop}, "
            "or choose another folder with --data"
        )


@dataclass(frozen=True, slots=True)
class RunningPostroad:
    """What a running Postroad tells others on this machine."""

    pid: int
    """The supervisor's."""
    address: str
    """Where the API and the UI are, without a token."""
    temporal_address: str
    """host:port of the embedded Temporal server's gRPC frontend."""
    processes: Mapping[str, int] = field(default_factory=dict[str, int])
    """Process id by part, as of now."""


def read_running(settings: Settings) -> RunningPostroad | None:
    """Who runs on this data folder, as told by itself; None when nobody does."""
    try:
        fields: dict[str, Any] = json.loads(settings.running_file.read_text(encoding="utf-8"))
        return RunningPostroad(**fields)
    except (OSError, ValueError, TypeError):
        return None


class ClaimedFolder:
    """A data folder that is ours until we end."""

    def __init__(self, settings: Settings, running: RunningPostroad) -> None:
        """Made by `claim` alone."""
        self._file = settings.running_file
        self._running = running

    def tell(self, processes: Mapping[str, int]) -> None:
        """Writes the process ids for others to read, whole or not at all."""
        self._running = replace(self._running, processes=dict(processes))
        draft = self._file.with_name(f".{self._file.name}.draft")
        draft.write_text(json.dumps(asdict(self._running), indent=2) + "\n", encoding="utf-8")
        draft.replace(self._file)


@contextmanager
def claim(settings: Settings, running: RunningPostroad) -> Generator[ClaimedFolder]:
    """Makes the folder and holds it until we end, however we end; raises DataFolderInUse."""
    settings.make_data_folder()
    lock = os.open(settings.data / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DataFolderInUse(settings.data, read_running(settings)) from None
        folder = ClaimedFolder(settings, running)
        folder.tell({})
        try:
            yield folder
        finally:
            settings.running_file.unlink(missing_ok=True)
    finally:
        os.close(lock)
