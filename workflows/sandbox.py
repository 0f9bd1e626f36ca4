"""How workflow code is kept deterministic."""

from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions


def workflow_runner() -> WorkflowRunner:
    """The sandbox, with our own shapes passed through: they are plain dataclasses of the standard library, and loading
    them anew for each workflow would be most of the cost of a short one."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules("workflows.shapes")
    return SandboxedWorkflowRunner(restrictions=restrictions)
