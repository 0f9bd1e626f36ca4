"""Processes that die at an exact point: right after the nth time that they commit, in any of their databases.

Between two commits a death leaves the same behind wherever it comes, so these are all the deaths there are.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection

from activities.carriers.sandbox import SandboxCarrier, SandboxPhones
from engine.store.database.database import Database
from tests.support.worlds import Process, World


class ProcessDied(BaseException):
    """The process is gone. Not an Exception: nothing in it gets to clean up after itself."""


@dataclass
class CommitsLeft:
    """How many commits a process still lives through; all its databases share one."""

    commits_left: int

    def strikes(self) -> bool:
        self.commits_left -= 1
        return self.commits_left < 0


class MortalDatabase(Database):
    """A database whose process dies when its fate strikes."""

    def __init__(self, url: str, fate: CommitsLeft) -> None:
        super().__init__(url, pool_size=2)
        self._fate = fate

    @contextmanager
    def write(self, *, urgent: bool = False) -> Generator[Connection]:
        with super().write(urgent=urgent) as conn:
            yield conn
        if self._fate.strikes():
            raise ProcessDied


@contextmanager
def mortal_process(world: World, fate: CommitsLeft, *, askable: bool = True) -> Generator[Process]:
    """A process whose databases, its own and the carrier's, share a fate."""
    phones = SandboxPhones(MortalDatabase(world.phones.db.url, fate))
    yield world.process(SandboxCarrier(phones, can_look_up=askable), MortalDatabase(world.url, fate))
    phones.close()
