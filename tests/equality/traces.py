"""What a play left behind, made comparable: who got what when, and by which way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from engine.rehearsal.result import RehearsedEnrolment, RehearsedMessage, RehearsedReply
from engine.rules.time.instants import Millis, to_rfc3339
from tests.equality.told import TOLERANCE


class Played(NamedTuple):
    """What a play left behind."""

    messages: tuple[RehearsedMessage, ...]
    replies: tuple[RehearsedReply, ...]
    enrolments: tuple[RehearsedEnrolment, ...]


class Line(NamedTuple):
    """One thing that happened: what must be equal, and when it happened."""

    what: tuple[Any, ...]
    at: Millis | None


def trace(played: Played) -> list[Line]:
    """Everything, in an order that does not depend on times."""
    messages, replies, enrolments = played
    lines: list[Line] = []
    for message in messages:
        said = (
            message.channel,
            message.to,
            message.state,
            message.reason,
            message.subject,
            message.body,
            message.segments,
        )
        lines.append(
            Line(("message", message.contact, message.enrolment, message.node_id, message.visit, *said), message.at)
        )
    for place, reply in enumerate(replies):
        lines.append(Line(("reply", place, reply.to, reply.kind, reply.state, reply.body), reply.at))
    for passage in enrolments:
        who = ("passage", passage.contact, passage.id)
        lines.append(Line((*who, "enrolled", passage.version, passage.key), passage.enrolled_at))
        for place, hop in enumerate(passage.path):
            lines.append(Line((*who, "hop", place, hop.node_id, hop.outcome, hop.reason), hop.at))
        lines.append(Line((*who, "is", passage.status, passage.reason, passage.at_step), passage.ended_at))
        lines.append(Line((*who, "is due", passage.at_step), passage.due_at))
    return sorted(lines, key=lambda line: [str(part).zfill(6) for part in line.what])


def differences(rehearsed: Sequence[Line], produced: Sequence[Line]) -> list[str]:
    """What one has and the other has not, and what happened at another time."""
    told: list[str] = []
    left, right = [line.what for line in rehearsed], [line.what for line in produced]
    told += [f"only rehearsed: {line}" for line in rehearsed if line.what not in right]
    told += [f"only produced:  {line}" for line in produced if line.what not in left]
    if not told:
        for expected, found in zip(rehearsed, produced, strict=True):
            if not _about_then(expected.at, found.at):
                told.append(f"at {_time(expected.at)} rehearsed, at {_time(found.at)} produced: {expected.what}")
    return told


def _about_then(one: Millis | None, other: Millis | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE


def _time(at: Millis | None) -> str:
    return "no time" if at is None else to_rfc3339(at)
