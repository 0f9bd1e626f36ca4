"""The account of an example: who got what, who was skipped and why, and who is still on the way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.example.play import ExampleOutcome
from engine.rules.reasons import sentence
from engine.rules.time.instants import from_rfc3339

_SENT: Final = ("accepted", "delivered")
_SHOWN: Final = 4
"""Messages shown of each step; of the others, the contacts."""


def show_account(console: Console, played: ExampleOutcome) -> None:
    """Everybody who was enrolled is in at least one of its parts."""
    sent = [one for one in played.messages if one["state"] in _SENT]
    people = len({one["contact"] for one in played.enrolments})
    nobody = "" if people else ": nobody fits its audience or trigger (any more)"
    console.print(Text(f"\nEnrolled: {people}{nobody}", style="bold"))
    for reason, n in sorted(played.not_enrolled.items()):
        console.print(f"  {n} not enrolled: {sentence(reason)}", markup=False)
    for detail in played.refused:
        console.print(f"  refused: {detail}", markup=False)
    _messages(console, "SMS sent", [one for one in sent if one["channel"] == "sms"], "body")
    _messages(console, "E-mails sent", [one for one in sent if one["channel"] == "email"], "subject")
    others = [one for one in played.messages if one["state"] not in _SENT]
    _grouped(console, "Not sent", "yellow", ((_why(one), one["contact"]) for one in others))
    under_way = [one for one in played.enrolments if one["status"] == "active"]
    _grouped(console, "Still on their way", "cyan", ((_where(one), one["contact"]) for one in under_way))
    told = {one["contact"] for one in (*played.messages, *under_way)}
    quiet = [one for one in played.enrolments if one["contact"] not in told]
    _grouped(console, "Ended without a message", "dim", ((_end(one), one["contact"]) for one in quiet))


def _messages(console: Console, title: str, messages: Sequence[dict[str, Any]], said: str) -> None:
    if not messages:
        return
    console.print(Text(f"\n{title}: {len(messages)}", style="bold green"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for column in ("contact", "to", "step"):
        table.add_column(column, no_wrap=True)
    table.add_column("said", overflow="fold")
    for step in dict.fromkeys(one["node_id"] for one in messages):
        of_step = [one for one in messages if one["node_id"] == step]
        for one in of_step[:_SHOWN]:
            words = " ".join((one[said] or "").split())
            table.add_row(*(Text(cell) for cell in (one["contact"], one["to"] or "", step, words)))
        if len(of_step) > _SHOWN:
            others = _listed(one["contact"] for one in of_step[_SHOWN:])
            table.add_row(f"and {len(of_step) - _SHOWN} more", "", step, Text(others, style="dim"))
    console.print(Padding(table, (0, 0, 0, 2)))


def _grouped(console: Console, title: str, style: str, pairs: Iterable[tuple[str, str]]) -> None:
    groups: dict[str, list[str]] = {}
    for why, contact in pairs:
        groups.setdefault(why, []).append(contact)
    if not groups:
        return
    console.print(Text(f"\n{title}: {sum(map(len, groups.values()))}", style=f"bold {style}"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column("n", justify="right", style="bold")
    table.add_column("why", overflow="fold")
    for why, contacts in sorted(groups.items(), key=lambda each: (-len(each[1]), each[0])):
        table.add_row(str(len(contacts)), Text.assemble(f"{why}\n", (_listed(contacts), "dim")))
    console.print(Padding(table, (0, 0, 0, 2)))


def _why(message: dict[str, Any]) -> str:
    return f"{message['node_id']}: {message['sentence'] or message['state']}"


def _where(enrolment: dict[str, Any]) -> str:
    held = f" ({enrolment['sentence']})" if enrolment["sentence"] else ""
    due = enrolment["due_at"]
    until = "" if due is None else f", at the latest until {_local(due)}"
    return f"at {enrolment['step']}{until}{held}"


def _end(enrolment: dict[str, Any]) -> str:
    return f"{enrolment['status']}: {enrolment['sentence']}" if enrolment["sentence"] else str(enrolment["status"])


def _listed(contacts: Iterable[str]) -> str:
    return ", ".join(sorted(set(contacts)))


def _local(at: str) -> str:
    """On the clock of whoever reads it, to the minute."""
    moment = datetime.fromtimestamp(from_rfc3339(at) / 1000).astimezone()
    return f"{moment:%a} {moment.day} {moment:%b %Y %H:%M}"
