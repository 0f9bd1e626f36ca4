"""Expectations: which of them were not met, each in a sentence that says what happened instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from engine.rehearsal.request import (
    Expectation,
    ExpectedEnrolment,
    ExpectedHop,
    ExpectedMessage,
    ExpectedReply,
)
from engine.rehearsal.result import (
    RehearsedEnrolment,
    RehearsedHop,
    RehearsedMessage,
    RehearsedReply,
)
from engine.rules.reasons import sentence
from engine.rules.time.instants import to_rfc3339

Wanted = TypeVar("Wanted")
Found = TypeVar("Found")

_TIMES = ("at",)
_NOT_COMPARED = ("contains", "path")


def unmet(
    expected: Expectation,
    messages: Sequence[RehearsedMessage],
    replies: Sequence[RehearsedReply],
    enrolments: Sequence[RehearsedEnrolment],
) -> tuple[str, ...]:
    """A sentence for each expectation that was not met. Each thing that happened meets one expectation at most."""
    told: list[str] = []
    missing, more_messages = _pair(expected.messages, messages, _misses_message)
    instead_of = [(one, _message_instead(one, more_messages)) for one in missing]
    told += [_message_missing(one, near, enrolments) for one, near in instead_of]
    absent, more_replies = _pair(expected.replies, replies, _misses_reply)
    answers = [(one, _nearest(more_replies, one, _misses_reply)) for one in absent]
    told += [_reply_missing(one, near) for one, near in answers]
    lost, more_enrolments = _pair(expected.enrolments, enrolments, _misses_enrolment)
    told += [_enrolment_missing(one, more_enrolments) for one in lost]
    if expected.nothing_else:
        # What came instead of something is told there: one mismatch is one sentence.
        messages_told = [near for _, near in instead_of]
        replies_told = [near for _, near in answers]
        told += [
            f"Nothing else was expected, but there is {_a_message(one)}."
            for one in more_messages
            if not any(one is near for near in messages_told)
        ]
        told += [
            f"Nothing else was expected, but there is {_a_reply(one)}."
            for one in more_replies
            if not any(one is near for near in replies_told)
        ]
    return tuple(told)


def _pair(
    wanted: Sequence[Wanted], found: Sequence[Found], misses: Callable[[Wanted, Found], list[str]]
) -> tuple[list[Wanted], list[Found]]:
    """Pairs each expectation with something that meets it; what is left over on both sides.

    Augmenting paths: an expectation that asks little gives way to one that asks for exactly what it holds.
    """
    held: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for other, one in enumerate(found):
            if other in tried or misses(wanted[index], one):
                continue
            tried.add(other)
            if other not in held or place(held[other], tried):
                held[other] = index
                return True
        return False

    left = [one for index, one in enumerate(wanted) if not place(index, set())]
    return left, [one for other, one in enumerate(found) if other not in held]


def _misses(wanted: Any, found: Any) -> list[str]:
    """The fields asked for that are otherwise."""
    names = [name for name in wanted.model_fields_set if name not in _NOT_COMPARED]
    return sorted(name for name in names if getattr(wanted, name) != getattr(found, name))


def _misses_message(wanted: ExpectedMessage, found: RehearsedMessage) -> list[str]:
    return _misses(wanted, found) + _misses_words(wanted.contains, found.body)


def _misses_reply(wanted: ExpectedReply, found: RehearsedReply) -> list[str]:
    return _misses(wanted, found) + _misses_words(wanted.contains, found.body)


def _misses_words(words: str | None, body: str | None) -> list[str]:
    return [] if words is None or words in (body or "") else ["body"]


def _misses_enrolment(wanted: ExpectedEnrolment, found: RehearsedEnrolment) -> list[str]:
    return _misses(wanted, found) + ([] if _passed(wanted, found.path) else ["path"])


def _passed(wanted: ExpectedEnrolment, path: Sequence[RehearsedHop]) -> bool:
    """Whether the expected steps lie on the path in their order."""
    way = iter(path)
    return all(any(_is_hop(step, hop) for hop in way) for step in wanted.path)


def _is_hop(wanted: str | ExpectedHop, hop: RehearsedHop) -> bool:
    return hop.node_id == wanted if isinstance(wanted, str) else not _misses(wanted, hop)


def _message_instead(wanted: ExpectedMessage, left: Sequence[RehearsedMessage]) -> RehearsedMessage | None:
    """What came where this was expected, if anything did."""
    near = _nearest([one for one in left if wanted.contact in (None, one.contact)], wanted, _misses_message)
    return near if near is not None and wanted.node_id in (None, near.node_id) else None


def _message_missing(
    wanted: ExpectedMessage, near: RehearsedMessage | None, enrolments: Sequence[RehearsedEnrolment]
) -> str:
    sought = _wanted_message(wanted)
    if near is not None:
        return f"Expected {sought}; instead there is {_a_message(near)}."
    return f"Expected {sought}, but there is none; {_whereabouts(wanted.contact, enrolments)}."


def _reply_missing(wanted: ExpectedReply, near: RehearsedReply | None) -> str:
    told = [f'{name} "{_shown(name, getattr(wanted, name))}"' for name in wanted.model_fields_set]
    sought = f"an answer with {', '.join(sorted(told))}" if told else "an answer"
    return f"Expected {sought}; " + ("no answer was sent." if near is None else f"instead there is {_a_reply(near)}.")


def _enrolment_missing(wanted: ExpectedEnrolment, left: Sequence[RehearsedEnrolment]) -> str:
    who = wanted.contact or "somebody"
    told = [
        f'{name} "{_shown(name, getattr(wanted, name))}"'
        for name in sorted(wanted.model_fields_set)
        if name not in ("contact", "path")
    ]
    if wanted.path:
        told.append(f"path {_way(wanted.path)}")
    sought = f"{who} in the journey" + (f" with {', '.join(told)}" if told else "")
    near = _nearest([one for one in left if wanted.contact in (None, one.contact)], wanted, _misses_enrolment)
    if near is None:
        return f"Expected {sought}, but {who} was not enrolled{' again' if _others(wanted, left) else ''}."
    return f"Expected {sought}; instead {_an_enrolment(near)}."


def _others(wanted: ExpectedEnrolment, left: Sequence[RehearsedEnrolment]) -> bool:
    return any(one.contact == wanted.contact for one in left)


def _nearest(found: Sequence[Found], wanted: Wanted, misses: Callable[[Wanted, Found], list[str]]) -> Found | None:
    return min(found, key=lambda one: len(misses(wanted, one)), default=None)


def _wanted_message(wanted: ExpectedMessage) -> str:
    parts = [f"a message ({wanted.channel})" if wanted.channel else "a message"]
    parts += [f"to {wanted.contact}"] if wanted.contact else []
    parts += [f"({wanted.to})"] if wanted.to else []
    parts += [f'at step "{wanted.node_id}"'] if wanted.node_id else []
    parts += [f"at {to_rfc3339(wanted.at)}"] if wanted.at is not None else []
    parts += [f"that is {wanted.state}"] if wanted.state else []
    parts += [f"because of {wanted.reason}"] if wanted.reason else []
    parts += [f'saying "{wanted.body}"'] if wanted.body is not None else []
    parts += [f'that contains "{wanted.contains}"'] if wanted.contains is not None else []
    return " ".join(parts)


def _a_message(one: RehearsedMessage) -> str:
    why = f" ({sentence(one.reason).rstrip('.')})" if one.reason else ""
    says = f', saying "{one.body}"' if one.body else ""
    return f'a message to {one.contact} at step "{one.node_id}", {one.state} at {to_rfc3339(one.at)}{why}{says}'


def _a_reply(one: RehearsedReply) -> str:
    return f'an answer ({one.kind}) to {one.to} at {to_rfc3339(one.at)}, saying "{one.body}"'


def _an_enrolment(one: RehearsedEnrolment) -> str:
    if one.status == "active":
        until = "" if one.due_at is None else f" until {to_rfc3339(one.due_at)}"
        state = f'{one.contact} is still at "{one.at_step}"{until}'
    else:
        why = f" ({one.sentence.rstrip('.')})" if one.sentence else ""
        state = f"{one.contact} {one.status}{why}"
    return f"{state}, by {_way(one.path)}"


def _way(path: Sequence[str | ExpectedHop | RehearsedHop]) -> str:
    return " > ".join(_step(step) for step in path) or "no step"


def _step(step: str | ExpectedHop | RehearsedHop) -> str:
    if isinstance(step, str):
        return step
    return f"{step.node_id} ({step.outcome})" if step.outcome else step.node_id


def _whereabouts(contact: str | None, enrolments: Sequence[RehearsedEnrolment]) -> str:
    if contact is None:
        return f"{len(enrolments)} enrolments were made" if len(enrolments) != 1 else "one enrolment was made"
    own = [one for one in enrolments if one.contact == contact]
    return _an_enrolment(own[-1]) if own else f"{contact} was not enrolled"


def _shown(name: str, value: Any) -> str:
    return to_rfc3339(value) if name in _TIMES and isinstance(value, int) else str(value)
