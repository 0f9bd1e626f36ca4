"""Writes the reference pages that are lists of what the code says: `python -m docs.generate`.

A test holds that the committed pages are what this writes.
"""

from __future__ import annotations

from pathlib import Path

from docs.limits import limits_page
from docs.routes import routes_page
from docs.text_findings import TEXT_FINDINGS
from engine.journey.findings import FindingCode
from engine.rules.outcomes.reasons import Reason, sentence

FOLDER = Path(__file__).parent / "reference"


def reasons_page() -> str:
    """Every reason code with the sentence that the console shows for it."""
    rows = "\n".join(f"| `{reason.value}` | {sentence(reason)} |" for reason in Reason)
    return f"""# Reasons

Why a message was skipped, held or failed, why a number can't be texted, and why an enrolment ended. The code is
stable: it is in messages, paths, launches and live numbers. The sentence is what the console shows.

| code | sentence |
|---|---|
{rows}
"""


def findings_page() -> str:
    """Every finding code."""
    rows = "\n".join(f"- `{code.value}`" for code in FindingCode)
    texts = "\n".join(
        f"| `{code.value}` | {severity} | {_cell(wrong)} | {_cell(remedy)} |"
        for code, severity, wrong, remedy in TEXT_FINDINGS
    )
    return f"""# Findings

What the checks have to say about a draft. Each finding has a code, a severity (an error stops a publish, a warning
tells), the step it is about, a message and a remedy. All findings come at once, from `postroad check FILE`,
`POST /api/v1/journeys/check`, the builder and every publish.

{rows}

## What is said of texts

All texts that steps carry are looked at: SMS, subjects and bodies of e-mails, opt-in questions, bodies of webhooks, and
the library's messages in each of their languages.

| code | severity | what is wrong | what to do |
|---|---|---|---|
{texts}
"""


def _cell(text: str) -> str:
    """Bars within a table's cell are escaped, within code too."""
    return text.replace("|", "\\|")


PAGES = {
    "reasons.md": reasons_page,
    "findings.md": findings_page,
    "limits.md": limits_page,
    "routes.md": routes_page,
}


def main() -> None:
    """Writes every page."""
    FOLDER.mkdir(exist_ok=True)
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
