"""Findings as the terminal shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from engine.journey.findings import Finding, FindingCode


def with_remedies_in_files(findings: Iterable[Finding], *, library: str, segments: str) -> list[Finding]:
    """The findings, with remedies for what is missing that say which file of the reader's it goes into."""
    remedies = {
        FindingCode.UNKNOWN_TEMPLATE: f"{library}, choose another template, or write a body",
        FindingCode.UNKNOWN_SEGMENT: f"{segments}, or choose another segment",
    }
    return [
        finding.model_copy(update={"remedy": remedies[finding.code]}) if finding.code in remedies else finding
        for finding in findings
    ]


def show_findings(name: str, findings: Sequence[Finding]) -> None:
    """One line a finding, errors first, and what it comes to."""
    console = Console(highlight=False, soft_wrap=True)
    errors = [finding for finding in findings if finding.severity == "error"]
    for finding in [*errors, *(finding for finding in findings if finding.severity != "error")]:
        line = Text()
        line.append(f"{finding.severity}  ", style="bold red" if finding.severity == "error" else "yellow")
        if finding.node_id:
            line.append(f"{finding.node_id}  ", style="bold")
        line.append(f"{finding.message}; {finding.remedy}")
        line.append(f"  [{finding.code}]", style="dim")
        console.print(line)
    warnings = len(findings) - len(errors)
    outcome = Text(f"{name}: ")
    if errors:
        outcome.append(f"{_count(len(errors), 'error')}, {_count(warnings, 'warning')}", style="bold red")
    else:
        outcome.append(f"no errors, {_count(warnings, 'warning')}", style="bold green")
    console.print(outcome)


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"
