"""Child processes that end with us, however we end."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

from cli.up.idle import Idleness
from cli.up.logs import open_log
from cli.up.part import Part

_PR_SET_PDEATHSIG = 1
_LOOK_EVERY = 0.25
"""Seconds between two looks at a process that was asked to end."""


def _die_with_parent() -> Callable[[], None] | None:
    """What a child runs before its program, so that the kernel kills it when its parent dies.

    See prctl(2), PR_SET_PDEATHSIG; Linux only. All that can allocate or import happens here, before the fork.
    """
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def in_child() -> None:
        if prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0) != 0 or os.getppid() != parent:
            os._exit(1)

    return in_child


async def spawn(part: Part, log: Path) -> asyncio.subprocess.Process:
    """Starts the part in a process group of its own, so that Ctrl-C reaches only the supervisor.

    Must be called on the main thread: the kernel ties the child's life to the thread that forked it. Raises
    OSError when the program can't be started.
    """
    with open_log(log) as out:
        return await asyncio.create_subprocess_exec(
            *part.command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            env=part.environment,
            pass_fds=part.pass_fds,
            process_group=0,
            preexec_fn=_die_with_parent(),
        )


async def stop(process: asyncio.subprocess.Process, patience: float) -> bool:
    """Ends the process and all it started; True when it went by itself before it had done nothing for `patience`
    seconds."""
    _signal_group(process, signal.SIGTERM)
    ended = asyncio.ensure_future(process.wait())
    idleness = Idleness(process.pid)
    try:
        while not (await asyncio.wait({ended}, timeout=min(_LOOK_EVERY, patience)))[0]:
            idleness.count()
            if idleness.over(patience):
                return False
        return True
    finally:
        kill(process)
        await ended


def kill(process: asyncio.subprocess.Process) -> None:
    """Ends what is left of the process group, at once."""
    _signal_group(process, signal.SIGKILL)


def _signal_group(process: asyncio.subprocess.Process, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def describe_exit(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
