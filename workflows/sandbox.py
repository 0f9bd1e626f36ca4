"""How workflow code is kept deterministic."""

from temporalio.worker import UnsandboxedWorkflowRunner, WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions


def workflow_runner() -> WorkflowRunner:
    """What workers run workflows with: no sandbox.

    The sandbox loads the workflow's module anew for each workflow, which is most of the cost of a cohort of one. The
    code it would watch over is one small loop that imports nothing but the standard library, Temporal's SDK and a pure
    module of the engine; the tests replay recorded histories and run it under `watchful_runner`.
    """
    return UnsandboxedWorkflowRunner()


def watchful_runner() -> WorkflowRunner:
    """The sandbox, for tests: raises where workflow code does what a replay could not repeat."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules("workflows.shapes", "engine.movement.turns")
    return SandboxedWorkflowRunner(restrictions=restrictions)
