"""Folders and files for nobody's eyes but their owner's."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from engine.rules.outcomes.refusal import Refusal

_FOLDER: Final = 0o700
_FILE: Final = 0o600
_OURS: Final = (
    "*.db",
    "*.db-wal",
    "*.db-shm",
    "*.db-journal",
    "*.db.turn",
    "admin_key",
    "login_token",
    "up.json",
    "up.lock",
    ".admin_key-*",
    ".login_token-*",
    ".up.json.*",
    "logs/*.log",
    "logs/*.log.1",
)
"""What Postroad keeps in a data folder."""


class NotPrivate(Refusal):
    """A folder that can't be kept from others."""

    code = "not_private"


def make_private(folder: Path) -> None:
    """Makes the folder, or makes one that is there private (0700), with all of ours in it (0600).

    Raises NotPrivate for one that is somebody else's or everybody's, and OSError when it can't be made.
    """
    folder.mkdir(mode=_FOLDER, parents=True, exist_ok=True)
    status = folder.stat()
    if status.st_uid != os.geteuid():
        raise NotPrivate(
            f"the data folder {folder} belongs to another user (uid {status.st_uid}), who could read everybody's "
            "numbers in it; give Postroad a folder of its own with POSTROAD_DATA or --data"
        )
    if status.st_mode & stat.S_ISVTX:
        raise NotPrivate(
            f"the data folder {folder} is one that everybody uses; give Postroad a folder of its own with "
            "POSTROAD_DATA or --data"
        )
    _restrict(folder, status.st_mode, _FOLDER)
    for path in _ours(folder):
        # The draft of a key that another process is writing is renamed or gone at any moment.
        with suppress(FileNotFoundError):
            at = path.lstat()
            if stat.S_ISREG(at.st_mode) and at.st_uid == status.st_uid:
                _restrict(path, at.st_mode, _FILE)
    logs = folder / "logs"
    if logs.is_dir() and not logs.is_symlink():
        _restrict(logs, logs.stat().st_mode, _FOLDER)


def _ours(folder: Path) -> Iterator[Path]:
    for pattern in _OURS:
        yield from folder.glob(pattern)


def _restrict(path: Path, current_mode: int, target_mode: int) -> None:
    if stat.S_IMODE(current_mode) != target_mode:
        path.chmod(target_mode)


def keep_private() -> None:
    """From now on this process, and those it starts, make files that only their owner may read."""
    os.umask(0o077)
