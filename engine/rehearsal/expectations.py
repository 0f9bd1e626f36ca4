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
from engine.rules.outcomes.reasons import sentence
from engine.rules.outcomes.states import EnrolmentStatus
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
    sentences: list[str] = []
    missing, more_messages = _pair(expected.messages, messages, _misses_message)
    instead_of = [(item, _message_instead(item, more_messages)) for item in missing]
    sentences += [_message_missing(item, near, enrolments) for item, near in instead_of]
    absent, more_replies = _pair(expected.replies, replies, _misses_reply)
    answers = [(item, _nearest(more_replies, item, _misses_reply)) for item in absent]
    sentences += [_reply_missing(item, near) for item, near in answers]
    lost, more_enrolments = _pair(expected.enrolments, enrolments, _misses_enrolment)
    sentences += [_enrolment_missing(item, more_enrolments) for item in lost]
    if expected.nothing_else:
        # What came instead of something is told there: one mismatch is one sentence.
        messages_named = [near for _, near in instead_of]
        replies_named = [near for _, near in answers]
        sentences += [
            f"Nothing else was expected, but there is {_a_message(item)}."
            for item in more_messages
            if not any(item is near for near in messages_named)
        ]
        sentences += [
            f"Nothing else was expected, but there is {_a_reply(item)}."
            for item in more_replies
            if not any(item is near for near in replies_named)
        ]
    return tuple(sentences)


def _pair(
    wanted: Sequence[Wanted], happened: Sequence[Found], misses: Callable[[Wanted, Found], list[str]]
) -> tuple[list[Wanted], list[Found]]:
    """Pairs each expectation with something that meets it; what is left over on both sides.

    Augmenting paths: an expectation that asks little gives way to one that asks for exactly what it holds. Who was
    placed first stays placed, so that the same ones are always left over: a library's maximum matching (networkx)
    keeps no such order.
    """
    held: dict[int, int] = {}

    def place(index: int, tried: set[int]) -> bool:
        for other, item in enumerate(happened):
            if other in tried or misses(wanted[index], item):
                continue
            tried.add(other)
            if other not in held or place(held[other], tried):
                held[other] = index
                return True
        return False

    left = [item for index, item in enumerate(wanted) if not place(index, set())]
    return left, [item for other, item in enumerate(happened) if other not in held]


def _misses(wanted: Any, happened: Any) -> list[str]:
    """The fields asked for that are otherwise."""
    names = [name for name in wanted.model_fields_set if name not in _NOT_COMPARED]
    return sorted(name for name in names if getattr(wanted, name) != getattr(happened, name))


def _misses_message(wanted: ExpectedMessage, happened: RehearsedMessage) -> list[str]:
    return _misses(wanted, happened) + _misses_words(wanted.contains, happened.body)


def _misses_reply(wanted: ExpectedReply, happened: RehearsedReply) -> list[str]:
    return _misses(wanted, happened) + _misses_words(wanted.contains, happened.body)


def _misses_words(words: str | None, body: str | None) -> list[str]:
    return [] if words is None or words in (body or "") else ["body"]


def _misses_enrolment(wanted: ExpectedEnrolment, happened: RehearsedEnrolment) -> list[str]:
    return _misses(wanted, happened) + ([] if _passed(wanted, happened.path) else ["path"])


def _passed(wanted: ExpectedEnrolment, path: Sequence[RehearsedHop]) -> bool:
    """Whether the expected steps lie on the path in their order."""
    way = iter(path)
    return all(any(_is_hop(step, hop) for hop in way) for step in wanted.path)


def _is_hop(wanted: str | ExpectedHop, hop: RehearsedHop) -> bool:
    return hop.node_id == wanted if isinstance(wanted, str) else not _misses(wanted, hop)


def _message_instead(wanted: ExpectedMessage, left: Sequence[RehearsedMessage]) -> RehearsedMessage | None:
    """What came where this was expected, if anything did."""
    near = _nearest([item for item in left if wanted.contact in (None, item.contact)], wanted, _misses_message)
    return near if near is not None and wanted.node_id in (None, near.node_id) else None


def _message_missing(
    wanted: ExpectedMessage, near: RehearsedMessage | None, enrolments: Sequence[RehearsedEnrolment]
) -> str:
    sought = _wanted_message(wanted)
    if near is not None:
        return f"Expected {sought}; instead there is {_a_message(near)}."
    return f"Expected {sought}, but there is none; {_whereabouts(wanted.contact, enrolments)}."


def _reply_missing(wanted: ExpectedReply, near: RehearsedReply | None) -> str:
    sentences = [f'{name} "{_shown(name, getattr(wanted, name))}"' for name in wanted.model_fields_set]
    sought = f"an answer with {', '.join(sorted(sentences))}" if sentences else "an answer"
    return f"Expected {sought}; " + ("no answer was sent." if near is None else f"instead there is {_a_reply(near)}.")


def _enrolment_missing(wanted: ExpectedEnrolment, left: Sequence[RehearsedEnrolment]) -> str:
    who = wanted.contact or "somebody"
    sentences = [
        f'{name} "{_shown(name, getattr(wanted, name))}"'
        for name in sorted(wanted.model_fields_set)
        if name not in ("contact", "path")
    ]
    if wanted.path:
        sentences.append(f"path {_way(wanted.path)}")
    sought = f"{who} in the journey" + (f" with {', '.join(sentences)}" if sentences else "")
    near = _nearest([item for item in left if wanted.contact in (None, item.contact)], wanted, _misses_enrolment)
    if near is None:
        return f"Expected {sought}, but {who} was not enrolled{' again' if _others(wanted, left) else ''}."
    return f"Expected {sought}; instead {_an_enrolment(near)}."


def _others(wanted: ExpectedEnrolment, left: Sequence[RehearsedEnrolment]) -> bool:
    return any(item.contact == wanted.contact for item in left)


def _nearest(happened: Sequence[Found], wanted: Wanted, misses: Callable[[Wanted, Found], list[str]]) -> Found | None:
    return min(happened, key=lambda item: len(misses(wanted, item)), default=None)


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


def _a_message(message: RehearsedMessage) -> str:
    why = f" ({sentence(message.reason).rstrip('.')})" if message.reason else ""
    says = f', saying "{message.body}"' if message.body else ""
    at = to_rfc3339(message.at)
    return f'a message to {message.contact} at step "{message.node_id}", {message.state} at {at}{why}{says}'


def _a_reply(reply: RehearsedReply) -> str:
    return f'an answer ({reply.kind}) to {reply.to} at {to_rfc3339(reply.at)}, saying "{reply.body}"'


def _an_enrolment(enrolment: RehearsedEnrolment) -> str:
    if enrolment.status == EnrolmentStatus.ACTIVE:
        until = "" if enrolment.due_at is None else f" until {to_rfc3339(enrolment.due_at)}"
        state = f'{enrolment.contact} is still at "{enrolment.at_step}"{until}'
    else:
        why = f" ({enrolment.sentence.rstrip('.')})" if enrolment.sentence else ""
        state = f"{enrolment.contact} {enrolment.status}{why}"
    return f"{state}, by {_way(enrolment.path)}"


def _way(path: Sequence[str | ExpectedHop | RehearsedHop]) -> str:
    return " > ".join(_step(step) for step in path) or "no step"


def _step(step: str | ExpectedHop | RehearsedHop) -> str:
    if isinstance(step, str):
        return step
    return f"{step.node_id} ({step.outcome})" if step.outcome else step.node_id


def _whereabouts(contact: str | None, enrolments: Sequence[RehearsedEnrolment]) -> str:
    if contact is None:
        return f"{len(enrolments)} enrolments were made" if len(enrolments) != 1 else "one enrolment was made"
    own = [enrolment for enrolment in enrolments if enrolment.contact == contact]
    return _an_enrolment(own[-1]) if own else f"{contact} was not enrolled"


def _shown(name: str, value: Any) -> str:
    return to_rfc3339(value) if name in _TIMES and isinstance(value, int) else str(value)
