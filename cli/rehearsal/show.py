"""What came of a rehearsal, as a person reads it: each phone with its messages, each contact's way, what was unmet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from engine.rehearsal.request import RehearsalReplyEntry, RehearsalRequest
from engine.rehearsal.result import (
    RehearsalResult,
    RehearsedEnrolment,
    RehearsedHop,
    RehearsedMessage,
    RehearsedReply,
)
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import EnrolmentStatus, MessageState
from engine.rules.time.instants import Millis, to_datetime

SHOWN: Final = 12
"""Contacts shown one by one, unless all are asked for."""

_STYLE: Final[Mapping[str, str]] = {
    MessageState.ACCEPTED: "green",
    MessageState.DELIVERED: "green",
    MessageState.SKIPPED: "yellow",
    MessageState.PLANNED: "cyan",
    MessageState.CANCELLED: "yellow",
    MessageState.UNKNOWN: "red",
    MessageState.REJECTED: "red",
}

_SENT: Final = (MessageState.ACCEPTED, MessageState.DELIVERED)


def show(console: Console, request: RehearsalRequest, result: RehearsalResult, *, everybody: bool) -> None:
    """Prints everything; only warnings' number, since `postroad check` tells of them."""
    if not result.publishable:
        console.print(Text("The journey has errors, so nothing was played:", style="bold red"))
        for finding in result.findings:
            if finding.severity == "error":
                console.print(Text(f"  {finding}", style="red"))
        return
    console.print(_headline(request, result))
    names = _names(request, result)
    for name in names if everybody else names[:SHOWN]:
        console.print()
        console.print(_contact(name, request, result))
    if not everybody and len(names) > SHOWN:
        console.print(f"\n... and {len(names) - SHOWN} more contacts (--all shows them)")
    console.print()
    console.print(_summary(result.messages))
    for refused in result.refused:
        warning = f"{_utc(refused.at)}  {refused.do} could not be done: {refused.detail}"
        console.print(Text(warning, style="yellow"))
    console.print(_verdict(request, result))


def _headline(request: RehearsalRequest, result: RehearsalResult) -> Text:
    name = str(request.journey.get("name") or "The journey")
    return Text.assemble((name, "bold"), f", rehearsed from {_utc(request.start)} to {_utc(result.until)}")


def _names(request: RehearsalRequest, result: RehearsalResult) -> list[str]:
    """Contacts something happened to, in the order they are given."""
    touched = {entry.contact for entry in result.enrolments} | {entry.contact for entry in result.replies}
    return [entry.external_id for entry in request.contacts if entry.external_id in touched]


def _contact(name: str, request: RehearsalRequest, result: RehearsalResult) -> RenderableType:
    messages = [entry for entry in result.messages if entry.contact == name]
    enrolments = [entry for entry in result.enrolments if entry.contact == name]
    replies = [entry for entry in result.replies if entry.contact == name]
    numbers = {entry.to for entry in (*messages, *replies) if entry.to}
    zone = next((entry.timezone for entry in (*messages, *enrolments)), "UTC")
    phone = Table.grid(padding=(0, 2))
    for at, mark, body, outcome in _on_the_phone(messages, replies, request, numbers):
        phone.add_row(Text(_local(at, zone), style="dim"), mark, body, outcome)
    title = Text.assemble((name, "bold"), *(f"  {each}" for each in sorted(numbers)), (f"  times in {zone}", "dim"))
    shown = [phone] if phone.row_count else []
    return Group(
        title, *(Padding(each, (0, 0, 0, 2)) for each in (*shown, *(_way(entry, zone) for entry in enrolments)))
    )


def _on_the_phone(
    messages: Sequence[RehearsedMessage],
    replies: Sequence[RehearsedReply],
    request: RehearsalRequest,
    numbers: Iterable[str],
) -> list[tuple[Millis, Text, Text, Text]]:
    """What came to the phone and what was texted from it, in order of time; of one moment, first what it texted."""
    rows = [
        (entry.at, Text("◀", style="bold"), Text(entry.body, style="bold"), Text("from the phone", style="dim"))
        for entry in request.timeline
        if isinstance(entry, RehearsalReplyEntry) and entry.from_ in numbers
    ]
    rows += [
        (reply.at, Text("▶", style="blue"), Text(reply.body), Text(f"answer ({reply.kind})", style="blue"))
        for reply in replies
    ]
    rows += [_message_row(message) for message in messages]
    return sorted(rows, key=lambda row: row[0])


def _message_row(message: RehearsedMessage) -> tuple[Millis, Text, Text, Text]:
    style = _STYLE.get(message.state, "")
    sent = message.state in (*_SENT, MessageState.UNKNOWN)
    outcome = message.state if message.reason is None else f"{message.state}: {sentence(message.reason)}"
    channel = "" if message.channel == "sms" else f" {message.channel}"
    size = f", {message.segments} segments" if message.segments > 1 else ""
    body = Text(message.body or "", style="" if sent else "dim")
    return (
        message.at,
        Text("▶" if sent else "·", style=style),
        body,
        Text(f"{message.node_id}{channel} {outcome}{size}", style),
    )


def _way(enrolment: RehearsedEnrolment, zone: str) -> Text:
    """One passage in a line: where it went and how it ended."""
    text = Text("way: ", style="dim")
    for place, hop in enumerate(enrolment.path):
        text.append(" > " if place else "", style="dim")
        text.append(_hop(hop))
    if enrolment.status == EnrolmentStatus.ACTIVE:
        text.append("" if enrolment.due_at is None else f" until {_local(enrolment.due_at, zone)}", style="cyan")
    else:
        text.append(
            f"  {enrolment.status}",
            style="green" if enrolment.status in (EnrolmentStatus.COMPLETED, EnrolmentStatus.CONVERTED) else "yellow",
        )
        text.append(f" ({enrolment.sentence.rstrip('.')})" if enrolment.sentence else "", style="dim")
    return text


def _hop(hop: RehearsedHop) -> Text:
    outcome = "" if hop.outcome in (None, "next") else f" [{hop.outcome}]"
    return Text(f"{hop.node_id}{outcome}")


def _summary(messages: Sequence[RehearsedMessage]) -> Table:
    """What each step did, over everybody."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("step", "sent", "not sent", "why"):
        table.add_column(column)
    for step in dict.fromkeys(message.node_id for message in messages):
        of_step = [message for message in messages if message.node_id == step]
        sent = sum(message.state in _SENT for message in of_step)
        why = Counter(message.reason or message.state for message in of_step if message.state not in _SENT)
        reasons = ", ".join(f"{n} {reason}" for reason, n in sorted(why.items()))
        table.add_row(step, str(sent), str(len(of_step) - sent), reasons)
    return table


def _verdict(request: RehearsalRequest, result: RehearsalResult) -> RenderableType:
    if result.unmet:
        lines = [Text(f"✗ {expectation}", style="red") for expectation in result.unmet]
        return Group(Text("\nNot as expected:", style="bold red"), *lines)
    expected = request.expect
    n = len(expected.messages) + len(expected.replies) + len(expected.enrolments)
    if n == 0 and not expected.nothing_else:
        return Text("\nNothing was expected of it; add `expect` to make this rehearsal a test.", style="dim")
    return Text(f"\n✓ All of it as expected ({n} expectation{'s' if n != 1 else ''}).", style="green")


def _utc(at: Millis) -> str:
    return _local(at, "UTC") + " UTC"


def _local(at: Millis, zone: str) -> str:
    moment = to_datetime(at).astimezone(ZoneInfo(zone))
    seconds = moment.strftime(":%S") if moment.second else ""
    return f"{moment:%a} {moment.day:>2} {moment:%b %Y %H:%M}{seconds}"
