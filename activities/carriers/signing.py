"""What webhook calls are signed with, as the database says it now."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.runtime.clock import wall_clock
from engine.store.account import webhook_secrets
from engine.store.database.database import Database

FRESH: Final = 5.0
"""Seconds that what was read is good for: a new secret signs everywhere by then."""


@dataclass(slots=True)
class SigningSecrets:
    """Read from the database, once in `FRESH` seconds."""

    db: Database
    _read: tuple[float, tuple[str, ...]] | None = field(default=None, init=False)

    async def now(self) -> Sequence[str]:
        """All that sign now, the newest first."""
        if self._read is None or time.monotonic() - self._read[0] > FRESH:
            self._read = (time.monotonic(), await asyncio.to_thread(self._from_database))
        return self._read[1]

    def _from_database(self) -> tuple[str, ...]:
        with self.db.read() as conn:
            return webhook_secrets.signing(conn, wall_clock()).secrets
