"""A question to a part leaves nothing behind, however it ends."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import pytest

from cli.up import probes
from cli.up.probes import temporal_ok
from tests.support.processes import alive, wait_until

pytestmark = pytest.mark.anyio


def program(folder: Path, does: str) -> Path:
    """Stands in for the command line that asks the Temporal server."""
    found = folder / "temporal"
    found.write_text(f"#!/bin/sh\n{does}\n")
    found.chmod(0o755)
    return found


async def test_an_answer_that_comes_as_its_time_is_up_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = temporal_ok(program(tmp_path, "exec sleep 0.05"), "127.0.0.1:1", os.environ)
    for milliseconds in range(45, 65):
        monkeypatch.setattr(probes, "_TIMEOUT", milliseconds / 1000)
        answers = await asyncio.gather(*(ask() for _ in range(10)))
        assert set(answers) <= {True, False}


async def test_a_question_that_nobody_waits_for_any_more_ends(tmp_path: Path) -> None:
    tells = f"echo $$ > {tmp_path}/draft; mv {tmp_path}/draft {tmp_path}/pid; exec sleep 600"
    ask = temporal_ok(program(tmp_path, tells), "127.0.0.1:1", os.environ)
    question = asyncio.ensure_future(ask())
    told = tmp_path / "pid"
    while not told.exists():
        await asyncio.sleep(0.01)
    question.cancel()
    await asyncio.gather(question, return_exceptions=True)
    wait_until(lambda: not alive(int(told.read_text())))
