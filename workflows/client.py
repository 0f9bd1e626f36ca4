"""The workflow client: starts cohorts' workflows and wakes them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from temporalio.client import Client
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError

from workflows.cohort import CohortWorkflow
from workflows.shapes import TASK_QUEUE, CohortInput

_log = logging.getLogger(__name__)

_AT_ONCE = 20
"""Starts and wakes under way at a time: the embedded server has one shard, and more would only queue there."""


class CohortClient:
    """Starts and wakes cohorts. Wakes are coalesced: while one is on its way, more of the same cohort are one more."""

    def __init__(
        self, client: Client | None, installation: str, *, task_queue: str = TASK_QUEUE, eager: bool = False
    ) -> None:
        self._client = client
        self._installation = installation
        self.task_queue = task_queue
        self._eager = eager
        self._on_its_way: dict[int, bool] = {}
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def use(self, client: Client) -> None:
        """The server answers: from now on cohorts are started and woken through this client."""
        self._client = client

    def workflow_id(self, cohort_id: int) -> str:
        """The workflow of a cohort: one installation's ids never meet another's on a shared server."""
        return f"cohort-{self._installation[:8]}-{cohort_id}"

    async def start(self, cohort_ids: Sequence[int], urgent: bool = False) -> None:
        """Starts the workflows of cohorts that were just opened. One that runs already is left to run."""
        await asyncio.gather(*(self._start(cohort_id, urgent) for cohort_id in cohort_ids))

    async def wake(self, cohort_ids: Sequence[int], urgent: bool = False) -> None:
        """Makes these cohorts look at their clocks; a workflow that is not running is started."""
        await asyncio.gather(*(self._wake(cohort_id, urgent) for cohort_id in dict.fromkeys(cohort_ids)))

    def soon(self, opened: Iterable[int], woken: Iterable[int], urgent: bool = False) -> None:
        """Starts and wakes without being waited for. What gets lost, housekeeping finds."""
        for work in (self.start(tuple(opened), urgent), self.wake(tuple(woken), urgent)):
            task = asyncio.get_running_loop().create_task(work)
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def reachable(self) -> bool:
        """Whether the Temporal server answers."""
        if self._client is None:
            return False
        try:
            return await self._client.service_client.check_health(timeout=timedelta(seconds=2))
        except RPCError:
            return False

    async def settle_down(self) -> None:
        """Waits for what is on its way."""
        while self._tasks:
            await asyncio.gather(*tuple(self._tasks), return_exceptions=True)

    async def _start(self, cohort_id: int, urgent: bool) -> None:
        client = self._client
        if client is None:
            return
        async with self._gate:
            try:
                await client.start_workflow(
                    CohortWorkflow.run,
                    CohortInput(cohort_id, urgent),
                    request_eager_start=self._eager,
                    **self._options(cohort_id, urgent),
                )
            except RPCError as error:
                _log.warning("cohort %d was not started: %s; housekeeping will", cohort_id, error)

    async def _wake(self, cohort_id: int, urgent: bool) -> None:
        client = self._client
        if client is None:
            return
        if cohort_id in self._on_its_way:
            self._on_its_way[cohort_id] = True
            return
        self._on_its_way[cohort_id] = False
        try:
            async with self._gate:
                again = True
                while again:
                    self._on_its_way[cohort_id] = False
                    await client.start_workflow(
                        CohortWorkflow.run,
                        CohortInput(cohort_id, urgent),
                        start_signal="wake",
                        **self._options(cohort_id, urgent),
                    )
                    again = self._on_its_way[cohort_id]
        except RPCError as error:
            _log.warning("cohort %d was not woken: %s; housekeeping will", cohort_id, error)
        finally:
            self._on_its_way.pop(cohort_id, None)

    def _options(self, cohort_id: int, urgent: bool) -> dict[str, Any]:
        return {
            "id": self.workflow_id(cohort_id),
            "task_queue": self.task_queue,
            "id_reuse_policy": WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            "id_conflict_policy": WorkflowIDConflictPolicy.USE_EXISTING,
            "task_timeout": timedelta(seconds=10),
            "priority": Priority(priority_key=1 if urgent else 3),
            "static_summary": "Contacts on their way through a journey",
        }
