"""Transactions that lost a race: the database undid them whole, so they are done again on what the winner left."""

from __future__ import annotations

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

_LOST_RACES = frozenset({"23505", "40001", "40P01"})
"""PostgreSQL's unique_violation, serialization_failure and deadlock_detected: each is somebody else's success."""

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
