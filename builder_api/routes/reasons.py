"""What the reason codes of messages, paths and enrolments mean."""

from __future__ import annotations

from builder_api.models.common import Answer
from builder_api.strict_route import room
from engine.rules.reasons import Reason, sentence

router = room("reasons")


class ReasonWords(Answer):
    """One reason."""

    reason: str
    sentence: str
    """For people, with the remedy where there is one."""


class Reasons(Answer):
    """All reasons."""

    items: list[ReasonWords]


@router.get("/reasons")
def list_reasons() -> Reasons:
    """Every reason with its sentence: whoever shows a list of messages asks once."""
    return _ALL


_ALL = Reasons(items=[ReasonWords(reason=reason.value, sentence=sentence(reason)) for reason in Reason])
