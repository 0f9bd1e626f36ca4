"""Refusals: what the engine will not do, said so that whoever asked knows what to do instead.

Every exception that tells a caller "no" derives from `Refusal`. It carries a stable code for programs, and a message
with the remedy for people. It knows nothing of HTTP: the API maps codes to statuses in one table
(`builder_api/web/statuses.py`), and the command line prints the sentence.
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """It can't be done as it was asked.

    A subclass sets `code`. Where its message is always the same, the first paragraph of its docstring is the message,
    and it is raised without one; else the message is given where it is raised. `str(refusal)` is the message with the
    remedy behind it.
    """

    code: str = "refused"
    """Stable: programs compare it. A subclass that refuses for several reasons is given one of them when raised."""

    def __init__(
        self,
        message: str | None = None,
        *,
        code: str | None = None,
        remedy: str | None = None,
        contact: str | None = None,
        field: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        self.message = _first_paragraph(type(self)) if message is None else message
        """What is wrong; it names the thing."""
        if code is not None:
            self.code = code
        self.remedy = remedy
        """What to do about it; None when the message says so itself."""
        self.contact = contact
        """The external id of the contact that it is about."""
        self.field = field
        """The field of what was sent that it is about."""
        self.details = dict(details or {})
        """What else a program may want to know: JSON by name."""
        super().__init__(self.message if remedy is None else _joined(self.message, remedy))


def _first_paragraph(kind: type[Refusal]) -> str:
    paragraph = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def _joined(message: str, remedy: str) -> str:
    return f"{message} {remedy}" if message.endswith((".", "?", "!")) else f"{message}; {remedy}"
