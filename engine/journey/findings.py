"""Findings: what is wrong or doubtful about a journey, in words a marketer understands."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

Severity = Literal["error", "warning"]


class Finding(BaseModel):
    """One thing to mend (error: stops a publish) or to know (warning)."""

    model_config = ConfigDict(frozen=True)

    code: str
    """Stable, for programs; one of `Code`."""
    severity: Severity
    node_id: str | None = None
    """The step it is about; None when it is about the whole document or a line between steps."""
    message: str
    """Names the thing and says what is wrong."""
    remedy: str
    """Says what to do."""
    edge_id: str | None = None
    """The line it is about, where it is about one."""
    field: str | None = None
    """Where in the step's data or the journey's settings, as a dotted path: `paths.0.where`."""

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}"


class Code(StrEnum):
    """Every code a finding can have. Stable: rename none, add freely."""
