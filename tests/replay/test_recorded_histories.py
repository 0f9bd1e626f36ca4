"""Runs that were recorded once go on with the workflow of today, also under the sandbox that watches what it does.

How they were recorded: `record.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from workflows.cohort import CohortWorkflow
from workflows.sandbox import watchful_runner, workflow_runner

pytestmark = pytest.mark.anyio

HISTORIES = sorted((Path(__file__).parent / "histories").glob("*.json"))


def test_every_kind_of_run_is_there() -> None:
    kinds = {file.stem for file in HISTORIES}
    assert kinds >= {
        "lone_event",
        "thousands",
        "paced",
        "handed_over",
        "shared_waits",
        "paused",
        "continued",
        "continuation",
        "failing",
    }


@pytest.mark.parametrize("file", HISTORIES, ids=lambda file: file.stem)
async def test_a_recorded_run_replays(file: Path) -> None:
    recorded = WorkflowHistory.from_json(file.stem, file.read_text())
    for runner in (workflow_runner(), watchful_runner()):
        await Replayer(workflows=[CohortWorkflow], workflow_runner=runner).replay_workflow(recorded)
