"""What a long-running part logs, and how it looks: without the numbers, addresses and texts of people."""

from __future__ import annotations

import logging
import re
import traceback
from types import TracebackType
from typing import Final

_NUMBER: Final = re.compile(r"(?:\+|%2[Bb])\d[\d ().-]{4,22}\d|(?<![\w.:-])\d{10,15}(?![\w.:-])")
"""A phone number as we write them, in an address too; and bare digits as long as one."""
_ADDRESS: Final = re.compile(r"[^\s@<>\"'(),;:=/]{1,64}(?:@|%40)[^\s@<>\"'(),;:/]{1,255}\.[^\s@<>\"'(),;:/]{2,63}")
_PLAIN: Final = ("sqlalchemy.", "psycopg.", "temporalio.", "httpx", "httpcore", "uvicorn.")
"""Libraries whose errors name parts and addresses of ours, and nothing that people wrote: what the database quotes is
left out of its errors before (`engine/store/database/database.py`)."""


def without_people(text: str) -> str:
    """The text without phone numbers and e-mail addresses."""
    return _ADDRESS.sub("[address]", _NUMBER.sub("[number]", text))


class PersonalDataFilter(logging.Formatter):
    """Leaves out what is people's own: their numbers and addresses anywhere, and the words of errors that may quote
    what they wrote. Where an error came from stays, line by line."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, and its error's way."""
        # Another handler may have left its own rendering of the error on the record.
        record.exc_text = None
        return without_people(super().format(record))

    def formatException(  # noqa: N802 (logging's own name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The error's way and kind; its words when they can't quote anybody."""
        error = ei[1]
        return "" if error is None else "\n".join(_told(error))


def _told(error: BaseException) -> list[str]:
    lines: list[str] = []
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        lines += [*_told(before), "", "which led to:", ""]
    lines += "".join(traceback.format_tb(error.__traceback__)).splitlines()
    lines.append(error_name(error))
    return lines


def error_name(error: BaseException) -> str:
    """The error's kind, and its words when they can't quote anybody."""
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    plain = isinstance(error, OSError | ImportError) or kind.__module__.startswith(_PLAIN)
    return f"{name}: {error}" if plain and str(error) else name
