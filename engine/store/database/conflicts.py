"""Transactions that lost a race: the database undid them whole, so they are done again on what the winner left."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_LOST_RACES = frozenset({"23505", "40001", "40P01"})
"""PostgreSQL's unique_violation, serialization_failure and deadlock_detected: each is somebody else's success."""

_OF_THE_DATABASE = ("08", "25", "40", "42", "53", "55", "57", "58", "XX")
"""Classes of PostgreSQL's errors that are about no row: connections, read-only transactions, lost races, tables that
are missing, resources, locks, shutdowns, faults of its own. The others are about what was to be written: data,
constraints, limits such as an index's (which the driver counts as operational), a trigger's refusal."""

_TRIES = 6
_FIRST_PAUSE = 0.01
"""Seconds, doubled with each try; drawn by chance, so that two who met do not meet again."""

Given = ParamSpec("Given")
Found = TypeVar("Found")


def again_on_conflict(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """Does one transaction again when it lost a race. `work` must decide everything anew from what it reads in it."""

    @functools.wraps(work)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        for tried in range(_TRIES - 1):
            try:
                return work(*args, **kwargs)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in _LOST_RACES:
                    raise
            time.sleep(random.uniform(0, _FIRST_PAUSE * 2**tried))
        return work(*args, **kwargs)

    return done


def is_its_own_fault(error: Exception) -> bool:
    """Whether what was to be written is at fault, and will be each time it is tried: other rows must not wait for it.

    False for a database that is away, busy or full, and for a lost race: there, everybody waits or tries again.
    """
    if isinstance(error, PoolTimeout | OSError):
        return False
    if not isinstance(error, DBAPIError):
        return True
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return not state.startswith(_OF_THE_DATABASE)
    return not isinstance(error, OperationalError | InterfaceError)
