"""The proof of what a number agreed to: as a table for a spreadsheet, and as a page to print."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

import orjson
from starlette.responses import Response

from builder_api.pages.page import html_page
from engine.rules.consent.consent import EVIDENCE_KEPT_YEARS
from engine.rules.time.instants import Millis, to_rfc3339
from engine.store.consent.consents import ConsentLogRow

_EVIDENCE: Final = ("document", "wording", "wording_version", "page", "keyword", "ip", "user_agent")
COLUMNS: Final = ("at", "channel", "address", "before", "after", "source", "actor", *_EVIDENCE, "more")


def csv_text(changes: Iterable[ConsentLogRow]) -> str:
    """The changes as CSV, with a header; times in RFC 3339, UTC."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for change in changes:
        writer.writerow(
            [
                to_rfc3339(change.at),
                change.channel,
                change.address,
                change.before,
                change.after,
                change.source,
                _harmless(change.actor or ""),
                *(_harmless(str(change.evidence.get(name) or "")) for name in _EVIDENCE),
                _harmless(_more(change.evidence)),
            ]
        )
    return text.getvalue()


def _harmless(text: str) -> str:
    """What a stranger wrote must not run in a spreadsheet (OWASP, CSV injection): such a cell begins with a quote."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _more(evidence: dict[str, Any]) -> str:
    rest = {name: value for name, value in evidence.items() if name not in _EVIDENCE and value is not None}
    return orjson.dumps(rest, option=orjson.OPT_SORT_KEYS).decode() if rest else ""


def proof_page(address: str, state: str, changes: Sequence[ConsentLogRow], installation: str, now: Millis) -> Response:
    """The changes as a page that prints well, oldest first."""
    rows = "".join(_row(change) for change in changes)
    table = (
        "<table><thead><tr><th>Time (UTC)</th><th>Channel</th><th>Change</th><th>By</th><th>Evidence</th></tr></thead>"
        f"<tbody>{rows}</tbody></table>"
        if changes
        else "<p>Nothing was ever recorded for this number or address.</p>"
    )
    inside = (
        f"<p>State at {to_rfc3339(now)}: <strong>{escape(_words(state))}</strong>. "
        f"{len(changes)} {'change' if len(changes) == 1 else 'changes'} on record, "
        f"kept for at least {EVIDENCE_KEPT_YEARS} years. "
        "Rows are only ever added; the database refuses to change or delete them.</p>"
        f'{table}<p class="quiet">Written by Postroad, installation {escape(installation)}.</p>'
    )
    return html_page(f"Consent of {address}", inside, wide=True)


def _row(change: ConsentLogRow) -> str:
    by = change.source if change.actor in (None, change.source) else f"{change.source}: {change.actor}"
    evidence = [
        f"<div>{escape(label)}: {escape(str(change.evidence[name]))}</div>"
        for name, label in _LABELS
        if change.evidence.get(name)
    ]
    more = _more(change.evidence)
    if more:
        evidence.append(f'<div class="quiet">{escape(more)}</div>')
    cells = (
        escape(to_rfc3339(change.at)),
        escape(change.channel),
        _became(change),
        escape(by.replace("_", " ")),
        "".join(evidence),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _became(change: ConsentLogRow) -> str:
    after = f"<strong>{escape(_words(change.after))}</strong>"
    if change.before == change.after:
        return f"{after}, given again"
    return f"{escape(_words(change.before))} → {after}"


_LABELS: Final = (
    ("wording", "Words"),
    ("wording_version", "Version of the wording"),
    ("document", "Source"),
    ("page", "Page"),
    ("keyword", "Keyword"),
    ("ip", "IP address"),
    ("user_agent", "Browser"),
)


def _words(state: str) -> str:
    return state.replace("_", " ")
