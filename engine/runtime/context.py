"""What journeys run in: a database, the plans in use, and a clock that is handed in."""

from __future__ import annotations

import threading
import uuid
from dataclasses import dataclass, field

from sqlalchemy import Connection

from engine.runtime.compiled_plan import CompiledPlan
from engine.store.database.database import Database
from engine.store.journeys.plans import read_journey, read_plan


class Plans:
    """The compiled plans of versions, each made once per process: a version never changes."""

    def __init__(self, keep: int = 512) -> None:
        self._kept: dict[int, CompiledPlan] = {}
        self._journeys: dict[int, int] = {}
        self._keep = keep
        self._lock = threading.Lock()

    def get(self, conn: Connection, version_id: int) -> CompiledPlan:
        compiled = self._kept.get(version_id)
        if compiled is None:
            compiled = CompiledPlan(read_plan(conn, version_id))
            with self._lock:
                if len(self._kept) >= self._keep:
                    self._kept.pop(next(iter(self._kept)))
                self._kept[version_id] = compiled
        return compiled

    def journey_of(self, conn: Connection, version_id: int) -> int:
        """The journey that a version is of."""
        journey_id = self._journeys.get(version_id)
        if journey_id is None:
            journey_id = self._journeys[version_id] = read_journey(conn, version_id)
        return journey_id


@dataclass(frozen=True, slots=True)
class Context:
    """Handed to everything that decides about enrolments or writes them."""

    db: Database
    plans: Plans = field(default_factory=Plans)
    owner: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    """This process, as claims name it."""
    address: str = "http://127.0.0.1:8000"
    """Where this installation is reached from outside: short links and preference pages lead there."""
