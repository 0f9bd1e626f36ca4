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
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.rules.time.instants import from_rfc3339

_SENT: Final = (MessageState.ACCEPTED, MessageState.DELIVERED)
_SHOWN: Final = 4
"""Messages shown of each step; of the others, the contacts."""


def show_account(console: Console, played: ExampleOutcome) -> None:
    """Everybody who was enrolled is in at least one of its parts."""
    sent = [item for item in played.messages if item["state"] in _SENT]
    people = len({item["contact"] for item in played.enrolments})
    nobody = "" if people else ": nobody fits its audience or trigger (any more)"
    console.print(Text(f"\nEnrolled: {people}{nobody}", style="bold"))
    for reason, n in sorted(played.not_enrolled.items()):
        console.print(f"  {n} not enrolled: {sentence(reason)}", markup=False)
    for detail in played.refused:
        console.print(f"  refused: {detail}", markup=False)
    _messages(console, "SMS sent", [item for item in sent if item["channel"] == "sms"], "body")
    _messages(console, "E-mails sent", [item for item in sent if item["channel"] == "email"], "subject")
    not_sent = [item for item in played.messages if item["state"] not in _SENT]
    _grouped(console, "Not sent", "yellow", ((_why(item), item["contact"]) for item in not_sent))
    under_way = [item for item in played.enrolments if item["status"] == EnrolmentStatus.ACTIVE]
    _grouped(console, "Still on their way", "cyan", ((_where(item), item["contact"]) for item in under_way))
    contacts_shown = {item["contact"] for item in (*played.messages, *under_way)}
    quiet = [item for item in played.enrolments if item["contact"] not in contacts_shown]
    _grouped(console, "Ended without a message", "dim", ((_end(item), item["contact"]) for item in quiet))


def _messages(console: Console, title: str, messages: Sequence[dict[str, Any]], field: str) -> None:
    if not messages:
        return
    console.print(Text(f"\n{title}: {len(messages)}", style="bold green"))
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for column in ("contact", "to", "step"):
        table.add_column(column, no_wrap=True)
    table.add_column("said", overflow="fold")
    for step in dict.fromkeys(message["node_id"] for message in messages):
        of_step = [message for message in messages if message["node_id"] == step]
        for message in of_step[:_SHOWN]:
            words = " ".join((message[field] or "").split())
            table.add_row(*(Text(cell) for cell in (message["contact"], message["to"] or "", step, words)))
        if len(of_step) > _SHOWN:
            remaining = _listed(message["contact"] for message in of_step[_SHOWN:])
            table.add_row(f"and {len(of_step) - _SHOWN} more", "", step, Text(remaining, style="dim"))
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
    reason = f" ({enrolment['sentence']})" if enrolment["sentence"] else ""
    due = enrolment["due_at"]
    until = "" if due is None else f", at the latest until {_local(due)}"
    return f"at {enrolment['step']}{until}{reason}"


def _end(enrolment: dict[str, Any]) -> str:
    return f"{enrolment['status']}: {enrolment['sentence']}" if enrolment["sentence"] else str(enrolment["status"])


def _listed(contacts: Iterable[str]) -> str:
    return ", ".join(sorted(set(contacts)))


def _local(at: str) -> str:
    """On the clock of whoever reads it, to the minute."""
    moment = datetime.fromtimestamp(from_rfc3339(at) / 1000).astimezone()
    return f"{moment:%a} {moment.day} {moment:%b %Y %H:%M}"
